from __future__ import annotations

from functools import partial

import pytest

from sogdia.errors import ParameterError
from sogdia.influence.imputation import imputation
from sogdia.influence.misdating import misdated
from sogdia.influence.study_panel import lay_out

fast = partial(imputation, leads=0)


def test_bounds_hold_every_way_of_moving_cohorts_that_was_tried(adopt):
    panel = lay_out(adopt(1), outcome="y", first="first")
    table = misdated(panel, fast, years=1, draws=20).set_index("dates")
    assert list(table.index) == ["as given", "all 1 earlier", "all 1 later", "drawn", "lowest", "highest", "bounds"]
    estimates = table["estimate"]
    assert estimates["lowest"] <= estimates[["as given", "all 1 earlier"]].min()
    assert estimates["highest"] >= estimates["as given"]
    assert table.loc["bounds", "low"] <= table["low"].drop("drawn").min()
    assert table.loc["as given", "estimate"] == pytest.approx(fast(panel).att)


def test_the_same_seed_gives_the_same_bounds(adopt):
    panel = lay_out(adopt(2, units=30, years=9), outcome="y", first="first")
    one, two = (misdated(panel, fast, years=2, draws=20, seed=4) for _ in range(2))
    assert one.equals(two)
    with pytest.raises(ParameterError, match="1 year"):
        misdated(panel, fast, years=0)
