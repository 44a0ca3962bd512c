"""`claims`: each figure of the two studies behind Sogdia, sourced anew, dated, contradicted or not found."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sogdia.errors import DataError, Fault, pick, raise_faults
from sogdia.formats.text_tables import read_text
from sogdia.results import Result, manifest
from sogdia.tables import read_csv, row_label

if TYPE_CHECKING:
    import pandas as pd

TABLE: Final = Path(__file__).resolve().parents[1] / "data" / "facts" / "claims.csv"
COLUMNS: Final = (
    "id", "study", "claim", "figure", "finding", "found", "found_date", "source_url", "read", "as_of", "note",
)  # fmt: skip
FINDINGS: Final = {
    "sourced": "a source says the same of the time that is meant",
    "dated": "true of one time or one definition, and not of another",
    "contradicted": "a source says otherwise",
    "not_found": "no source was found that says it",
}
STUDIES: Final = {
    "A": "Balakin and Alikberova, Digital silk road in the context of the People's Republic of China, Opción 35, 2019",
    "B": "a study of 2025: can tech diplomacy succeed where cultural diplomacy failed?",
}
RULE: Final = (
    "Each claim is held against a page that was read, or against what is recalled of one, which its row says. "
    "A finding speaks of the figure alone, and not of the study."
)


@dataclass(frozen=True)
class ClaimsResult(Result):
    """The ledger of claims.

    Attributes
    ----------
    counts
        How many claims of each study have each finding.
    """

    counts: pd.DataFrame


def claims(study: str = "", finding: str = "", table: Path = TABLE) -> ClaimsResult:
    """Give the claims with what was found of each.

    Parameters
    ----------
    study
        ``A`` or ``B``; both where empty.
    finding
        One of `FINDINGS`; all where empty.
    table
        Another ledger than the shipped one.

    Raises
    ------
    ParameterError
        No such study or finding.
    DataError, TableError
        A ledger of one's own that cannot be read or breaks the contract.

    Source
    ------
    Each row names its page.

    Examples
    --------
    >>> claims("B", "contradicted").table.claim.tolist()
    ['China makes chips of 4 nm']
    """
    rows = _read(table)
    digest = sha256(rows.to_csv(index=False).encode()).hexdigest()
    counts = rows.groupby(["study", "finding"]).size().rename("claims").reset_index()
    if study:
        rows = rows[rows.study == pick(study, STUDIES, "study")]
    if finding:
        rows = rows[rows.finding == pick(finding, FINDINGS, "finding")]
    kept = rows.rename(columns={"source_url": "source"}).assign(basis="measured").reset_index(drop=True)
    about = manifest("claims", {"study": study, "finding": finding}, digest=digest)
    return ClaimsResult(kept, RULE, about, counts)


def _read(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise DataError(f"no file {path}")
    read_text(path)
    rows = read_csv(path)
    heading = f"{path.name} has"
    missing = [Fault(path.name, c, "", "column is missing", "add it") for c in COLUMNS if c not in rows]
    raise_faults(missing, heading)
    rows = rows.fillna("")
    twice = rows.id.duplicated().tolist()
    faults = []
    for i, line in enumerate(rows.to_dict(orient="records")):
        row = {str(name): str(value) for name, value in line.items()}
        where = row_label(path.name, i, row["id"])
        if twice[i]:
            faults.append(Fault(where, "id", row["id"], "stands twice", "keep one"))
        for column, known in (("study", STUDIES), ("finding", FINDINGS), ("read", ("read", "recalled"))):
            if row[column] not in known:
                faults.append(Fault(where, column, row[column], f"is none of {', '.join(known)}"))
        if not row["source_url"].startswith("http"):
            faults.append(Fault(where, "source_url", row["source_url"], "is no address"))
        empty = [c for c in ("claim", "found") if not row[c]]
        faults += [Fault(where, column, "", "is empty", "say it") for column in empty]
    raise_faults(faults, heading)
    return rows
