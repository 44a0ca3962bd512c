"""What a network with given capacities can carry, and the inequality that it breaks when that is too little.

Demands with one destination are one commodity, and maximum flow with its minimum cut says all. Others need a linear
programme, whose dual prices of links are a metric: every network that carries the demands has so much priced capacity.

Source: Ford and Fulkerson (1956); Onaga and Kakusho (1971), Iri (1971): the japanese theorem of multicommodity flows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix

from sogdia.planning.kept_flows import kept_flow
from sogdia.planning.solving import Program, loaded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.planning.arrays import Arrays
    from sogdia.planning.kept_flows import KeptFlow

SLACK: Final = 0.02
"""Shortfalls up to so many Gbps are rounding."""


@dataclass(frozen=True, eq=False)
class Carried:
    """What can be carried.

    Attributes
    ----------
    short
        Demand that is not carried, Gbps.
    used
        Shape (m,): links that carry something.
    broken
        Where something is short: prices of links, shape (m,), and the worth of each demand, shape (d,), in [0, 1]: any
        network that carries amounts has ``prices @ capacity >= worth @ amount``. One or two such pairs.
    """

    short: float
    used: NDArray[np.bool_]
    broken: tuple[tuple[NDArray[np.float64], NDArray[np.float64]], ...]


def carry(arrays: Arrays, capacity: NDArray[np.float64], amount: NDArray[np.float64]) -> Carried:
    """Carry demands over links of the capacities given.

    Parameters
    ----------
    capacity
        Shape (m,), Gbps.
    amount
        Shape (d,), Gbps.
    """
    asked = amount > 0.0
    if not asked.any():
        return Carried(0.0, np.zeros(len(capacity), dtype=bool), ())
    flow = kept_flow(arrays, capacity, amount)
    return _carry_several(arrays, capacity, amount, asked) if flow is None else carried(flow)


def carried(flow: KeptFlow) -> Carried:
    """Say what a maximum flow carries, and which cuts are too small: those nearest to its two ends."""
    short, arrays = flow.short_gbps, flow.arrays
    if short <= SLACK * flow.rows:
        return Carried(0.0, flow.used, ())
    broken: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    for own in flow.sides():
        prices = (own[arrays.start] != own[arrays.end]).astype(float)
        inside = ~(arrays.origin & ~own).any(axis=1) & ~(arrays.destination & own).any(axis=1)
        if not broken or not np.array_equal(prices, broken[0][0]):
            broken.append((prices, inside.astype(float)))
    return Carried(short, flow.used, tuple(broken))


def _carry_several(
    arrays: Arrays, capacity: NDArray[np.float64], amount: NDArray[np.float64], asked: NDArray[np.bool_]
) -> Carried:
    """Serve the most in sum by a linear programme; commodities are bundled by destination."""
    rows = np.flatnonzero(asked)
    program, kinds, entries = _several_program(arrays, capacity, amount[rows], rows)
    links = len(capacity)
    solver = loaded(program, relaxed=True)
    solver.run()
    answer = solver.getSolution()
    x, dual = np.array(answer.col_value), np.array(answer.row_dual)
    load = x[:entries].reshape(2 * kinds, links).sum(axis=0)
    short = float(amount[rows].sum() - x[entries:].sum())
    if short <= SLACK * len(rows):
        return Carried(0.0, load > 1e-6, ())
    first, served = kinds * arrays.nodes, kinds * arrays.nodes + links
    prices = np.maximum(-dual[first:served], 0.0)
    worth = np.zeros(len(amount))
    worth[rows] = np.clip(1.0 + np.minimum(dual[served:], 0.0), 0.0, 1.0)
    return Carried(short, load > 1e-6, ((prices, worth),))


def _several_program(
    arrays: Arrays, capacity: NDArray[np.float64], amount: NDArray[np.float64], rows: NDArray[np.int64]
) -> tuple[Program, int, int]:
    """Lay out the programme, and give the number of commodities and the first of the columns by which demands enter.

    Columns: flow of each commodity on each link, there and back; what each demand enters at each of its nodes. Rows:
    balance of each commodity at each node, load of each link, what each demand enters.
    """
    kinds, of = np.unique(arrays.destination[rows], axis=0, return_inverse=True)
    of, links, count = of.ravel(), len(capacity), arrays.nodes
    flows = len(kinds) * 2 * links
    in_row, in_node = np.nonzero(arrays.origin[rows])
    entry = flows + np.arange(len(in_row))
    at: list[tuple[NDArray[np.int64], NDArray[np.int64], float]] = []
    for k, kind in enumerate(kinds):
        for tail, head, shift in ((arrays.start, arrays.end, 0), (arrays.end, arrays.start, links)):
            for node, sign in ((tail, 1.0), (head, -1.0)):
                kept = ~kind[node]
                at.append((k * count + node[kept], 2 * k * links + shift + np.flatnonzero(kept), sign))
    inside = kinds[of[in_row], in_node]
    at.append(((of[in_row] * count + in_node)[~inside], entry[~inside], -1.0))
    first, served = len(kinds) * count, len(kinds) * count + links
    at.append((first + np.tile(np.arange(links), 2 * len(kinds)), np.arange(flows), 1.0))
    at.append((served + in_row, entry, 1.0))
    width, height = flows + len(in_row), served + len(rows)
    values = np.concatenate([np.full(len(row), sign) for row, _, sign in at])
    where = (np.concatenate([row for row, _, _ in at]), np.concatenate([column for _, column, _ in at]))
    cost = np.zeros(width)
    cost[entry] = -1.0
    program = Program(
        cost=cost,
        lower=np.zeros(width),
        upper=np.full(width, np.inf),
        whole=np.zeros(width, dtype=bool),
        matrix=csr_matrix(coo_matrix((values, where), shape=(height, width))),
        row_lower=np.concatenate([np.zeros(first), np.full(links + len(rows), -np.inf)]),
        row_upper=np.concatenate([np.zeros(first), capacity, amount]),
    )
    return program, len(kinds), flows
