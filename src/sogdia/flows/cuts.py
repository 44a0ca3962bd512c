"""Which spans are lost: by name, at or near a point, in an area or group, or with an organisation or a country."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from sogdia.errors import ParameterError, nearest_name, pick
from sogdia.geodesy import arc, circle, distance_km

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from sogdia.network import Network

    Flags = NDArray[np.bool_]

WITHDRAWALS: Final = ("supplier", "owner", "operator", "country", "home")
"""What may be withdrawn: spans of systems in which an organisation, or one that it owns, has that role; spans
that touch a country; spans of systems with a supplier, owner or operator whose home is a country."""

HELD: Final = ("supplier", "owner", "operator")


@dataclass(frozen=True)
class Loss:
    """Spans that are lost.

    Attributes
    ----------
    lost
        Shape (m,), in the order of ``net.spans``.
    description
        What was asked for, in words.
    """

    lost: Flags
    description: str


def lost_spans(
    net: Network,
    *,
    cut: str | Iterable[str] = (),
    near: Iterable[tuple[float, float, float]] = (),
    strait: str | Iterable[str] = (),
    withdraw: Mapping[str, str | Iterable[str]] | None = None,
    area: Iterable[Any] = (),
    group: str | Iterable[str] = (),
    year: int | None = None,
) -> Loss:
    """Mark the spans that are lost.

    Parameters
    ----------
    cut
        Ids of spans, systems or nodes (all spans at the node), or their names in any case;
        ``NAME@STRAIT`` cuts only the spans of NAME under the sea in that strait, ``NAME@LON,LAT`` only the one that
        runs nearest to that place (all that are as near, to a metre).
    near
        Circles (lon, lat, km): spans on land or under the sea whose line passes within.
    strait
        Ids or names of hazards of kind `strait`: spans under the sea whose line crosses the area.
    withdraw
        For each of `WITHDRAWALS`, ids of organisations (supplier, owner, operator) or codes of countries in any case
        (country, home).
    area
        Shapely areas, longitude and latitude: spans on land or under the sea whose line meets one.
    group
        Names of shared-risk groups: spans whose `shared_risk_groups` name one, and ids or names of hazards of any kind:
        spans on land or under the sea whose line meets its area.
    year
        Roles are those of this year; None takes them whatever their years.

    Raises
    ------
    ParameterError
        Names that are not known, each with the nearest one; circles without three numbers or with a bad radius.
    """
    spans, circles = net.spans, list(near)
    lines = span_lines(net) if circles else []
    steps: list[tuple[Callable[[], Flags], str]] = [
        *((partial(_cut, net, spans, name), f"{name} cut") for name in _several(cut)),
        *((partial(_near, spans, lines, spot), _circle_words(spot)) for spot in circles),
        *((partial(_in_strait, net, spans, name), f"all under the sea in {name} lost") for name in _several(strait)),
        *((partial(_meeting, net, spans, shape), "all within an area lost") for shape in area),
        *((partial(_in_group, net, spans, name), f"all of the shared-risk group {name} lost")
          for name in _several(group)),
        *((partial(_withdrawn, net, spans, role, name, year), f"{role} {name} withdrawn")
          for role, names in (withdraw or {}).items() for name in _several(names)),
    ]  # fmt: skip
    lost, words, faults = np.zeros(len(spans), dtype=bool), [], []
    for mark, said in steps:
        try:
            lost |= mark()
        except ParameterError as fault:
            faults.append(str(fault))
        words.append(said)
    if len(faults) == 1:
        raise ParameterError(faults[0])
    if faults:
        raise ParameterError(f"what is lost has {len(faults)} faults\n" + "\n".join(f"  - {told}" for told in faults))
    return Loss(lost, "; ".join(words) or "nothing lost")


def _circle_words(spot: Sequence[float]) -> str:
    return f"all within {spot[-1]:g} km of {', '.join(f'{part:g}' for part in spot[:-1])} lost"


def span_lines(net: Network) -> list[Any]:
    """Give each span's line: its geometry, or the geodesic between its ends where it has none."""
    place = net.nodes.set_index("id")[["lon", "lat"]].astype(float)
    rows = net.spans
    ends = np.hstack([place.reindex(rows.start).to_numpy(), place.reindex(rows.end).to_numpy()])
    return [
        drawn if drawn is not None and not drawn.is_empty else arc(*end)
        for drawn, end in zip(rows.geometry, ends.tolist(), strict=True)
    ]


