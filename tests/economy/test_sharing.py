from __future__ import annotations

import math

import pytest

from sogdia.economy import by_stand_alone_cost, co_deployment, shapley
from sogdia.errors import ParameterError


def test_an_airport_game_by_hand():
    # Runways of 10, 20 and 40: the first third is shared by three, the next 10 by two, the last 20 by one.
    alone = {"a": 10.0, "b": 20.0, "c": 40.0}
    made = shapley(list(alone), lambda who: max((alone[p] for p in who), default=0.0))
    assert made.amounts == pytest.approx((10 / 3, 10 / 3 + 5, 10 / 3 + 5 + 20))
    assert made.errors == (0, 0, 0)


def test_sampled_agrees_within_its_error():
    names = [f"p{i:02d}" for i in range(14)]
    weight = {name: i + 1.0 for i, name in enumerate(names)}

    def cost(who):
        return math.sqrt(sum(weight[p] for p in who))

    made = shapley(names, cost, draws=4000, seed=1)
    assert made.method == "shapley, sampled"
    assert sum(made.amounts) == pytest.approx(cost(names))
    again = shapley(names, cost, draws=16_000, seed=2)
    for one, error, other in zip(made.amounts, made.errors, again.amounts, strict=True):
        assert abs(one - other) < 5 * error + 1e-9
    assert max(again.errors) < max(made.errors)


def test_stand_alone_shares_keep_their_proportion():
    made = by_stand_alone_cost({"x": 1.0, "y": 3.0}, 2.0)
    assert made.amounts == (0.5, 1.5)
    assert made.saved == (0.5, 1.5)


def test_bad_players_are_refused():
    with pytest.raises(ParameterError, match="named once"):
        shapley(["a", "a"], lambda who: float(len(who)))
    with pytest.raises(ParameterError, match=r"0\.57"):
        co_deployment(saved_share=57.0)
