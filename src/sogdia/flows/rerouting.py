"""Demand of countries that can be served before and after a loss, by rerouting over what is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.flows.ceilings import ceilings
from sogdia.flows.contraction import LEAST_GBPS, Wanted
from sogdia.flows.exact import served_exactly
from sogdia.flows.served import Served, serve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.flows.layout import Layout

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]


TIGHTER: Final = 1.5
"""As in `sogdia.flows.served.serve`, for one loss alone."""

LEAST_SHARE: Final = 1e-9
"""Shares below this count as none: rounding."""


@dataclass(frozen=True)
class Rerouted:
    """Demand lost, by base, low and high capacities; countries in the order of ``demand.countries``.

    Attributes
    ----------
    lost
        Shape (3, c): share of the demand served before that is lost in the routing found, 0 to 1; NaN where nothing
        was served before.
    least
        Shape (3, c): what no routing can go below, if all others gave way (`sogdia.flows.ceilings`); at most `lost`.
    most
        Shape (3, c): what is lost if nothing that the loss leaves standing gives way, or `lost` where that is more.
    in_sum
        Shape (3, 3): share of all demand that is lost, and the least and the most that it can be.
    gap
        How far any of the sums may be from the most possible, as a share; 0 where solved exactly.
    """

    lost: Floats
    least: Floats
    most: Floats
    in_sum: Floats
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
    shares = np.zeros((3, 3, len(layout.demand.countries)))
    in_sum, widest = np.zeros((3, 3)), 0.0
    for guess in range(3):
        if guess > 0 and np.array_equal(layout.capacity[guess], layout.capacity[0]):
            shares[:, guess], in_sum[guess] = shares[:, 0], in_sum[0]
            continue
        wanted, order = wanted_by(layout, guess)
        had, left = _exactly(wanted, lost) if exact else _within(wanted, lost, gap)
        widest = max(widest, had.gap, left.gap)
        found = lost_by_place(wanted, had.pair_gbps, left.pair_gbps)
        firm = lost_by_place(wanted, had.pair_gbps, left.firm_gbps)
        least_share = np.where(np.isnan(found), np.nan, 0.0)
        hit = np.flatnonzero(found > 0)
        before = by_place(wanted, had.pair_gbps)[hit]
        least_share[hit] = np.clip(1.0 - ceilings(wanted.without(lost), hit) / before, 0.0, found[hit])
        shares[:, guess, order] = found, least_share, np.fmax(found, firm)
        whole = 1.0 - min(left.total_gbps / had.total_gbps, 1.0) if had.total_gbps > 0 else 0.0
        in_sum[guess] = whole, *left.lost_since(had)
    lost_share, least, most = shares
    return Rerouted(lost_share, least, most, in_sum, widest)


def _within(wanted: Wanted, lost: Flags, gap: float) -> tuple[Served, Served]:
    serving = serve(wanted, gap, TIGHTER)
    return serving.before, serving.after(lost, widely=True)


def _exactly(wanted: Wanted, lost: Flags) -> tuple[Served, Served]:
    had, left = (served_exactly(state)[1] for state in (wanted, wanted.without(lost)))
    before, after = float(had.sum()), float(left.sum())
    return Served(had, had, before, before, 0), Served(left, left, after, after, 0)


def by_place(wanted: Wanted, pair_gbps: Floats) -> Floats:
    """Add up what pairs are served by place, shape (c,), Gbps."""
    first, second = wanted.pairs
    count = len(wanted.traffic)
    return np.asarray(np.bincount(first, pair_gbps, count) + np.bincount(second, pair_gbps, count), dtype=float)


def lost_by_place(wanted: Wanted, had: Floats, left: Floats) -> Floats:
    """Give the share that each place loses of what it was served, shape (c,); NaN where that was nothing.

    Parameters
    ----------
    had, left
        Shape (p,), Gbps: what pairs are served before and after a loss; who gains has lost nothing.
    """
    before, after = by_place(wanted, had), by_place(wanted, left)
    share = np.full(len(before), np.nan)
    np.divide(after, before, out=share, where=before > LEAST_GBPS)
    lost = 1.0 - np.minimum(share, 1.0)
    return np.where(lost < LEAST_SHARE, 0.0, lost)
