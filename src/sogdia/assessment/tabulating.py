"""From indicators to rows: countries first, corridors from their countries, change against the baseline, ranks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

import sogdia.assessment.indicators  # noqa: F401  enters the indicators
from sogdia.assessment.figure import Figure, weakest
from sogdia.assessment.registry import REGISTRY, Indicator
from sogdia.assessment.subjects import country, country_names, recipients, study_projects, touches

if TYPE_CHECKING:
    from sogdia.assessment.setting import Setting, Side
    from sogdia.assessment.subjects import Subject

COLUMNS: Final = (
    "scope", "subject", "subject_name", "indicator", "name", "unit", "direction", "base", "low", "high", "baseline",
    "change", "rank", "of", "basis", "source", "note",
)  # fmt: skip


@dataclass
class Tabulator:
    """Calls each indicator once for each subject and side, and keeps the answers."""

    setting: Setting
    kept: dict[tuple[str, str, str, str], list[Figure]] = field(default_factory=dict)

    def figures(self, entry: Indicator, side: Side, subject: Subject) -> list[Figure]:
        """Give the figures of an indicator: none where nothing is measured."""
        key = (entry.id, side.label, subject.scope, subject.id)
        if key not in self.kept:
            answer = entry.measure(self.setting, side, subject)
            listed = answer if isinstance(answer, list) else [] if answer is None else [answer]
            self.kept[key] = [figure for figure in listed if figure.known]
        return self.kept[key]

    def both(self, entry: Indicator, subject: Subject) -> list[tuple[Figure | None, Figure | None]]:
        """Pair the figures of case and baseline by their part."""
        case = {f.part: f for f in self.figures(entry, self.setting.case, subject)}
        before = {}
        if entry.compared or not self.setting.one_year:
            before = {f.part: f for f in self.figures(entry, self.setting.baseline, subject)}
        return [(case.get(part), before.get(part)) for part in dict.fromkeys((*case, *before))]


def tabulate(setting: Setting, complete: pd.DataFrame, rank_from: float) -> pd.DataFrame:
    """Make the rows of a card.

    Parameters
    ----------
    complete
        Completeness of every country of the world: country, share_known.
    rank_from
        Share of known facts from which a country is ranked.
    """
    work = Tabulator(setting)
    rows: list[dict[str, Any]] = []
    people = setting.case.net.countries.set_index("id").population.astype(float)
    for subject in setting.corridors:
        for entry in REGISTRY.values():
            pairs = work.both(entry, subject) if entry.scope in ("corridor", "both") else []
            pairs = pairs or _rolled(work, entry, subject, people)
            rows += [_row(entry, subject, *pair) for pair in pairs]
    for subject in setting.countries:
        for entry in REGISTRY.values():
            if entry.scope in ("country", "both"):
                rows += [_row(entry, subject, *pair) for pair in work.both(entry, subject)]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    ranked = _ranks(work, complete, rank_from)
    keys = pd.MultiIndex.from_frame(table[["scope", "subject", "indicator"]])
    for column in ("rank", "of"):
        table[column] = ranked[column].reindex(keys).to_numpy()
    return _typed(table)


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    numbers = {"base", "low", "high", "baseline", "change"}
    whole = {"rank", "of"}
    kinds = {c: "float64" if c in numbers else "Int64" if c in whole else "string" for c in table.columns}
    return table.astype(kinds)


def _row(entry: Indicator, subject: Subject, now: Figure | None, before: Figure | None) -> dict[str, Any]:
    some = now or before
    if some is None:
        raise ValueError("a row has a figure on one side at least")
    told = now or replace(some, base=np.nan, low=np.nan, high=np.nan).noted("in the baseline only")
    baseline = before.base if before else np.nan
    return {
        "scope": subject.scope,
        "subject": subject.id,
        "subject_name": subject.name,
        "indicator": f"{entry.id}:{some.part}" if some.part else entry.id,
        "name": f"{entry.name} {some.part_name}".strip(),
        "unit": entry.unit,
        "direction": entry.direction,
        "base": told.base,
        "low": told.low,
        "high": told.high,
        "baseline": baseline,
        "change": told.base - baseline,
        "basis": told.basis,
        "source": told.source,
        "note": told.note,
    }


def _rolled(
    work: Tabulator, entry: Indicator, corridor: Subject, people: pd.Series[float]
) -> list[tuple[Figure | None, Figure | None]]:
    """Bring the figures of a corridor's countries together, by part."""
    if not entry.corridor:
        return []
    inside = [s for s in work.setting.countries if s.id in corridor.countries]
    found: dict[str, list[tuple[str, Figure | None, Figure | None]]] = {}
    for subject in inside:
        for now, before in work.both(entry, subject):
            some = now or before
            if some is not None:
                found.setdefault(some.part, []).append((subject.id, now, before))
    compared = entry.compared or not work.setting.one_year
    out = [_together(entry, rows, len(inside), people, compared=compared) for rows in found.values()]
    return [pair for pair in out if pair[0] is not None]


