"""A question of network design and an answer to it: what may be built, what must be carried, and what was chosen.

The terms are those of SNDlib. Both are plain arrays, so that whoever optimises and whoever verifies share nothing else.

Source: Orlowski, Pióro, Tomaszewski, Wessäly (2010), SNDlib 1.0, Networks 55(3), sections 2 and 3.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

NO_FAILURE: Final = -1
"""The state in which no link has failed; state `e` from 0 is the failure of link `e` alone."""
WORKING: Final = 0
"""Role of a flow that carries a demand in its state."""
BACKUP: Final = 1
"""Role of a flow that stands in for a working path: in every state with 1+1 protection, in one with shared paths."""
UNLIMITED: Final = 0
"""Hop limit of a demand that may take any number of links."""


@dataclass(frozen=True)
class DesignModel:
    """The rules of a design question, one letter each as in the names of SNDlib's problems.

    Attributes
    ----------
    demand
        ``U``: a demand has no direction. ``D``: it goes from its start to its end.
    link
        ``U``: the sum of the flows in both directions keeps to the capacity. ``B``: each direction does. ``D``: a link
        is used from its start to its end alone.
    capacity
        ``L``: any amount, at the unit cost of the module with the smallest capacity. ``S``: multiples of that module.
        ``M``: any combination of multiples of all modules. ``E``: one module at most.
    fixed_charge
        ``Y``: a link pays its fixed charge once when it is in the design. ``N``: no fixed charges.
    routing
        ``C``: flows may split at will. ``I``: in whole routing units. ``S``: each demand takes one path.
    paths
        ``A``: all simple paths. ``E``: the listed paths of a demand; all paths where a demand has none listed.
    hops
        ``Y``: no path has more links than its demand's hop limit. ``N``: limits are ignored.
    survivability
        ``N``: none. ``P``: 1+1, each demand has a working and a link-disjoint backup path, both reserved.
        ``S``: after any single link fails, working paths that it does not hit stay, the others take backup paths of
        that state; what they leave is free for others. ``U``: after any single link fails all demands are routed anew.
    """

    demand: str = "U"
    link: str = "U"
    capacity: str = "M"
    fixed_charge: str = "N"
    routing: str = "C"
    paths: str = "A"
    hops: str = "N"
    survivability: str = "N"

    @property
    def code(self) -> str:
        """Name in SNDlib's way, such as ``U-U-M-N-C-A-N-N``."""
        letters = (self.demand, self.link, self.capacity, self.fixed_charge, self.routing, self.paths, self.hops)
        return "-".join((*letters, self.survivability))


@dataclass(frozen=True, eq=False)
class DesignInstance:
    """What may be built and what must be carried; n nodes, m links, k modules, d demands.

    Attributes
    ----------
    name
        Name of the network.
    model
        Rules.
    nodes, links, demands
        Names, in the order of their indices.
    node_position
        Shape (n, 2); drawing units or degrees as the file has them, NaN where it gives none.
    link_start, link_end
        Shape (m,): indices of nodes; parallel links are allowed, loops are not.
    installed_capacity, installed_cost
        Shape (m,): capacity that stands already, and its cost, which every design bears.
    routing_cost
        Shape (m,): cost of a unit of flow, in the state without failure (working and backup flows of 1+1 alike).
    fixed_charge
        Shape (m,): paid once for a link in the design; a link with installed capacity always is.
    module_link, module_capacity, module_cost
        Shape (k,): modules as listed, link by link in ascending order.
    demand_start, demand_end, demand_amount
        Shape (d,): nodes, and the amount to be carried in units of capacity (value times routing unit).
    routing_unit
        Shape (d,): capacity that one unit of a demand takes.
    hop_limit
        Shape (d,): most links of a path; `UNLIMITED` (0): none.
    admissible_paths
        For each demand its listed paths, each a tuple of links from the demand's start to its end; empty: none listed.
    excused
        Shape (q, 2): states and demands that need not be carried there, since the failed link is their only way. SNDlib
        excuses none.
    """

    name: str
    model: DesignModel
    nodes: tuple[str, ...]
    links: tuple[str, ...]
    demands: tuple[str, ...]
    node_position: NDArray[np.float64]
    link_start: NDArray[np.int64]
    link_end: NDArray[np.int64]
    installed_capacity: NDArray[np.float64]
    installed_cost: NDArray[np.float64]
    routing_cost: NDArray[np.float64]
    fixed_charge: NDArray[np.float64]
    module_link: NDArray[np.int64]
    module_capacity: NDArray[np.float64]
    module_cost: NDArray[np.float64]
    demand_start: NDArray[np.int64]
    demand_end: NDArray[np.int64]
    demand_amount: NDArray[np.float64]
    routing_unit: NDArray[np.float64]
    hop_limit: NDArray[np.int64]
    admissible_paths: tuple[tuple[tuple[int, ...], ...], ...] = ()
    excused: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))


@dataclass(frozen=True, eq=False)
class Flows:
    """Paths and what they carry, in every state that the model asks for; f rows.

    Attributes
    ----------
    state
        Shape (f,): `NO_FAILURE`, or the index of the failed link. With survivability ``N`` and ``P`` the state without
        failure alone; with ``U`` all demands in all m + 1 states; with ``S`` working flows in the state without
        failure, and in each failure state backup flows for what the failed link carried.
    demand
        Shape (f,): indices of demands.
    role
        Shape (f,): `WORKING` or `BACKUP`.
    amount
        Shape (f,): flow in units of capacity.
    links
        For each row the links of its path, from the demand's start to its end.
    """

    state: NDArray[np.int64]
    demand: NDArray[np.int64]
    role: NDArray[np.int64]
    amount: NDArray[np.float64]
    links: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False)
class Design:
    """What was chosen.

    Attributes
    ----------
    module_count
        Shape (k,): how many of each module of the instance are added; all zero with linear capacities.
    added_capacity
        Shape (m,): capacity added to each link; with linear capacities the amount chosen, else the sum of its modules.
    flows
        How the demands are carried.
    cost
        Items ``installed``, ``capacity``, ``fixed`` and ``routing``, whose sum is the objective.
    bound
        No design of the instance costs less.
    """

    module_count: NDArray[np.int64]
    added_capacity: NDArray[np.float64]
    flows: Flows
    cost: Mapping[str, float] = field(default_factory=dict)
    bound: float = float("-inf")

    @property
    def total_cost(self) -> float:
        """Cost of the design."""
        return float(sum(self.cost.values()))

    @property
    def gap(self) -> float:
        """Share of the cost by which it may lie above the least cost, in [0, 1]."""
        if self.total_cost <= self.bound or self.total_cost == 0.0:
            return 0.0
        return min(1.0, (self.total_cost - self.bound) / abs(self.total_cost))
