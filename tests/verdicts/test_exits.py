from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sogdia.verdicts.exits import exits_table
from sogdia.verdicts.side_sentences import exit_sentence
from sogdia.verdicts.wording import finding, numbers_of

YEARS = np.arange(2000, 2016)


def drawn(leavers, *, effect=0.0, units=60, seed=1, noise=0.2):
    """Draw countries that all signed in 2002, some of whom left in 2010."""
    chance = np.random.default_rng(seed)
    names = [f"C{i:02d}" for i in range(units)]
    left = np.arange(units) < leavers
    point = chance.normal(size=(units, 1)) + noise * chance.normal(size=(units, len(YEARS)))
    point = point + effect * (left[:, None] & (YEARS >= 2010)[None, :])
    grid = np.broadcast_to(YEARS, point.shape)
    wide = pd.DataFrame(
        {"country": np.repeat(names, len(YEARS)), "year": grid.ravel(), "ideal_point": point.ravel(),
         "memorandum_signed:AAA": (grid == 2002).astype(float).ravel(),
         "memorandum_left:AAA": (left[:, None] & (grid == 2010)).astype(float).ravel()}
    )  # fmt: skip
    ledger = pd.DataFrame(
        [{"series": name, "group": "political", "blank_means": "zero", "exhaustive": "yes", "vintage": ""}
         for name in ("memorandum_signed", "memorandum_left")]
    )  # fmt: skip
    return wide, ledger


def row_of(leavers, outcome="ideal_point", **more):
    wide, ledger = drawn(leavers, **more)
    return exits_table(wide, ledger, ["AAA"], [outcome], (2000, 2015), seed=0)[0]


def test_what_many_exits_did_is_found_and_tested():
    row = row_of(15, effect=0.6)
    assert row["low"] < 0.6 < row["high"]
    assert row["inference"] == "influence"
    assert finding(numbers_of(row)) == "moved up"
    assert (row["left"], row["stayed"]) == (15, 45)


def test_few_exits_have_the_spread_of_those_that_stayed():
    row = row_of(2, effect=0.6)
    assert row["inference"] == "stayers"
    assert row["low"] < 0.6 < row["high"]
    assert finding(numbers_of(row)) == "cannot tell"
    assert "2 countries left, 58 stayed" in exit_sentence(row)


def test_the_spread_of_stayers_covers_no_effect():
    missed = [not row["low"] <= 0 <= row["high"] for row in (row_of(1, seed=seed, units=25) for seed in range(3))]
    assert sum(missed) <= 1


@pytest.mark.parametrize(("leavers", "units", "words"), [(2, 12, "are needed"), (60, 60, "")])
def test_too_few_to_tell_is_a_reason(leavers, units, words):
    row = row_of(leavers, units=units)
    assert words in row["reason"]
    assert row["reason"]
    assert np.isnan(row["effect"])


def test_an_outcome_that_counts_the_programme_is_refused():
    wide, ledger = drawn(10)
    wide["memberships"] = wide.ideal_point
    row = exits_table(wide, ledger, ["AAA"], ["memberships"], (2000, 2015), seed=0)[0]
    assert "itself counted" in row["reason"]
    assert exits_table(wide, ledger.head(1), ["AAA"], ["memberships"], (2000, 2015), seed=0) == []
