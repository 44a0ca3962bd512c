from __future__ import annotations

import pytest

SPAN = '[[spans]]\nid = "x"\nstart = "karachi-pak"\nend = "{end}"\nsetting = "submarine"\n{more}\n[study]'
LINES = {
    "misspelt-key": ('title = "A cable', 'titel = "A cable'),
    "broken": ("[case]", "[case"),
    "no-node": ("[study]", SPAN.format(end="karachi-pka", more="")),
    "negative": ("[study]", SPAN.format(end="mombasa-ken", more="capacity_design_gbps = -5")),
    "far-east": ("[study]", '[[nodes]]\nid = "x-pak"\nname = "X"\ncountry = "PAK"\nlon = 361\nlat = 0\n[study]'),
    "no-country": ("[study]", '[[nodes]]\nid = "x-pak"\nname = "X"\ncountry = "PKA"\nlon = 61\nlat = 0\n[study]'),
    "no-project": ('projects = ["new-cable"]\nhubs', 'projects = ["new-cabel"]\nhubs'),
    "no-year": ("[case]\nyear = 2027", '[case]\nyear = "soon"'),
}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("misspelt-key", ["unknown key", "did you mean 'title'"]),
        ("broken", ["is not valid TOML", "line"]),
        ("no-node", ["karachi-pka", "did you mean 'karachi-pak'"]),
        ("negative", ["capacity_design_gbps", "at least 0", "-5"]),
        ("far-east", ["lon", "361", "at most 180"]),
        ("no-country", ["PKA", "did you mean 'PAK'"]),
        ("no-project", ["new-cabel", "did you mean 'new-cable'"]),
        ("no-year", ["case.year", "soon"]),
    ],
)
def test_a_faulty_study_file_is_told_with_its_mend(run, study, tmp_path, name, words):
    text = study.read_text(encoding="utf-8")
    assert LINES[name][0] in text
    study.write_text(text.replace(*LINES[name], 1), encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    ended = run("assess", study)
    assert (ended.code, ended.out) == (1, "")
    assert all(word in ended.err for word in words), ended.err
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("assess none.toml", ["no file none.toml", "digital-silk-road"]),
        ("assess digital-silkroad", ["did you mean 'digital-silk-road'"]),
        ("assess net", ["is a folder", "study file"]),
        ("assess sample.toml --without peace", ["has no project 'peace'", "new-cable"]),
        ("assess sample.toml --only new-cabel", ["did you mean 'new-cable'"]),
        ("assess sample.toml -o thesis", ["holds other things", "new folder"]),
        ("assess sample.toml -o thesis/notes.txt", ["is a file", "give a folder"]),
        ("assess sample.toml -o thesis/notes.txt/card", ["cannot be written", "another place"]),
        ("compare thesis sample.toml", ["has no card.parquet", "sogdia assess"]),
        ("report thesis", ["has no card.parquet", "sogdia assess"]),
        ("report sample.toml -o thesis", ["is a folder", "name of a file"]),
        ("latency --pairs none.csv", ["no file none.csv", "from_lon"]),
        ("latency --pairs empty.csv", ["no rows"]),
        ("latency --pairs lacking.csv -o rtt.csv", ["to_lat", "column is missing"]),
        ("latency --pairs far.csv -o rtt.csv", ["row 1", "361", "from -180 to 180"]),
        ("latency --pairs far.csv -o far.csv", ["the input itself"]),
        ("latency --pairs far.csv -o thesis", ["is a folder"]),
        ("latency 361,0 0,0 --network net", ["longitude 361"]),
        ("latency 0,0 mombasa --network thesis", ["no format that Sogdia reads"]),
        ("latency djibuti-dji mombasa --network net", ["did you mean 'djibouti-dji'"]),
        ("fail net --cut neww", ["did you mean 'new'"]),
        ("fail net --strait malacca", ["unknown strait"]),
        ("fail net --near 1,2", ["LON,LAT,KM"]),
        ("fail net --withdraw owner=holder-x", ["did you mean 'holder-"]),
        ("fail net --cut new --country KNE", ["did you mean 'KEN'"]),
        ("fail none --cut new", ["no study or network 'none'"]),
        ("flow nowhere/", ["no file nowhere/"]),
        ("expose net --country XYZ", ["unknown country 'XYZ'"]),
        ("expose net --by suplier", ["did you mean 'supplier'"]),
        ("list straits --country KEN", ["no country"]),
        ("list systems --country KNE", ["did you mean"]),
        ("show kenia", ["did you mean 'Kenya'"]),
        ("data audit --table sytems", ["did you mean 'systems'"]),
        ("data audit --csv thesis", ["is a folder"]),
    ],
)
def test_bad_input_is_told_with_its_mend_and_leaves_nothing(run, study, tmp_path, line, words):
    del study
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "notes.txt").touch()
    head = "from_lon,from_lat,to_lon,to_lat\n"
    (tmp_path / "empty.csv").write_text(head, encoding="utf-8")
    (tmp_path / "lacking.csv").write_text("from_lon,from_lat,to_lon\n1,2,3\n", encoding="utf-8")
    (tmp_path / "far.csv").write_text(f"{head}361,2,3,4\n", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    ended = run(*line.split())
    assert (ended.code, ended.out) == (1, ""), ended
    assert all(word in ended.err for word in words), ended.err
    assert "Traceback" not in ended.err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("fail net", "--cut NAME"),
        ("fail net --singles --cut new", "--singles loses each thing alone"),
        ("fail net --singles --method served", "--singles counts by `cut`"),
        ("fail net --cut new --json --csv", "--json or --csv"),
        ("latency", "two points"),
        ("latency 0,0", "two points"),
        ("latency 0,0 1,1 -o x.csv", "--pairs"),
        ("latency 0,0 --pairs x.csv", "--pairs"),
        ("latency 0,0 1,1 --explian", "--explain"),
        ("assess", "STUDY"),
        ("asses digital-silk-road", "assess"),
        ("list cables", "'systems'"),
        ("fail net --cut new --year 99", "1990"),
    ],
)
def test_a_misused_command_ends_with_2(run, network, tmp_path, line, words):
    del network
    before = sorted(tmp_path.rglob("*"))
    ended = run(*line.split())
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
    assert sorted(tmp_path.rglob("*")) == before


def test_an_error_in_the_shell_is_one_message(shell):
    ended = shell("assess", "digital-silkroad")
    assert ended.code == 1
    assert ended.err.strip().startswith("no study 'digital-silkroad'; did you mean 'digital-silk-road'?")
    assert len(ended.err.strip().splitlines()) == 1
