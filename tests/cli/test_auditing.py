from __future__ import annotations

import pytest

from sogdia.cli.auditing import COLUMNS, draw
from sogdia.errors import ParameterError


def test_the_same_seed_draws_the_same_facts():
    first = draw(10, 3)
    assert first.equals(draw(10, 3))
    assert not first.equals(draw(10, 4))
    assert tuple(first.columns) == COLUMNS


def test_every_claim_stands_beside_its_source():
    sheet = draw(200, 0)
    assert sheet[["claim", "title", "read"]].notna().all(axis=None)
    assert (sheet.verdict == "").all()
    assert (sheet.correction == "").all()
    assert not sheet.claim.str.contains("\n").any()


def test_a_table_may_be_chosen():
    assert set(draw(5, 0, "roles").table) == {"roles"}
    assert len(draw(10**6, 0, "hazards")) > 10
    with pytest.raises(ParameterError, match="'roles'"):
        draw(5, 0, "role")
