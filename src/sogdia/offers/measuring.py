"""The network of each alternative measured: who holds it, how often it fails, how far the hubs are (workshop)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.assessment.people import near_nodes
from sogdia.dependence import ExposeParams, expose
from sogdia.flows import availability, impute, latency

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from sogdia.dependence import ExposeResult
    from sogdia.flows.capacity_outages import CapacityOutages
    from sogdia.network import Network

    Floats = NDArray[np.float64]

DIMENSIONS: Final = ("supplier", "owner", "operator", "home_of_supplier", "home_of_owner", "system")
YEARS: Final = 2000
"""Years of faults and repairs lived through."""
_AT_SEA: Final = ("branching_unit", "junction")


@dataclass(frozen=True)
class Measures:
    """What the network of one alternative gives the country.

    Attributes
    ----------
    country
        Its code.
    exposure
        Answer of `expose`; None where the country has no traffic.
    outages
        How much of the time how much capacity abroad stands, of the systems that reach the country; None where no span
        leaves it.
    rtt
        Hub, hub_name, rtt_ms, low_ms, high_ms.
    near_people
        People of towns within 50 km of a node.
    abroad
        Gbps over the border by system, or by span where it has none.
    guessed
        Those of which no published figure tells anything of the capacity: the usual one is taken.
    """

    country: str
    exposure: ExposeResult | None = field(repr=False)
    outages: CapacityOutages | None = field(repr=False)
    rtt: pd.DataFrame
    near_people: float
    abroad: dict[str, float]
    guessed: tuple[str, ...] = ()

    def largest(self, dimension: str) -> dict[str, Any]:
        """Give the row of concentration of a dimension; empty where it is not measured."""
        if self.exposure is None:
            return {}
        rows = self.exposure.concentration
        return _first(rows[rows.dimension == dimension])

    def share_of(self, dimension: str, actor: str) -> float:
        """Give the touch of an actor: the share of outgoing demand on ways with its spans; 0 where it has none."""
        if self.exposure is None:
            return 0.0
        rows = self.exposure.table
        rows = rows[(rows.dimension == dimension) & (rows.actor == actor)]
        return float(rows.touch.iloc[0]) if len(rows) else 0.0

    @property
    def ways_out(self) -> float:
        """Ways out that share no landing or border crossing."""
        row = _first(self.exposure.exits) if self.exposure is not None else {}
        return float(row.get("k_landings", float("nan")))

    @property
    def holds_gbps(self) -> float:
        """Traffic that its links abroad hold with none of them lost; NaN where it has none."""
        return float(self.turns[-1]) if self.outages is not None else math.nan

    @property
    def turns(self) -> Floats:
        """Traffic at which `lost_share` turns, rising; empty where it has no link abroad."""
        return self.outages.turns(self.country) if self.outages is not None else np.zeros(0)

    def lost_share(self, traffic_gbps: ArrayLike) -> tuple[Floats, Floats, Floats]:
        """Give the mean, low and high share of the country's traffic, above 0 Gbps, that cuts leave unserved.

        What is short without a cut does not count. NaN where nothing leads abroad.
        """
        if self.outages is None:
            none = np.full(np.shape(traffic_gbps), np.nan)
            return none, none, none
        return self.outages.unserved(self.country, traffic_gbps)


def measure(net: Network, country: str, year: int, hubs: tuple[str, ...], towns: pd.DataFrame) -> Measures:
    """Measure the network of an alternative for its country.

    Parameters
    ----------
    towns
        Towns: lon, lat, country, population.
    """
    known = set(net.countries.id[net.countries.gdp_musd.notna() | net.countries.population.notna()])
    reached = {*net.demands.start, *net.demands.end} | known
    exposure = None
    if country in reached:
        exposure = expose(net, country, year=year, params=ExposeParams(loss_top=0, dimensions=DIMENSIONS))
    near = _near(net, country)
    abroad, guessed = _abroad(near, country)
    found = availability(near, years=YEARS, seed=0, year=year, jobs=1) if sum(abroad.values()) > 0 else None
    outages = found.capacity_outages if found is not None and country in set(found.table.country) else None
    return Measures(
        country, exposure, outages, _latency(net, country, year, hubs), _people(net, country, towns), abroad, guessed
    )


def capped(net: Network, country: str, systems: list[str], most_gbps: float | None) -> Network:
    """Give the network in which systems together have no more capacity over the country's border than is stated."""
    if most_gbps is None:
        return net
    abroad, _ = _abroad(_near(net, country), country)
    total = sum(abroad.get(name, 0.0) for name in systems)
    if total <= most_gbps:
        return net
    spans = net.spans
    own = (_reaching(net, country) & spans.system.isin(systems)).to_numpy(dtype=bool)
    held = impute(net).capacity_gbps.to_numpy(dtype=float) * (most_gbps / total)
    spans["capacity_lit_gbps"] = np.where(own, held, spans.capacity_lit_gbps.to_numpy(dtype=float, na_value=np.nan))
    return net.replace(spans=spans)


