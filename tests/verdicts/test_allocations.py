from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sogdia.verdicts.allocations import allocation
from sogdia.verdicts.programmes import Begun, events
from sogdia.verdicts.reverse_table import reverse_table
from sogdia.verdicts.side_sentences import REVERSE, reverse_finding, reverse_sentence

YEARS = np.arange(2000, 2016)


def drawn(slope, *, seed=1, units=60, several=True):
    """Draw projects whose probability follows the outcome of the year before."""
    chance = np.random.default_rng(seed)
    x = chance.normal(size=(units, len(YEARS)))
    rate = np.clip(0.15 + slope * np.roll(x, 1, axis=1), 0, 1)
    begins = chance.random(x.shape) < rate
    begins[:, 0] = False
    if not several:
        begins &= begins.cumsum(axis=1) == 1
    wide = pd.DataFrame(
        {"country": np.repeat([f"C{i:02d}" for i in range(units)], len(YEARS)), "year": np.tile(YEARS, units),
         "outcome": x.ravel(), "projects_agreed:AAA": begins.astype(float).ravel()}
    )  # fmt: skip
    first = wide[wide["projects_agreed:AAA"] > 0].groupby("country").year.min()
    dates = Begun({str(c): int(y) for c, y in first.items()}, (), ("projects_agreed",), known_cases=False,
                  covered=(2000, 2015))  # fmt: skip
    return wide, dates


@pytest.mark.parametrize("several", [True, False])
def test_a_planted_slope_is_found(several):
    wide, dates = drawn(0.08, several=several)
    row = allocation(wide, "outcome", dates, "AAA", (2000, 2015))
    assert row["low"] < 0.08 * wide.outcome.std() < row["high"]
    assert row["low"] > 0
    assert reverse_finding(row) == "where higher"
    assert np.isfinite(row["ppml"]) == several


def test_nothing_is_found_at_the_nominal_rate_where_nothing_is():
    p = [allocation(*put(drawn(0.0, seed=seed, units=40)), "AAA", (2000, 2015))["p"] for seed in range(12)]
    assert sum(value <= 0.05 for value in p) <= 3
    row = allocation(*put(drawn(0.0, units=150)), "AAA", (2000, 2015))
    assert reverse_finding(row) == "no slope larger"


def put(pair):
    return pair[0], "outcome", pair[1]


def test_series_that_date_one_event_differently_are_one_event():
    wide, dates = drawn(0.0, several=False)
    later = wide.groupby("country")["projects_agreed:AAA"].shift(1, fill_value=0.0)
    both = Begun(dates.first, (), ("projects_agreed", "projects_said"), known_cases=False, covered=(2000, 2015))
    count, several = events(wide.assign(**{"projects_said:AAA": later}), both, "AAA")
    assert not several
    assert count.sum() == wide["projects_agreed:AAA"].sum()


def test_few_beginnings_and_a_flat_predictor_are_reasons():
    wide, dates = drawn(0.0)
    few = allocation(wide[wide.country < "C03"], "outcome", dates, "AAA", (2000, 2015))
    assert "are needed" in few["reason"]
    flat = allocation(wide.assign(outcome=1.0), "outcome", dates, "AAA", (2000, 2015))
    assert "does not vary" in flat["reason"]
    assert reverse_finding(flat) == "not estimated"


def test_each_effect_has_its_reverse_beside_it():
    wide, _ = drawn(0.08)
    ledger = pd.DataFrame(
        [{"series": "projects_agreed", "group": "tech", "blank_means": "zero", "exhaustive": "yes", "vintage": ""}]
    )
    about = {"sponsor": "AAA", "programme": "tech", "outcome": "outcome"}
    effects = [about | {"reason": ""}, about | {"reason": "none"}]
    lines = reverse_table(wide, ledger, effects, (2000, 2015))
    assert len(lines) == 1
    assert effects[0]["reverse"] == lines[0]["estimate"]
    assert "reverse" not in effects[1]
    assert lines[0]["finding"] in REVERSE


def test_sentences_turn_with_the_findings():
    row = {"sponsor": "AAA", "programme": "tech", "predictor": "memberships", "estimate": 0.02, "low": 0.01,
           "high": 0.03, "detectable": 0.02, "yardstick": 0.03, "mean_rate": 0.05, "q": 0.01, "reason": ""}  # fmt: skip
    assert "more often where memberships had been higher" in reverse_sentence(row)
    assert "chance" in reverse_sentence(row | {"q": 0.5})
    assert "lower" in reverse_sentence(row | {"estimate": -0.02, "low": -0.03, "high": -0.01})
    assert reverse_sentence(row | {"low": -0.01}).startswith("No sign")
    assert reverse_sentence(row | {"low": -0.01, "yardstick": 0.01}).startswith("Cannot tell")
    assert reverse_sentence(row | {"estimate": np.nan, "reason": "few"}).endswith(": few.")
