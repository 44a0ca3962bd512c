"""Round-trip times among cities in windows of time, in long form: window_end_date, src, dst, avg_rtt_ms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.formats.findings import Findings
from sogdia.formats.text_tables import Reading, header_of, numbers, read_rows, refuse

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS: Final = ("window_end_date", "src", "dst", "avg_rtt_ms")


def is_rtt_windows(path: Path) -> bool:
    """Tell whether a file is a table of windows by its columns."""
    return path.is_file() and set(COLUMNS) <= set(header_of(path))


def read_rtt_windows(path: Path) -> Reading:
    """Read windows of round-trip times.

    Returns
    -------
    Reading
        Table: window_end (date), source, destination (cities as published), rtt_avg_ms.

    Raises
    ------
    DataError
        No such table, or cells that are no dates, no numbers or not positive.
    """
    rows = read_rows(path, COLUMNS)
    figures = numbers(path, rows, "avg_rtt_ms", empty=False)
    refuse(path, rows, "avg_rtt_ms", figures <= 0, "is not positive")
    dates = pd.to_datetime(rows.window_end_date, format="%Y-%m-%d", errors="coerce")
    refuse(path, rows, "window_end_date", dates.isna(), "is no date (YYYY-MM-DD)")
    for name in ("src", "dst"):
        refuse(path, rows, name, rows[name] == "", "is empty")
    table = pd.DataFrame({"window_end": dates, "source": rows.src, "destination": rows.dst, "rtt_avg_ms": figures})
    findings = Findings(path.name)
    key = ["window_end", "source", "destination"]
    again = rows[table.duplicated(key)]
    for row, src, dst, day in zip(again.index, again.src, again.dst, again.window_end_date, strict=True):
        pair = f"{src} to {dst}, {day}"
        findings.add("warning", "duplicate-row", "a pair stands twice in one window", row=int(row), value=pair)
    return Reading(path, table.reset_index(drop=True), findings.listed())
