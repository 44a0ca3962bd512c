"""Whether the ways that a plan names are ways, keep apart from each other, and fit what the links hold.

Every way is walked link by link, lengths and loads are added up in every state. Nothing is shared with whoever plans.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from sogdia.errors import Fault
from sogdia.formats.plan_question import WAYS
from sogdia.verification.ground import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from sogdia.verification.ground import Ground

SHARE = 1e-4
"""Share of a demand by which what its ways carry may differ from it."""


@dataclass(frozen=True, eq=False)
class NamedSet:
    """Ways of one number: what they carry, the working way and its backups, each as places of links in order.

    Attributes
    ----------
    lost
        The risk after which it is taken; empty: none, or any.
    met
        Risks that each way meets.
    """

    demand: str
    number: str
    gbps: float
    lost: str
    ways: tuple[tuple[int, ...], ...]
    met: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Worst:
    """What was found of a phase.

    Attributes
    ----------
    over, link, lost
        The most by which a load exceeds what its link holds, Gbps; where, and after what loss.
    states
        States that were added up.
    """

    over: float
    link: str
    lost: str
    states: int


def named_faults(at: Ground, told: dict[str, Any]) -> Iterator[Fault]:
    """Give what is wrong with the ways that a plan names, each for itself."""
    ways = told.get("ways")
    if ways is None:
        yield Fault("plan", "ways", "", "the rules ask for ways of each demand, and the plan names none")
        return
    missing = [name for name in WAYS if name not in ways]
    if missing:
        yield Fault("ways", ", ".join(missing), "", "column is missing")
        return
    unknown = sorted(set(ways.link.dropna()) - set(at.place) - {""})
    if unknown:
        yield Fault("ways", "link", str(unknown[0]), "no such link")
        return
    for phase in range(at.phases):
        sets = _sets(at, ways, phase)
        goods = {row.id: row for row in rows_of(at.goods(phase)) if row.gbps > 0}
        for one in sets:
            if one.demand not in goods:
                yield Fault("ways", "demand", one.demand, f"not a demand that is served in phase {phase}")
                continue
            yield from _walked(at, one, goods[one.demand], phase)
            yield from _kept_apart(at, one)
        for name, row in goods.items():
            yield from _carried(at, [one for one in sets if one.demand == name], row, phase)


def worst_load(at: Ground, told: dict[str, Any], phase: int) -> Worst:
    """Add up loads in each state of a phase, and hold them against what links hold."""
    sets, capacity = _sets(at, told["ways"], phase), at.capacity(phase)
    worst = Worst(-np.inf, "", "", 0)
    count = 0
    for lost in _states(at, sets):
        load = _load(at, sets, lost, len(capacity))
        count += 1
        over = load - capacity
        link = int(over.argmax()) if len(over) else 0
        if len(over) and over[link] > worst.over:
            worst = Worst(float(over[link]), str(at.links.id.iloc[link]), " and ".join(lost), 0)
    return Worst(max(worst.over, 0.0), worst.link, worst.lost, count)


def _sets(at: Ground, ways: pd.DataFrame, phase: int) -> list[NamedSet]:
    found = []
    rows = ways[ways.phase.astype(int) == phase]
    for (demand, number, lost), own in rows.groupby(["demand", "number", rows.lost.fillna("").astype(str)], sort=True):
        places = own.sort_values(["place", "step"]).groupby("place")
        listed = tuple(
            tuple(at.place[name] for name in way.link if isinstance(name, str) and name) for _, way in places
        )
        met = tuple(
            frozenset(name for name, links in at.risks.items() if set(links.tolist()) & set(way)) for way in listed
        )
        found.append(NamedSet(str(demand), str(number), float(own.gbps.iloc[0]), str(lost), listed, met))
    return found


def _walked(at: Ground, one: NamedSet, row: Any, phase: int) -> Iterator[Fault]:  # noqa: ANN401  a row of a table
    """Walk each way from the origin to the destination, and hold its length against the limit."""
    alive = at.alive(phase)
    for place, way in enumerate(one.ways):
        where = f"way {one.number} of {one.demand!r}, place {place}"
        here = set(at.groups[row.origin])
        for link in way:
            ends = {int(at.tail[link]), int(at.head[link])}
            here = {other for end in here & ends for other in ends - {end}} or (
                here & ends if len(ends) == 1 else set()
            )
            if not alive[link]:
                yield Fault(where, "link", str(at.links.id.iloc[link]), f"does not stand in phase {phase}")
        if not here & at.groups[row.destination]:
            yield Fault(where, "link", "", f"does not lead from {row.origin} to {row.destination}")
        limit = row.most_ms_lost if place or one.lost else row.most_ms
        length = float(at.links.ms.to_numpy(dtype=float)[list(way)].sum())
        if limit == limit and length > float(limit) + 1e-6:  # noqa: PLR0124  a limit that is not a number is none
            yield Fault(where, "ms", f"{length:.3f}", f"longer than the limit of {float(limit):.3f}")


def _kept_apart(at: Ground, one: NamedSet) -> Iterator[Fault]:
    """Say which risks meet two ways of a set."""
    rules = at.asked.rules
    needed = 1 + (rules.losses if rules.protection != "reroute" else 0)
    where = f"way {one.number} of {one.demand!r}"
    if len(one.ways) != needed:
        yield Fault(where, "place", str(len(one.ways)), f"has {len(one.ways)} ways in place of {needed}")
    for (i, first), (j, second) in combinations(enumerate(one.met), 2):
        if first & second:
            yield Fault(where, "place", f"{i} and {j}", f"{min(first & second)} meets both ways")
    if one.lost and any(one.lost in met for met in one.met):
        yield Fault(where, "lost", one.lost, "the way that is taken after this loss is met by it")


def _carried(at: Ground, sets: list[NamedSet], row: Any, phase: int) -> Iterator[Fault]:  # noqa: ANN401  a row
    """Hold what ways carry against what is asked, and count them where there may be one alone."""
    whole = [one for one in sets if not one.lost]
    total = sum(one.gbps for one in whole)
    where = f"ways of {row.id!r} in phase {phase}"
    if abs(total - float(row.gbps)) > SHARE * float(row.gbps) + 1e-6:
        yield Fault(where, "gbps", f"{total:,.3f}", f"carry {total:,.3f} Gbps of {float(row.gbps):,.3f}")
    if at.asked.rules.routing == "single-path" and len(whole) > 1:
        yield Fault(where, "number", str(len(whole)), "takes several ways in place of one")
    if at.asked.rules.protection != "reroute" or not at.asked.rules.losses:
        return
    taken = [one.lost for one in sets if one.lost]
    if len(set(taken)) < len(taken):
        yield Fault(where, "lost", "", "takes several ways after one loss")
    for name in sorted({name for one in whole for met in one.met for name in met} - set(taken)):
        yield Fault(where, "lost", name, "has no way after this loss")


def _states(at: Ground, sets: list[NamedSet]) -> Iterator[tuple[str, ...]]:
    """Give the states that ask for other ways: losses of risks that meet one."""
    yield ()
    rules = at.asked.rules
    if rules.protection == "1+1":
        return
    met = sorted({name for one in sets for way in one.met for name in way})
    for size in range(1, rules.losses + 1):
        yield from combinations(met, size)


def _load(at: Ground, sets: list[NamedSet], lost: tuple[str, ...], links: int) -> NDArray[np.float64]:
    """Add up what links bear in a state."""
    rules, load = at.asked.rules, np.zeros(links)
    gone = set(lost)
    anew = {one.demand for one in sets if one.lost and one.lost in gone}
    for one in sets:
        if rules.protection == "1+1":
            for place, way in enumerate(one.ways):
                np.add.at(load, list(way), one.gbps * (rules.share_kept if place else 1.0))
            continue
        if (one.lost and one.lost not in gone) or (not one.lost and one.demand in anew):
            continue
        place = next((i for i, met in enumerate(one.met) if not met & gone), -1)
        if place < 0:
            continue
        share = rules.share_kept if place or one.lost or (lost and rules.protection == "reroute") else 1.0
        np.add.at(load, list(one.ways[place]), one.gbps * share)
    return load