def _first(rows: pd.DataFrame) -> dict[str, Any]:
    return {str(k): v for k, v in rows.iloc[0].items()} if len(rows) else {}


def _reaching(net: Network, country: str) -> pd.Series[bool]:
    """Mark the spans with an end in the country."""
    spans, place = net.spans, net.nodes.set_index("id").country
    return ((spans.start.map(place) == country) | (spans.end.map(place) == country)).fillna(value=False).astype(bool)


def _near(net: Network, country: str) -> Network:
    """Give the systems that reach the country, whole: capacity abroad hangs on no other."""
    spans, touches = net.spans, _reaching(net, country)
    systems = set(spans.system[touches].dropna())
    return net.keep_spans(spans.id[touches | spans.system.isin(systems).astype(bool)])


def _abroad(net: Network, country: str) -> tuple[dict[str, float], tuple[str, ...]]:
    """Give the capacity over the border by system, and the systems of which it is the usual one."""
    place = net.nodes.set_index("id").country
    table = impute(net)
    usual = (table.capacity_basis == "assumed").to_numpy(dtype=bool)
    here = net.spans.assign(gbps=table.capacity_gbps.to_numpy(), usual=usual)
    first, second = here.start.map(place) == country, here.end.map(place) == country
    here = here[(first.fillna(value=False) != second.fillna(value=False)).to_numpy(dtype=bool)]
    keys = here.system.fillna(here.id).astype(str)
    total = {str(k): float(v) for k, v in here.groupby(keys).gbps.sum().items()}
    return total, tuple(dict.fromkeys(keys[here.usual]))


def _latency(net: Network, country: str, year: int, hubs: tuple[str, ...]) -> pd.DataFrame:
    rows = net.countries[net.countries.id == country]
    nodes = net.nodes.set_index("id")
    columns = ["hub", "hub_name", "rtt_ms", "low_ms", "high_ms"]
    if rows.empty or rows[["lon", "lat"]].isna().any(axis=None):
        return pd.DataFrame(columns=columns)
    town = rows.iloc[0]
    lands = net.countries.set_index("id").name
    pairs = pd.DataFrame(
        [
            (hub, _named(hub, nodes, lands), town.lon, town.lat, nodes.lon[hub], nodes.lat[hub])
            for hub in hubs
        ],
        columns=["hub", "hub_name", "from_lon", "from_lat", "to_lon", "to_lat"],
    )  # fmt: skip
    return latency(net, pairs, year=year).table[columns]


def _named(hub: str, nodes: pd.DataFrame, lands: pd.Series[str]) -> str:
    """Give the name of a hub with its country, where that is another word."""
    name = str(nodes.name.get(hub, hub))
    land = lands.get(nodes.country.get(hub))
    return name if land is None or str(land) in name else f"{name} ({land})"


def _people(net: Network, country: str, towns: pd.DataFrame) -> float:
    here = towns[towns.country == country]
    if here.empty:
        return float("nan")
    spans = net.spans
    used = {*spans.start, *spans.end}
    nodes = net.nodes[(net.nodes.country == country) & net.nodes.id.isin(used) & ~net.nodes.kind.isin(_AT_SEA)]
    near = near_nodes(here, nodes[["lon", "lat", "country"]])
    return float(here.population.to_numpy(dtype=float)[near].sum())
