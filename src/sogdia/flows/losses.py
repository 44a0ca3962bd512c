"""`single_losses`: each country's worst single losses, one at a time, for its defender.

Losses are never combined here: there is no search for harmful sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.errors import pick
from sogdia.flows.baseline import before
from sogdia.flows.layout import lay_out
from sogdia.flows.outages import FailParams, effect_columns, named_rows
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sogdia.flows.baseline import Baseline
    from sogdia.network import Network

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

PLACES: Final = {"landing": "landing", "crossing": "border_crossing"}
"""Kinds of loss that are places, and the kind of node that each means."""
KINDS: Final = ("system", *PLACES)
EFFECTS: Final = ("share_demand_lost", "share_capacity_lost", "latency_increase_ms")
LEAST_EFFECT: Final = 1e-6
"""Shares and ms below this count as none: rounding."""


@dataclass(frozen=True)
class SingleLossesResult(Result):
    """Single losses ranked by country; see `single_losses`."""


def single_losses(
    net: Network,
    *,
    kinds: Sequence[str] = KINDS,
    countries: Sequence[str] | None = None,
    year: int | None = None,
    params: FailParams | None = None,
) -> SingleLossesResult:
    """Rank, for each country, the single losses that touch it.

    Parameters
    ----------
    net
        Reads what `fail` reads.
    kinds
        What is lost, one at a time: each `system` that is not all on land (all its spans), each `landing` (the cables
        that land there; the town's land fibre stays) and each border `crossing` (all spans at it). A trunk on land
        fails at places, not whole.
    countries
        Countries whose losses are ranked (ISO 3166-1 alpha-3); None ranks all.
    year
        As in `fail`.

    Returns
    -------
    SingleLossesResult
        Rows country, rank (1 is worst; equals share a rank), kind, loss, name and the columns of `fail`; only
        losses that take capacity or demand from the country or lengthen its ways.

    Raises
    ------
    ParameterError
        A kind that is not known.

    Examples
    --------
    >>> from sogdia.network import Network
    >>> nodes = pd.DataFrame({"id": ["a", "b"], "country": ["AZE", "KAZ"], "lon": [50, 51], "lat": [40, 44]})
    >>> spans = pd.DataFrame({"id": ["s", "t"], "system": ["one", "two"], "start": "a", "end": "b",
    ...                       "setting": "submarine", "length_km": 1e3, "capacity_lit_gbps": [30, 100]})
    >>> demands = pd.DataFrame({"start": ["AZE"], "end": ["KAZ"], "traffic_gbps": [40.0]})
    >>> net = Network(nodes=nodes, spans=spans, demands=demands)
    >>> rows = single_losses(net).table
    >>> rows.loc[rows.country == "KAZ", ["rank", "loss", "share_demand_lost"]].to_dict("list")
    {'rank': [1, 2], 'loss': ['two', 'one'], 'share_demand_lost': [0.25, 0.0]}
    """
    asked = params or FailParams()
    for kind in kinds:
        pick(kind, KINDS, "kind of loss")
    layout = lay_out(net, year, asked.demand, asked.capacity)
    baseline = before(layout, asked.hubs)
    names = effect_columns(baseline, baseline.after(np.zeros(layout.wires.graph.n_spans, dtype=bool)), asked.latency)
    here_asked = np.isin(layout.demand.countries, list(countries)) if countries is not None else None
    found = []
    losses = list(_losses(layout.wires.net, kinds))
    left = baseline.after_each([loss.gone[layout.wires.row] for loss in losses], here_asked)
    for loss, effects in zip(losses, left, strict=True):
        columns = effect_columns(baseline, effects, asked.latency)
        felt = np.column_stack([np.nan_to_num(columns[c]) for c in EFFECTS]).max(axis=1) > LEAST_EFFECT
        felt &= baseline.demand > 0
        here = np.flatnonzero(felt if here_asked is None else felt & here_asked)
        found.append((loss, here, {name: values[here] for name, values in columns.items()}))
    what = {"kinds": kinds, "countries": countries, "year": year, "params": asked}
    return SingleLossesResult(
        table=_ranked(_rows(baseline, list(names), found)),
        rule="Each system at sea or in space, each landing and each border crossing is lost alone; rank 1 takes most "
        "of the country's demand, then of its capacity, then adds most delay. Losses are not combined. Counted as in "
        "`fail`.",
        manifest=manifest("single_losses", what, digest=net.digest),
    )


@dataclass(frozen=True)
class _Loss:
    kind: str
    loss: str
    name: str | None
    gone: Flags


def _losses(net: Network, kinds: Sequence[str]) -> Iterator[_Loss]:
    """List the losses; `gone` is in the order of ``net.spans``."""
    spans = net.spans
    start, end = spans.start.to_numpy(dtype=str), spans.end.to_numpy(dtype=str)
    of = spans.system.fillna("").to_numpy(dtype=str)
    off_land = (spans.setting != "terrestrial").to_numpy(dtype=bool)
    if "system" in kinds:
        names = dict(zip(net.systems.id, net.systems.name.astype(object).fillna(""), strict=True))
        for system in sorted(set(of[off_land]) - {""}):
            yield _Loss("system", system, names.get(system) or None, of == system)
    for kind, node_kind in PLACES.items():
        if kind not in kinds:
            continue
        places = net.nodes[net.nodes.kind == node_kind].sort_values("id")
        for node, name in zip(places.id, places.name.astype(object).fillna(""), strict=True):
            gone = (start == node) | (end == node)
            if kind == "landing":
                gone &= off_land
            if gone.any():
                yield _Loss(kind, node, name or None, gone)


def _rows(baseline: Baseline, names: list[str], found: list[tuple[_Loss, Ints, dict[str, Floats]]]) -> pd.DataFrame:
    """Put the effects of all losses into one table with columns of these names."""
    countries = np.concatenate([np.zeros(0, dtype=np.int64), *(here for _, here, _ in found)])
    columns = {name: np.concatenate([np.zeros(0), *(c[name] for _, _, c in found)]) for name in names}
    rows = named_rows(baseline, countries, columns)
    for name in ("kind", "loss", "name"):
        words = [getattr(loss, name) for loss, here, _ in found for _ in here]
        rows[name] = pd.Series(words, dtype="string")
    return rows


def _ranked(rows: pd.DataFrame) -> pd.DataFrame:
    first = ["country", "rank", "kind", "loss", "name"]
    worst = pd.DataFrame({c: -rows.get(c, pd.Series(dtype=float)).fillna(0.0).round(9) for c in EFFECTS})
    worst = worst.assign(country=rows.country, order=worst.groupby(list(EFFECTS)).ngroup())
    rows["rank"] = worst.groupby("country")["order"].rank(method="min").astype("Int64")
    rows = rows.sort_values(["country", "rank", "kind", "loss"], ignore_index=True)
    return rows[[*first, *(c for c in rows.columns if c not in first)]]
