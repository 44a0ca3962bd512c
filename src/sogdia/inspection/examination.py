"""`check`: every fault of a file, a draft or a network at once, each with its place and its mend."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.formats.draft import Draft
from sogdia.inspection.amounts import amount_flaws
from sogdia.inspection.codes import CODES
from sogdia.inspection.countries import country_flaws, node_countries
from sogdia.inspection.joints import joint_flaws
from sogdia.inspection.lengths import length_flaws
from sogdia.inspection.lines import line_flaws
from sogdia.inspection.places import place_flaws
from sogdia.inspection.reporting import report
from sogdia.inspection.settings import setting_flaws
from sogdia.inspection.subject import subject
from sogdia.inspection.texts import text_flaws
from sogdia.inspection.years import year_flaws
from sogdia.network import SCHEMAS, Network
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd
    from numpy.typing import NDArray

    from sogdia.inspection.subject import Subject
    from sogdia.tables import Breach

RULE: Final = (
    "An error is wrong beyond doubt, a warning probably, a note is worth knowing; each row of a file is held to the "
    "columns' contract, to the other rows, to the outlines of countries and to the geodesic."
)


@dataclass(frozen=True)
class CheckResult(Result):
    """Findings, one row each: columns severity, code, file, row, key, column, value, problem, mend, mended."""

    @property
    def ok(self) -> bool:
        """Whether there is no error that still stands."""
        return self.count("error") == 0

    def count(self, severity: str) -> int:
        """Count the findings of a severity (`error`, `warning`, `note`) that no reader has mended."""
        return int(((self.table.severity == severity) & ~self.table.mended.astype(bool)).sum())

    def by_code(self) -> pd.DataFrame:
        """Count the findings by kind, errors first: columns severity, code, findings, mended, fixable."""
        return summary(self.table)


def check(
    what: str | PathLike[str] | Network | Draft, *, countries: tuple[str, ...] | list[str] = (), year: int | None = None
) -> CheckResult:
    """Find every fault of a network at once.

    Parameters
    ----------
    what
        Path of any file or folder that Sogdia reads, a draft of one, or a network.
    countries
        Only findings of nodes in these countries and of spans that end there (and of whole files); ISO 3166-1 alpha-3.
    year
        The year of today, after which nothing can be in service; without it that of the clock.

    Returns
    -------
    CheckResult
        The findings.

    Raises
    ------
    DataError
        The file cannot be read at all.

    Examples
    --------
    >>> import pandas as pd
    >>> net = Network(nodes=pd.DataFrame({"id": ["a"], "country": ["KEN"], "lon": [-1.2864], "lat": [36.8172]}))
    >>> check(net).table[["code", "mend"]].values.tolist()
    [['swapped-coordinates', 'write lon 36.8172, lat -1.2864']]
    """
    draft = as_draft(what)
    today = year or datetime.now(tz=UTC).year
    asked = subject(draft.tables, today)
    table = report(draft, examine(asked))
    if countries:
        table = _only(table, asked, set(countries))
    parameters = {"path": str(draft.path), "format": draft.format, "countries": sorted(countries), "year": today}
    return CheckResult(table, RULE, manifest("check", parameters, digest=_digest(what)))


def as_draft(what: str | PathLike[str] | Network | Draft) -> Draft:
    """Give what is to be checked as a draft."""
    if isinstance(what, Draft):
        return what
    if isinstance(what, Network):
        tables = {name: getattr(what, name) for name in SCHEMAS}
        return Draft(Path("network"), "network", {name: table for name, table in tables.items() if len(table)})
    from sogdia.formats.files import draft  # noqa: PLC0415  a network in memory needs no reader

    return draft(what)


def examine(asked: Subject) -> list[Breach]:
    """Run every family of checks; what one fault explains is not told again as another."""
    found: list[Breach] = [*asked.breaches]
    places, doubtful = place_flaws(asked)
    found += joint_flaws(asked)
    found += country_flaws(asked)
    found += places
    found += line_flaws(asked, doubtful)
    found += length_flaws(asked, doubtful)
    found += setting_flaws(asked, doubtful)
    found += year_flaws(asked)
    found += amount_flaws(asked)
    found += text_flaws(asked)
    return explained(found)


_EXPLAINS: Final = {
    "swapped-coordinates": ("out-of-range", ("lon", "lat")),
    "length-unit": ("out-of-range", ("length_km",)),
    "length-unit-unsure": ("out-of-range", ("length_km",)),
    "length-off-by-1000": ("out-of-range", ("length_km",)),
    "duplicate-row": ("duplicate-id", ("id",)),
}


def explained(found: list[Breach]) -> list[Breach]:
    """Leave out the faults that a better explanation of the same cells covers."""
    covered: dict[tuple[str, str, str], list[NDArray[np.int64] | None]] = {}
    for each in found:
        code, columns = _EXPLAINS.get(each.code, ("", ()))
        for column in columns:
            rows = each.rows if len(each.rows) else None
            covered.setdefault((code, each.table, column), []).append(rows)
    kept = []
    for each in found:
        better = covered.get((each.code, each.table, each.column))
        if better is None:
            kept.append(each)
        elif not any(rows is None for rows in better):
            stays = ~np.isin(each.rows, np.concatenate([rows for rows in better if rows is not None]))
            kept += [_part(each, stays)] if stays.any() else []
    return kept


def _part(each: Breach, stays: NDArray[np.bool_]) -> Breach:
    """Give the part of a breach that has these of its rows."""
    at = [int(i) for i in np.flatnonzero(stays)]
    shown = each.values  # noqa: PD011  the cells of a breach, no table
    return replace(
        each,
        rows=each.rows[at],
        keys=[each.keys[i] for i in at],
        values=[shown[i] for i in at],
        problem=each.problem if isinstance(each.problem, str) else [each.problem[i] for i in at],
        mend=each.mend if isinstance(each.mend, str) else [each.mend[i] for i in at],
    )


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Count findings by kind, errors first."""
    grouped = table.groupby(["severity", "code"], sort=False, observed=True)
    rows = grouped.agg(findings=("code", "size"), mended=("mended", "sum")).reset_index()
    rows["fixable"] = [code in CODES and CODES[code].fixable for code in rows.code]
    order = rows.severity.map({"error": 0, "warning": 1, "note": 2})
    return rows.assign(order=order).sort_values(["order", "findings"], ascending=[True, False], kind="stable").drop(
        columns="order"
    ).reset_index(drop=True)  # fmt: skip


def _only(table: pd.DataFrame, asked: Subject, countries: set[str]) -> pd.DataFrame:
    """Keep the findings of nodes in some countries, of spans that end there, and of whole files."""
    nodes, spans = asked.tables["nodes"], asked.tables["spans"]
    there = np.append(np.isin(node_countries(asked), list(countries)), values=False)
    touched = np.flatnonzero(there[asked.ends].any(axis=1))
    keys = {*nodes.id.iloc[np.flatnonzero(there[:-1])].dropna(), *spans.id.iloc[touched].dropna()}
    kept = table["row"].isna().to_numpy() | table.key.isin(keys).to_numpy(dtype=bool)
    return table.iloc[np.flatnonzero(kept)].reset_index(drop=True)


def _digest(what: str | PathLike[str] | Network | Draft) -> str:
    """Give the SHA-256 of what was checked: a network's, or that of the bytes of its files."""
    if isinstance(what, Network):
        return what.digest
    place = what.path if isinstance(what, Draft) else Path(what)
    total = hashlib.sha256()
    files = sorted(path for path in place.rglob("*") if path.is_file()) if place.is_dir() else [place]
    for path in files:
        if path.is_file():
            total.update(path.name.encode())
            with path.open("rb") as file:
                total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()
