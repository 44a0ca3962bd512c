"""`Draft`: what a reader found in a file, before it must keep a network's contract; and `Finding`: one fault of it.

A reader `draft_x(path) -> Draft` never raises for a faulty row: it keeps the cell as found, says so in a finding, and
mends only what has one meaning (the finding then says `mended`). `read_x(path) -> Network` is
`draft_x(path).network()`. A file that cannot be read at all (missing, truncated, another format) is a `DataError`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from sogdia.errors import TableError
from sogdia.network import Network

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

Severity = Literal["error", "warning", "note"]
"""`error`: no network can be made of it; `warning`: probably wrong, or mended by the reader; `note`: worth knowing."""


@dataclass(frozen=True)
class Finding:
    """One fault of a file, with its mend.

    Attributes
    ----------
    severity
        `error`, `warning` or `note`.
    code
        Kind of the fault, one hyphenated name for all formats (`dangling-end`, `duplicate-id`, `unknown-country`).
    file
        File in which it stands, as the user would name it (a member of an archive as `archive.zip/member`).
    row
        Row, feature or element counted from 1 as the file counts it (a CSV's header is line 1); None: the whole file.
    key
        Id of the row, empty where it has none.
    column
        Column or key as the file calls it.
    value
        The value as found, cut to 80 characters.
    problem
        What is wrong.
    mend
        What to do about it.
    mended
        Whether the reader has already done so.
    """

    severity: Severity
    code: str
    file: str
    row: int | None
    key: str
    column: str
    value: str
    problem: str
    mend: str = ""
    mended: bool = False

    def __str__(self) -> str:
        where = (
            self.file
            + (f" row {self.row}" if self.row is not None else "")
            + (f" (id {self.key!r})" if self.key else "")
        )
        column = f", column {self.column!r}" if self.column else ""
        found = f" (found {self.value!r})" if self.value else ""
        mend = f"; {'mended: ' if self.mended else ''}{self.mend}" if self.mend else ""
        return f"{where}{column}: {self.problem}{found}{mend}"


@dataclass(frozen=True)
class Draft:
    """Tables as a reader found them.

    Attributes
    ----------
    path
        What was read.
    format
        Name of the format (`ofds-json`, `geopackage`, ...).
    tables
        Tables by the names of `sogdia.network.SCHEMAS`, with columns of those schemas; cells that could not be read
        as their type stand as found.
    findings
        Every fault, in the order of the file.
    rows
        For each table that the file has row by row: the file and the row in it of each of its rows, columns `file`,
        `row` (aligned with the table), so that later checks can say where a fault stands.
    """

    path: Path
    format: str
    tables: Mapping[str, pd.DataFrame]
    findings: tuple[Finding, ...] = ()
    rows: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def network(self) -> Network:
        """Give the network of these tables.

        Raises
        ------
        TableError
            Faults that no reader may mend; all of them in one message.
        """
        errors = [finding for finding in self.findings if finding.severity == "error" and not finding.mended]
        if errors:
            shown = "\n".join(f"  - {finding}" for finding in errors[:20])
            more = f"\n  ... and {len(errors) - 20} more; `sogdia check` lists them all" if len(errors) > 20 else ""
            raise TableError(f"{self.path} has {len(errors)} fault{'s' if len(errors) > 1 else ''}\n{shown}{more}")
        return Network(**dict(self.tables))
