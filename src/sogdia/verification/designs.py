"""`verify_design`: a design of an instance recomputed from the instance alone; every fault is told.

Nothing here is shared with the optimiser: paths are walked, loads are added up, costs are summed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.errors import Fault
from sogdia.formats.design import BACKUP, NO_FAILURE, UNLIMITED, WORKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sogdia.formats.design import Design, DesignInstance


def verify_design(instance: DesignInstance, design: Design, tolerance: float = 1e-6) -> list[Fault]:
    """Check modules, paths, states, loads and costs of a design; an empty list when all holds.

    Parameters
    ----------
    tolerance
        Share by which a load may lie above a capacity, and a sum beside its figure.
    """
    faults = [*_modules(instance, design, tolerance), *_paths(instance, design)]
    if faults:
        return faults
    return [
        *_carried(instance, design, tolerance),
        *_protected(instance, design),
        *_loads(instance, design, tolerance),
        *_costs(instance, design, tolerance),
    ]


def _near(one: float, other: float, tolerance: float) -> bool:
    return abs(one - other) <= tolerance * max(1.0, abs(one), abs(other))


def _modules(instance: DesignInstance, design: Design, tolerance: float) -> Iterator[Fault]:
    kind = instance.model.capacity
    for link, name in enumerate(instance.links):
        own = np.flatnonzero(instance.module_link == link)
        counts, sizes = design.module_count[own], instance.module_capacity[own]
        added = float(design.added_capacity[link])
        where = f"link {name!r}"
        if (counts < 0).any() or added < 0.0:
            yield Fault(where, "modules", str(counts.tolist()), "cannot be below 0")
        if kind == "E" and counts.sum() > 1:
            yield Fault(where, "modules", str(counts.tolist()), "one explicit capacity at most")
        if kind == "S" and len(own) and counts[sizes > sizes.min()].any():
            yield Fault(where, "modules", str(counts.tolist()), "only the smallest module may be added")
        if kind == "L" and (counts.any() or (added > 0.0 and not len(own))):
            yield Fault(where, "modules", str(counts.tolist()), "capacity is linear, of links that have a unit cost")
        if kind != "L" and not _near(added, float(counts @ sizes), tolerance):
            yield Fault(where, "added capacity", f"{added:g}", f"its modules add up to {float(counts @ sizes):g}")


def _paths(instance: DesignInstance, design: Design) -> Iterator[Fault]:
    """Walk every path from its demand's start to its end, and hold it to the rules."""
    flows, model = design.flows, instance.model
    for row, links in enumerate(flows.links):
        demand, state = int(flows.demand[row]), int(flows.state[row])
        where = f"flow {row + 1} of demand {instance.demands[demand]!r}"
        if problem := _walked(instance, demand, links):
            yield Fault(where, "path", str(links), problem)
        if state in links:
            yield Fault(where, "path", str(links), f"uses the failed link {instance.links[state]!r}")
        limit = int(instance.hop_limit[demand])
        if model.hops == "Y" and limit != UNLIMITED and len(links) > limit:
            yield Fault(where, "path", str(links), f"has more than {limit} links")
        listed = instance.admissible_paths[demand] if model.paths == "E" else ()
        if listed and tuple(links) not in listed:
            yield Fault(where, "path", str(links), "is none of the demand's admissible paths")
        amount, unit = float(flows.amount[row]), float(instance.routing_unit[demand])
        if amount <= 0.0:
            yield Fault(where, "amount", f"{amount:g}", "must be above 0")
        if model.routing == "I" and abs(amount / unit - round(amount / unit)) > 1e-6:
            yield Fault(where, "amount", f"{amount:g}", f"is no whole number of routing units of {unit:g}")


def _walked(instance: DesignInstance, demand: int, links: tuple[int, ...]) -> str:
    """Say what is wrong with a path; empty when it leads from the demand's start to its end, no node twice."""
    at = int(instance.demand_start[demand])
    seen = {at}
    for link in links:
        one, other = int(instance.link_start[link]), int(instance.link_end[link])
        if at != one and (at != other or instance.model.link == "D"):
            return f"link {instance.links[link]!r} does not begin where it should"
        at = other if at == one else one
        if at in seen:
            return f"comes to {instance.nodes[at]!r} twice"
        seen.add(at)
    return "" if at == int(instance.demand_end[demand]) else "does not lead to the demand's end"


def _states(instance: DesignInstance) -> list[int]:
    failures = list(range(len(instance.links))) if instance.model.survivability in "US" else []
    return [NO_FAILURE, *failures]


def _carried(instance: DesignInstance, design: Design, tolerance: float) -> Iterator[Fault]:
    """See that each demand is carried in each state, on one path where the model says so."""
    flows, model = design.flows, instance.model
    for state in _states(instance):
        in_force = _in_force(design, state, model.survivability)
        working = in_force & ((flows.role == WORKING) | (model.survivability == "S"))
        amount = np.bincount(flows.demand[working], flows.amount[working], minlength=len(instance.demands))
        count = np.bincount(flows.demand[working], minlength=len(instance.demands))
        name = "without failure" if state == NO_FAILURE else f"once link {instance.links[state]!r} fails"
        excused = instance.excused[instance.excused[:, 0] == state, 1]
        for demand in excused.tolist():
            if _reaches(instance, demand, state):
                yield Fault(f"demand {instance.demands[demand]!r}", "excused", "", f"there is a way {name}")
        wrong = np.abs(amount - instance.demand_amount) > tolerance * instance.demand_amount
        wrong[excused] = False
        for demand in np.flatnonzero(wrong).tolist():
            wanted, label = instance.demand_amount[demand], f"demand {instance.demands[demand]!r}"
            yield Fault(label, "flow", f"{amount[demand]:g}", f"{wanted:g} must be carried {name}")
        if model.routing == "S":
            for demand in np.flatnonzero(count > 1):
                yield Fault(f"demand {instance.demands[demand]!r}", "flow", str(count[demand]), f"one path only {name}")


