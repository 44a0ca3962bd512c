"""Designs in which each demand takes one path in each state: cheap starts for every model, answers for some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sogdia.formats.design import BACKUP, NO_FAILURE, UNLIMITED, WORKING, Flows
from sogdia.planning.loads import PAIR, PLAIN, SHARED, SPLIT_BY_STATE, Ground, needs, total
from sogdia.planning.network_flows import arcs_of
from sogdia.planning.rerouting import insert, ruin_and_recreate
from sogdia.planning.step_costs import step_costs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.formats.design import DesignInstance
    from sogdia.planning.options import LinkOptions

_KINDS: Final = {"N": PLAIN, "P": PAIR, "U": SPLIT_BY_STATE, "S": SHARED}


@dataclass
class SinglePaths:
    """One path for each demand and slot; a slot is a state, or the one and the other of a pair.

    Attributes
    ----------
    ground
        What stays the same.
    load
        Shape (states, rows).
    count, path
        Shapes (slots, d) and (slots, d, n): arcs.
    """

    ground: Ground
    load: NDArray[np.float64]
    count: NDArray[np.int64]
    path: NDArray[np.int64]

    @property
    def cost(self) -> float:
        """Cost beyond the constant of the instance."""
        return float(total(self.ground, self.load))

    @property
    def need(self) -> NDArray[np.float64]:
        """Capacity that each link must hold, shape (m,)."""
        found: NDArray[np.float64] = needs(self.ground, self.load)
        return found

    def better(self, rounds: int, warmth: float, seed: int) -> float:
        """Ruin and recreate; give the cost."""
        return float(ruin_and_recreate(self.ground, self.load, self.count, self.path, rounds, warmth, seed))

    def copy(self) -> SinglePaths:
        """Give a copy that goes its own way."""
        return SinglePaths(self.ground, self.load.copy(), self.count.copy(), self.path.copy())

    def flows(self) -> Flows:
        """Tell the paths as flows."""
        state, demand, role, links = [], [], [], []
        kind = self.ground.kind
        for slot, d in np.argwhere(self.count > 0).tolist():
            state.append(slot - 1 if kind in (SPLIT_BY_STATE, SHARED) else NO_FAILURE)
            role.append(BACKUP if slot > 0 and kind in (PAIR, SHARED) else WORKING)
            demand.append(d)
            links.append(tuple(self.ground.link[self.path[slot, d, : self.count[slot, d]]].tolist()))
        return Flows(
            np.array(state), np.array(demand), np.array(role), self.ground.amount[np.array(demand)], tuple(links)
        )


def single_paths(instance: DesignInstance, options: LinkOptions, seed: int) -> SinglePaths | None:
    """Put each demand, the greatest first, on the path that costs least; None where one finds no way."""
    ground = _ground(instance, options)
    links, demands, nodes = len(instance.links), len(instance.demands), len(instance.nodes)
    states = links + 1 if ground.kind in (SPLIT_BY_STATE, SHARED) else 1
    slots = 2 if ground.kind == PAIR else states
    rows = len(ground.row_link)
    paths = SinglePaths(
        ground,
        np.zeros((states, rows)),
        np.zeros((slots, demands), dtype=np.int64),
        np.zeros((slots, demands, nodes), dtype=np.int64),
    )
    for demand in np.argsort(-ground.amount, kind="stable").tolist():
        if not insert(ground, paths.load, paths.count, paths.path, demand, 0.0):
            return None
    paths.better(1, 0.0, seed)
    return paths


def _ground(instance: DesignInstance, options: LinkOptions) -> Ground:
    arcs, model = arcs_of(instance), instance.model
    nodes = len(instance.nodes)
    limited = (instance.hop_limit != UNLIMITED) & (model.hops == "Y")
    hops = np.where(limited, np.minimum(instance.hop_limit, nodes - 1), nodes - 1)
    first, at, listed = [0], [0], []
    for d in range(len(instance.demands)):
        paths = instance.admissible_paths[d] if model.paths == "E" else ()
        for path in paths:
            if len(path) <= hops[d]:
                listed += along(instance, int(instance.demand_start[d]), path)
                at.append(len(listed))
        first.append(len(at) - 1)
    doubled = 2.0 if model.survivability == "P" else 1.0

    excused = np.zeros((len(instance.links) + 1, len(instance.demands)), dtype=bool)
    excused[instance.excused[:, 0] + 1, instance.excused[:, 1]] = True

    def plain(array: NDArray[Any]) -> NDArray[Any]:
        return np.ascontiguousarray(array)

    return Ground(
        nodes=nodes,
        tail=plain(arcs.tail),
        head=plain(arcs.head),
        link=plain(arcs.link),
        row=plain(arcs.row),
        row_link=plain(arcs.row_link),
        start=plain(instance.demand_start),
        end=plain(instance.demand_end),
        amount=plain(instance.demand_amount),
        hops=hops,
        listed_first=np.array(first),
        listed_at=np.array(at),
        listed_arcs=np.array(listed, dtype=np.int64),
        routing=plain(instance.routing_cost),
        excused=excused,
        kind=_KINDS[model.survivability],
        steps=step_costs(options, doubled * float(instance.demand_amount.sum())),
    )


def along(instance: DesignInstance, start: int, links: tuple[int, ...]) -> list[int]:
    """Turn the links of a path into arcs."""
    found, at = [], start
    for link in links:
        forth = int(instance.link_start[link]) == at
        found.append(link if forth or instance.model.link == "D" else link + len(instance.links))
        at = int(instance.link_end[link] if forth else instance.link_start[link])
    return found
