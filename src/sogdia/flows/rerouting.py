"""Demand of countries that can be served before and after a loss, by rerouting over what is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.flows.contraction import Wanted
from sogdia.flows.exact import served_exactly
from sogdia.flows.served import serve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.flows.layout import Layout

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]


TIGHTER: Final = 1.5
"""As in `sogdia.flows.served.serve`, for one loss alone."""


@dataclass(frozen=True)
class Rerouted:
    """Demand served by base, low and high capacities; countries in the order of ``demand.countries``.

    Attributes
    ----------
    before, after
        Shape (3, c), Gbps.
    gap
        How far any of the sums may be from the most possible, as a share; 0 where solved exactly.
    """

    before: Floats
    after: Floats
    gap: float


def wanted_by(layout: Layout, guess: int) -> tuple[Wanted, Ints]:
    """Give the traffic of a layout as `served` takes it, by base (0), low (1) or high (2) capacities.

    Returns
    -------
    tuple
        The traffic, its places ordered by what they want and where they lie, so that names do not matter; and the
        country (its number in ``demand.countries``) of each place.
    """
    traffic = layout.demand.traffic[0]
    count = len(traffic)
    first = np.full(count, len(layout.home))
    here = np.flatnonzero(layout.home >= 0)
    np.minimum.at(first, layout.home[here], here)
    order = np.lexsort((first, -traffic.sum(axis=1).round(9))).astype(np.int64)
    place = np.empty(count + 1, dtype=np.int64)
    place[order] = np.arange(count)
    place[-1] = -1
    graph = layout.wires.graph
    return (
        Wanted(
            start=graph.start,
            end=graph.end,
            delay_ms=layout.wires.cost,
            capacity=layout.capacity[guess],
            home=place[layout.home],
            traffic=traffic[np.ix_(order, order)],
        ),
        order,
    )


def rerouted(layout: Layout, lost: Flags, gap: float, *, exact: bool = False) -> Rerouted:
    """Serve demand before and after a loss.

    Parameters
    ----------
    lost
        Shape (m,), in the graph's order of spans.
    gap
        As in `sogdia.flows.served.serve`; not looked at where `exact`.
    """
    count = len(layout.demand.countries)
    before, after = np.zeros((3, count)), np.zeros((3, count))
    widest = 0.0
    for guess in range(3):
        same = guess > 0 and np.array_equal(layout.capacity[guess], layout.capacity[0])
        if same:
            before[guess], after[guess] = before[0], after[0]
            continue
        wanted, order = wanted_by(layout, guess)
        if exact:
            pairs = [served_exactly(state)[1] for state in (wanted, wanted.without(lost))]
        else:
            serving = serve(wanted, gap, TIGHTER)
            answers = [serving.before, serving.after(lost)]
            widest = max(widest, *(answer.gap for answer in answers))
            pairs = [answer.pair_gbps for answer in answers]
        for out, pair_gbps in zip((before, after), pairs, strict=True):
            out[guess, order] = by_place(wanted, pair_gbps)
    return Rerouted(before, after, widest)


def by_place(wanted: Wanted, pair_gbps: Floats) -> Floats:
    """Add up what pairs are served by place, shape (c,), Gbps."""
    first, second = wanted.pairs
    count = len(wanted.traffic)
    return np.asarray(np.bincount(first, pair_gbps, count) + np.bincount(second, pair_gbps, count), dtype=float)
