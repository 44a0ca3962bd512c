"""Puts what was found into one tidy table, with the place of each row in the user's own file."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.formats.draft import Finding
from sogdia.inspection.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sogdia.formats.draft import Draft
    from sogdia.tables import Breach

COLUMNS: Final = [each.name for each in fields(Finding)]
"""Columns of the findings, in their order."""

_RANK: Final = {"error": 0, "warning": 1, "note": 2}


def report(draft: Draft, found: Sequence[Breach], *, mended: bool = False) -> pd.DataFrame:
    """Give the reader's findings and those of the checks as one table: errors first, then by file and row.

    Parameters
    ----------
    mended
        The faults of `found` have been mended.
    """
    reader = [tuple(getattr(finding, name) for name in COLUMNS) for finding in draft.findings]
    told = {(f.code, f.file, f.row): _RANK[f.severity] for f in draft.findings}
    told_of_all = {finding.code for finding in draft.findings if finding.row is None}
    told_cells = {(f.file, f.row, f.value) for f in draft.findings if f.severity == "error" and f.row is not None}
    parts: list[pd.DataFrame] = []
    worse: set[tuple[Any, ...]] = set()
    for each in found:
        if not len(each.rows) and each.code in told_of_all and not mended:
            continue
        part = _part(draft, each, mended=mended)
        if told and not mended:
            rank = _RANK[CODES[each.code].severity]
            places = list(zip(part.code, part.file, part["row"], part.value, strict=True))
            again = [
                told.get((code, file, row), rank + 1) <= rank or (value != "" and (file, row, value) in told_cells)
                for code, file, row, value in places
            ]
            part = part[~np.array(again, dtype=bool)]
            worse |= {place[:3] for place in places if told.get(place[:3], rank) > rank}
        if len(part):
            parts.append(part)
    if reader and not mended:
        kept = [cells for cells in reader if (cells[1], cells[2], cells[3]) not in worse or cells[-1]]
        parts.insert(0, pd.DataFrame(kept, columns=COLUMNS))
    if not parts:
        return _typed(pd.DataFrame(columns=COLUMNS))
    table = _typed(pd.concat(parts, ignore_index=True))
    order = pd.DataFrame(
        {
            "severity": table.severity.map(_RANK).to_numpy(),
            "file": table.file.map(_file_order(draft, table)).to_numpy(),
            "row": table["row"].astype(float).fillna(-1.0).to_numpy(),
        }
    )
    return table.iloc[order.sort_values(["severity", "file", "row"], kind="stable").index].reset_index(drop=True)


def _file_order(draft: Draft, table: pd.DataFrame) -> dict[str, int]:
    """Rank the files: those of the draft's tables in their order, then the others as they come."""
    own = [str(name) for rows in draft.rows.values() if len(rows) for name in rows["file"].unique()]
    names = dict.fromkeys([*own, *table.file.unique()])
    return {str(name): rank for rank, name in enumerate(names)}


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    text = {name: "string" for name in COLUMNS if name not in {"row", "mended"}}
    return table.astype({**text, "row": "Int64", "mended": bool})


def _part(draft: Draft, each: Breach, *, mended: bool) -> pd.DataFrame:
    """Give one breach as rows of the table of findings."""
    kind = CODES[each.code]
    count = max(len(each.rows), 1)
    file, row = _place(draft, each)
    key: Any = ["" if name is None else str(name) for name in each.keys] if len(each.rows) else ""
    mend = each.mend or kind.mend
    cells = {
        "severity": kind.severity, "code": each.code, "file": file, "row": row, "key": key, "column": each.column,
        "value": list(each.values) or [""], "problem": each.problem, "mend": mend, "mended": mended,
    }  # fmt: skip
    table = pd.DataFrame(cells, columns=COLUMNS, index=range(count))
    return table.assign(mend=table.mend.where(table.mend != "", kind.mend))


def _place(draft: Draft, each: Breach) -> tuple[Any, Any]:
    """Give the file and the row in it of each row of a breach."""
    where = draft.rows.get(each.table)
    if where is not None and len(where) and len(each.rows):
        at = where.iloc[each.rows]
        return at["file"].to_numpy(), at["row"].to_numpy()
    files = [draft.path.name] if where is None or not len(where) else where["file"].unique().tolist()
    name = f"{draft.path.name}/{each.table}" if where is None else ", ".join(map(str, files[:3]))
    if not len(each.rows):
        return name, None
    return name, each.rows + 1