def _several(names: str | Iterable[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _cut(net: Network, spans: pd.DataFrame, name: str) -> Flags:
    """Mark the spans that a name means; `NAME@STRAIT` means those of NAME that run through the strait."""
    what, at, where = str(name).partition("@")
    named = _named(net, spans, what)
    if not at:
        return named
    if "," in where:
        return _nearest(net, named, where)
    try:
        there = named & _in_strait(net, spans, where)
    except ParameterError as fault:
        raise ParameterError(f"{name}: {fault}; a cut at a place is {what}@LON,LAT") from fault
    if not there.any():
        raise ParameterError(f"no span of {what!r} runs through {where!r}: nothing would be cut")
    return there


def _nearest(net: Network, named: Flags, where: str) -> Flags:
    """Mark the spans, of those in `named`, whose lines run nearest to a place ``LON,LAT``."""
    try:
        lon, lat = (float(part) for part in where.split(","))
    except ValueError:
        lon = lat = np.nan
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise ParameterError(f"a cut at a place is NAME@LON,LAT with lon within 180 and lat within 90, not @{where}")
    if not named.any():
        return named
    lines = span_lines(net)
    rows = np.flatnonzero(named)
    apart = np.array([_apart_km(lines[row], lon, lat) for row in rows])
    near = np.zeros(len(named), dtype=bool)
    near[rows[apart <= apart.min() + 1e-3]] = True
    return near


def _apart_km(line: Any, lon: float, lat: float) -> float:  # noqa: ANN401  any shapely geometry
    """Give the distance from a place to the nearest point of a line, km, measured on a plane around the place."""
    scale = max(float(np.cos(np.radians(lat))), 0.01)

    def around(lonlat: Any) -> Any:  # noqa: ANN401  what shapely hands over
        east = (lonlat[:, 0] - lon + 180.0) % 360.0 - 180.0
        return np.column_stack([east * scale, lonlat[:, 1] - lat])

    parts = shapely.get_parts(shapely.segmentize(line, 0.5))
    flat = [shapely.transform(part, around) for part in parts if np.ptp(shapely.get_coordinates(part)[:, 0]) < 350]
    nearest = min((shapely.get_coordinates(shapely.shortest_line(part, shapely.Point(0, 0)))[0] for part in flat),
                  key=lambda at: float(np.hypot(*at)), default=np.array([180.0, 0.0]))  # fmt: skip
    return float(distance_km(lon, lat, lon + nearest[0] / scale, lat + nearest[1]))


def _meeting(net: Network, spans: pd.DataFrame, area: Any) -> Flags:  # noqa: ANN401  any shapely geometry
    """Mark the spans on land or under the sea whose line meets an area."""
    if not getattr(area, "geom_type", "").endswith("Polygon") or area.is_empty:
        raise ParameterError("area takes polygons (shapely, longitude and latitude), not " + repr(area)[:60])
    return _crossing(span_lines(net), area) & (spans.setting != "satellite").to_numpy(dtype=bool)


def _in_group(net: Network, spans: pd.DataFrame, name: str) -> Flags:
    """Mark the spans of a shared-risk group, or within a hazard."""
    of = spans.shared_risk_groups.fillna("").astype(str).str.split(";")
    groups = [{part.strip() for part in parts} - {""} for parts in of]
    mine = np.array([name in parts for parts in groups], dtype=bool)
    if mine.any():
        return mine
    lowered = str(name).casefold()
    hazards = net.hazards
    chosen = hazards[(hazards.id == name) | (hazards.name.str.casefold() == lowered).fillna(value=False)]
    if chosen.empty:
        pick(name, {*set().union(*groups), *hazards.id, *hazards.name.dropna()}, "shared-risk group")
    return _meeting(net, spans, shapely.union_all(list(chosen.geometry)))


def known_names(net: Network) -> tuple[set[str], set[str]]:
    """Give the ids, and the names, by which a cut may call spans, systems and nodes."""
    tables = (net.spans, net.systems, net.nodes)
    ids = {*net.spans.system.dropna(), *(text for rows in tables for text in rows.id)}
    return ids, {text for rows in tables for text in rows.name.dropna()}


def nothing_called(name: str, known: Iterable[str]) -> str:
    """Say that nothing has this name, with the nearest one of those known."""
    hint = nearest_name(name, known) or "give the id or the name of a span, system or node"
    return f"nothing in the network is called {name!r}; {hint}"


def _named(net: Network, spans: pd.DataFrame, name: str) -> Flags:
    """Mark the spans of an id, or of a name where no id is so called."""
    nodes, systems = net.nodes, net.systems
    lowered = str(name).casefold()
    ids = {
        "span": {name} & set(spans.id),
        "system": {name} & set(spans.system),
        "node": {name} & set(nodes.id),
    }
    ids["system"] |= {name} & set(systems.id)
    if not any(ids.values()):
        for kind, rows in (("span", spans), ("system", systems), ("node", nodes)):
            ids[kind] = set(rows.id[(rows.name.str.casefold() == lowered).fillna(value=False)])
    if not any(ids.values()):
        raise ParameterError(nothing_called(str(name), set().union(*known_names(net))))
    hit = spans.id.isin(ids["span"]) | spans.system.isin(ids["system"])
    hit |= spans.start.isin(ids["node"]) | spans.end.isin(ids["node"])
    return hit.to_numpy(dtype=bool)


def _near(spans: pd.DataFrame, lines: list[Any], spot: tuple[float, float, float]) -> Flags:
    if len(spot) != 3 or not (abs(spot[0]) <= 180 and abs(spot[1]) <= 90 and 0 < spot[2] < 20_000):
        raise ParameterError(
            f"near takes (lon, lat, km) with lon within 180, lat within 90 and km above 0, not {spot!r}"
        )
    area = circle(*spot)
    grounded = (spans.setting != "satellite").to_numpy(dtype=bool)
    return _crossing(lines, area) & grounded


def _crossing(lines: list[Any], area: Any) -> Flags:  # noqa: ANN401  any shapely geometry
    hit = np.zeros(len(lines), dtype=bool)
    if lines:
        hit[shapely.STRtree(lines).query(area, predicate="intersects")] = True
    return hit


def _in_strait(net: Network, spans: pd.DataFrame, name: str) -> Flags:
    straits = net.hazards[net.hazards.kind == "strait"]
    lowered = str(name).casefold()
    chosen = straits[(straits.id == name) | (straits.name.str.casefold() == lowered).fillna(value=False)]
    if chosen.empty:
        pick(name, {*straits.id, *straits.name.dropna()}, "strait")
    at_sea = (spans.setting == "submarine").to_numpy(dtype=bool)
    return _crossing(span_lines(net), shapely.union_all(list(chosen.geometry))) & at_sea


def _withdrawn(net: Network, spans: pd.DataFrame, role: str, name: str, year: int | None) -> Flags:
    organisations, nodes = net.organisations, net.nodes
    pick(role, WITHDRAWALS, "withdrawal")
    name = name if role in HELD else name.upper()
    if role == "country":
        pick(name, {*nodes.country.dropna(), *net.countries.id}, "country")
        there = set(nodes.id[nodes.country == name])
        return (spans.start.isin(there) | spans.end.isin(there)).to_numpy(dtype=bool)
    roles = net.roles
    if year is not None:
        roles = roles[~(roles.year_from > year).fillna(value=False) & ~(roles.year_to <= year).fillna(value=False)]
    if role == "home":
        pick(name, {*organisations.country.dropna(), *net.countries.id, *nodes.country.dropna()}, "country")
        whose = set(organisations.id[organisations.country == name])
        roles = roles[roles.role.isin(HELD)]
    else:
        whose = _family(organisations, name)
        roles = roles[roles.role == role]
    systems = set(roles.system[roles.organisation.isin(whose)])
    return spans.system.isin(systems).to_numpy(dtype=bool)


def _family(organisations: pd.DataFrame, name: str) -> set[str]:
    """Give an organisation and all that it owns, directly or through others."""
    pick(name, organisations.id, "organisation")
    family = {name}
    while more := set(organisations.id[organisations.parent.isin(family)]) - family:
        family |= more
    return family
