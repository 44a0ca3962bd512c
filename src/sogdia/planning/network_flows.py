"""Rows and columns of multi-commodity flow: demands bundled by node, one set of columns for each state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import block_diag, coo_matrix, csr_matrix

from sogdia.formats.design import NO_FAILURE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.formats.design import DesignInstance


@dataclass(frozen=True)
class Arcs:
    """Directions in which links may be used.

    Attributes
    ----------
    tail, head, link
        Shape (a,).
    row
        Shape (a,): capacity row of an arc; arcs that share a capacity share a row.
    row_link
        Shape (rows,): link of each capacity row.
    """

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    link: NDArray[np.int64]
    row: NDArray[np.int64]
    row_link: NDArray[np.int64]


def arcs_of(instance: DesignInstance) -> Arcs:
    """Give the directions in which the links of an instance may be used, by its link model."""
    own = np.arange(len(instance.links))
    if instance.model.link == "D":
        return Arcs(instance.link_start, instance.link_end, own, own, own)
    tail = np.concatenate([instance.link_start, instance.link_end])
    head = np.concatenate([instance.link_end, instance.link_start])
    row = np.concatenate([own, own]) if instance.model.link == "U" else np.arange(2 * len(own))
    row_link = own if instance.model.link == "U" else np.concatenate([own, own])
    return Arcs(tail, head, np.concatenate([own, own]), row, row_link)


@dataclass(frozen=True)
class Commodities:
    """Demands bundled by the node where they begin.

    Attributes
    ----------
    node
        Shape (k,): where each commodity begins.
    supply
        Shape (k, n): what leaves (positive) or stays (negative) at each node; rows add to 0.
    of_demand
        Shape (d,): commodity of each demand.
    """

    node: NDArray[np.int64]
    supply: NDArray[np.float64]
    of_demand: NDArray[np.int64]


def commodities_of(instance: DesignInstance) -> Commodities:
    """Bundle demands by node; those without direction by as few nodes as a greedy cover needs."""
    count = len(instance.nodes)
    start, end, amount = instance.demand_start, instance.demand_end, instance.demand_amount
    hub = start.copy()
    if instance.model.demand == "U":
        left = np.ones(len(start), dtype=bool)
        while left.any():
            touched = np.bincount(np.concatenate([start[left], end[left]]), minlength=count)
            busiest = int(touched.argmax())
            mine = left & ((start == busiest) | (end == busiest))
            hub[mine] = busiest
            left &= ~mine
    node, of_demand = np.unique(hub, return_inverse=True)
    supply = np.zeros((len(node), count))
    other = np.where(hub == start, end, start)
    np.add.at(supply, (of_demand, hub), amount)
    np.add.at(supply, (of_demand, other), -amount)
    return Commodities(node, supply, of_demand)


@dataclass(frozen=True)
class FlowBlock:
    """Flow columns of the states given, and their rows; capacity rows lack the capacity columns still.

    Attributes
    ----------
    balance
        Shape (states x k x n, columns), equal to `supply`.
    load
        Shape (states x rows, columns): flow on each capacity row.
    load_link
        Shape (states x rows,): the link whose capacity bounds it.
    cost, upper
        Shape (columns,).
    """

    balance: csr_matrix
    supply: NDArray[np.float64]
    load: csr_matrix
    load_link: NDArray[np.int64]
    cost: NDArray[np.float64]
    upper: NDArray[np.float64]


def flow_block(instance: DesignInstance, states: Sequence[int]) -> FlowBlock:
    """Lay out the flow columns and rows of the states given (`NO_FAILURE` or a failed link).

    With 1+1 protection twice the demand is carried: what a working and a backup path take together.
    """
    arcs, goods = arcs_of(instance), commodities_of(instance)
    counts = (len(goods.node), len(instance.nodes), len(arcs.tail), len(arcs.row_link))
    goods_count, nodes, width, rows = counts
    columns = np.arange(goods_count * width).reshape(goods_count, width)
    base_row = (np.arange(goods_count) * nodes)[:, None]
    out = (base_row + arcs.tail[None, :]).ravel()
    into = (base_row + arcs.head[None, :]).ravel()
    flat = columns.ravel()
    shape = (goods_count * nodes, goods_count * width)
    signs = np.concatenate([np.ones(len(flat)), -np.ones(len(flat))])
    one = coo_matrix((signs, (np.concatenate([out, into]), np.concatenate([flat, flat]))), shape=shape).tocsr()
    load = coo_matrix((np.ones(len(flat)), (np.tile(arcs.row, goods_count), flat)), shape=(rows, shape[1])).tocsr()
    back = arcs.head[None, :] == goods.node[:, None]
    uppers, costs, supplies = [], [], []
    doubled = 2.0 if instance.model.survivability == "P" else 1.0
    for state in states:
        shut = back | (arcs.link == state)[None, :]
        uppers.append(np.where(shut, 0.0, np.inf).ravel())
        price = instance.routing_cost[arcs.link] if state == NO_FAILURE else np.zeros(width)
        costs.append(np.tile(price, goods_count))
        supplies.append(doubled * _supply(instance, goods, state).ravel())
    return FlowBlock(
        balance=block_diag([one] * len(states), format="csr"),
        supply=np.concatenate(supplies),
        load=block_diag([load] * len(states), format="csr"),
        load_link=np.tile(arcs.row_link, len(states)),
        cost=np.concatenate(costs),
        upper=np.concatenate(uppers),
    )


def _supply(instance: DesignInstance, goods: Commodities, state: int) -> NDArray[np.float64]:
    """Give what leaves each node in a state, shape (k, n): without the demands that are excused."""
    supply = goods.supply.copy()
    for demand in instance.excused[instance.excused[:, 0] == state, 1].tolist():
        bundle, amount = int(goods.of_demand[demand]), float(instance.demand_amount[demand])
        hub = int(goods.node[bundle])
        start, end = int(instance.demand_start[demand]), int(instance.demand_end[demand])
        supply[bundle, hub] -= amount
        supply[bundle, end if hub == start else start] += amount
    return supply
