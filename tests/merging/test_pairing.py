from __future__ import annotations

import numpy as np
import pandas as pd

from sogdia.merging.pairing import pair_up


def pairs(rows: list[tuple]) -> pd.DataFrame:
    """Rows as (a, b, score, verdict)."""
    table = pd.DataFrame(rows, columns=["a", "b", "score", "verdict"])
    return table.assign(reason="", identical=False, may_chain=table.verdict == "join", whole=False, ruled="")


def test_each_must_be_the_others_best():
    owner, place = np.array([0, 1, 1]), np.arange(6.0).reshape(3, 2)
    clear = pair_up(owner, pairs([(0, 1, 0.95, "join"), (0, 2, 0.8, "join")]), place)
    assert clear.decision.tolist() == ["joined", "kept_apart"]
    close = pair_up(owner, pairs([(0, 1, 0.95, "join"), (0, 2, 0.93, "join")]), place)
    assert close.decision.tolist() == ["ambiguous", "ambiguous"]
    assert close.group.tolist() == [0, 1, 2]


def test_a_question_close_by_makes_a_question():
    found = pair_up(
        np.array([0, 1, 1]), pairs([(0, 1, 0.8, "join"), (0, 2, 0.78, "maybe")]), np.arange(6.0).reshape(3, 2)
    )
    assert found.decision.tolist() == ["ambiguous", "ambiguous"]


def test_what_is_joined_is_out_of_the_others_way():
    owner, place = np.array([0, 0, 1, 1]), np.arange(8.0).reshape(4, 2)
    rows = [(0, 2, 0.90, "join"), (0, 3, 0.88, "join"), (1, 3, 0.99, "join")]
    found = pair_up(owner, pairs(rows), place)
    assert found.decision.tolist() == ["joined", "kept_apart", "joined"]


def test_a_group_takes_in_no_two_that_are_apart():
    owner, place = np.array([0, 1, 2]), np.arange(6.0).reshape(3, 2)
    found = pair_up(owner, pairs([(0, 1, 0.95, "join"), (1, 2, 0.8, "join"), (0, 2, 0.3, "apart")]), place)
    assert found.decision.tolist() == ["joined", "ambiguous", "kept_apart"]
    assert found.reason[1] == "joining them would also join two that must stay apart"
