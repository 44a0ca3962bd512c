from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from sogdia.influence import ideal_points
from sogdia.influence.dynamics import walk
from sogdia.influence.sampler import below, chance, look_back, propose, quantile

ROUNDS = 600


def test_the_normal_probability_and_its_quantile_are_those_of_scipy():
    x = np.linspace(-6.0, 6.0, 301)
    p = np.concatenate([np.logspace(-12, -1, 60), np.linspace(0.1, 0.9, 60), 1 - np.logspace(-9, -1, 40)])
    np.testing.assert_allclose([below(one) for one in x], ndtr(x), atol=1.2e-7)
    np.testing.assert_allclose([quantile(one) for one in p], ndtri(p), rtol=2e-9, atol=2e-9)
    assert (quantile(0.0), quantile(1.0)) == (-9.0, 9.0)


def test_draws_of_a_counter_are_even_and_apart():
    drawn = np.array([[chance(7, turn, place) for place in range(200)] for turn in range(100)])
    assert drawn.min() > 0
    assert drawn.max() < 1
    assert drawn.mean() == pytest.approx(0.5, abs=0.01)
    assert drawn.var() == pytest.approx(1 / 12, abs=0.002)
    assert abs(np.corrcoef(drawn[:, :-1].ravel(), drawn[:, 1:].ravel())[0, 1]) < 0.03
    assert abs(np.corrcoef(drawn[:-1].ravel(), drawn[1:].ravel())[0, 1]) < 0.03


def test_proposed_thresholds_keep_their_order_and_bounds():
    rng = np.random.default_rng(0)
    for low, high in ((0.0, 0.01), (-6.99, 6.99), (6.9, 6.95)):
        for _ in range(200):
            first, second, ratio = propose(low, high, 2, tuple(rng.random(2)))
            assert -7.001 < first < second < 7.001
            assert np.isfinite(ratio)


def test_a_walk_looks_back_over_gaps_and_the_first_session_to_the_second():
    country = np.array([0, 0, 0, 0, 1, 1, 2])
    session = np.array([0, 0, 2, 2, 1, 2, 1])
    chamber = walk(country, session, 0.5)
    memory = look_back(chamber, 0.5)
    place = {key: at for at, key in enumerate(zip(chamber.country.tolist(), chamber.session.tolist(), strict=True))}
    assert memory.back[place[0, 0]] == place[0, 2]
    assert memory.back[place[0, 2]] == place[0, 0]
    assert memory.back[place[1, 2]] == place[1, 1]
    assert memory.back[place[2, 1]] == -1
    assert memory.tie[place[0, 2]] == pytest.approx(1 / (0.5 * 2 / 4))


def test_drawn_points_are_found_and_bounded_and_a_seed_repeats_them(drawn):
    cast, calls, true = drawn
    first = ideal_points(cast, calls, rounds=ROUNDS)
    again = ideal_points(cast.sample(frac=1, random_state=1), calls, rounds=ROUNDS)
    other = ideal_points(cast, calls, rounds=ROUNDS, seed=1)
    np.testing.assert_array_equal(first.table["point"], again.table["point"])
    assert 0 < np.abs(first.table["point"] - other.table["point"]).median() < 0.1
    assert first.manifest["parameters"]["unsettled"] < 0.06
    both = first.table.merge(true, on=["cow", "session"])
    sign = np.sign(both["point"].corr(both["true"]))
    inside = ((sign * both["true"] >= both["low"]) & (sign * both["true"] <= both["high"])).mean()
    assert both["point"].corr(sign * both["true"]) > 0.96
    assert 0.83 <= inside <= 0.97


def test_the_two_methods_agree(drawn):
    cast, calls, _ = drawn
    one = ideal_points(cast, calls, rounds=ROUNDS, anchor=1).table
    other = ideal_points(cast, calls, method="variational", anchor=1).table
    assert one["point"].corr(other["point"]) > 0.98
    assert ((one["high"] - one["low"]) / (other["high"] - other["low"])).median() == pytest.approx(1.0, abs=0.15)
