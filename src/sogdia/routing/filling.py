"""`route`: fill the lines, lengths and costs of proposed spans that have none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.errors import ParameterError
from sogdia.geodesy import line
from sogdia.routing.bill import bill
from sogdia.routing.proposals import find, slack_length_km

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sogdia.network import Network
    from sogdia.routing.surface import Surface

_OPEN: Final = ("proposed", "under_construction")


def route(net: Network, surface: Surface, *, spans: Iterable[str] | None = None) -> Network:
    """Fill the spans that are proposed or under construction and have no line.

    Parameters
    ----------
    net
        Network. Reads spans (start, end, setting, status, geometry) and nodes.
    surface
        What is crossed; spans that start at one node and have one setting share one cost field.
    spans
        Ids of the spans to route instead, whatever their status; a line they have is replaced.

    Returns
    -------
    Network
        The same with geometry, and with length_km and capex_musd where they were missing; `read` is ``derived`` there.

    Raises
    ------
    ParameterError
        A span that is not there, or one by satellite.
    InfeasibleError
        No way joins the ends of a span.
    """
    table = net.spans
    if spans is None:
        chosen = table.status.isin(_OPEN).fillna(value=False) & table.geometry.isna() & (table.setting != "satellite")
    else:
        wanted = set(spans)
        unknown = sorted(wanted - set(table.id))
        if unknown:
            raise ParameterError(f"no span {unknown[0]!r} to route; `spans` of the network lists them")
        chosen = table.id.isin(wanted)
        if (chosen & (table.setting == "satellite")).any():
            raise ParameterError("spans by satellite have no line over land or sea; leave them out")
    nodes = net.nodes
    spot = dict(zip(nodes.id, zip(nodes.lon.astype(float), nodes.lat.astype(float), strict=True), strict=True))
    around = surface.surroundings() if surface.surroundings else None
    out = table.copy()
    for (start, setting), rows in table[chosen].groupby(["start", "setting"], sort=True):
        found = find(surface, [spot[str(start)]], [spot[end] for end in rows.end], str(setting))
        for at, one in zip(rows.index, found, strict=True):
            made = bill([one], around)
            out.loc[at, "geometry"] = line(one.lonlat)
            if spans is not None or pd.isna(out.loc[at, "length_km"]):
                out.loc[at, "length_km"] = slack_length_km(made.pieces)
            if pd.isna(out.loc[at, "capex_musd"]):
                out.loc[at, "capex_musd"] = made.capex.musd
            if pd.isna(out.loc[at, "read"]):
                out.loc[at, "read"] = "derived"
    return net.replace(spans=out)
