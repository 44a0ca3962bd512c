"""`acceptance`: which states accept which frameworks, since when, and how the circles overlap."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.data.framework_facts import ACCEPTING, FOLDER, framework_facts
from sogdia.errors import ParameterError, pick
from sogdia.panels.accepted import counted_over, matrix, spells
from sogdia.panels.dating import bounds, year_fraction, years_to_half
from sogdia.panels.overlap import kappa, shared, wilson
from sogdia.panels.vote_acts import vote_acts
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from collections.abc import Sequence

BY: Final = ("framework", "country", "year")
RULE: Final = (
    "A state accepts a framework from the first dated act that counts (signing, joining, endorsing and the like) until "
    "it leaves; the European Union is no state here, and its act does not count for its members. Shares of people and "
    "GDP take each state's latest figure for all years. A list that is not complete counts too few."
)


@dataclass(frozen=True)
class AcceptanceResult(Result):
    """Who accepts what.

    Attributes
    ----------
    frameworks
        One row a framework: states, shares of people and GDP, years until half had joined, completeness of the list.
    years
        One row a framework and year: states, those who came and left, shares.
    countries
        One row a state and framework: form, date, source.
    overlap
        One row a pair of frameworks: how many accept both, one alone, neither; Jaccard and kappa with 95 % intervals.
    """

    frameworks: pd.DataFrame
    years: pd.DataFrame
    countries: pd.DataFrame
    overlap: pd.DataFrame


def acceptance(
    frameworks: Sequence[str] = (),
    *,
    by: str = "framework",
    country: Sequence[str] = (),
    year: int | None = None,
    forms: Sequence[str] = ACCEPTING,
    complete: bool = False,
    votes: str | Path | None = None,
    roll_calls: Sequence[str] = (),
    folder: str | Path = FOLDER,
) -> AcceptanceResult:
    """Measure acceptance of frameworks by states: over time, by weight, by overlap and by speed.

    Parameters
    ----------
    frameworks
        Ids of frameworks; all where none is named.
    by
        What the rows of `table` are: ``framework``, ``country`` (and framework) or ``year`` (and framework).
    country
        Only rows of these states in `countries` (ISO 3166-1 alpha-3).
    year
        State of affairs at the end of this year; the last year of the facts by default.
    forms
        Forms that count as acceptance.
    complete
        Only frameworks whose list of states is complete.
    votes, roll_calls
        Votes of the General Assembly (as `sogdia ideal-points` reads them), and which of them stand beside the
        frameworks: numbers, or words of a title. Yes counts as acceptance.
    folder
        Tables of one's own instead of the embedded ones.

    Raises
    ------
    ParameterError
        Unknown framework, state, form or `by`; a year before any of the facts.
    DataError, TableError
        Tables of one's own that cannot be read or break the contract.

    Source
    ------
    The facts of `frameworks.csv` and `acceptances.csv`, each with its page. Overlap: Jaccard (1912); Cohen (1960).

    Examples
    --------
    >>> acceptance(["depa"], by="country").table.country.tolist()
    ['CHL', 'KOR', 'NZL', 'SGP']
    """
    pick(by, BY, "grouping")
    for form in forms:
        pick(form, ACCEPTING, "form of acceptance")
    known, rows = framework_facts(Path(folder))
    names = [pick(name, known.id, "framework") for name in dict.fromkeys(frameworks)] or known.id.tolist()
    known = known.set_index("id").loc[names].reset_index().drop(columns="published_count").fillna("")
    if roll_calls:
        if votes is None:
            raise ParameterError("roll calls need votes: give the folder or file of votes too")
        more, acts = vote_acts(Path(votes), roll_calls)
        known, rows = pd.concat([known, more], ignore_index=True), pd.concat([rows, acts], ignore_index=True)
        names += more.id.tolist()
    if complete:
        known = known[known.complete == "yes"].reset_index(drop=True)
    who, rows = counted_over(rows), rows[rows.framework.isin(known.id)]
    held = spells(rows, known, forms)
    last = year if year is not None else int(held.year.max()) if len(held) else 0
    if len(held) and last < held.year.min():
        raise ParameterError(f"year {last}: the first acceptance in these facts is of {held.year.min()}")
    codes = [pick(code, who.id, "country") for code in country]
    parts = {
        "frameworks": _by_framework(known, held, who, last),
        "years": _by_year(known, held, who, last),
        "countries": _by_country(known, held, who, codes, last),
        "overlap": _overlap(known, held, who, last),
    }
    table = parts[{"framework": "frameworks", "country": "countries", "year": "years"}[by]]
    asked = {"frameworks": names, "by": by, "country": codes, "year": last, "forms": list(forms), "complete": complete}
    return AcceptanceResult(table, RULE, manifest("acceptance", asked, digest=_digest(rows)), **parts)


def _digest(rows: pd.DataFrame) -> str:
    return sha256(rows.to_csv(index=False).encode()).hexdigest()


def _weights(who: pd.DataFrame) -> dict[str, Any]:
    """Give each state's share of people and of GDP; unknown figures weigh nothing."""
    shares = {"people": who.population, "gdp": who.gdp_musd}
    return {name: (of.astype(float).fillna(0) / of.astype(float).sum()).to_numpy() for name, of in shares.items()}


