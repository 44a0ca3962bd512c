from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sogdia.data.framework_facts import FOLDER
from sogdia.errors import DataError, ParameterError, TableError
from sogdia.panels import panel
from sogdia.panels.identity import countries_of, cow_of, grid
from sogdia.panels.long_rows import COLUMNS

DATES = "country,iso3,mou,exit\nItaly,ITA,2019-03-01,2023-12-06\nNamibia,NA,2018-09-01,\nAustria,AUT,,\n"
VIEWS = (
    "year,iso3,n,fav_w,unfav_w,target\n2012,ITA,1000,0.3,0.6,CHN\n2013,ITA,1000,0.7,0.2,CHN\n"
    "2014,ITA,1000,0.26,0.7,CHN\n2014,ITA,1000,0.78,0.2,USA\n2014,USA,1000,0.82,0.1,USA\n"
)
POINTS = (
    "ccode,iso3c,year,idealpointfp,q5fp,q95fp\n345,YUG,2010,0.4,0.3,0.5\n565,,2010,-0.6,-0.7,-0.5\n"
    "265,DDR,1988,-2,-2.1,-1.9\n260,DEU,1988,1.2,1.1,1.3\n255,DEU,2010,1,0.9,1.1\n"
)


@pytest.fixture(autouse=True)
def _no_store(tmp_path, monkeypatch):
    monkeypatch.setenv("SOGDIA_DATA_DIR", str(tmp_path / "store"))


@pytest.fixture
def file(tmp_path):
    def write(text, name="set.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def rows(*lines):
    return pd.DataFrame(lines, columns=["country", "year", "series", "value", "group"])


# ---- identity ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "year", "number"),
    [
        ("SRB", 1995, 345), ("SRB", 2020, 345), ("NAM", 2000, 565), ("DEU", 1989, 260), ("DEU", 1990, 255),
        ("YEM", 1989, 678), ("YEM", 1990, 679), ("TZA", 1963, 510), ("EGY", 1960, 651), ("RUS", 1980, 365),
        ("ABW", 2000, None),
    ],
)  # fmt: skip
def test_a_country_has_the_number_that_it_had(country, year, number):
    assert cow_of(country, year) == number


@pytest.mark.parametrize("number", [265, 511, 680])
def test_states_that_are_no_more_have_no_rows(number):
    assert countries_of(number) == ""


def test_numbers_and_codes_lead_back_to_one_another():
    table = grid(["SRB", "DEU", "YEM", "NAM", "TZA"], range(1985, 1996))
    back = [countries_of(int(number)) for number in table.cow]
    assert back == table.country.tolist()
    assert not table.duplicated(["cow", "year"]).any()


# ---- the shipped panel -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped():
    return panel((2005, 2024), stored=False)


def test_each_country_and_year_stands_once(shipped):
    assert not shipped.wide.duplicated(["country", "year"]).any()
    assert not shipped.wide.dropna(subset="cow").duplicated(["cow", "year"]).any()
    assert len(shipped.wide) == shipped.wide.country.nunique() * 20


def test_the_facts_alone_make_a_panel_of_every_group(shipped):
    assert set(shipped.ledger.group) == {"cultural", "political", "tech", "outcome", "covariate"}
    assert shipped.table.columns.tolist() == ["country", "cow", *COLUMNS[1:]]
    assert shipped.table[["source", "read", "basis"]].notna().all(axis=None)


def test_programmes_of_several_powers_stand_in_the_same_columns(shipped):
    sponsors = shipped.ledger.set_index("series").sponsors.str.split(";")
    for name in ("projects_agreed", "vendor_projects_agreed", "frameworks_accepted", "memoranda_signed"):
        assert len(sponsors[name]) >= 3, name


def test_nobody_sponsors_himself(shipped):
    away = shipped.table[shipped.table.group.isin(["tech", "political", "cultural"])]
    assert (away.country != away.sponsor).all()


