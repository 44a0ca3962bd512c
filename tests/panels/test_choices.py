from __future__ import annotations

import pytest

from sogdia.influence import coalitions
from sogdia.panels import panel
from sogdia.panels.choices import acceptance_choices, vote_choices
from sogdia.panels.provider_series import NAME

HEAD = "rcid,session,importantvote,date,unres,descr\n"
MEMBERS = {"USA": 2, "FRA": 220, "BRA": 140, "KEN": 501, "CHN": 710, "IND": 750}


@pytest.fixture
def folder(tmp_path):
    """Write votes of two years in which the first three and the last three vote against each other."""
    calls, votes = [HEAD], ["rcid,country,country_code,vote\n"]
    names = {"USA": "United States", "FRA": "France", "BRA": "Brazil", "KEN": "Kenya", "CHN": "China", "IND": "India"}
    codes = {"USA": "US", "FRA": "FR", "BRA": "BR", "KEN": "KE", "CHN": "CN", "IND": "IN"}
    number = 0
    for session in (70, 71):
        for item in range(6):
            number += 1
            calls.append(f"{number},{session},0,{session + 1945}-12-01,R/{session}/{item},item {item}\n")
            for i, code in enumerate(MEMBERS):
                word = "yes" if (i < 3) == (item % 2 == 0) else "no"
                votes.append(f"{number},{names[code]},{codes[code]},{word}\n")
    (tmp_path / "un_roll_calls.csv").write_text("".join(calls), encoding="utf-8")
    (tmp_path / "un_votes.csv").write_text("".join(votes), encoding="utf-8")
    return tmp_path


def test_votes_become_choices_of_countries_and_years(folder):
    rows = vote_choices(folder, range(2015, 2016))
    assert set(rows.year) == {2015}
    assert set(rows.country) == set(MEMBERS)
    assert coalitions(rows, runs=2).table.groupby("community").country.agg(set).tolist() == [
        {"USA", "FRA", "BRA"}, {"KEN", "CHN", "IND"},
    ]  # fmt: skip


def test_a_panel_with_votes_says_who_stands_in_the_sponsors_community(folder):
    wide = panel((2015, 2016), groups=["outcome"], stored=False, sets={"un-votes": folder}).wide
    now = wide[wide.year == 2016].set_index("country")["same_coalition:USA"]
    assert now[["FRA", "BRA", "KEN", "CHN"]].tolist() == [1, 1, 0, 0]
    assert now.drop(list(MEMBERS)).isna().all()


def test_frameworks_that_end_before_the_last_year_are_left_out():
    rows = acceptance_choices(range(2018, 2021))
    assert not rows.duplicated().any()
    late = acceptance_choices(range(2020, 2021))
    assert set(rows.item[rows.year == 2020]) == set(late.item)


def test_shares_of_providers_sum_to_one_with_ones_own():
    wide = panel((2015, 2020), groups=["covariate"], stored=False).wide
    shares = wide[[name for name in wide if name.startswith(f"{NAME}:")]]
    assert shares.min().min() >= 0
    assert shares.sum(axis=1).max() <= 1 + 1e-12
    assert (shares.sum(axis=1) > 0).any()
