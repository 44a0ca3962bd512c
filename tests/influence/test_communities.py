from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sogdia.errors import DataError, ParameterError, TableError
from sogdia.influence import coalitions

YEARS = range(2000, 2004)


def chamber(*, loyal=0.9, moves_in=2002, seed=1):
    """Draw votes of two blocs of 12 and 8; country M votes with the first until `moves_in`, then with the second."""
    chance = np.random.default_rng(seed)
    names = [f"A{i:02d}" for i in range(12)] + [f"B{i:02d}" for i in range(8)] + ["M"]
    rows = []
    for year in YEARS:
        for item in range(30):
            for name in names:
                bloc = name[0] if name != "M" else ("A" if year < moves_in else "B")
                line = 1 if (bloc == "A") == (item % 2 == 0) else 3
                choice = line if chance.random() < loyal else int(chance.integers(1, 4))
                rows.append((name, year, f"{year}-{item}", choice))
    return pd.DataFrame(rows, columns=["country", "year", "item", "choice"])


@pytest.fixture(scope="module")
def votes():
    return chamber()


@pytest.fixture(scope="module")
def found(votes):
    return coalitions(votes, runs=6)


def test_planted_blocs_and_the_country_that_moves_are_found(found):
    by = found.table.set_index(["year", "country"]).community
    for year in YEARS:
        assert by[year].groupby(lambda name: name[0]).nunique().loc[["A", "B"]].tolist() == [1, 1]
        assert by[year]["M"] == by[year]["A00" if year < 2002 else "B00"]
    assert len(set(by.xs("A00", level="country"))) == 1


def test_firmness_and_chance_are_told(found):
    years = found.years.set_index("year")
    assert (years.stability == 1).all()
    assert np.isnan(years.like_year_before[2000])
    assert years.like_year_before[2001] == 1
    assert years.like_year_before[2002] < 1
    assert (years.modularity > 3 * years.modularity_by_chance.abs()).all()
    assert (years.communities == 2).all()
    assert found.table.strength.between(0, 1).all()


def test_votes_without_blocs_are_no_more_modular_than_chance():
    years = coalitions(chamber(loyal=0.0), runs=6).years
    assert (years.modularity <= years.modularity_by_chance + 0.01).all()


def test_names_and_the_order_of_rows_change_nothing(votes, found):
    names = {name: f"Z{99 - i:02d}{name}" for i, name in enumerate(sorted(set(votes.country)))}
    other = coalitions(votes.assign(country=votes.country.map(names)).sample(frac=1, random_state=2), runs=6)
    back = other.table.assign(country=other.table.country.str[3:]).sort_values(["year", "country"])
    same = found.table.sort_values(["year", "country"])
    for year in YEARS:
        pair = [part[part.year == year].community.to_numpy() for part in (back, same)]
        assert len({tuple(line) for line in np.column_stack(pair).tolist()}) == 2


def test_the_same_numbers_twice(votes, found):
    again = coalitions(votes, runs=6)
    pd.testing.assert_frame_equal(again.table, found.table)
    assert again.manifest == found.manifest


def test_acceptance_parts_by_what_is_shared():
    sets = {"A": ["f1", "f2", "f3"], "B": ["f4", "f5", "f6"]}
    rows = [(f"{side}{i}", 2020, name) for side, names in sets.items() for i in range(5) for name in names]
    table = coalitions(pd.DataFrame(rows, columns=["country", "year", "item"]), kind="acceptance").table
    assert table.groupby("community").country.agg(lambda c: "".join(sorted(set(c.str[0])))).tolist() == ["A", "B"]


def test_who_hardly_votes_is_left_out_and_told(votes):
    rare = (votes.country == "M") & ~votes.item.str.endswith("-3")
    result = coalitions(votes[~rare], runs=2)
    assert "M" not in set(result.table.country)
    assert (result.years.left_out == 1).all()


@pytest.mark.parametrize("wrong", [{"kind": "vote"}, {"runs": 1}, {"resolution": 0.0}])
def test_wrong_questions_are_told(votes, wrong):
    with pytest.raises(ParameterError):
        coalitions(votes, **wrong)


def test_faults_of_the_rows_are_told_together(votes):
    bad = pd.concat([votes, votes.head(1)]).reset_index(drop=True)
    bad.loc[3, "choice"] = 8
    with pytest.raises(TableError, match=r"(?s)stands twice.*is no vote"):
        coalitions(bad)
    with pytest.raises(TableError, match="column is missing"):
        coalitions(votes.drop(columns="choice"))
    with pytest.raises(DataError, match="no year"):
        coalitions(votes[votes.item.str.endswith("-3")])
