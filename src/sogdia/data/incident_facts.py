"""Documented incidents as embedded facts: what was cut and when, and what countries were seen to lose."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sogdia.errors import DataError, Fault, raise_faults
from sogdia.tables import read_csv, row_label

if TYPE_CHECKING:
    import pandas as pd

FOLDER: Final = Path(__file__).resolve().parent / "facts"
INCIDENTS: Final = (
    "id", "name", "date", "cuts", "already_out", "cause", "repair_days", "source_url", "read", "note",
)  # fmt: skip
EFFECTS: Final = (
    "incident", "country", "counterpart", "kind", "share_lost", "metric", "source_url", "read", "note",
)  # fmt: skip
KINDS: Final = ("share", "affected", "unaffected")


def incident_facts(folder: Path = FOLDER) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the incidents and their effects.

    Parameters
    ----------
    folder
        Holds ``incidents.csv`` and ``incident_effects.csv``; another than the embedded one for incidents of one's own.

    Raises
    ------
    DataError
        A file that is not there.
    TableError
        Columns or rows that break the contract; all of them are listed.

    Source
    ------
    Each row names the page in which it was read.
    """
    tables = []
    faults: list[Fault] = []
    for name, columns in (("incidents", INCIDENTS), ("incident_effects", EFFECTS)):
        path = folder / f"{name}.csv"
        if not path.is_file():
            raise DataError(f"no file {path}; incidents are told in incidents.csv and incident_effects.csv")
        table = read_csv(path)
        faults += [
            Fault(path.name, column, "", "column is missing", "add it") for column in columns if column not in table
        ]
        tables.append(table)
    raise_faults(faults, f"the incidents in {folder} have")
    incidents, effects = tables
    raise_faults(_faults(incidents, effects), f"the incidents in {folder} have")
    return incidents, effects.assign(share_lost=effects.share_lost.astype(float))


def _faults(incidents: pd.DataFrame, effects: pd.DataFrame) -> list[Fault]:
    faults = []
    for i, row in enumerate(incidents.itertuples(index=False)):
        where = row_label("incidents.csv", i, row.id)
        if not str(row.date)[:4].isdigit():
            faults.append(Fault(where, "date", str(row.date), "is no date", "write YYYY-MM-DD"))
        if not isinstance(row.cuts, str):
            faults.append(Fault(where, "cuts", "", "is empty", "name what was cut, joined by ;"))
    known = set(incidents.id)
    for i, row in enumerate(effects.itertuples(index=False)):
        where = row_label("incident_effects.csv", i, row.incident)
        if row.incident not in known:
            faults.append(Fault(where, "incident", str(row.incident), "is not in incidents.csv"))
        if row.kind not in KINDS:
            faults.append(Fault(where, "kind", str(row.kind), f"is none of {', '.join(KINDS)}"))
        if row.kind == "share" and not _is_share(row.share_lost):
            faults.append(Fault(where, "share_lost", str(row.share_lost), "is no number from 0 to 1"))
    return faults


def _is_share(cell: object) -> bool:
    try:
        return 0.0 <= float(str(cell)) <= 1.0
    except ValueError:
        return False
