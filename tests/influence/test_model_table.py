from __future__ import annotations

import pandas as pd
import pytest

from sogdia.errors import DataError, ParameterError
from sogdia.influence.model_file import Filter
from sogdia.influence.model_table import filtered, read_table

TABLE = pd.DataFrame({"country": ["NA", "FR", None, "DE"], "year": [2000, 2001, 2002, 2003]})


@pytest.mark.parametrize("form", ["csv", "tsv", "dta", "parquet", "xlsx"])
def test_forms_are_read_alike(tmp_path, form):
    path = tmp_path / f"t.{form}"
    table = TABLE.dropna(ignore_index=True)
    write = {
        "csv": lambda: table.to_csv(path, index=False), "tsv": lambda: table.to_csv(path, sep="\t", index=False),
        "dta": lambda: table.to_stata(path, write_index=False), "parquet": lambda: table.to_parquet(path),
        "xlsx": lambda: table.to_excel(path, index=False),
    }  # fmt: skip
    write[form]()
    read, notes = read_table(path)
    assert read["country"].tolist() == ["NA", "FR", "DE"]
    assert (read["year"].tolist(), notes) == ([2000, 2001, 2003], [])


def test_latin_1_is_read_and_told(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("country\nCôte\n".encode("latin-1"))
    read, notes = read_table(path)
    assert read["country"][0] == "Côte"
    assert "read as Latin-1" in notes[0]
    assert read_table(path, "cp1252")[1] == []


def test_other_files_are_refused(tmp_path):
    for name, text, said in [
        ("t.doc", "x", "unknown form"),
        ("t.parquet", "x", "cannot be read"),
        ("t.xlsx", "x", "cannot"),
    ]:
        (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises(DataError, match=said):
            read_table(tmp_path / name)
    with pytest.raises(DataError, match="no such file"):
        read_table(tmp_path / "none.csv")
    (tmp_path / "t.csv").write_bytes(b"a\n\xff\n")
    with pytest.raises(DataError, match="cannot be read"):
        read_table(tmp_path / "t.csv", "utf-8")
    with pytest.raises(DataError, match="unknown encoding"):
        read_table(tmp_path / "t.csv", "utf-9")


@pytest.mark.parametrize(
    ("name", "rule", "years", "cost"),
    [
        ("year", {"from": 2001, "to": 2002}, [2001, 2002], 2),
        ("year", {"above": 2001, "below": 2003}, [2002], 3),
        ("year", {"is": [2000, 2003]}, [2000, 2003], 2),
        ("country", {"is": "NA"}, [2000], 3),
        ("country", {"not": ["NA"]}, [2001, 2003], 2),
    ],
)
def test_filters_keep_what_they_say_and_count(name, rule, years, cost):
    kept, cuts = filtered(TABLE, {name: Filter.model_validate(rule)})
    assert (kept["year"].tolist(), cuts[0].rows) == (years, cost)


def test_words_have_no_bounds():
    with pytest.raises(ParameterError, match="it holds words"):
        filtered(TABLE, {"country": Filter(above=3)})
