"""One registry of codes: the page prints it, the checks keep to it, and readers' codes stand in it."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest

from sogdia.inspection.codes import CODES, READER_CODES, codes_table, reader_codes_table

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "how-to" / "check.md"
SEVERITIES = {"error", "warning", "note"}
CODE = re.compile(r"[a-z]+(-[a-z0-9.]+)*")


def between(name: str) -> str:
    text = PAGE.read_text(encoding="utf-8")
    return text.split(f"<!-- {name}: begin -->\n")[1].split(f"<!-- {name}: end -->")[0]


@pytest.mark.parametrize(("name", "table"), [("codes", codes_table()), ("reader codes", reader_codes_table())])
def test_the_page_has_every_code(name, table):
    assert between(name) == table, "write it into docs/how-to/check.md"


def test_every_code_has_its_words():
    for kind in CODES.values():
        assert kind.severity in SEVERITIES
        assert kind.meaning
        assert kind.mend
        assert CODE.fullmatch(kind.code)
    assert not set(CODES) & set(READER_CODES)


def strings(node: ast.expr) -> list[str]:
    parts = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
    return [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def told_by_readers() -> set[str]:
    """Codes that stand right after a severity in a call of a reader."""
    codes = set()
    for path in (ROOT / "src" / "sogdia" / "formats").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            arguments = node.args if isinstance(node, ast.Call) else []
            for severity, code in pairwise(arguments):
                if set(strings(severity)) & SEVERITIES:
                    codes |= set(strings(code))
    return codes


def test_every_code_of_a_reader_is_on_the_page():
    assert sorted(told_by_readers() - set(CODES) - set(READER_CODES)) == []