def test_each_series_says_where_it_is_from_and_what_is_wrong_with_it(shipped):
    told = shipped.ledger[["source", "vintage", "licence", "known_errors", "meaning", "unit"]]
    assert (told.fillna("") != "").all(axis=None)
    assert set(shipped.ledger.blank_means) <= {"zero", "unknown"}


def test_what_is_cut_is_told(shipped):
    assert {"series", "restriction", "rows", "countries"} <= set(shipped.restrictions)
    assert shipped.restrictions.restriction.str.startswith(("before 2005", "after 2024", "no state")).all()
    assert (shipped.restrictions["rows"] > 0).all()


def test_a_series_of_known_cases_leaves_blanks_unknown(shipped):
    blank = shipped.ledger.set_index("series").blank_means
    assert blank["restrictions_begun"] == "unknown"
    column = next(name for name in shipped.wide if name.startswith("restrictions_begun:"))
    assert shipped.wide[column].isna().any()
    assert (shipped.wide[column].dropna() > 0).all()


def test_the_same_panel_twice_has_the_same_hash(shipped):
    assert panel((2005, 2024), stored=False).manifest == shipped.manifest


# ---- sets --------------------------------------------------------------------------------------------------------


def test_a_memorandum_stands_until_it_is_left_and_an_undated_one_is_unknown(file):
    wide = panel((2017, 2024), groups=["political"], stored=False, sets={"bri-dates": file(DATES)}).wide
    column = next(name for name in wide if name.startswith("memorandum_in_force:"))
    by = wide.pivot_table(index="year", columns="country", values=column)
    assert by.ITA.tolist() == [0, 0, 1, 1, 1, 1, 0, 0]
    assert by.NAM.tolist() == [0, 1, 1, 1, 1, 1, 1, 1]
    assert "AUT" not in by
    assert (by.KEN == 0).all()


def test_the_miscoded_wave_is_dropped_and_told(file):
    result = panel((2010, 2016), groups=["outcome"], stored=False, sets={"pew-opinion": file(VIEWS)})
    wide = result.wide.set_index(["country", "year"])
    assert wide["favourable_share:CHN"].dropna().to_dict() == {("ITA", 2012): 0.3, ("ITA", 2014): 0.26}
    assert wide["favourable_share:USA"].dropna().to_dict() == {("ITA", 2014): 0.78}
    assert "2013" in result.ledger.set_index("series").known_errors["favourable_share"]


def test_points_follow_the_number_and_not_the_code(file):
    result = panel((1985, 2012), groups=["outcome"], stored=False, sets={"ideal-points": file(POINTS)})
    points = result.wide.set_index(["country", "year"]).ideal_point.dropna().to_dict()
    assert points == {("SRB", 2010): 0.4, ("NAM", 2010): -0.6, ("DEU", 1988): 1.2, ("DEU", 2010): 1.0}


def test_the_store_is_read_unless_it_is_left_out(file):
    from sogdia.data.holdings import add  # noqa: PLC0415  the store of this test

    add("bri-dates", file(DATES))
    assert "memorandum_signed" in set(panel((2017, 2024), groups=["political"]).ledger.series)
    assert "memorandum_signed" not in set(panel((2017, 2024), groups=["political"], stored=False).ledger.series)


# ---- a table of one's own, and bad input -------------------------------------------------------------------------


def test_a_table_of_ones_own_stands_beside_the_facts():
    mine = rows(["Namibia", 2010, "trust", 0.4, "outcome"], ["NA", 2011, "trust", 0.5, "outcome"])
    wide = panel((2010, 2012), stored=False, extra=mine).wide.set_index(["country", "year"])
    assert wide.trust.dropna().to_dict() == {("NAM", 2010): 0.4, ("NAM", 2011): 0.5}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (["KEN", 2010, "x", 1, "outcome"], "stands twice"),
        (["KEN", 1995, "y", 1, "tech"], "before the panel, which begins in 2000"),
        (["ABW", 2010, "y", 1, "tech"], "is never observed"),
        (["Atlantis", 2010, "y", 1, "tech"], "is no country"),
        (["KEN", 2011, "y", "many", "tech"], "is no number"),
        (["KEN", 2011.5, "y", 1, "tech"], "is no year"),
        (["KEN", 2011, "y", 1, "tek"], "did you mean 'tech'"),
    ],
)
def test_faults_of_a_table_are_told_together_with_their_rows(line, says):
    mine = rows(["KEN", 2010, "x", 1, "outcome"], line, ["KEN", "soon", "z", 1, "outcome"])
    with pytest.raises(TableError, match="(?s)row 2.*" + says) as told:
        panel((2000, 2012), stored=False, extra=mine)
    assert "row 3" in str(told.value)


