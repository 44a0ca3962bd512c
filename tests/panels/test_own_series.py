from __future__ import annotations

import pandas as pd
import pytest

from sogdia.errors import TableError
from sogdia.panels.own_series import own_series

SPAN = range(2000, 2021)
ROW = {"country": "KEN", "year": "2005", "series": "score", "value": "1"}


def held(*rows):
    return own_series(pd.DataFrame(list(rows)), SPAN)


def test_a_year_written_in_two_ways_is_one_year():
    with pytest.raises(TableError, match=r"KEN 2005 score.*keep one"):
        held(ROW, ROW | {"year": "2005.0"})


def test_cells_that_are_left_empty_have_the_word_of_a_missing_column():
    found = held(ROW | {"group": "", "sponsor": ""}, ROW | {"country": "FRA", "group": "tech", "sponsor": "USA"})
    assert sorted((one.group, one.rows.sponsor.tolist()[0]) for one in found) == [("outcome", ""), ("tech", "USA")]


def test_two_unknown_countries_are_not_one_that_stands_twice():
    with pytest.raises(TableError) as fault:
        held(ROW | {"country": "Atlantis"}, ROW | {"country": "Utopia"})
    assert "Atlantis" in str(fault.value)
    assert "stands twice" not in str(fault.value)


@pytest.mark.parametrize(("year", "mend"), [("1990", "--years 1989-2020"), ("1925", "no panel begins before 1945")])
def test_a_programme_before_the_panel_has_a_mend_that_can_be_followed(year, mend):
    with pytest.raises(TableError, match=mend):
        held(ROW | {"group": "tech", "year": year})


def test_a_country_that_no_panel_observes_is_refused():
    with pytest.raises(TableError, match="never observed"):
        held(ROW | {"country": "GRL"})
