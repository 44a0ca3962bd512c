"""The network as arrays: nodes numbered, spans as arcs both ways, in compressed sparse rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sogdia.geodesy import geometry_km
from sogdia.network.checks import geodesic_km
from sogdia.units import GEOSTATIONARY_HEIGHT_KM, LIGHT_KM_PER_MS, REFRACTIVE_INDEX

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from sogdia.network.network import Network

DRAWN_SLACK = {"terrestrial": 1.25, "submarine": 1.1, "satellite": 1.0}
"""Length over geodesic where a span has neither length nor geometry: medians of published cables and trunks.

Assumed; the routing room replaces it by drawn routes.
"""


@dataclass(frozen=True)
class Graph:
    """Arrays of a network.

    Attributes
    ----------
    node_ids, span_ids
        Names, in the order of the arrays; spans are sorted by their ends and properties, not by their names.
    start, end
        Shape (m,): node numbers at the ends of each span.
    length_km, one_way_ms
        Shape (m,): length of the medium and delay of light along it.
    indptr, neighbour, span
        Compressed sparse rows of the 2 m arcs: arcs of node i are indptr[i]:indptr[i + 1].
    """

    node_ids: NDArray[np.str_]
    span_ids: NDArray[np.str_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    length_km: NDArray[np.float64]
    one_way_ms: NDArray[np.float64]
    indptr: NDArray[np.int64]
    neighbour: NDArray[np.int64]
    span: NDArray[np.int64]

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.node_ids)

    @property
    def n_spans(self) -> int:
        """Number of spans."""
        return len(self.span_ids)


def span_length_km(spans: pd.DataFrame, nodes: pd.DataFrame) -> NDArray[np.float64]:
    """Give each span's length: as stated, else as drawn, else the geodesic times the medium's usual slack.

    Returns
    -------
    ndarray
        Shape (m,), km; never under the geodesic.
    """
    stated = spans.length_km.astype(float).to_numpy().copy()
    drawn = np.array([geometry_km(g) for g in spans.geometry], dtype=float)
    straight = geodesic_km(spans, nodes)
    slack = spans.setting.map(DRAWN_SLACK).astype(float).to_numpy()
    guess = np.where(drawn > 0, drawn, straight * slack)
    length = np.where(np.isfinite(stated), stated, guess)
    return np.maximum(length, straight)


def span_delay_ms(setting: pd.Series[Any], length_km: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give each span's one-way delay; a satellite span goes up to the geostationary orbit and down again.

    Source
    ------
    n / c by medium (units.REFRACTIVE_INDEX); for satellites twice the height plus the ground distance's chord at most.
    """
    index = setting.map(REFRACTIVE_INDEX).astype(float).to_numpy()
    up_and_down = np.where((setting == "satellite").to_numpy(dtype=bool), 2 * GEOSTATIONARY_HEIGHT_KM, 0.0)
    return np.asarray((length_km * index + up_and_down) / LIGHT_KM_PER_MS, dtype=float)


def build(net: Network) -> Graph:
    """Turn a network into arrays. The order follows places and properties, so that names change nothing."""
    nodes = net.nodes.sort_values(["lon", "lat", "kind", "id"], kind="stable").reset_index(drop=True)
    spans = net.spans
    number = {name: i for i, name in enumerate(nodes.id)}
    first = spans.start.map(number).to_numpy(dtype=np.int64)
    second = spans.end.map(number).to_numpy(dtype=np.int64)
    length = span_length_km(spans, nodes) if len(spans) else np.zeros(0)
    low, high = np.minimum(first, second), np.maximum(first, second)
    order = np.lexsort((spans.id.astype(str).to_numpy(), length, high, low))
    low, high, length = low[order], high[order], length[order]
    delay = span_delay_ms(spans.setting.iloc[order], length)
    m = len(low)
    tail = np.concatenate([low, high])
    head = np.concatenate([high, low])
    label = np.concatenate([np.arange(m), np.arange(m)])
    rank = np.lexsort((label, head, tail))
    indptr = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=len(nodes)))]).astype(np.int64)
    return Graph(
        node_ids=nodes.id.to_numpy(dtype=str),
        span_ids=spans.id.iloc[order].to_numpy(dtype=str),
        start=low,
        end=high,
        length_km=length,
        one_way_ms=delay,
        indptr=indptr,
        neighbour=head[rank],
        span=label[rank],
    )
