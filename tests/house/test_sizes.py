"""One file, one thing: no file over 500 lines, no function over 60, no junk drawers, a small median."""

from __future__ import annotations

import ast
import importlib
import inspect
import statistics
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "src" / "sogdia").rglob("*.py"))
JUNK = {"util", "utils", "common", "helper", "helpers", "base", "misc", "tools"}


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    total = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        total -= (first.end_lineno or first.lineno) - first.lineno + 1
    return total


def test_no_file_is_over_500_lines_and_the_median_is_under_150() -> None:
    sizes = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: size for name, size in sizes.items() if size > 500} == {}
    assert statistics.median(sizes.values()) < 150


def test_no_function_is_over_60_lines() -> None:
    long = {}
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines_of(node) > 60:
                long[f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"] = lines_of(node)
    assert long == {}


def test_there_are_no_junk_drawers() -> None:
    assert [path.name for path in FILES if path.stem in JUNK] == []
    assert [path.name for path in FILES if path.parent.name in JUNK] == []


def test_no_module_is_named_as_a_function_that_its_room_exports() -> None:
    clashes = []
    for room in sorted({path.parent for path in FILES} - {ROOT / "src" / "sogdia"}):
        name = ".".join(room.relative_to(ROOT / "src").parts)
        if ".cli" in name or name.endswith(".making"):
            continue
        module = importlib.import_module(name)
        modules = {path.stem for path in room.glob("*.py")} | {path.name for path in room.iterdir() if path.is_dir()}
        names = [export for export in getattr(module, "__all__", []) if export in modules]
        clashes += [f"{name}.{export}" for export in names if inspect.isfunction(getattr(module, export))]
    assert clashes == []
