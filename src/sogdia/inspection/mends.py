"""`mend`: the safe mends, those with one meaning, made in a copy beside the file; and what they leave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.inspection.copies import copy_place, write_copy
from sogdia.inspection.examination import CheckResult, as_draft, check, examine
from sogdia.inspection.flaws import Flaw, Repair
from sogdia.inspection.reporting import COLUMNS, report
from sogdia.inspection.subject import subject
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike
    from pathlib import Path

    from sogdia.formats.draft import Draft

RULE: Final = "Only what has one meaning is mended; the file itself is left as it was."

_PASSES: Final = 10


@dataclass(frozen=True)
class MendResult(Result):
    """What was mended (columns as those of `check`), where the copy is, and what a check of it finds.

    Attributes
    ----------
    path
        The copy; None where nothing was to mend, and nothing was written.
    left
        The check of the copy.
    """

    path: Path | None
    left: CheckResult


def mend(
    what: str | PathLike[str] | Draft, out: str | PathLike[str] | None = None, *, year: int | None = None
) -> MendResult:
    """Make the safe mends of a file in a copy.

    Parameters
    ----------
    what
        A file or folder that Sogdia reads, or a draft of one.
    out
        The copy; without it ``NAME.fixed.EXT`` beside the file, in the file's format. Where Sogdia does not write that
        format, or errors are left that only a person can mend, the copy is a folder of tables (GeoParquet; CSV for
        CSV).
    year
        The year of today, as for `check`.

    Raises
    ------
    DataError
        The file cannot be read, or the copy cannot be written.
    """
    draft = as_draft(what)
    place = copy_place(draft, out)
    today = year or datetime.now(tz=UTC).year
    mended, table = mended_draft(draft, today)
    by_reader = [finding for finding in draft.findings if finding.mended]
    if by_reader:
        first = report(replace(draft, findings=tuple(by_reader)), [])
        table = pd.concat([first, table], ignore_index=True)
    written = write_copy(mended, place, asked=out is not None) if len(table) else None
    left = check(written, year=today) if written is not None else check(mended, year=today)
    about = manifest("mend", {"path": str(draft.path), "out": str(written)}, digest=left.manifest["network_sha256"])
    return MendResult(table, RULE, about, written, left)


def mended_draft(draft: Draft, year: int) -> tuple[Draft, pd.DataFrame]:
    """Make the safe mends of a draft again and again until none is left, and list them."""
    kept = tuple(finding for finding in draft.findings if not finding.mended)
    tables = {name: pd.DataFrame(table).reset_index(drop=True) for name, table in draft.tables.items()}
    now = replace(draft, tables=tables, findings=kept)
    told: list[pd.DataFrame] = []
    for _ in range(_PASSES):
        sure = [each for each in examine(subject(now.tables, year)) if isinstance(each, Flaw) and each.repair]
        if not sure:
            break
        now, done = _pass(now, sure)
        told.append(done)
    table = pd.concat(told, ignore_index=True) if told else pd.DataFrame(columns=COLUMNS)
    fixed = {(code, file, row) for code, file, row in zip(table.code, table.file, table["row"], strict=True)}
    still = tuple(f for f in now.findings if (f.code, f.file, pd.NA if f.row is None else f.row) not in fixed)
    return replace(now, findings=still), table


def _pass(draft: Draft, sure: Sequence[Flaw]) -> tuple[Draft, pd.DataFrame]:
    """Make one round of mends, each cell at most once; rows are taken out before cells of their table are changed."""
    tables, rows = dict(draft.tables), dict(draft.rows)
    touched: set[tuple[str, str]] = set()
    dropped: dict[str, Repair] = {}
    done: list[Flaw] = []
    for each in sorted(sure, key=lambda f: not (f.repair and f.repair.drop)):
        if each.repair is None or each.table in dropped:
            continue
        if each.repair.drop:
            dropped[each.table] = each.repair
        else:
            cells = {(each.table, column) for column in each.repair.cells}
            if cells & touched:
                continue
            touched |= cells
            tables[each.table] = _with_cells(tables[each.table], each.repair)
        done.append(each)
    table = report(draft, done, mended=True)
    for name, repair in dropped.items():
        stays = np.ones(len(tables[name]), dtype=bool)
        stays[repair.rows] = False
        tables[name] = tables[name][stays].reset_index(drop=True)
        if name in rows:
            rows[name] = rows[name][stays].reset_index(drop=True)
    return replace(draft, tables=tables, rows=rows), table


def _with_cells(table: pd.DataFrame, repair: Repair) -> pd.DataFrame:
    """Give a table with new cells; a column keeps its type where the cells allow it."""
    columns: dict[str, pd.Series[Any]] = {}
    for name, cells in repair.cells.items():
        old = table[name]
        values = np.array(old.astype(object).tolist() or [], dtype=object) if name != "geometry" else _objects(old)
        values[repair.rows] = _filled(cells)
        fresh = pd.Series(values, dtype=object, index=table.index)
        columns[name] = _like(fresh, old) if name != "geometry" else fresh
    return table.assign(**columns)


def _objects(column: pd.Series[Any]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return _filled(column.tolist())


def _filled(cells: Sequence[Any]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    out = np.empty(len(cells), dtype=object)
    out[:] = cells
    return out


def _like(fresh: pd.Series[Any], old: pd.Series[Any]) -> pd.Series[Any]:
    if pd.api.types.is_string_dtype(old.dtype):
        return fresh.astype(old.dtype) if old.dtype != object else fresh
    return fresh.infer_objects() if pd.api.types.is_numeric_dtype(old.dtype) else fresh
