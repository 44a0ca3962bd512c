from __future__ import annotations

import pytest

from sogdia.cli.writing import check_file, check_folder, write_text
from sogdia.errors import DataError


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    with pytest.raises(TypeError):
        write_text(tmp_path / "new.csv", None)
    assert list(tmp_path.iterdir()) == []
    assert write_text(tmp_path / "deep" / "new.csv", "a\n").read_text(encoding="utf-8") == "a\n"


def test_a_folder_of_other_things_is_refused(tmp_path):
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(DataError, match="holds other things"):
        check_folder(tmp_path)
    (tmp_path / "manifest.json").touch()
    check_folder(tmp_path)


def test_a_place_beneath_a_file_is_refused(tmp_path):
    (tmp_path / "file").touch()
    for check in (check_file, check_folder):
        with pytest.raises(DataError, match="is a file; give another place"):
            check(tmp_path / "file" / "deep" / "out")
    with pytest.raises(DataError, match="give a folder"):
        check_folder(tmp_path / "file")


def test_a_folder_is_no_file_and_an_input_no_output(tmp_path):
    with pytest.raises(DataError, match="name of a file"):
        check_file(tmp_path)
    given = tmp_path / "in.csv"
    given.touch()
    with pytest.raises(DataError, match="the input itself"):
        check_file(given, inputs=[given])


def test_a_place_without_permission_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(DataError, match="no permission"):
        check_folder(tmp_path / "out")
