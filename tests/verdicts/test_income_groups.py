from __future__ import annotations

import numpy as np
import pytest

from sogdia.verdicts import verdict
from sogdia.verdicts.income_groups import UNTIL_USD, effects_by_income, income_groups
from sogdia.verdicts.programmes import begun


@pytest.fixture(scope="module")
def split(draw):
    """Give a panel in which tech moves the outcome in the second half of the countries, which are rich, alone."""
    drawn = draw(units=120, noise=0.1)
    wide = drawn.wide.copy()
    rich = wide.country >= "C60"
    wide["gdp_musd"], wide["population"] = np.where(rich, 50_000.0, 1_000.0), 1e6
    first = begun(wide, drawn.ledger, "tech", "AAA").first
    wide.loc[rich & (wide.year >= wide.country.map(first).fillna(9999)), "ideal_point"] += 1.0
    return wide, drawn.ledger


def test_thresholds_part_countries(split):
    groups = income_groups(split[0])
    assert groups["C00"] == "low"
    assert groups["C60"] == "high"
    assert list(UNTIL_USD) == ["low", "lower middle", "upper middle", "high"]


def test_groups_that_differ_are_told_apart(split):
    wide, ledger = split
    asked = [{"outcome": "ideal_point", "sponsor": "AAA", "programme": "tech", "reason": ""}]
    rows = {row["income"]: row for row in effects_by_income(wide, ledger, asked, (2000, 2015))}
    assert rows["high"]["low"] < 1.0 < rows["high"]["high"]
    assert rows["low"]["low"] < 0 < rows["low"]["high"]
    assert rows["high"]["p_alike"] < 0.001
    assert rows["upper middle"]["reason"]


def test_a_panel_without_product_has_no_groups(draw):
    result = verdict(draw(units=24), years=(2000, 2015), sponsor=["AAA"], outcome=["ideal_point"])
    assert result.by_income.empty
    assert {"income", "p_alike"} <= set(result.by_income)
