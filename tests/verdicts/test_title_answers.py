from __future__ import annotations

from itertools import product

import pytest

from sogdia.verdicts.title_answers import ANSWERS, TOWARDS, pair_answer, paragraph


def row(low, high, *, detectable=0.1, p=0.5, **more):
    return {"effect": (low + high) / 2, "low": low, "high": high, "detectable": detectable, "sd": 1.0,
            "p_pretrend": p, "p_placebo": p, "q": 0.01, "breakdown_m": 2.0} | more  # fmt: skip


UP, DOWN, NONE, UNSURE = row(0.2, 0.4), row(-0.4, -0.2), row(-0.1, 0.1), row(-1.0, 1.0, detectable=1.4)
NOTHING = row(float("nan"), float("nan"))


@pytest.mark.parametrize(
    ("tech", "cultural", "contrast", "answer"),
    [
        (UP, NONE, UP, "yes"),
        (UP, DOWN, UP, "yes"),
        (UP, UNSURE, UP, "cannot tell"),
        (UP, UP, UNSURE, "cannot tell"),
        (UP, NONE, UP | {"q": 0.5}, "cannot tell"),
        (UP | {"breakdown_m": 0.3}, NONE, UP, "cannot tell"),
        (NONE, UNSURE, UNSURE, "no"),
        (UNSURE, UNSURE, NONE, "no"),
        (DOWN, NONE, DOWN, "no"),
        (UNSURE, UNSURE, UNSURE, "cannot tell"),
        (UP, NONE, NOTHING, "not compared"),
    ],
)
def test_the_answer_follows_from_the_three_rows(tech, cultural, contrast, answer):
    assert pair_answer("frameworks_accepted", tech, cultural, contrast) == answer


def test_less_distance_is_nearer():
    assert pair_answer("ideal_point_distance", DOWN, NONE, DOWN) == "yes"
    assert pair_answer("ideal_point_distance", UP, NONE, UP) == "no"
    assert pair_answer("memberships", UP, NONE, UP) == ""


def test_yes_needs_all_three():
    kinds = (UP, DOWN, NONE, UNSURE)
    said = [three for three in product(kinds, repeat=3) if pair_answer("frameworks_accepted", *three) == "yes"]
    assert said == [(UP, DOWN, UP), (UP, NONE, UP)]


def test_the_paragraph_counts_and_begins_with_acceptance():
    rows = [
        UP | {"outcome": name, "sponsor": "AAA", "answer": answer}
        for name, answer in zip(("favourable_share", "frameworks_accepted", "vote_agreement"), ANSWERS[:3], strict=True)
    ]
    told = paragraph([*rows, NOTHING | {"outcome": "memberships", "sponsor": "AAA", "answer": ""}])
    assert "3 pairs" in told[0]
    assert "yes in 1, no in 1, cannot tell in 1" in told[0]
    assert told[1].startswith("Acceptance of norms: no (frameworks accepted, AAA")
    assert told[-1] == "Resistance: no pair could be compared."
    assert "No pair" in paragraph([])[0]
    assert set(TOWARDS.values()) == {1, -1}