def test_a_table_without_its_columns_is_refused():
    with pytest.raises(TableError, match="column is missing"):
        panel((2000, 2012), stored=False, extra=pd.DataFrame({"country": ["KEN"]}))


def test_latin_1_is_refused_with_its_line(file):
    path = file("country,year,series,value\nKEN,2010,x,1\nCôte d'Ivoire,2010,x,1\n", encoding="latin-1")
    with pytest.raises(DataError, match="line 3: is not UTF-8"):
        panel((2000, 2012), stored=False, extra=path)


@pytest.mark.parametrize(
    "asked",
    [
        {"years": (2010, 2000)}, {"years": (1800, 1810)}, {"groups": ["cultur"]}, {"sets": {"bri": "x.csv"}},
        {"sponsor": ["XXX"]},
    ],
)  # fmt: skip
def test_unknown_names_and_years_are_refused(asked):
    with pytest.raises(ParameterError):
        panel(**({"years": (2000, 2005), "stored": False} | asked))


def test_one_sponsor_may_be_asked_for(shipped):
    one = panel((2005, 2024), groups=["tech"], stored=False, sponsor=["JPN"])
    assert set(one.table.sponsor) == {"JPN"}
    same = shipped.table[(shipped.table.sponsor == "JPN") & (shipped.table.group == "tech")]
    np.testing.assert_array_equal(np.sort(one.table.value), np.sort(same.value))


def test_swapped_labels_of_two_powers_swap_the_panel(tmp_path, shipped):
    names = {"CHN": "USA", "USA": "CHN"}
    for path in FOLDER.glob("*.csv"):
        if path.stem in {"frameworks", "acceptances", "cultural_programmes", "restrictions", "standards_posts"}:
            rows = pd.read_csv(path, dtype=str, keep_default_na=False)
            for column in {"country", "sponsor"} & set(rows):
                rows[column] = rows[column].replace(names)
            if "launched_by" in rows:
                rows["launched_by"] = rows.launched_by.str.split(";").map(
                    lambda codes: ";".join(names.get(code, code) for code in codes)
                )
            rows.to_csv(tmp_path / path.name, index=False)
    swapped = panel((2005, 2024), groups=["cultural", "political", "outcome"], stored=False, folder=tmp_path)
    key = ["country", "year", "series", "sponsor", "value"]
    back = swapped.table.assign(
        country=swapped.table.country.replace(names), sponsor=swapped.table.sponsor.replace(names)
    )
    here = shipped.table[shipped.table.group.isin(["cultural", "political", "outcome"])]
    assert set(back[key].itertuples(index=False)) == set(here[key].itertuples(index=False))
    assert (
        swapped.ledger.meaning.tolist()
        == shipped.ledger[shipped.ledger.series.isin(swapped.ledger.series)].meaning.tolist()
    )
    assert swapped.rule == shipped.rule


def test_a_country_whose_institutes_have_no_date_is_unknown_and_not_without(file):
    text = "id,confucius_institute,date_est,country,status\n1,A,2008,Kenya,Open\n2,B,,Ghana,Open\n3,C,,Kenya,Closed\n"
    wide = panel((2005, 2010), groups=["cultural"], stored=False, sets={"confucius-institutes": file(text)}).wide
    column = next(name for name in wide if name.startswith("institutes_opened:"))
    by = wide.set_index(["country", "year"])[column]
    assert by["KEN", 2008] == 1
    assert by["KEN", 2009] == 0
    assert by["FRA", 2009] == 0
    assert by["GHA"].isna().all()
