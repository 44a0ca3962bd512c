"""DATA.md counts what is there."""

from __future__ import annotations

from sogdia.data.making.counting import PAGE, counts_table


def test_the_counts_are_those_of_the_facts() -> None:
    assert counts_table() in PAGE.read_text(encoding="utf-8")
