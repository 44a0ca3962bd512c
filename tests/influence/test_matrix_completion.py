from __future__ import annotations

import numpy as np
import pytest

from sogdia.errors import ParameterError
from sogdia.influence.imputation import imputation
from sogdia.influence.matrix_completion import matrix_completion
from sogdia.influence.study_panel import StudyPanel, lay_out


def low_rank(seed=0, units=40, years=16):
    chance = np.random.default_rng(seed)
    first = np.where(np.arange(units) < 12, 11.0, np.inf)
    on = np.arange(years)[None, :] >= first[:, None]
    load = chance.normal(size=(units, 1)) + (np.arange(units)[:, None] < 12)
    y = 2 * load @ chance.normal(size=(1, years)) + on + 0.3 * chance.normal(size=(units, years))
    names = tuple(f"u{i:02d}" for i in range(units))
    return StudyPanel(names, np.arange(years), y, on, first, np.zeros((units, years, 0)), np.arange(units))


def test_it_completes_a_matrix_of_low_rank():
    panel = low_rank()
    found = matrix_completion(panel, errors=False)
    assert found.settings["rank"] >= 1
    assert abs(found.att - 1) < 0.5
    assert abs(found.att - 1) < abs(imputation(panel).att - 1)


def test_without_a_low_rank_part_it_is_imputation(adopt):
    panel = lay_out(adopt(1), outcome="y", first="first")
    found = matrix_completion(panel, errors=False)
    if found.settings["rank"] == 0:
        assert found.att == pytest.approx(imputation(panel).att)


def test_jackknife_errors_are_near_those_of_repeated_draws(adopt):
    panels = [lay_out(adopt(s, units=30, years=9), outcome="y", first="first") for s in range(16)]
    found = [matrix_completion(panel, folds=2, penalties=3) for panel in panels]
    assert np.mean([f.errors[0] for f in found]) == pytest.approx(np.std([f.att for f in found]), rel=0.4)


def test_covariates_are_refused(adopt):
    with pytest.raises(ParameterError, match="covariates"):
        matrix_completion(lay_out(adopt(0), outcome="y", first="first", covariates=["x"]))
