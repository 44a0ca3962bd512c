"""From an offer to networks: what stands without it, with it, and with each rival (workshop)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sogdia.assessment.measures import still
from sogdia.data import terrain
from sogdia.economy.data_centres import data_centre_musd
from sogdia.errors import Fault, InfeasibleError, ParameterError, raise_faults
from sogdia.network.graph import span_length_km
from sogdia.offers.checks import ROLES
from sogdia.routing import route
from sogdia.routing.heights import Heights
from sogdia.routing.span_bills import spans_bill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sogdia.network import Network
    from sogdia.offers.definition import Definition, Proposal

MARGIN_DEG = 6.0
_OF_A_SPAN = {"id", "start", "end", "setting", "length_km", "capacity_design_gbps", "capacity_lit_gbps"}
_ROLE_OF = {"suppliers": "supplier", "owners": "owner", "operators": "operator"}


@dataclass(frozen=True)
class Built:
    """A network with what one alternative builds.

    Attributes
    ----------
    net
        The network, all its spans counted as in service.
    spans
        What the alternative builds: id, setting, length_km.
    capex_musd
        Low, base and high cost by parts with data centres, US$ million of 2024; NaN where a part is by satellite.
    """

    net: Network = field(repr=False)
    spans: pd.DataFrame
    capex_musd: tuple[float, float, float]

    def km(self, setting: str) -> float:
        """Give the length of what it builds in a setting, km."""
        return float(self.spans.length_km[self.spans.setting == setting].sum())

    @property
    def rented(self) -> bool:
        """Whether all that it builds are satellite links."""
        return len(self.spans) > 0 and bool((self.spans.setting == "satellite").all())


def standing(net: Network, definition: Definition) -> Network:
    """Give the network of the year without what the offer and its rivals build."""
    year = definition.offer.year
    now = net.in_service(year)
    gone = _taken_out(net, definition)
    now = now.keep_spans(now.spans.id[~now.spans.id.isin(set(gone.id))])
    if definition.today:
        extra = [{**one.model_dump(include=_OF_A_SPAN), "read": "given"} for one in definition.today]
        rows = pd.concat([now.spans.astype(object), pd.DataFrame(extra)], ignore_index=True)
        now = now.replace(nodes=_nodes(now, definition), spans=rows)
    return still(now, year)


def taken_out(net: Network, definition: Definition) -> list[str]:
    """Give the systems in service in the offer's year that the offer or a rival builds, and that are taken out."""
    rows = _taken_out(net.in_service(definition.offer.year), definition)
    ready = set(net.systems.id[net.systems.status == "in_service"])
    return [str(s) for s in dict.fromkeys(rows.system) if s in ready]


def _taken_out(net: Network, definition: Definition) -> pd.DataFrame:
    """Give the spans that the offer or a rival builds."""
    named = {s for p in (definition.proposal, *definition.rivals) for s in p.systems}
    return _own_spans(net, sorted(named), definition.offer.country)


def _own_spans(net: Network, systems: list[str], country: str) -> pd.DataFrame:
    """Give the spans of systems that touch the country; all of those that never do."""
    spans, place = net.spans, net.nodes.set_index("id").country
    rows = spans[spans.system.isin(systems)]
    touches = ((rows.start.map(place) == country) | (rows.end.map(place) == country)).fillna(value=False).astype(bool)
    away = ~rows.system.isin(set(rows.system[touches]))
    return rows[touches | away]


def with_proposal(net: Network, base: Network, definition: Definition, proposal: Proposal, name: str) -> Built:
    """Give the network with what a proposal builds: drawn, routed and priced where it is not.

    Raises
    ------
    TableError
        Spans that no route can build, each with the reason.
    """
    year = definition.offer.year
    known = _own_spans(net, list(proposal.systems), definition.offer.country)
    known = known[known.status != "cancelled"] if len(known) else known
    own = _drawn(base, proposal, name)
    left = base.spans[~base.spans.id.isin([one.id for one in definition.ended(proposal)])]
    rows = pd.concat([left.astype(object), known.astype(object)], ignore_index=True)
    grown = base.replace(nodes=_nodes(base, definition), organisations=_people(base, definition))
    grown = still(grown.replace(spans=rows), year)
    if len(own):
        grown = _joined(grown, own, proposal, name, year)
    ids = [*known.id, *own]
    table = grown.spans[grown.spans.id.isin(ids)]
    lengths = span_length_km(table, grown.nodes) if len(table) else np.zeros(0)
    made = pd.DataFrame({"id": table.id.astype(str), "setting": table.setting.astype(str), "length_km": lengths})
    parts = _cost(grown, made, own) if proposal.lays_cable else (0.0, 0.0, 0.0)
    low, middle, high = (x + y for x, y in zip(parts, data_centre_musd(proposal.data_centre_mw), strict=True))
    return Built(grown, made.reset_index(drop=True), (low, middle, high))


def hold_grants(proposals: Sequence[Proposal], built: Sequence[Built]) -> None:
    """Hold that grants are no more than a cost that nobody stated and that was had by parts.

    Raises
    ------
    TableError
        Grants above the high end of such a cost.
    """
    faults = []
    for proposal, made in zip(proposals, built, strict=True):
        low, base, high = made.capex_musd
        if proposal.capex_musd is None and proposal.grant_musd > high:
            words = f"is above the cost to build, which Sogdia puts at {base:.3g} ({low:.3g} to {high:.3g})"
            mend = "give capex_musd, or mend the grant"
            faults.append(Fault(proposal.name, "grant_musd", f"{proposal.grant_musd:g}", words, mend))
    raise_faults(faults, "the offer has")


