"""DATA.md counts what is there of frameworks, programmes, restrictions and claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from sogdia.data.framework_facts import FOLDER
from sogdia.tables import read_csv

PAGE = Path(__file__).resolve().parents[2] / "DATA.md"


@pytest.mark.parametrize(
    "name",
    ["frameworks", "acceptances", "cultural_programmes", "restrictions", "ecosystems", "standards_posts", "claims"],
)
def test_the_page_counts_the_rows(name):
    rows = read_csv(FOLDER / f"{name}.csv")
    had = rows["read"].value_counts()
    told = f"| {name} | {len(rows):,} | {int(had.get('read', 0)):,} | {int(had.get('recalled', 0)):,} |"
    assert told in PAGE.read_text(encoding="utf-8")
