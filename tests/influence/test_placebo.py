from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from sogdia.errors import ParameterError
from sogdia.influence.callaway_santanna import callaway_santanna
from sogdia.influence.imputation import imputation
from sogdia.influence.placebo import permutation, placebo_dates
from sogdia.influence.study_panel import lay_out

fast = partial(imputation, leads=0)


def test_dates_before_treatment_find_nothing_unless_a_trend_was_there(adopt):
    data = adopt(1, units=150)
    quiet = placebo_dates(lay_out(data, outcome="y", first="first"), callaway_santanna)
    assert quiet["shift"].tolist() == [1, 2, 3]
    assert (quiet["p"] > 0.01).all()
    data["y"] += 0.5 * (data["first"] > 0) * (data["year"] - 2000)
    assert placebo_dates(lay_out(data, outcome="y", first="first"), fast, [3])["p"][0] < 0.01


def test_a_shift_beyond_the_panel_has_no_estimate(adopt):
    table = placebo_dates(lay_out(adopt(2), outcome="y", first="first"), fast, [1, 40])
    assert table["estimate"].isna().tolist() == [False, True]
    with pytest.raises(ParameterError, match="1 and more"):
        placebo_dates(lay_out(adopt(2), outcome="y", first="first"), fast, [0])


def test_permutation_finds_an_effect_and_keeps_its_size_without_one(adopt):
    found = permutation(lay_out(adopt(3), outcome="y", first="first"), fast, draws=99)
    assert found.p == pytest.approx(0.01)
    none = [permutation(lay_out(adopt(s, units=24, years=9, effect=0), outcome="y", first="first"), fast, draws=19).p
            for s in range(25)]  # fmt: skip
    assert 0.25 < np.mean(none) < 0.75
