from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sogdia.errors import DataError, InfeasibleError, TableError
from sogdia.influence.study_panel import absorbing, described, lay_out

ROWS = pd.DataFrame(
    {
        "unit": ["a"] * 4 + ["b"] * 4 + ["c"] * 4,
        "year": [2001, 2002, 2003, 2004] * 3,
        "outcome": [1.0, 2, 3, 4, 2, 2, 2, 3, 5, 5, 6, 6],
        "first": [2003] * 4 + [0] * 4 + [np.nan] * 4,
        "on": [0, 0, 1, 1] + [0] * 8,
    }
)


def test_dates_and_states_say_the_same():
    one, two = lay_out(ROWS, first="first"), lay_out(ROWS, treated="on")
    assert one.first.tolist() == two.first.tolist() == [2003.0, np.inf, np.inf]
    assert (one.treated == two.treated).all()
    assert described(one)["never_treated_units"] == 2


def test_duplicate_unit_years_are_named():
    with pytest.raises(TableError, match=r"unit, year.*1 unit-years stand more than once \(found 'a 2002'\)"):
        lay_out(pd.concat([ROWS, ROWS.iloc[[1]]]), first="first")


def test_faults_are_gathered():
    rows = ROWS.astype({"outcome": object, "year": object})
    rows.loc[0, "outcome"], rows.loc[3, "year"] = "much", 2004.5
    with pytest.raises(TableError, match=r"(?s)2 faults.*whole year.*'much'"):
        lay_out(rows, first="first")


def test_a_missing_column_has_its_nearest_name():
    with pytest.raises(TableError, match="did you mean 'outcome'"):
        lay_out(ROWS, first="first", outcome="outcom")


def test_dates_that_change_within_a_unit_are_refused():
    rows = ROWS.copy()
    rows.loc[0, "first"] = 2002
    with pytest.raises(TableError, match="more than one first treated year"):
        lay_out(rows, first="first")


def test_a_constant_outcome_and_no_outcome_are_refused():
    with pytest.raises(DataError, match="nothing varies"):
        lay_out(ROWS.assign(outcome=3.0), first="first")
    with pytest.raises(DataError, match="no unit has an outcome"):
        lay_out(ROWS.assign(outcome=np.nan), first="first")


def test_units_never_observed_are_left_out_and_counted():
    rows = ROWS.assign(outcome=ROWS["outcome"].where(ROWS["unit"] != "c"))
    panel = lay_out(rows, first="first")
    assert panel.units == ("a", "b")
    assert panel.lost == (("never observed: c", 0),)


def test_treatment_before_the_panel_is_left_out_or_refused():
    rows = ROWS.assign(first=ROWS["first"].mask(ROWS["unit"] == "b", 1990))
    panel = absorbing(lay_out(rows, first="first"))
    assert panel.units == ("a", "c")
    assert panel.lost == (("treated from their first year on: b", 4),)
    with pytest.raises(InfeasibleError, match="a are treated from their first year on"):
        lay_out(ROWS.assign(first=ROWS["first"].mask(ROWS["unit"] == "a", 1990)), first="first")


def test_dates_between_and_after_the_years_of_the_panel():
    rows = ROWS[ROWS["year"] != 2003].assign(first=ROWS["first"].mask(ROWS["unit"] == "b", 2050))
    assert lay_out(rows, first="first").first.tolist() == [2004.0, np.inf, np.inf]


def test_all_treated_at_once_is_refused_with_the_reason():
    with pytest.raises(InfeasibleError, match="all 3 units are first treated in 2003"):
        absorbing(lay_out(ROWS.assign(first=2003), first="first"))


def test_leaving_treatment_is_refused_with_a_way_out():
    rows = ROWS.assign(on=ROWS["on"].mask((ROWS["unit"] == "a") & (ROWS["year"] == 2004), 0))
    with pytest.raises(InfeasibleError, match=r"1 units leave treatment \(a\); use chaisemartin"):
        absorbing(lay_out(rows, treated="on"))


def test_states_other_than_0_and_1_are_refused():
    with pytest.raises(TableError, match="must be 0 or 1"):
        lay_out(ROWS.assign(on=2), treated="on")
