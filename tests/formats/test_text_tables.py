# ruff: noqa: E501  tables of invented rows are read more easily unbroken
from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from sogdia.errors import DataError
from sogdia.formats.text_tables import first_line, header_of, numbers, read_rows, read_text

if TYPE_CHECKING:
    from pathlib import Path

GOOD = "code,name,value\n" + "".join(f"C{i},Place {i},{i * 1.5}\n" for i in range(20))


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("make", [str.encode, lambda t: b"\xef\xbb\xbf" + t.encode(), lambda t: t.encode("utf-16"),
                                  lambda t: gzip.compress(t.encode()), lambda t: t.replace("\n", "\r\n").encode()])  # fmt: skip
def test_the_usual_encodings_are_read(tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]
    table = read_rows(written(tmp_path / "t.csv", make(GOOD)), ("Code", "value"))
    assert len(table) == 20
    assert table.index[0] == 2
    assert numbers(tmp_path / "t.csv", table, "value").iloc[3] == 4.5


def test_namibia_is_no_missing_cell(tmp_path: Path) -> None:
    assert read_rows(written(tmp_path / "t.csv", "code,v\nNA,1\n"), ("code",)).code.tolist() == ["NA"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (GOOD.replace("Place 7", "Pläce 7").encode("latin-1"), "line 9: is not UTF-8"),
        (b"\0" * 5000, "is no text"),
        (b"", "is empty"),
        (GOOD.replace("C4,Place 4,6.0", "C4,Place 4"), "row 6: 2 cells where the header has 3"),
        (GOOD[:-12], "row 21: 2 cells where the header has 3"),
        (GOOD + 'C21,"Place', "may be truncated inside quotes"),
        (GOOD.replace("name", "nome"), r"lacks the column 'name' \(did you mean 'nome'\?\)"),
        (gzip.compress(GOOD.encode())[:-20], "cannot be unpacked"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, content: str | bytes, words: str) -> None:
    with pytest.raises(DataError, match=words):
        read_rows(written(tmp_path / "t.csv", content), ("code", "name", "value"))


def test_a_cell_that_is_no_number_is_told(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", GOOD.replace(",9.0\n", ",nine\n").replace(",12.0\n", ",inf\n"))
    table = read_rows(path, ("value",))
    with pytest.raises(
        DataError, match=r"column 'value': is no number: row 8 \(found 'nine'\); row 10 \(found 'inf'\)"
    ):
        numbers(path, table, "value")


def test_a_look_at_the_beginning_never_fails(tmp_path: Path) -> None:
    assert first_line(tmp_path / "none") == ""
    assert header_of(written(tmp_path / "z", b"\0\0\0")) == []
    assert header_of(written(tmp_path / "g.gz", b"\x1f\x8bnonsense")) == []
    assert header_of(written(tmp_path / "q", b'"a\n')) is not None
    with pytest.raises(DataError, match="no file"):
        read_text(tmp_path / "none")