def _reaches(instance: DesignInstance, demand: int, state: int) -> bool:
    """Say whether links other than the failed one lead from a demand's start to its end."""
    reached = {int(instance.demand_start[demand])}
    while True:
        more = set()
        for link, (one, other) in enumerate(zip(instance.link_start, instance.link_end, strict=True)):
            if link != state:
                more |= {int(other)} if int(one) in reached else set()
                more |= {int(one)} if int(other) in reached and instance.model.link != "D" else set()
        if more <= reached:
            return int(instance.demand_end[demand]) in reached
        reached |= more


def _in_force(design: Design, state: int, survivability: str) -> NDArray[np.bool_]:
    """Mark the flows that are in force in a state: with shared backups also the working paths that it does not hit."""
    flows = design.flows
    own: NDArray[np.bool_] = np.asarray(flows.state == state, dtype=bool)
    if survivability != "S" or state == NO_FAILURE:
        return own
    stays = [s == NO_FAILURE and state not in links for s, links in zip(flows.state.tolist(), flows.links, strict=True)]
    both: NDArray[np.bool_] = np.logical_or(own, np.array(stays, dtype=bool))
    return both


def _protected(instance: DesignInstance, design: Design) -> Iterator[Fault]:
    """See that 1+1 pairs share no link."""
    if instance.model.survivability != "P":
        return
    flows = design.flows
    for demand, name in enumerate(instance.demands):
        mine = np.flatnonzero(flows.demand == demand).tolist()
        working = [flows.links[i] for i in mine if flows.role[i] == WORKING]
        backup = [flows.links[i] for i in mine if flows.role[i] == BACKUP]
        carried = sum(float(flows.amount[i]) for i in mine if flows.role[i] == BACKUP)
        if len(working) != 1 or len(backup) != 1 or not _near(carried, float(instance.demand_amount[demand]), 1e-6):
            yield Fault(f"demand {name!r}", "flow", str(len(mine)), "needs one working and one backup path in full")
        elif set(working[0]) & set(backup[0]):
            yield Fault(f"demand {name!r}", "flow", str(backup[0]), "working and backup path share a link")


def _loads(instance: DesignInstance, design: Design, tolerance: float) -> Iterator[Fault]:
    """Add up what each link carries in each state, by direction where the model says so."""
    flows, links = design.flows, len(instance.links)
    capacity = instance.installed_capacity + design.added_capacity
    for state in _states(instance):
        load = np.zeros((2, links))
        for row in np.flatnonzero(_in_force(design, state, instance.model.survivability)).tolist():
            at = int(instance.demand_start[flows.demand[row]])
            for link in flows.links[row]:
                forth = int(instance.link_start[link]) == at
                load[0 if forth or instance.model.link != "B" else 1, link] += flows.amount[row]
                at = int(instance.link_end[link] if forth else instance.link_start[link])
        most = load.max(axis=0)
        for link in np.flatnonzero(most > capacity + tolerance * np.maximum(1.0, capacity)).tolist():
            name = "without failure" if state == NO_FAILURE else f"once link {instance.links[state]!r} fails"
            problem = f"carries {most[link]:g} {name}"
            yield Fault(f"link {instance.links[link]!r}", "capacity", f"{capacity[link]:g}", problem)


def _costs(instance: DesignInstance, design: Design, tolerance: float) -> Iterator[Fault]:
    flows = design.flows
    routing = sum(
        float(amount) * float(instance.routing_cost[list(links)].sum())
        for state, amount, links in zip(flows.state.tolist(), flows.amount, flows.links, strict=True)
        if state == NO_FAILURE
    )
    used = (design.added_capacity > 0.0) | (instance.installed_capacity > 0.0)
    items = {
        "installed": float(instance.installed_cost.sum()),
        "capacity": _capacity_cost(instance, design),
        "fixed": float(instance.fixed_charge[used].sum()) if instance.model.fixed_charge == "Y" else 0.0,
        "routing": routing,
    }
    for item, value in items.items():
        told = float(design.cost.get(item, 0.0))
        if not _near(told, value, tolerance):
            yield Fault("cost", item, f"{told:.10g}", f"comes to {value:.10g}")
    total = sum(items.values())
    if design.bound > total + tolerance * max(1.0, abs(total)):
        yield Fault("cost", "bound", f"{design.bound:.10g}", f"lies above the design's own cost of {total:.10g}")


def _capacity_cost(instance: DesignInstance, design: Design) -> float:
    if instance.model.capacity != "L":
        return float(design.module_count @ instance.module_cost)
    cost = 0.0
    for link in np.flatnonzero(design.added_capacity).tolist():
        own = np.flatnonzero(instance.module_link == link)
        smallest = min(own.tolist(), key=lambda k: (instance.module_capacity[k], instance.module_cost[k]))
        unit = instance.module_cost[smallest] / instance.module_capacity[smallest]
        cost += float(design.added_capacity[link] * unit)
    return cost
