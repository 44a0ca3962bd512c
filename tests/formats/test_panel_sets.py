from __future__ import annotations

import pytest

from sogdia.errors import DataError
from sogdia.formats.agreement_dates import read_agreement_dates
from sogdia.formats.aiddata import read_aiddata
from sogdia.formats.confucius_institutes import read_confucius_institutes
from sogdia.formats.pew import read_pew
from sogdia.formats.public_diplomacy import read_public_diplomacy
from sogdia.formats.published_points import read_published_points

FIRST = (
    "project_id,recommended_for_research,umbrella,year,flow_class,usd_defl_2014,crs_sector_code,crs_sector_name,"
    "recipient_iso3\n"
    "1,True,0,2010,ODA-like,100,220,Communications,KEN\n"
    "2,True,0,2011,OOF-like,90,220,Communications,NAM; KEN; KEN\n"
    '3,False,1,2012,ODA-like,,120,Health,"Africa, regional"\n'
    "4,True,0,,ODA-like,,120,Health,UGA\n"
)  # fmt: skip
LATER = (
    "AidData TUFF Project ID,Recommended For Aggregates,Umbrella,Flow Class,AidData Sector Name,Commitment Year,"
    "Recipient,Amount (Constant USD2017)\n"
    "23,Yes,No,ODA-like,COMMUNICATIONS,2009,Malawi,5\n"
)
INSTITUTES = """id,confucius_institute,date_est,country,status
1,A,2/6/15,Kenya,Open
2,B,,Kenya,Closed
3,C,6/24/03,Namibia,Open
"""
DIPLOMACY = "receiving_country,year,confucius_institutes,government_visits\nNepal,2007,1,N/A\nNepal,2008,0,3\n"


@pytest.fixture
def file(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "set.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def problems(reading):
    return " | ".join(finding.problem for finding in reading.findings)


def test_a_project_of_several_countries_counts_for_each_with_its_part(file):
    reading = read_aiddata(file(FIRST))
    kept = reading.table.set_index(["project", "country"])
    assert kept.index.tolist() == [("1", "KEN"), ("2", "NAM"), ("2", "KEN")]
    assert kept.usd.tolist() == [100, 45, 45]
    assert kept.communications.all()
    assert "several recipients" in problems(reading)
    assert "have no year" in problems(reading)
    assert reading.about["dollars of"] == "2014"


def test_later_releases_have_names_and_other_columns(file):
    table = read_aiddata(file(LATER)).table
    assert table[["country", "year", "communications", "usd"]].values.tolist() == [["MWI", 2009, True, 5.0]]


def test_two_releases_joined_are_refused(file):
    with pytest.raises(DataError, match="stand twice"):
        read_aiddata(file(FIRST + FIRST.splitlines()[1] + "\n"))


def test_institutes_without_a_date_are_no_openings(file):
    reading = read_confucius_institutes(file(INSTITUTES))
    assert reading.table.year.dropna().tolist() == [2015, 2003]
    assert "1 of 3 institutes have no date" in problems(reading)
    assert "before the first institute" in problems(reading)
    assert reading.table.open.tolist() == [True, False, True]


@pytest.mark.parametrize(("old", "new", "says"), [("Open", "ajar", "neither open"), ("2/6/15", "spring", "is no date")])
def test_institutes_with_wrong_cells_are_refused(file, old, new, says):
    with pytest.raises(DataError, match=says):
        read_confucius_institutes(file(INSTITUTES.replace(old, new, 1)))


def test_diplomacy_is_long_and_not_available_is_missing(file):
    table = read_public_diplomacy(file(DIPLOMACY)).table
    assert table.value_counts("series").to_dict() == {"confucius_institutes": 2, "government_visits": 1}
    with pytest.raises(DataError, match="NPL 2008 stands twice"):
        read_public_diplomacy(file(DIPLOMACY + "Nepal,2008,0,3\n"))


PEW = "year,iso3,n,fav_w,unfav_w,target\n2012,KEN,10,0.5,0.2,CHN\n2013,KEN,10,0.5,0.2,CHN\n2012,CHN,10,0.9,0,CHN\n"


def test_pew_drops_its_miscoded_wave_and_views_of_oneself(file):
    assert read_pew(file(PEW)).table.year.tolist() == [2012]
    assert read_pew(file(PEW), miscoded=True).table.year.tolist() == [2012, 2013]


@pytest.mark.parametrize(
    ("text", "says"), [(PEW.replace("0.5", "50"), "no share"), (PEW + "2012,KEN,9,0.4,0.2,CHN\n", "stands twice")]
)
def test_pew_with_wrong_cells_is_refused(file, text, says):
    with pytest.raises(DataError, match=says):
        read_pew(file(text))


DATES = "iso3,mou,exit\nNA,2018-09-01,\nITA,2019-03-01,2023-12-06\nAUT,,\n"


def test_dates_of_agreements(file):
    reading = read_agreement_dates(file(DATES))
    assert reading.table.country.tolist() == ["NAM", "ITA", "AUT"]
    assert reading.table["left"].dropna().tolist() == [2023]
    assert "no date for AUT" in problems(reading)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (DATES + "NA,2019-01-01,\n", "NAM stands twice"),
        (DATES.replace("2023-12-06", "2018-12-06"), "before the memorandum"),
        (DATES.replace("2018-09-01", "autumn"), "is no date"),
    ],
)
def test_wrong_dates_of_agreements_are_refused(file, text, says):
    with pytest.raises(DataError, match=says):
        read_agreement_dates(file(text))


POINTS = "ccode,session,iso3c,IdealPoint\n345,65,YUG,0.1\n260,40,DEU,1\n511,19,ZAN,-1\n"


def test_points_of_an_old_release_are_by_session(file):
    table = read_published_points(file(POINTS)).table
    assert table[["country", "cow", "year", "point"]].values.tolist() == [
        ["SRB", 345, 2010, 0.1], ["DEU", 260, 1985, 1.0], ["", 511, 1964, -1.0],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (POINTS + "345,65,YUG,0.2\n", "COW 345 2010 stands twice"),
        (POINTS.replace("345", "344000"), "are not known"),
        (POINTS.replace("IdealPoint", "x"), "no column of points"),
    ],
)
def test_wrong_points_are_refused(file, text, says):
    with pytest.raises(DataError, match=says):
        read_published_points(file(text))


def test_latin_1_is_refused_with_its_line(file):
    with pytest.raises(DataError, match="line 2: is not UTF-8"):
        read_published_points(file("ccode,year,idealpointall,name\n437,2010,0.1,Côte d'Ivoire\n", "latin-1"))


@pytest.mark.parametrize(
    ("folder", "name", "read", "rows"),
    [
        ("aiddata_gcof1_2000_2014", "projects.csv", read_aiddata, 5_000),
        ("aiddata_public_diplomacy", "ChinesePublicDiplomacy.csv", read_public_diplomacy, 4_000),
        ("bridash_confucius", "confucius_institutes.csv", read_confucius_institutes, 665),
        ("pew_worldregio", "pew_favourability_country_year.csv", read_pew, 1_300),
        ("bri_gfdc", "bri_mou_dates_gfdc_2025-05.csv", read_agreement_dates, 152),
        ("un_idealpoints_july2025", "ideal_points_final_passage_1990_2024.csv", read_published_points, 6_000),
    ],
)
def test_the_published_files_are_read(outside, folder, name, read, rows):
    assert len(read(outside / folder / name).table) >= rows
