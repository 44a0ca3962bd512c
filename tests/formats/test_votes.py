from __future__ import annotations

import pandas as pd
import pytest

from sogdia.errors import DataError, TableError
from sogdia.formats.cow_states import cow_number, cow_states
from sogdia.formats.rda import read_rda
from sogdia.formats.vote_files import read_votes

LIBRARY = "undl_id,ms_code,ms_name,ms_vote,date,session,resolution,title\n"


def unvotes(folder, votes):
    (folder / "unvotes.csv").write_text("rcid,country,country_code,vote\n" + votes, encoding="utf-8")
    calls = "rcid,session,importantvote,date,unres,amend,para,short,descr\n"
    calls += "3,1,0,1946-01-01,R/1,1,0,A,LONG\n4,1,0,1946-01-01,R/2,NA,NA,B,TITLE\n"
    (folder / "roll_calls.csv").write_text(calls, encoding="utf-8")
    (folder / "issues.csv").write_text("rcid,short_name,issue\n3,me,Palestinian conflict\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "code", "number"),
    [
        ("Federal Republic of Germany", "", 260),
        ("German Democratic Republic", "DD", 265),
        ("Germany", "DE", 255),
        ("Yemen Arab Republic", "", 678),
        ("Yemen People's Republic", "YD", 680),
        ("Yemen", "YE", 679),
        ("Zanzibar", "", 511),
        ("Tanganyika", "", 510),
        ("Tanzania", "TZ", 510),
        ("USSR", "SUN", 365),
        ("Russia", "RU", 365),
        ("Yugoslavia", "YU", 345),
        ("SERBIA", "SRB", 345),
        ("Czechoslovakia", "CS", 315),
        ("Czechia", "CZ", 316),
        ("United Arab Republic", "", 651),
        ("Namibia", "NA", 565),
        ("Congo - Kinshasa", "CD", 490),
        ("Atlantis", "", None),
    ],
)
def test_states_and_their_successors(name, code, number):
    assert cow_number(name, code) == number


def test_two_numbers_share_a_code_only_where_a_state_united():
    codes = pd.Series({number: code for number, (code, _) in cow_states().items()})
    assert sorted(codes[codes.duplicated(keep=False)].index) == [255, 260, 678, 679]


def test_unvotes_keeps_rows_without_code_and_namibia(tmp_path):
    rows = "3,Namibia,NA,yes\n3,Zanzibar,,no\n3,Federal Republic of Germany,NA,abstain\n4,Namibia,NA,no\n"
    votes = read_votes(unvotes(tmp_path, rows))
    assert votes.cast["cow"].tolist() == [565, 511, 260, 565]
    assert votes.cast["country"].tolist() == ["NAM", "Zanzibar", "DEU", "NAM"]
    assert votes.cast["vote"].tolist() == [1, 3, 2, 3]
    assert votes.roll_calls["part"].tolist() == [True, False]
    assert votes.issues["issue"].tolist() == ["Palestinian conflict"]


def test_latin_1_is_read(tmp_path):
    folder = unvotes(tmp_path, "")
    text = "rcid,country,country_code,vote\n3,Côte d'Ivoire,CI,yes\n"
    (folder / "unvotes.csv").write_bytes(text.encode("latin-1"))
    assert read_votes(folder).cast["country"].tolist() == ["CIV"]


def test_a_member_that_votes_twice(tmp_path):
    same = read_votes(unvotes(tmp_path, "3,France,FR,yes\n3,France,FR,yes\n"))
    assert len(same.cast) == 1
    with pytest.raises(TableError, match="vote twice"):
        read_votes(unvotes(tmp_path, "3,France,FR,yes\n3,France,FR,no\n"))


def test_what_is_not_known_is_said(tmp_path):
    with pytest.raises(TableError, match="Atlantis"):
        read_votes(unvotes(tmp_path, "3,Atlantis,,yes\n"))
    with pytest.raises(TableError, match="'PERHAPS' in row 1"):
        read_votes(unvotes(tmp_path, "3,France,FR,perhaps\n"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="none of them"):
        read_votes(tmp_path / "empty")
    (tmp_path / "x.rda").write_bytes(b"no R data")
    with pytest.raises(DataError, match="R data file"):
        read_rda(tmp_path / "x.rda", cache=tmp_path)


def test_a_header_without_end_is_refused(tmp_path):
    folder = unvotes(tmp_path, "3,France,FR,yes\n")
    (folder / "unvotes.csv").write_text("rcid,country,country_code,vote" + ",1" * 100_000 + "\n", encoding="utf-8")
    with pytest.raises(DataError, match="100,004 columns"):
        read_votes(folder)


def test_dates_of_several_time_zones_are_read(tmp_path):
    rows = "7,FRA,FRANCE,Y,1990-10-01T00:00+02:00,11th emergency special,E,T\n"
    rows += "8,FRA,FRANCE,Y,2022-03-02,11th emergency special,E,T\n"
    (tmp_path / "votes.csv").write_text(LIBRARY + rows, encoding="utf-8")
    assert read_votes(tmp_path / "votes.csv").roll_calls["session"].tolist() == [45, 76]


def test_the_librarys_file(tmp_path):
    rows = "7,FRA,FRANCE,Y,1990-10-01,45,A/RES/45/1,T\n7,YMD,DEMOCRATIC YEMEN,N,1990-10-01,45,A/RES/45/1,T\n"
    rows += "8,SUN,USSR,X,1990-10-01,45,A/RES/45/2,T\n9,NAM,NAMIBIA,A,2022-03-02,11th emergency special,E,T\n"
    (tmp_path / "votes.csv").write_text(LIBRARY + rows, encoding="utf-8-sig")
    votes = read_votes(tmp_path / "votes.csv")
    assert votes.cast["cow"].tolist() == [220, 680, 565]
    assert votes.roll_calls["session"].tolist() == [45, 45, 76]


def test_voetens_file(tmp_path):
    rows = "rcid,ccode,session,vote,para,amend,me,descr\n5,2,60,3,0,0,1,T\n5,20,60,8,0,0,1,T\n5,260,60,1,0,0,1,T\n"
    (tmp_path / "UNVotes.csv").write_text(rows, encoding="utf-8")
    votes = read_votes(tmp_path)
    assert votes.cast[["country", "vote"]].to_numpy().tolist() == [["USA", 3], ["DEU", 1]]
    assert votes.issues["issue"].tolist() == ["Palestinian conflict"]
