"""Places as a user writes them for a route: a name, a name with its country, a node's id, or LON,LAT."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sogdia.cli.points import point

if TYPE_CHECKING:
    from sogdia.network import Network

_WITH_COUNTRY = re.compile(r"^(.*\S)\s*,\s*([A-Za-z]{3})$")
_SAME_TOWN_KM = 40.0


def place(text: str, net: Network, setting: str = "auto") -> tuple[float, float]:
    """Read a place.

    Parameters
    ----------
    text
        ``LON,LAT``, a node's id or name, or ``NAME, ISO3``.
    setting
        Of several nodes of one town, a landing is taken where the route is submarine, the city elsewhere.

    Raises
    ------
    ParameterError
        No such place, or several far apart: they are listed.
    """
    from sogdia.errors import ParameterError
    from sogdia.geodesy import distance_km

    with_country = _WITH_COUNTRY.match(text.strip())
    name = (with_country[1] if with_country else text.strip()).casefold()
    nodes = net.nodes
    known = nodes[(nodes.name.str.casefold() == name).fillna(value=False) | (nodes.id.str.casefold() == name)]
    if with_country:
        known = known[(known.country == with_country[2].upper()).fillna(value=False)]
        if known.empty:
            raise ParameterError(f"no node {with_country[1]!r} in {with_country[2].upper()}; give LON,LAT in degrees")
    if len(known) > 1:
        first = known.iloc[0]
        if (distance_km(known.lon, known.lat, first.lon, first.lat) > _SAME_TOWN_KM).any():
            raise ParameterError(
                f"{text.strip()!r} is the name of several places; give the id of one: {', '.join(known.id)}"
            )
        wanted = "landing" if setting == "submarine" else "city"
        known = known[known.kind == wanted] if (known.kind == wanted).any() else known
    if len(known):
        return float(known.lon.iloc[0]), float(known.lat.iloc[0])
    return point(text, net)
