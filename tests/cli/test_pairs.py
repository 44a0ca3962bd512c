from __future__ import annotations

import pytest

from sogdia.cli.pairs import read_pairs
from sogdia.errors import DataError

HEAD = "name,from_lon,from_lat,to_lon,to_lat\n"


def test_cells_are_kept_as_they_are_written(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text(HEAD + "NA,1,2,3,4\n007,1,2,3,4\n", encoding="utf-8-sig")
    assert read_pairs(path)["name"].tolist() == ["NA", "007"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (HEAD.encode(), "no rows"),
        (HEAD.replace(",", ";").encode() + b"a;1;2;3;4\n", "semicolons"),
        ("Zürich".encode("latin-1"), "not UTF-8"),
        (HEAD.encode() + b"a,1,2,3,4,5,6\n" + b"a,1,2,3,4,5,6,7,8\n", "not a regular CSV"),
    ],
)
def test_a_bad_file_is_told_with_its_mend(tmp_path, content, words):
    path = tmp_path / "pairs.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=words):
        read_pairs(path)
