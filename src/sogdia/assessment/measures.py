"""From a state of the network to its measures: every door is called once for each side of the card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.assessment.people import near_nodes, people_near
from sogdia.assessment.setting import Side
from sogdia.assessment.subjects import touches
from sogdia.dependence import ExposeParams, expose
from sogdia.flows import CapacityParams, flow, impute, latency, single_losses
from sogdia.network.graph import span_length_km

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sogdia.dependence import ExposeResult
    from sogdia.network import Network

COUNTED: Final = ("exit", "owner", "supplier", "home_of_owner", "home_of_supplier")
"""Dimensions of dependence that the card shows."""
_AT_SEA = ("branching_unit", "junction")


def still(net: Network, year: int) -> Network:
    """Give the network with every span counted as in service in `year`: a state once chosen holds for every door."""
    spans = net.spans
    entered = spans.year_in_service
    spans["year_in_service"] = entered.mask(entered > year, year)
    spans["year_retired"] = pd.Series([None] * len(spans), dtype="Int64")
    spans["status"] = pd.Series(["in_service"] * len(spans), dtype="string")
    return net.replace(spans=spans)


def measure(net: Network, year: int, label: str, hubs: pd.DataFrame, towns: pd.DataFrame, codes: Iterable[str]) -> Side:
    """Measure one side of a card.

    Parameters
    ----------
    net
        Its network as `still` gives it.
    hubs
        Nodes to which latency is told: hub, name, lon, lat.
    towns
        Towns: lon, lat, country, population.
    codes
        Countries of the card: dependence is measured for them alone.
    """
    traffic = flow(net, year=year)
    known = sorted(set(codes) & set(traffic.countries.country))
    return Side(
        label=label,
        net=net,
        year=year,
        spans=span_table(net),
        exits=(exits := exit_table(net)),
        joined=joined(net, exits),
        near=near_table(net, towns),
        latency=hub_latency(net, hubs),
        flow=traffic,
        exposure=exposure(net, year, known),
        losses=single_losses(net, year=year, countries=known),
    )


def exposure(net: Network, year: int, codes: list[str]) -> ExposeResult:
    """Measure the dependence of the countries named (all with traffic for none), without what each loss would take."""
    return expose(net, codes or None, year=year, params=ExposeParams(loss_top=0, dimensions=COUNTED))


def span_table(net: Network) -> pd.DataFrame:
    """Give each span's length, lit and design capacity, by span."""
    spans = net.spans
    rows = spans[["system", "project", "setting"]].set_axis(spans.id)
    rows["length_km"] = span_length_km(spans, net.nodes) if len(spans) else np.zeros(0)
    unlit = net.replace(
        spans=spans.assign(capacity_lit_gbps=np.nan), systems=net.systems.assign(capacity_lit_gbps=np.nan)
    )
    whole = CapacityParams(usable_share=1.0, usable_share_low=1.0, usable_share_high=1.0)
    for name, table in (("lit", impute(net)), ("design", impute(unlit, whole))):
        rows[name] = table.capacity_gbps.to_numpy()
        rows[f"{name}_low"] = table.capacity_low_gbps.to_numpy()
        rows[f"{name}_high"] = table.capacity_high_gbps.to_numpy()
        rows[f"{name}_basis"] = table.capacity_basis.to_numpy(dtype=object)
    stated = table.capacity_source.str.startswith("design capacity").to_numpy(dtype=bool)
    rows["design_basis"] = np.where(stated, "measured", rows.design_basis)
    return rows


def exit_table(net: Network) -> pd.DataFrame:
    """List the spans that leave each country: country, span, key (system, else the span), far (other end's country)."""
    spans, place = net.spans, net.nodes.set_index("id").country
    first, second = spans.start.map(place), spans.end.map(place)
    key = spans.system.fillna(spans.id)
    parts = [
        pd.DataFrame({"country": a, "span": spans.id, "key": key, "setting": spans.setting, "far": b})
        for a, b in ((first, second), (second, first))
    ]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[rows.country.notna()]
    inside = (rows.country == rows.far).fillna(value=False).astype(bool)
    return rows[~inside].reset_index(drop=True)


def joined(net: Network, exits: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Give, for each country, the others in which one of its systems lands."""
    reach = touches(net)
    key = reach.system.fillna(reach.span)
    landed = {name: frozenset(of) for name, of in reach.groupby(key).country}
    return {
        str(code): frozenset().union(*(landed.get(k, frozenset()) for k in keys.unique())) - {str(code)}
        for code, keys in exits.groupby("country").key
    }


def near_table(net: Network, towns: pd.DataFrame) -> pd.DataFrame:
    """Give, by country, the people of its towns, and of those within reach of a node of the network, and all people."""
    spans, nodes = net.spans, net.nodes
    fixed = spans[spans.setting != "satellite"]
    alive = nodes[nodes.id.isin({*fixed.start, *fixed.end}) & nodes.country.notna() & ~nodes.kind.isin(_AT_SEA)]
    rows = people_near(towns, near_nodes(towns, alive))
    return rows.join(net.countries.set_index("id").population.astype(float))


def hub_latency(net: Network, hubs: pd.DataFrame) -> pd.DataFrame:
    """Give the round trip from each country's main city to each hub, by country and hub.

    No row where there is no way, and none for a country without a node in service: its city would be joined to a
    neighbour's node by a straight tail that does not exist.
    """
    cities = net.countries[["id", "lon", "lat"]].dropna()
    cities = cities[cities.id.isin(touches(net).country)]
    pairs = hubs.merge(cities, how="cross", suffixes=("_hub", "_city"))
    asked = pd.DataFrame(
        {
            "country": pairs.id,
            "hub": pairs.hub,
            "from_lon": pairs.lon_hub,
            "from_lat": pairs.lat_hub,
            "to_lon": pairs.lon_city,
            "to_lat": pairs.lat_city,
        }
    )
    rows = latency(net, asked).table if len(asked) else asked.assign(rtt_ms=[], low_ms=[], high_ms=[], source=[])
    rows = rows[rows.rtt_ms.notna()]
    return rows.set_index(["country", "hub"])[["rtt_ms", "low_ms", "high_ms", "source"]].sort_index()
