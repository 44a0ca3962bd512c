from __future__ import annotations

import pandas as pd
import pytest

from sogdia.data import world
from sogdia.errors import DataError, ParameterError, TableError
from sogdia.panels import ecosystems
from sogdia.panels.ecosystem_ties import COLUMNS, in_force, split, ties

TIE = {
    "country": "KEN", "layer": "payments", "home": "IND", "provider": "A", "date": "2010", "until": "",
    "source_url": "https://example.org", "read": "read", "as_of": "2026", "note": "",
}  # fmt: skip


@pytest.fixture
def own(tmp_path):
    def write(*rows):
        pd.DataFrame([TIE | row for row in rows]).to_csv(tmp_path / "ecosystems.csv", index=False)
        return tmp_path

    return write


def test_a_layer_of_one_home_is_not_split_and_one_of_two_halves_is():
    rows = pd.DataFrame(
        {"country": ["A"] * 2 + ["B"] * 4, "layer": "x", "home": ["P", "P", "P", "P", "Q", "Q"], "provider": range(6)}
    )
    assert split(rows).set_index("country").split.to_dict() == {"A": 0.0, "B": 0.5}


def test_a_tie_stands_until_the_year_in_which_it_ends(own):
    folder = own({}, {"provider": "B", "home": "RUS", "until": "2012-03"})
    rows = ties(world(), folder)
    mine = rows[rows.layer == "payments"]
    assert [len(in_force(mine, year)) for year in (2009, 2010, 2011, 2012)] == [0, 2, 2, 1]


def test_lock_in_is_the_share_that_still_stands_five_years_on(own):
    folder = own({}, {"provider": "B", "home": "RUS", "until": "2012"})
    years = ecosystems(layer=["payments"], folder=folder).years.set_index("year")
    assert years.share_kept[2010] == pytest.approx(0.5)
    assert years.share_kept_low[2010] < 0.5 < years.share_kept_high[2010]
    assert pd.isna(years.share_kept[2022])
    assert years.several_homes[2011] == 1
    assert years.several_homes[2012] == 0


def test_cables_tie_their_landings_to_the_home_of_who_built_them():
    rows = ties(world())
    assert rows.columns.tolist() == COLUMNS
    cables = rows[rows.layer == "cable_supplier"]
    assert cables.country.nunique() > 100
    assert cables.home.nunique() >= 5
    assert not rows.duplicated(["country", "layer", "home", "provider"]).any()


def test_providers_of_several_powers_are_in_every_layer_of_the_facts():
    homes = ties(world()).groupby("layer").home.nunique()
    assert (homes >= 3).all(), homes.to_dict()


def test_every_tie_names_its_source():
    table = ecosystems().table
    assert table[["source", "read", "basis"]].notna().all(axis=None)


@pytest.mark.parametrize("asked", [{"layer": ["clouds"]}, {"country": ["XYZ"]}])
def test_unknown_names_are_refused(asked):
    with pytest.raises(ParameterError):
        ecosystems(**asked)


def test_faults_of_ones_own_facts_are_told(own, tmp_path):
    with pytest.raises(TableError, match=r"(?s)is no country.*is none of 5g_vendor.*stands twice"):
        ecosystems(folder=own({"home": "XYZ"}, {"layer": "cloud"}, {"home": "RUS"}, {"home": "RUS"}))
    with pytest.raises(DataError, match="no file"):
        ecosystems(folder=tmp_path / "none")
