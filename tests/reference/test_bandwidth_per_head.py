"""Bandwidth per head at the end of 2012, as UN ESCAP printed it, from the embedded observations."""

from __future__ import annotations

import pytest

from sogdia.data import world

PRINTED_KBPS = {"TJK": 0.313, "AFG": 0.440, "KGZ": 0.893, "KAZ": 16.5, "AZE": 22.4, "UZB": 0.259, "RUS": 17.4}
PEOPLE_2012_MILLION = {"TJK": 8.0, "AFG": 29.5, "KGZ": 5.6, "KAZ": 16.7, "AZE": 9.2, "UZB": 30.1, "RUS": 143.7}
"""World Bank and UN figures for 2012, rounded."""


@pytest.mark.parametrize("country", PRINTED_KBPS)
def test_bandwidth_per_head(country: str) -> None:
    seen = world().observations
    rows = seen[(seen.subject == country) & (seen.quantity == "capacity_lit_gbps") & (seen.date == "2012-12")]
    rows = rows[rows.counterpart.isna()]
    assert len(rows) == 1
    # Both are rounded: bandwidth over printed bandwidth per head gives the people known, to their last digit.
    assert round(float(rows.value.iloc[0]) / PRINTED_KBPS[country], 1) == PEOPLE_2012_MILLION[country]
