from __future__ import annotations

import numpy as np
import pytest

from sogdia.errors import InfeasibleError, ParameterError
from sogdia.influence.factors import factors, predicted
from sogdia.influence.imputation import imputation
from sogdia.influence.interactive_effects import interactive_effects
from sogdia.influence.study_panel import StudyPanel, lay_out


def factor_panel(seed=0, units=50, years=24, treated=12, start=14, effect=1.0, noise=0.5):
    """Draw two strong factors whose loadings are larger for the treated: difference in differences is biased."""
    chance = np.random.default_rng(seed)
    first = np.full(units, np.inf)
    first[:treated] = start + np.arange(treated) % 3
    path, load = chance.normal(size=(years, 2)), chance.normal(size=(units, 2))
    path[start:, 0] += 1
    load[:treated, 0] += 1
    on = np.arange(years)[None, :] >= first[:, None]
    y = chance.normal(size=(units, 1)) + load @ path.T + effect * on + noise * chance.normal(size=(units, years))
    names = tuple(f"u{i:02d}" for i in range(units))
    return StudyPanel(names, np.arange(years), y, on, first, np.zeros((units, years, 0)), np.arange(units))


def test_it_finds_the_factors_and_the_effect():
    panel = factor_panel()
    found = interactive_effects(panel, draws=100)
    assert found.settings["factors"] == 2
    assert abs(found.att - 1) < 3 * found.errors[0] < 0.6
    assert abs(imputation(panel).att - 1) > 0.5


def test_influence_carries_the_bootstrap_errors():
    found = interactive_effects(factor_panel(1), draws=100)
    assert np.sqrt((found.influence**2).sum(axis=0)) == pytest.approx(found.errors)
    assert found.draws.shape == (100, len(found.terms))


def test_the_same_seed_gives_the_same_numbers():
    one, two, other = (interactive_effects(factor_panel(2), draws=50, seed=s) for s in (0, 0, 1))
    assert one.errors.tolist() == two.errors.tolist()
    assert one.errors.tolist() != other.errors.tolist()
    assert one.estimates.tolist() == other.estimates.tolist()


def test_no_factor_is_difference_in_differences_with_the_never_treated():
    panel = factor_panel(3)
    found = interactive_effects(panel, most_factors=0, draws=20)
    never = np.isinf(panel.first)
    year = panel.outcome[never].mean(axis=0)
    gaps = [
        ((y - year)[on] - (y - year)[~on].mean()).tolist()
        for y, on in zip(panel.outcome[~never], panel.treated[~never], strict=True)
    ]
    assert found.att == pytest.approx(np.mean(np.concatenate(gaps)))


def test_gaps_are_filled():
    panel = factor_panel(4)
    y = panel.outcome.copy()
    y[np.random.default_rng(0).random(y.shape) < 0.1] = np.nan
    found = interactive_effects(StudyPanel(panel.units, panel.years, y, panel.treated, panel.first, panel.covariates,
                                           panel.clusters), draws=50)  # fmt: skip
    assert abs(found.att - 1) < 4 * found.errors[0]
    assert np.isfinite(found.errors).all()


def test_factors_of_low_rank_are_exact():
    chance = np.random.default_rng(0)
    y = chance.normal(size=(20, 1)) + chance.normal(size=(1, 10)) + np.outer(chance.normal(size=20), np.arange(10.0))
    found = factors(y[:15], 1)
    assert found.fitted == pytest.approx(y[:15])
    before = np.tile(np.arange(10) < 6, (5, 1))
    assert predicted(y[15:], before, found) == pytest.approx(y[15:])


def test_it_says_what_it_cannot_do(adopt):
    data = adopt(0)
    with pytest.raises(ParameterError, match="covariates"):
        interactive_effects(lay_out(data, outcome="y", first="first", covariates=["x"]))
    with pytest.raises(InfeasibleError, match="never treated"):
        interactive_effects(lay_out(data.query("first > 0"), outcome="y", first="first"))
    late = lay_out(data.query("year >= 2003"), outcome="y", first="first")
    found = interactive_effects(late, draws=20)
    assert any("fewer than 5" in why and cost > 0 for why, cost in found.lost)


def test_leaving_each_unit_out_is_estimating_without_it():
    y = factor_panel(5).outcome[20:40]
    found = factors(y, 2).without_each()
    for i in (0, 7, 19):
        alone = factors(np.delete(y, i, axis=0), 2)
        assert found.years[i] == pytest.approx(alone.years)
        spanned = np.linalg.lstsq(alone.base, found.base[i], rcond=None)[0]
        assert alone.base @ spanned == pytest.approx(found.base[i], abs=1e-8)
