"""Which demands have no ways as the rules ask for, whatever is bought, and what stands in their way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.planning.feasible_flows import SLACK
from sogdia.planning.held_ways import HeldWays, seats_of
from sogdia.planning.least_ways import LeastWays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sogdia.formats.plan_question import PlanRules
    from sogdia.planning.arrays import Arrays
    from sogdia.planning.risk_disjoint import RiskDisjoint, Seat

NAMED = 6
"""Risks that a message lists."""


def missing_ways(arrays: Arrays, rules: PlanRules) -> list[str]:
    """Say, in words, which demands lack ways when everything on offer is bought."""
    held, found = HeldWays(arrays, rules, LeastWays(arrays)), []
    for phase, year in enumerate(rules.phases):
        lacking = list(_lacking(held, phase))
        if not lacking and rules.protection == "reroute" and rules.losses:
            lacking = list(_lost(held, phase))
        found += [f"in {year} {words}" for words in lacking]
        if not lacking and rules.protection == "1+1":
            most = arrays.capacity(arrays.everything(), phase)
            short = max((need.short for need in held.needs(most, phase, None)), default=0.0)
            if short > 0.0:
                found.append(f"in {year} working ways and backups together lack room for {short:,.1f} Gbps")
    return found


def _lacking(held: HeldWays, phase: int) -> Iterator[str]:
    arrays, rules = held.arrays, held.rules
    nothing = np.zeros(len(arrays.start))
    for d in np.flatnonzero(arrays.amount[phase] > 0.0).tolist():
        seats = seats_of(arrays, rules, d, phase, (nothing, nothing))
        if not _none(held.apart, d, seats):
            continue
        name, amount = arrays.demand_names[d], float(arrays.amount[phase, d])
        shut = arrays.capacity(arrays.everything(), phase) <= 0.0
        whole = seats_of(arrays, rules, d, phase, (nothing, nothing), shut)
        if not _none(held.apart, d, whole):
            most = _widest(held, d, phase)
            yield f"{_what(rules)} of {name} can hold {most:,.1f} Gbps at most, and {amount:,.1f} are asked for"
            continue
        cut = _cut(held, d, whole[-1])
        limit = ", within the limit on latency," if np.isfinite(arrays.most_ms[:, d]).any() else ""
        if _none(held.apart, d, whole[:1]):
            yield f"{name} has no way{limit} to its destination"
        else:
            count = {2: "two"}.get(len(whole), str(len(whole)))
            yield f"{name} has no {count} ways{limit} of which no loss meets two: all its ways pass {cut}"


def _lost(held: HeldWays, phase: int) -> Iterator[str]:
    """Say after which losses a demand that takes one way has none that is wide enough."""
    arrays, rules = held.arrays, held.rules
    nothing = np.zeros(len(arrays.start))
    for d in np.flatnonzero(arrays.amount[phase] > 0.0).tolist():
        seat = seats_of(arrays, rules, d, phase, (nothing, nothing))[0]
        way = held.least.way(d, nothing, seat.shut, seat.most_ms)
        kept = float(arrays.amount[phase, d]) * rules.share_kept
        narrow = arrays.capacity(arrays.everything(), phase) < max(kept - SLACK, 1e-9)
        for g in sorted(held.apart.meets(way or ())):
            if held.least.way(d, nothing, _without(arrays, [g], narrow), float(arrays.most_ms[1, d])) is None:
                lost, name = arrays.risk_names[g], arrays.demand_names[d]
                yield f"{name} has no way that holds {kept:,.1f} Gbps after the loss of {lost}"


def _none(apart: RiskDisjoint, d: int, seats: list[Seat]) -> bool:
    """Say whether it is proved that there are no such ways."""
    best = apart.ways(d, seats)
    return best.ways is None and not np.isfinite(best.bound)


def _what(rules: PlanRules) -> str:
    return "the widest way" if rules.protection == "reroute" else "the widest ways that no loss meets together"


def _widest(held: HeldWays, d: int, phase: int) -> float:
    """Give the most that ways of a demand can hold each, Gbps, by halving among what links can hold."""
    arrays = held.arrays
    most = arrays.capacity(arrays.everything(), phase)
    nothing = np.zeros(len(most))
    widths = np.unique(most[most > 0.0])
    low, high = 0, len(widths)
    while high - low > 1:
        middle = (low + high) // 2
        seats = seats_of(arrays, held.rules, d, phase, (nothing, nothing), most < widths[middle])
        low, high = (low, middle) if _none(held.apart, d, seats) else (middle, high)
    return float(widths[low])


def _cut(held: HeldWays, d: int, seat: Seat) -> str:
    """Name risks of which every way meets one; none of them can be left out."""
    arrays, shut = held.arrays, seat.shut.copy()
    cut: list[int] = []
    while (way := held.least.way(d, seat.price, shut, seat.most_ms)) is not None:
        met = held.apart.meets(way)
        if not met:
            return "where no loss is looked at"
        worst = max(sorted(met), key=lambda g: len(arrays.risks[g]))
        cut.append(worst)
        shut[arrays.risks[worst]] = True
    for g in list(cut):
        others = [other for other in cut if other != g]
        if held.least.way(d, seat.price, _without(arrays, others, seat.shut), seat.most_ms) is None:
            cut = others
    names = [arrays.risk_names[g] for g in cut]
    more = f" or one of {len(names) - NAMED} more" if len(names) > NAMED else ""
    return " or ".join(names[:NAMED]) + more


def _without(arrays: Arrays, lost: list[int], shut: NDArray[np.bool_]) -> NDArray[np.bool_]:
    closed = shut.copy()
    for g in lost:
        closed[arrays.risks[g]] = True
    return closed
