from __future__ import annotations

import pytest

from sogdia.errors import Fault, ParameterError, TableError, nearest_name, pick, raise_faults


def test_a_fault_says_where_what_and_the_mend() -> None:
    text = str(Fault("spans row 3 (id 'x')", "length_km", "-1", "is out of range", "must be at least 0 km"))
    assert text == "spans row 3 (id 'x'), column 'length_km': is out of range (found '-1'); must be at least 0 km"


def test_all_faults_are_raised_at_once_and_long_lists_are_cut() -> None:
    faults = [Fault(f"spans row {i}", "", "", "is wrong") for i in range(25)]
    with pytest.raises(TableError, match="25 faults") as raised:
        raise_faults(faults, "the table has")
    assert "... and 5 more" in str(raised.value)


def test_no_fault_raises_nothing() -> None:
    raise_faults([], "the table has")


def test_the_nearest_name_is_offered() -> None:
    with pytest.raises(ParameterError, match="did you mean 'KGZ'"):
        pick("KGS", ["KGZ", "TJK"], "country")


def test_nothing_near_lists_what_is_known() -> None:
    with pytest.raises(ParameterError, match="known: alpha, beta"):
        pick("zzz", ["beta", "alpha"], "study")


def test_no_name_is_near_nonsense() -> None:
    assert nearest_name("qqqqq", ["alpha"]) == ""
