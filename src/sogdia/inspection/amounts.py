"""Capacities that cannot be: in Mbps or Tbps, more than a cable carries, lit above design, unlike their system's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.inspection.flaws import Flaw, Repair, flaw, whole

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.inspection.subject import Subject

    Floats = NDArray[np.float64]

MOST_GBPS = 1_000_000.0
"""More than this needs a number of fibre pairs beside it: the largest repeatered cable, Anjana of 2024, is designed for
480,000 Gbit/s (Meta, NEC); short cables without repeaters may have hundreds of pairs."""

MOST_PER_PAIR_GBPS = 100_000.0
"""More than this no pair in service carries: C and L bands give about 50,000 Gbit/s at 8 bit/s/Hz over 11 THz, doubled
for safety (the laboratory's record of 2024, O to U bands, is 402,000: NICT)."""

_FEWEST = 5
"""Fewest capacities by which the unit of a column is judged where fibre pairs are told: one alone may be wrong."""

_COLUMNS = ("capacity_design_gbps", "capacity_lit_gbps")


def amount_flaws(subject: Subject) -> list[Flaw]:
    """Find the impossible capacities of spans and systems."""
    flaws: list[Flaw] = []
    for name in ("systems", "spans"):
        for column in _COLUMNS:
            flaws += _one(subject, name, column)
        flaws += _lit(subject, name)
    return flaws + _against_systems(subject)


def _one(subject: Subject, name: str, column: str) -> list[Flaw]:
    table, value = subject.tables[name], subject.numbers(name, column)
    rows = np.flatnonzero(value > 0)
    given = value[rows]
    if not len(rows):
        return []
    pairs = subject.numbers(name, "fibre_pairs")[rows]
    told = pairs > 0
    beyond = (given > MOST_GBPS) & ~told
    each = np.divide(given, pairs, out=np.zeros_like(given), where=told)
    dense = each > MOST_PER_PAIR_GBPS
    never = beyond | dense
    smaller = ((given / 1000 <= MOST_GBPS) | told) & (each / 1000 <= MOST_PER_PAIR_GBPS)
    proved = beyond.mean() >= 0.5 or (never.mean() >= 0.5 and len(rows) >= _FEWEST)
    if proved and (given >= 1000).all() and smaller.all():
        words = f"{int(never.sum()):,} of {len(rows):,} are more than a cable carries: the column is in Mbit/s"
        repair = Repair(rows, {column: (given / 1000).tolist()})
        most = f"{given.max():.10g}"
        return whole("capacity-unit", (name, column), words, "divide it by 1,000", value=most, repair=repair)
    flaws = flaw(
        "capacity-too-large", (name, column), table, rows[beyond],
        f"is above {MOST_GBPS:,.0f} Gbit/s, and no number of fibre pairs explains it",
        [f"write {v / 1000:.10g} if it is in Mbit/s" for v in given[beyond]],
    )  # fmt: skip
    flaws += flaw(
        "capacity-per-pair", (name, column), table, rows[dense],
        [f"is {v:,.0f} Gbit/s for each fibre pair, more than glass carries" for v in each[dense]],
        "mend the capacity (Gbit/s) or the fibre pairs",
    )  # fmt: skip
    rest = rows[~beyond & ~dense]
    return flaws + _unlike(subject, name, column, rest) + _tiny(subject, name, column, rest)


def _unlike(subject: Subject, name: str, column: str, rows: NDArray[np.int64]) -> list[Flaw]:
    """Find the capacities a thousand times above nine tenths of the others."""
    value = subject.numbers(name, column)[rows]
    if len(rows) < 10:
        return []
    most = float(np.quantile(value, 0.9))
    far = value >= 1000 * most
    return flaw(
        "capacity-unlike-others", (name, column), subject.tables[name], rows[far],
        f"is over 1,000 times nine tenths of the column (at most {most:,.6g})",
        [f"write {v / 1000:.10g} if it is in Mbit/s" for v in value[far]],
    )  # fmt: skip


def _tiny(subject: Subject, name: str, column: str, rows: NDArray[np.int64]) -> list[Flaw]:
    """Find a column of modern submarine cables whose capacities are all as small as Tbit/s."""
    table = subject.tables[name]
    at_sea = (table["setting" if name == "spans" else "kind"] == "submarine").fillna(value=False).to_numpy(dtype=bool)
    modern = subject.numbers(name, "year_in_service") >= 2008
    rows = rows[at_sea[rows] & modern[rows]]
    value = subject.numbers(name, column)[rows]
    if len(rows) < 5 or value.max() > 600 or float(np.median(value)) >= 200:
        return []
    most = f"{value.max():,.6g}"
    words = f"all {len(rows)} submarine capacities since 2008 are at most {most} Gbit/s: is the column in Tbit/s?"
    return whole("capacity-in-tbps", (name, column), words, "multiply it by 1,000 if so")


def _lit(subject: Subject, name: str) -> list[Flaw]:
    """Find the rows that have more lit than designed."""
    table = subject.tables[name]
    design, lit = (subject.numbers(name, column) for column in _COLUMNS)
    over = lit > design * 1.001
    words = [f"is above the design capacity {d:,.6g}" for d in design[over]]
    return flaw("lit-over-design", (name, "capacity_lit_gbps"), table, over, words, "mend one of the two")


def _against_systems(subject: Subject) -> list[Flaw]:
    """Hold the capacity of each span to that of its system: a ratio of 1,000 is a unit."""
    systems, spans = subject.tables["systems"], subject.tables["spans"]
    if systems.empty or spans.empty:
        return []
    flaws: list[Flaw] = []
    known = systems.drop_duplicates("id").set_index("id")
    for column in _COLUMNS:
        own = subject.numbers("spans", column)
        theirs = known[column].reindex(spans.system).to_numpy(dtype=float, na_value=np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = own / theirs
        off = (np.abs(ratio / 1000 - 1) < 0.01) | (np.abs(ratio * 1000 - 1) < 0.01)
        flaws += flaw(
            "capacity-off-by-1000", ("spans", column), spans, off,
            [f"is {r:,.6g} times its system's {t:,.6g} Gbit/s" for r, t in zip(ratio[off], theirs[off], strict=True)],
            "give both in Gbit/s",
        )  # fmt: skip
    return flaws
