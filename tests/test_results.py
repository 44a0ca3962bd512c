from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from sogdia.results import Result, manifest, plain, write_folder

if TYPE_CHECKING:
    from pathlib import Path


def a_result() -> Result:
    table = pd.DataFrame({"country": ["NAM"], "share_lost": [np.nan]})
    return Result(table, "Shares of demand.", manifest("fail", {"cut": ("x",)}, digest="0" * 64))


def test_records_are_what_json_can_say() -> None:
    assert json.dumps(a_result().records()) == '[{"country": "NAM", "share_lost": null}]'


def test_a_result_prints_its_rule() -> None:
    assert str(a_result()).endswith("Shares of demand.")


def test_saving_writes_table_and_manifest_and_replaces(tmp_path: Path) -> None:
    folder = a_result().save(tmp_path / "out")
    a_result().save(tmp_path / "out")
    assert sorted(p.name for p in folder.iterdir()) == ["manifest.json", "result.csv", "result.parquet"]
    assert json.loads((folder / "manifest.json").read_text())["network_sha256"] == "0" * 64
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_of_other_things_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(FileExistsError, match="holds other things"):
        a_result().save(tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").exists()


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    def fill(beside: Path) -> None:
        (beside / "half.csv").write_text("a")
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        write_folder(tmp_path / "out", fill)
    assert list(tmp_path.iterdir()) == []


def test_plain_says_missing_as_none() -> None:
    assert plain({"a": np.float64("nan"), "b": pd.NA, "c": np.int64(3)}) == {"a": None, "b": None, "c": 3}