def _by_framework(known: pd.DataFrame, held: pd.DataFrame, who: pd.DataFrame, year: int) -> pd.DataFrame:
    marks, weight = matrix(held, who, known.id.tolist(), year), _weights(who)
    lines = []
    for i, row in enumerate(known.to_dict(orient="records")):
        mine = held[(held.framework == row["id"]) & (held.year <= year)]
        ends = [bounds(date, row["opened"], row["complete_as_of"]) for date in mine.date.fillna("")]
        low, high = (years_to_half([end[k] for end in ends], year_fraction(row["opened"])) for k in (0, 1))
        lines.append(
            {
                "framework": row["id"],
                **{name: row[name] for name in ("name", "short", "topic", "launched_by", "opened")},
                "states": int(marks[:, i].sum()),
                "share_people": weight["people"] @ marks[:, i],
                "share_gdp": weight["gdp"] @ marks[:, i],
                "years_to_half_low": low,
                "years_to_half_high": high,
                "left": int((mine.left <= year).sum()),
                "undated": int((~mine.dated).sum()),
                "share_read": float((mine["read"] == "read").mean()) if len(mine) else np.nan,
                "complete": row["complete"],
                "complete_as_of": row["complete_as_of"],
                "basis": "measured",
                "source": row["source_url"],
            }
        )
    return pd.DataFrame(lines)


def _by_year(known: pd.DataFrame, held: pd.DataFrame, who: pd.DataFrame, last: int) -> pd.DataFrame:
    weight, names = _weights(who), known.id.tolist()
    came, gone = (held.groupby(["framework", column]).size().to_dict() for column in ("year", "left"))
    opened = known.opened.str[:4].astype(int).to_numpy()
    whole = known.complete.eq("yes")
    ends = known.complete_as_of.str[:4].where(whole, "0").astype(int).to_numpy()
    parts = []
    for year in range(int(held.year.min()) if len(held) else last, last + 1):
        marks = matrix(held, who, names, year)
        table = pd.DataFrame(
            {
                "framework": names,
                "year": year,
                "states": marks.sum(axis=0),
                "joined": [came.get((name, year), 0) for name in names],
                "left": [gone.get((name, year), 0) for name in names],
                "share_people": weight["people"] @ marks,
                "share_gdp": weight["gdp"] @ marks,
                "complete": year <= ends,
                "basis": "measured",
                "source": known.source_url.to_numpy(),
            }
        )
        parts.append(table[opened <= year])
    return pd.concat(parts, ignore_index=True).sort_values(["framework", "year"], ignore_index=True)


def _by_country(
    known: pd.DataFrame, held: pd.DataFrame, who: pd.DataFrame, codes: list[str], year: int
) -> pd.DataFrame:
    rows = held[held.year <= year]
    rows = rows[rows.country.isin(codes)] if codes else rows
    names, titles = who.set_index("id").name, known.set_index("id").name
    out = rows.assign(name=rows.country.map(names), framework_name=rows.framework.map(titles), basis="measured")
    columns = ["country", "name", "framework", "framework_name", "form", "date", "year", "left", "read", "basis",
               "source"]  # fmt: skip
    return out[columns].sort_values(["country", "year", "framework"], ignore_index=True)


def _overlap(known: pd.DataFrame, held: pd.DataFrame, who: pd.DataFrame, year: int) -> pd.DataFrame:
    names = known.id.tolist()
    counts = shared(matrix(held, who, names, year))
    cells = [counts[key] for key in ("both", "only_a", "only_b", "neither")]
    jaccard = wilson(counts["both"], counts["both"] + counts["only_a"] + counts["only_b"])
    agreement = kappa(*cells)
    whole = known.complete.eq("yes").to_numpy()
    table = pd.DataFrame(
        {
            "framework_a": np.array(names, dtype=object)[counts["a"]],
            "framework_b": np.array(names, dtype=object)[counts["b"]],
            **{key: counts[key] for key in ("both", "only_a", "only_b", "neither")},
            **dict(zip(("jaccard", "jaccard_low", "jaccard_high"), jaccard, strict=True)),
            **dict(zip(("kappa", "kappa_low", "kappa_high"), agreement, strict=True)),
            "complete": whole[counts["a"]] & whole[counts["b"]],
        }
    )
    return table.assign(year=year, basis="measured", source="frameworks.csv, acceptances.csv")