def _nodes(base: Network, definition: Definition) -> pd.DataFrame:
    extra = [n.model_dump() for n in definition.nodes if n.id not in set(base.nodes.id)]
    return pd.concat([base.nodes.astype(object), pd.DataFrame(extra)], ignore_index=True) if extra else base.nodes


def _people(base: Network, definition: Definition) -> pd.DataFrame:
    extra = [o.model_dump() for o in definition.organisations if o.id not in set(base.organisations.id)]
    old = base.organisations
    return pd.concat([old.astype(object), pd.DataFrame(extra)], ignore_index=True) if extra else old


def _drawn(base: Network, proposal: Proposal, name: str) -> dict[str, dict[str, Any]]:
    """Give the proposal's own spans as rows, by id."""
    taken = set(base.spans.id)
    out = {}
    for span in proposal.spans:
        key = span.id if span.id not in taken else f"{name}-{span.id}"
        out[key] = {**span.model_dump(), "id": key, "system": name, "status": "proposed", "read": "given"}
    return out


def _joined(net: Network, own: dict[str, dict[str, Any]], proposal: Proposal, name: str, year: int) -> Network:
    """Add the spans as a system of its own, with roles, and route those without a line."""
    system = {"id": name, "name": proposal.name, "capacity_design_gbps": proposal.capacity_gbps, "read": "given"}
    systems = pd.concat([net.systems.astype(object), pd.DataFrame([system])], ignore_index=True)
    held = [
        {"system": name, "organisation": who, "role": _ROLE_OF[role], "read": "given"}
        for role in ROLES
        if role in _ROLE_OF
        for who in getattr(proposal, role)
    ]
    roles = pd.concat([net.roles.astype(object), pd.DataFrame(held)], ignore_index=True) if held else net.roles
    spans = pd.concat([net.spans.astype(object), pd.DataFrame(list(own.values()))], ignore_index=True)
    grown = net.replace(systems=systems, spans=spans, roles=roles)
    cables = [k for k, r in own.items() if r["setting"] != "satellite" and None in (r["length_km"], r["capex_musd"])]
    return still(_routed(grown, cables), year)


def _routed(net: Network, ids: list[str]) -> Network:
    faults = []
    place = net.nodes.set_index("id")[["lon", "lat"]].astype(float)
    for key in ids:
        row = net.spans[net.spans.id == key].iloc[0]
        try:
            net = route(net, terrain(_box(place, [str(row.start), str(row.end)])), spans=[key])
        except (InfeasibleError, ParameterError) as fault:
            mend = "mend the ends or the setting, or go by nodes between: one span at sea, one on land"
            why = str(fault).partition(";")[0]
            faults.append(Fault(f"span {key!r}", "setting", str(row.setting), f"cannot be built: {why}", mend))
            continue
        net = _kept(net, key, row)
    raise_faults(faults, "the offer's spans have")
    return net


def _kept(net: Network, key: str, row: pd.Series[Any]) -> Network:
    """Put back the length that was given: the line is drawn, the figure is the offer's."""
    if pd.isna(row.length_km):
        return net
    spans = net.spans
    at = spans.id == key
    least = float(span_length_km(spans[at].assign(length_km=np.nan), net.nodes)[0])
    spans.loc[at, "length_km"] = max(float(row.length_km), least)
    return net.replace(spans=spans)


def _box(place: pd.DataFrame, ends: list[str]) -> tuple[float, float, float, float]:
    """Give a window around places, across ±180° where that is shorter."""
    lon, lat = place.loc[ends, "lon"].tolist(), place.loc[ends, "lat"].tolist()
    south, north = max(min(lat) - MARGIN_DEG, -89.0), min(max(lat) + MARGIN_DEG, 89.0)
    west, east = min(lon), max(lon)
    if east - west > 180:
        west, east = min(x for x in lon if x > 0), max(x for x in lon if x <= 0)
    west, east = west - MARGIN_DEG, east + MARGIN_DEG
    return ((west + 180) % 360 - 180, south, (east + 180) % 360 - 180, north)


def _cost(net: Network, made: pd.DataFrame, own: dict[str, dict[str, Any]]) -> tuple[float, float, float]:
    """Give low, base and high of what is built: spans as given, the others by their parts along their lines."""
    given = {key: row["capex_musd"] for key, row in own.items() if row["capex_musd"] is not None}
    total = float(sum(given.values()))
    rest = made[~made.id.isin(given)]
    if (rest.setting == "satellite").any() or not len(made):
        return (np.nan, np.nan, np.nan)
    if rest.empty:
        return (total, total, total)
    place = net.nodes.set_index("id")[["lon", "lat"]].astype(float)
    rows = net.spans[net.spans.id.isin(rest.id)]
    surface = terrain(_box(place, [*rows.start.astype(str), *rows.end.astype(str)]))
    around = surface.surroundings() if surface.surroundings else None
    amount = spans_bill(net, list(rest.id), Heights(surface.lattice, surface.elevation_m), around).capex
    return (total + amount.low_musd, total + amount.musd, total + amount.high_musd)
