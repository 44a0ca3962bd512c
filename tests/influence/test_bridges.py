from __future__ import annotations

import pandas as pd
import pytest

from sogdia.errors import TableError
from sogdia.influence.bridges import find_bridges, items, read_bridges


def test_equal_titles_of_consecutive_sessions_are_paired():
    calls = pd.DataFrame(
        {
            "roll_call": list("abcde"),
            "session": [1, 2, 2, 4, 1],
            "title": ["Question of the peaceful lake", "QUESTION OF THE PEACEFUL LAKE.", "Other words are here"] * 1
            + ["Question of the peaceful lake", "Other words are here"],
            "part": [False, False, True, False, False],
        }
    )
    assert find_bridges(calls).to_numpy().tolist() == [["a", "b"]]


def test_chains_share_one_item_and_unknown_calls_are_passed_over():
    pairs = pd.DataFrame({"first": ["1", "2", "9"], "second": ["2", "3", "1"]})
    assert items(pd.Series(["1", "2", "3"]), pairs) == {"1": "1", "2": "1", "3": "1"}


def test_a_file_of_pairs_with_a_hole_is_refused(tmp_path):
    (tmp_path / "m.csv").write_text("v1,rcid1,rcid2\n1,3,4\n2,5,\n", encoding="utf-8")
    with pytest.raises(TableError, match="row 2"):
        read_bridges(tmp_path / "m.csv")