def _together(
    entry: Indicator,
    rows: list[tuple[str, Figure | None, Figure | None]],
    total: int,
    people: pd.Series[float],
    *,
    compared: bool,
) -> tuple[Figure | None, Figure | None]:
    """Add up or average countries; with a baseline, over those that have the figure on both sides."""
    mean = entry.corridor == "mean"
    usable = [r for r in rows if not mean or people.get(r[0], 0.0) > 0]
    same = [r for r in usable if r[1] is not None and (r[2] is not None or not compared)]
    gained = [r[0] for r in usable if compared and r[1] is not None and r[2] is None]
    missed = [r[0] for r in usable if r[1] is None]
    if not same:
        same, compared = [r for r in usable if r[1] is not None], False
    if not same:
        return None, None
    weight = np.array([people[r[0]] if mean else 1.0 for r in same], dtype=float)
    weight = weight / weight.sum() if mean else weight
    words = f"{'mean by population' if mean else 'sum'} over {len(same)} of {total} countries"
    words += f"; figure in the case only: {', '.join(gained)}" if gained and compared else ""
    words += f"; in the baseline only: {', '.join(missed)}" if missed else ""
    now = _weighed([r[1] for r in same if r[1]], weight, words)
    return now, _weighed([r[2] for r in same if r[2]], weight, words) if compared else None


def _weighed(figures: list[Figure], weight: np.ndarray[Any, Any], words: str) -> Figure:
    def over(name: str) -> float:
        values = np.array([getattr(f, name) for f in figures], dtype=float)
        base = np.array([f.base for f in figures], dtype=float)
        if not np.isfinite(values).any():
            return float("nan")
        return float(weight @ np.where(np.isfinite(values), values, base))

    first = figures[0]
    sources = list(dict.fromkeys(f.source for f in figures))
    source = sources[0] if len(sources) == 1 else f"{len(sources)} sources, in the countries' rows"
    return Figure(
        over("base"), over("low"), over("high"), weakest(f.basis for f in figures), source, words, first.part,
        first.part_name,
    )  # fmt: skip


def _ranks(work: Tabulator, complete: pd.DataFrame, rank_from: float) -> pd.DataFrame:
    """Rank the card's countries among all of the world, 1 for the best; equals share a rank."""
    setting = work.setting
    net = setting.case.net
    projects = study_projects(setting.study)
    named, reach = recipients(setting.study.network, projects), touches(net)
    listed = {s.id: s for s in setting.countries}
    names = country_names(net)
    codes = sorted({*net.countries.id, *net.nodes.country.dropna()})
    world = [listed.get(code) or country(code, names, projects, named, reach) for code in codes]
    enough = set(complete.country[complete.share_known >= rank_from])
    parts = []
    for entry in REGISTRY.values():
        if not entry.ranked or entry.direction == "neutral":
            continue
        values: dict[str, dict[str, float]] = {}
        for subject in world:
            for figure in work.figures(entry, setting.case, subject):
                if np.isfinite(figure.base):
                    values.setdefault(figure.part, {})[subject.id] = round(figure.base, 9)
        for part, of in values.items():
            ranks = pd.Series(of).rank(method="min", ascending=entry.direction == "down").astype(int)
            ranks = ranks[[code in enough and code in listed for code in ranks.index]]
            name = f"{entry.id}:{part}" if part else entry.id
            parts.append(
                pd.DataFrame(
                    {
                        "scope": "country",
                        "subject": ranks.index,
                        "indicator": name,
                        "rank": ranks.to_numpy(),
                        "of": len(of),
                    }
                )
            )
    empty = pd.DataFrame({"scope": [], "subject": [], "indicator": [], "rank": [], "of": []})
    return pd.concat([empty, *parts], ignore_index=True).set_index(["scope", "subject", "indicator"])
