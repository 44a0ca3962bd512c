"""Makes a design of the columns that a search has chosen: modules, flows in every state, and what each item costs."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import numpy as np

from sogdia.errors import InfeasibleError
from sogdia.formats.design import NO_FAILURE, WORKING, Design, Flows
from sogdia.planning.whole_units import NoWholeFlowsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.formats.design import DesignInstance
    from sogdia.planning.clock import Clock
    from sogdia.planning.master import Master
    from sogdia.planning.search import Search
    from sogdia.planning.single_paths import SinglePaths


def design_of_columns(instance: DesignInstance, master: Master, x: NDArray[np.float64]) -> Design:
    """Make a design of columns of capacity whose flows may split."""
    held = master.held(x)
    rows = []
    for state in sorted(master.states):
        for bundle, links, amount in master.router.carried(held, state):
            rows.append((state, bundle, links, amount))
    flows = _shared_out(instance, master, rows)
    return _design(instance, master, x if master.options.whole else _wide_enough(instance, master, x, flows), flows)


def design_of_paths(instance: DesignInstance, master: Master, paths: SinglePaths, x: NDArray[np.float64]) -> Design:
    """Make a design of single paths and the columns of capacity that hold them."""
    return _design(instance, master, x, paths.flows())


def finished(
    instance: DesignInstance,
    master: Master,
    by_columns: Search,
    by_paths: tuple[SinglePaths, NDArray[np.float64]] | None,
    clock: Clock,
) -> Design:
    """Give the cheaper of the best designs of two searches, with the bound.

    Raises
    ------
    InfeasibleError
        Neither has found one.

    Where flows must go in whole units and the best capacities do not let them, the single paths are the design.
    """
    found = []
    if by_columns.x is not None:
        with contextlib.suppress(NoWholeFlowsError):
            found.append(design_of_columns(instance, master, by_columns.x))
    if by_paths is not None and (not found or by_columns.cost > by_paths[0].cost + master.options.constant):
        found.append(design_of_paths(instance, master, *by_paths))
    if not found:
        spent = f"{clock.spent_s:.0f} s"
        raise InfeasibleError(
            f"{instance.name} {instance.model.code}: no design was found in {spent}, and none was proved impossible; "
            "give more time, or relax the hop limits, the listed paths or the survivability"
        )
    best = min(found, key=lambda design: design.total_cost)
    bound = min(master.bound, best.total_cost)
    return Design(best.module_count, best.added_capacity, best.flows, best.cost, bound)


def _shared_out(instance: DesignInstance, master: Master, rows: list[tuple[int, int, tuple[int, ...], float]]) -> Flows:
    """Share the flows of bundles out among their demands, one after the other."""
    router = master.router
    members = [np.flatnonzero(router.bundle == b).tolist() for b in range(len(router.amount))]
    out: list[tuple[int, int, tuple[int, ...], float]] = []
    left: dict[tuple[int, int], list[list[float]]] = {}
    for state, bundle, links, amount in rows:
        queue = left.setdefault(
            (state, bundle), [[float(d), float(instance.demand_amount[d])] for d in members[bundle]]
        )
        rest = amount
        while rest > 1e-12 and queue:
            part = min(rest, queue[0][1])
            if part > 0.0:
                out.append((state, int(queue[0][0]), links, part))
            rest -= part
            queue[0][1] -= part
            if queue[0][1] <= 1e-12 * instance.demand_amount[int(queue[0][0])]:
                queue.pop(0)
    return Flows(
        state=np.array([row[0] for row in out], dtype=np.int64),
        demand=np.array([row[1] for row in out], dtype=np.int64),
        role=np.full(len(out), WORKING, dtype=np.int64),
        amount=np.array([row[3] for row in out]),
        links=tuple(row[2] for row in out),
    )


def _wide_enough(instance: DesignInstance, master: Master, x: NDArray[np.float64], flows: Flows) -> NDArray[np.float64]:
    """Widen continuous capacity by the hair by which a solver lets loads stand above it."""
    links, arcs = len(instance.links), master.router.arcs
    most = np.zeros(links)
    for state in np.unique(flows.state):
        load = np.zeros(len(arcs.row_link))
        for k in np.flatnonzero(flows.state == state):
            along = master.router.arcs_along(int(instance.demand_start[flows.demand[k]]), flows.links[k])
            load[arcs.row[list(along)]] += flows.amount[k]
        np.maximum.at(most, arcs.row_link, load)
    options, x = master.options, x.copy()
    own = len(options.link)
    room = instance.installed_capacity + np.bincount(options.link, options.capacity * x[:own], minlength=links)
    for link in np.flatnonzero(most > room):
        columns = options.columns_of(int(link))
        if len(columns):
            x[columns[0]] += (most[link] - room[link]) / options.capacity[columns[0]]
    return x


def _design(instance: DesignInstance, master: Master, x: NDArray[np.float64], flows: Flows) -> Design:
    options = master.options
    count = np.zeros(len(instance.module_link), dtype=np.int64)
    taken = x[: len(options.link)]
    if options.whole:
        count[options.module] = np.round(taken).astype(np.int64)
    added = np.bincount(options.link, options.capacity * taken, minlength=len(instance.links)).astype(float)
    charged = options.charged & (added > 0.0)
    always = instance.installed_capacity > 0.0
    pays = instance.model.fixed_charge == "Y"
    load = np.zeros(len(instance.links))
    for state, links, amount in zip(flows.state.tolist(), flows.links, flows.amount.tolist(), strict=True):
        if state == NO_FAILURE:
            load[list(links)] += amount
    cost = {
        "installed": float(instance.installed_cost.sum()),
        "capacity": float(options.cost @ taken),
        "fixed": float(instance.fixed_charge[charged | always].sum()) if pays else 0.0,
        "routing": float(instance.routing_cost @ load),
    }
    return Design(count, added, flows, cost)
