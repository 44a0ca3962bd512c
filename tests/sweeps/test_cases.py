from __future__ import annotations

import pandas as pd
import pytest

from sogdia.errors import DataError, ParameterError, TableError
from sogdia.sweeps.cases import read_cases
from sogdia.sweeps.chunks import cut


def ids(plan):
    return [i for part in plan.parts for i in part.ids]


def test_equal_questions_have_equal_ids_wherever_they_stand(write):
    one = read_cases(write('[verbs.fail]\ncut = [["old", "new"], "new"]\nnear = [[43.0, 12, 50]]'))
    two = read_cases(write('[verbs.fail]\nnear = ["43,12.0,5e1"]\ncut = ["new", ["new", "old"]]', "other.toml"))
    assert set(ids(one)) == set(ids(two))
    assert len(set(ids(one))) == 3
    assert ids(one) == ids(read_cases(write('[verbs.fail]\ncut = [["old", "new"], "new"]\nnear = [[43, 12, 50]]')))


def test_networks_years_and_parameters_are_crossed(write):
    plan = read_cases(
        write(
            'year = [2010, 2030]\n[verbs.fail]\ncut = ["old", "new"]\nparams.hubs = [1, 2]\n[verbs.flow]\nyear = 2020'
        )
    )
    assert len(plan) == 2 * 2 * 2 + 1
    table = plan.table("fail")
    assert table.groupby(["year", "hubs"]).size().tolist() == [2, 2, 2, 2]
    assert plan.table("flow").year.tolist() == [2020]


def test_a_case_that_stands_twice_is_asked_once(write):
    plan = read_cases(write('[verbs.fail]\ncut = ["old", ["old"], ["old", "old"], "new"]'))
    assert (len(plan), plan.repeated) == (2, 2)


def test_each_thing_alone(write):
    plan = read_cases(write('[verbs.fail]\neach = ["system", "landing"]'))
    assert plan.table("fail").name.tolist() == ["new", "old", "djibouti-dji", "karachi-pak", "mombasa-ken"]


def test_kinds_of_loss_are_mixed_by_together_and_by_a_row(write, folder):
    pd.DataFrame({"name": ["x"], "cut": ["old; new"], "withdraw": ["supplier=builder-a"]}).to_csv(
        folder / "losses.csv", index=False
    )
    plan = read_cases(
        write(
            '[verbs.fail]\ntable = "losses.csv"\n[[verbs.fail.together]]\nname = "x"\ncut = ["new", "old"]\n'
            'withdraw = "supplier=builder-a"'
        )
    )
    assert (len(plan), plan.repeated) == (1, 1)
    assert plan.table("fail").iloc[0][["name", "cut", "withdraw"]].tolist() == ["x", "new;old", "supplier=builder-a"]


def test_all_faults_of_a_table_are_told_with_row_and_column_before_anything_runs(write, folder):
    rows = [{"name": f"case {k}", "cut": "old", "near": "43,12,5", "strait": "", "withdraw": ""} for k in range(50_000)]
    rows[31_415]["cut"] = "old;nwe"
    rows[40_000]["near"] = "430,12,5"
    rows[49_999] |= {"cut": "", "near": ""}
    pd.DataFrame(rows).to_csv(folder / "losses.csv", index=False)
    with pytest.raises(TableError) as told:
        read_cases(
            write('[verbs.fail]\ntable = "losses.csv"\ncut = "odl"\nparams.hubs = 0\n[verbs.expose]\ncountry = "KNE"')
        )
    lines = str(told.value).splitlines()
    assert "cases.toml has: 6 faults" in lines[0]
    assert "losses.csv row 31416, column 'cut': nothing in the network is called 'nwe'; did you mean 'new'?" in lines[4]
    assert "losses.csv row 40001, column 'near': '430,12,5' is no circle" in lines[5]
    assert "losses.csv row 50000: nothing is lost" in lines[2]
    assert "verbs.fail.cut [1]: nothing in the network is called 'odl'; did you mean 'old'?" in lines[3]
    assert "did you mean 'KEN'?" in lines[6]


def test_faults_of_pairs_are_told_with_row_and_column(write, folder):
    text = "name,from_lon,from_lat,to_lon,to_lat\nNA,67.0,24.85,43.15,11.6\n007,67.0,95,x,-4.05\n"
    (folder / "pairs.csv").write_text(text, encoding="utf-8")
    with pytest.raises(TableError) as told:
        read_cases(write('[verbs.latency]\npairs = "pairs.csv"'))
    assert "pairs.csv row 2, column 'from_lat': is out of range (found '95')" in str(told.value)
    assert "pairs.csv row 2, column 'to_lon': is out of range (found 'x')" in str(told.value)


def test_a_misspelt_column_is_told(write, folder):
    (folder / "losses.csv").write_text("name,cuts\na,old\n", encoding="utf-8")
    with pytest.raises(TableError, match="column 'cuts': unknown column; did you mean 'cut'"):
        read_cases(write('[verbs.fail]\ntable = "losses.csv"'))


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ('[verbs.fail]\ntable = "none.csv"', DataError, "no file"),
        ("[verbs.fail]", ParameterError, "loses nothing"),
        ('[verbs.assess]\nnetwork = "net"', ParameterError, "is no study"),
        ('[verbs.flow]\nnetwork = "wolrd"', ParameterError, "did you mean 'world'"),
        ('[verbs.flow]\nnetwork = "other.gpkg"', DataError, "no file"),
    ],
)
def test_what_is_not_there_is_told(write, text, kind, words):
    with pytest.raises(kind, match=words):
        read_cases(write(text))


def test_the_chunks_hold_every_case_once_in_their_order(write):
    plan = read_cases(write(f"[verbs.fail]\nnear = {[[43, 12, k] for k in range(1, 301)]}\nparams.hubs = [1, 2]"))
    chunks = list(cut(plan))
    assert [i for chunk in chunks for i in chunk.cases["case"]] == ids(plan)
    assert {len(chunk.cases) for chunk in chunks} == {9, 3}
    assert [chunk.name for chunk in chunks] == sorted({chunk.name for chunk in chunks})
