"""Each country's traffic, sent to every destination and counted by actor (workshop)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.dependence.spread import LEAST_KM, add_up, leaving, passing, stakes, steps, touches
from sogdia.flows.split import expected_sum, metric_ms, near_to_far, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.dependence.borders import Borders
    from sogdia.dependence.marks import Marks
    from sogdia.flows.layout import Layout
    from sogdia.flows.traffic import SplitParams

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

LEAST_SHARE: Final = 1e-9
"""Nodes that less than this share of the traffic to a destination passes are left out."""


@dataclass(frozen=True)
class Shares:
    """Shares of the traffic of the countries asked about, by the actors of one dimension.

    Attributes
    ----------
    touch, control, stake
        Shape (c, actors), in [0, 1]; NaN for a country without any way out; control and stake are None where the
        dimension has no such notion.
    """

    touch: Floats
    control: Floats | None
    stake: Floats | None


@dataclass(frozen=True)
class Tally:
    """What was counted.

    Attributes
    ----------
    asked
        Shape (c,): the countries, by their number in ``demand.countries``.
    connected
        Shape (c,): share of each one's demand that has a way; NaN without demand.
    shares
        By dimension.
    exits
        Shape (x,): share of the country's traffic that leaves by each exit of `Borders`.
    """

    asked: Ints
    connected: Floats
    shares: dict[str, Shares]
    exits: Floats


@dataclass(frozen=True)
class _Way:
    """Traffic to one destination: nodes from near to far, arcs' probabilities, nodes that matter, parts of ways."""

    order: Ints
    prob: Floats
    live: NDArray[np.bool_]
    step: Floats
    traffic: Floats


def count(layout: Layout, borders: Borders, marks: Sequence[Marks], asked: Ints, params: SplitParams) -> Tally:
    """Send the traffic of the countries asked about to every destination and count it.

    Parameters
    ----------
    asked
        Shape (c,): numbers of countries in ``demand.countries``.
    """
    row = np.full(len(layout.demand.countries) + 1, -1, dtype=np.int64)
    row[asked] = np.arange(len(asked))
    root_row = row[layout.root_country]
    totals = {
        mark.dimension: [
            None if part is None else np.zeros((len(asked), len(mark.actors)))
            for part in (mark.touch, mark.control, mark.stake)
        ]
        for mark in marks
    }
    g, exits = layout.wires.graph, np.zeros(len(borders.label))
    rooms = {k: np.zeros((g.n_nodes, k)) for k in {len(mark.actors) for mark in marks}}
    routed, whole = np.zeros(len(asked)), np.zeros(len(asked))
    for i in range(len(layout.roots)):
        traffic = np.where(root_row >= 0, layout.traffic[0][i], 0.0)
        np.add.at(whole, root_row[traffic > 0], traffic[traffic > 0])
        way = _way(layout, i, traffic, params)
        if way is None:
            continue
        np.add.at(routed, root_row[way.traffic > 0], way.traffic[way.traffic > 0])
        for mark in marks:
            room = rooms[len(mark.actors)]
            _add_actors(layout, borders, mark, way, i, root_row, asked, totals[mark.dimension], room)
        sent = (layout.roots, layout.root_country, way.traffic)
        leaving(g.indptr, g.neighbour, way.order, way.prob, sent, borders.country, asked, borders.arc_exit, exits)
    return _shares(asked, routed, whole, totals, exits, row[np.minimum(borders.owner, len(row) - 1)])


def _way(layout: Layout, i: int, traffic: Floats, params: SplitParams) -> _Way | None:
    wires = layout.wires
    if not traffic.any():
        return None
    root = int(layout.roots[i])
    metric = metric_ms(wires.cost, layout.capacity[0], wires.borders, params.thin_gbps, params.border_ms)
    dist, prob = split(*wires.csr, metric, wires.all_alive, layout.capacity[0], root, params.tolerance, params.floor_ms)
    linked = np.where(np.isfinite(dist[layout.roots]), traffic, 0.0)
    if not linked.any():
        return None
    order = near_to_far(dist)
    demand = np.bincount(layout.roots, weights=linked, minlength=len(dist)).astype(float)
    through = passing(wires.graph.indptr, wires.graph.neighbour, order, prob, demand)
    live = through > LEAST_SHARE * linked.sum()
    live[layout.roots[linked > 0]] = True
    length = np.maximum(wires.graph.length_km, LEAST_KM)
    ahead = expected_sum(*wires.csr, order, prob, length)
    step = steps(wires.graph.neighbour, wires.graph.span, ahead, length)
    return _Way(order, prob, live, step, linked)


def _add_actors(
    layout: Layout,
    borders: Borders,
    mark: Marks,
    way: _Way,
    i: int,
    root_row: Ints,
    asked: Ints,
    totals: list[Floats | None],
    room: Floats,
) -> None:
    """Add what one destination says of one dimension; `room` is scratch space of shape (n, actors)."""
    csr, home, far = layout.wires.csr, np.full(len(asked), -1, dtype=np.int64), -1
    if mark.dimension == "transit_country":
        number = {actor: k for k, actor in enumerate(mark.actors)}
        home = np.array([number.get(borders.codes[c], -1) for c in asked], dtype=np.int64)
        far = number.get(borders.codes[layout.root_country[i]], -1)
    for part, total in zip((mark.touch, mark.control), totals[:2], strict=True):
        if part is not None and total is not None:
            touches(*csr, way.order, way.prob, way.live, part.ptr, part.actor, room)
            add_up(room, layout.roots, root_row, way.traffic, total, home, far)
    held, total = mark.stake, totals[2]
    if held is not None and total is not None:
        stakes(*csr, way.order, way.prob, way.live, way.step, (held.ptr, held.actor, held.share), room)
        add_up(room, layout.roots, root_row, way.traffic, total, home, far)


def _shares(
    asked: Ints,
    routed: Floats,
    whole: Floats,
    totals: dict[str, list[Floats | None]],
    exits: Floats,
    exit_row: Ints,
) -> Tally:
    with np.errstate(divide="ignore", invalid="ignore"):
        by = routed[:, None]
        shares = {
            dimension: [
                None if part is None else np.where(by > 0, np.minimum(part / by, 1.0), np.nan) for part in parts
            ]
            for dimension, parts in totals.items()
        }
        mine = np.where(exit_row >= 0, routed[exit_row], 0.0)
        gone = np.where(mine > 0, np.minimum(exits / mine, 1.0), np.nan)
        connected = np.where(whole > 0, routed / whole, np.nan)
    made = {}
    for dimension, (touch, control, stake) in shares.items():
        if touch is not None:
            made[dimension] = Shares(touch, control, stake)
    return Tally(asked, connected, made, gone)
