"""`panel`: one row a country and year, with the programmes of every sponsor beside what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.data import held
from sogdia.data.framework_facts import FOLDER
from sogdia.errors import ParameterError, pick
from sogdia.panels.accepted import states
from sogdia.panels.fact_series import fact_series
from sogdia.panels.identity import cow_of, grid
from sogdia.panels.long_rows import COLUMNS, GROUPS, Series
from sogdia.panels.own_series import EVENTS, own_series
from sogdia.panels.set_series import set_series, sponsors
from sogdia.panels.vote_series import vote_series
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

YEARS: Final = (2000, 2025)
VOTES: Final = "un-votes"
RULE: Final = (
    "One row a country and year for each state that votes in the General Assembly, by ISO code with its COW number. "
    "A sponsor is the state whose programme it is; all sponsors stand in the same columns. In the wide form a blank "
    "is zero only for series whose source counts events and within the years that it covers; elsewhere it is unknown. "
    "The ledger gives each series' source, vintage, licence and known errors."
)


@dataclass(frozen=True)
class PanelResult(Result):
    """A panel in its long form, which is `table`, and its wide one.

    Attributes
    ----------
    wide
        One row a country and year: country, cow, year, then a column for each series (`series`, or `series:SPONSOR`).
    ledger
        One row a series: group, sponsors, source, vintage, licence, years, rows, countries, what a blank means, whether
        its source means to have all, share of rows read, known errors.
    restrictions
        What was left out and why: series, restriction, rows, countries.
    """

    wide: pd.DataFrame
    ledger: pd.DataFrame
    restrictions: pd.DataFrame


def panel(
    years: tuple[int, int] = YEARS,
    *,
    groups: Sequence[str] = GROUPS,
    sponsor: Sequence[str] = (),
    sets: Mapping[str, str | PathLike[str]] | None = None,
    stored: bool = True,
    votes: str | PathLike[str] | None = None,
    extra: pd.DataFrame | str | PathLike[str] | None = None,
    folder: str | Path = FOLDER,
) -> PanelResult:
    """Build the panel of countries and years from the shipped facts, the sets that a user added, and a table of theirs.

    Parameters
    ----------
    years
        First and last year.
    groups
        Which of cultural, political, tech, outcome and covariate.
    sponsor
        Only programmes of these states (ISO 3166-1 alpha-3); series without a sponsor stay.
    sets
        Files of sets by their name in the catalogue, beside or instead of the stored ones.
    stored
        Use the sets that `sogdia data add` has taken in.
    votes
        Roll-call votes (as `sogdia ideal-points` reads them): the agreement of each country with each sponsor. By
        default those that `sogdia data add un-votes` took in.
    extra
        A user's own series: country, year, series, value, and where wanted group, sponsor, unit, source.

    folder
        Tables of facts of one's own instead of the embedded ones.

    Raises
    ------
    ParameterError
        Years that are none, or unknown groups, sets or sponsors.
    DataError
        A set that cannot be read.
    TableError
        Faults of `extra`: duplicate country-years, programmes before the panel, countries that are never observed.

    Source
    ------
    Each row names its source; the ledger gives what is known of each series.

    Examples
    --------
    >>> result = panel((2018, 2020), stored=False, groups=["political"])
    >>> result.wide.columns[:3].tolist(), len(result.wide) == 3 * result.wide.country.nunique()
    (['country', 'cow', 'year'], True)
    """
    first, last = years
    if not 1945 <= first <= last <= 2100:
        raise ParameterError(f"years {first}-{last}: give a first and a last year from 1945 to 2100")
    span = range(first, last + 1)
    asked = [pick(group, GROUPS, "group of series") for group in groups]
    given = dict(sets or {})
    votes = given.pop(VOTES, None) if votes is None else votes
    files = _files(given, stored=stored)
    found = [
        *fact_series(last, Path(folder)),
        *(one for name, path in files.items() for one in set_series(name, path, last)),
    ]
    cast = Path(votes) if votes is not None else held(VOTES) if stored else None
    if cast is not None:
        among = set(sponsor) or {code for one in found if one.group in EVENTS for code in one.rows.sponsor if code}
        found += vote_series(cast, among, span)
    if extra is not None:
        found += own_series(extra, span)
    chosen = [one for one in found if one.group in asked]
    for code in sponsor:
        pick(code, {s for one in chosen for s in one.rows.sponsor if s}, "sponsor")
    kept, lost = _within(chosen, span, set(sponsor))
    tables = [one.long() for one in kept if len(one.rows)]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(COLUMNS))
    table.insert(1, "cow", _cows(table))
    parameters = {"years": list(years), "groups": asked, "sponsor": list(sponsor), "sets": sorted(files)}
    digest = sha256(pd.util.hash_pandas_object(table, index=False).to_numpy().tobytes()).hexdigest()
    return PanelResult(
        table, RULE, manifest("panel", parameters, digest=digest), _wide(kept, span), _ledger(kept), lost
    )


def _files(sets: Mapping[str, str | PathLike[str]], *, stored: bool) -> dict[str, Path]:
    files = {pick(name, [*sponsors(), VOTES], "set of a panel"): Path(path) for name, path in sets.items()}
    for name in sponsors() if stored else ():
        path = held(name)
        if path is not None:
            files.setdefault(name, path)
    return files


def _cows(table: pd.DataFrame) -> pd.Series[int]:
    pairs = set(zip(table.country, table.year, strict=True))
    known = {(code, year): cow_of(str(code), int(year)) for code, year in pairs}
    return pd.Series(
        [known[pair] for pair in zip(table.country, table.year, strict=True)], index=table.index, dtype="Int64"
    )


def _within(found: list[Series], span: range, wanted: set[str]) -> tuple[list[Series], pd.DataFrame]:
    """Keep what is in the years and of the states of the panel, and tell what was not."""
    known = set(states().id)
    kept, lost = [], []
    for one in found:
        rows = one.rows
        if wanted:
            rows = rows[rows.sponsor.isin(wanted) | (rows.sponsor == "")]
        tests = {
            f"before {span[0]}": rows.year.astype(float) < span[0],
            f"after {span[-1]}": rows.year.astype(float) > span[-1],
            "no state that votes or accepts": ~rows.country.isin(known),
        }
        out = pd.Series(data=False, index=rows.index)
        for words, bad in tests.items():
            fresh = bad & ~out
            out |= bad
            if fresh.any():
                lost.append((one.group, one.name, words, int(fresh.sum()), rows.country[fresh].nunique()))
        part = rows[~out].reset_index(drop=True)
        if len(part):
            kept.append(Series(**{**one.__dict__, "rows": part, "years": _clipped(one, span)}))
    columns = ["group", "series", "restriction", "rows", "countries"]
    return kept, pd.DataFrame(lost, columns=columns)


def _clipped(one: Series, span: range) -> tuple[int, int] | None:
    if one.covered is None:
        return None
    return max(one.covered[0], span[0]), min(one.covered[1], span[-1])


def _wide(kept: list[Series], span: range) -> pd.DataFrame:
    base = grid(states().id, span).set_index(["country", "year"])
    columns = {}
    for one in kept:
        for sponsor, rows in one.rows.groupby("sponsor", sort=True):
            name = f"{one.name}:{sponsor!s}" if sponsor else one.name
            values = rows.astype({"year": int}).set_index(["country", "year"]).value.astype(float).reindex(base.index)
            if one.blank == "zero" and one.covered is not None:
                year = base.index.get_level_values("year")
                inside = (year >= one.covered[0]) & (year <= one.covered[1])
                sure = inside & ~base.index.get_level_values("country").isin(one.undated)
                values = values.where(values.notna() | ~sure, 0.0)
            columns[name] = values
    wide = pd.concat([base, pd.DataFrame(columns, index=base.index)], axis=1).reset_index()
    return wide[["country", "cow", "year", *columns]]


def _ledger(kept: list[Series]) -> pd.DataFrame:
    lines = []
    for one in kept:
        sources = one.rows.source.dropna().unique()
        covered = one.covered or (None, None)
        lines.append(
            {
                "series": one.name,
                "group": one.group,
                "sponsors": ";".join(sorted({str(s) for s in one.rows.sponsor if s})),
                "unit": one.unit,
                "meaning": one.meaning,
                "set": one.set or "shipped facts",
                "source": sources[0] if len(sources) == 1 else f"{len(sources)} pages, named in each row",
                "vintage": one.vintage,
                "licence": one.licence,
                "first_year": covered[0],
                "last_year": covered[1],
                "rows": len(one.rows),
                "countries": one.rows.country.nunique(),
                "blank_means": one.blank,
                "exhaustive": "yes" if one.exhaustive else "no",
                "share_read": float((one.rows["read"] == "read").mean()),
                "known_errors": "; ".join(fault for fault in one.faults if fault),
            }
        )
    return pd.DataFrame(lines)
