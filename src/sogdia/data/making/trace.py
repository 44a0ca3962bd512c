"""Routes of stops become spans with a line: at sea the cheapest one over the seabed, elsewhere geodesics."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.data.making.facts import Stop, stops_of
from sogdia.data.making.seabed import ALONG_KM, Sea
from sogdia.errors import InfeasibleError
from sogdia.geodesy import densify, length_km, line
from sogdia.routing.branching import branching_units

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Point = tuple[float, float]

SEA_SLACK: Final = 1.09
"""Length over drawn path where none is published: slack on the sea floor and the bends of a survey.

Source: docs/validation-drawing.md: the median of published over drawn length, cables as long as those without one."""
LAND_SLACK: Final = 1.25
"""Length over geodesic of fibre along roads and railways where no length is published (assumed)."""
MOST_STRETCH: Final = 1.6
"""A published length this many times the drawn one belongs to other segments too, and is not spread over these."""


@dataclass
class Traced:
    """Spans and branching units of all routes, and the systems in lakes and rivers, which are drawn straight."""

    spans: list[dict[str, Any]] = field(default_factory=list)
    units: list[dict[str, Any]] = field(default_factory=list)
    enclosed: set[str] = field(default_factory=set)


def trace_all(
    facts: dict[str, pd.DataFrame],
    sea: Sea,
    instead: dict[str, dict[str, str]],
    progress: Callable[[int, int], None] | None = None,
) -> Traced:
    """Trace every route whose system is not cancelled.

    Parameters
    ----------
    facts
        Tables of facts; `routes`, `nodes` and `systems` are read.
    sea
        Where cables are drawn.
    instead
        By setting, the node that stands for another: shores for inland cities, towns for landings.
    progress
        Called with (done, all).
    """
    nodes = facts["nodes"].set_index("id")
    spots = zip(nodes.lon.astype(float), nodes.lat.astype(float), strict=True)
    place: dict[str, Point] = dict(zip(nodes.index.astype(str), spots, strict=True))
    systems = facts["systems"].set_index("id")
    out = Traced()
    routes = facts["routes"]
    rows: list[dict[str, Any]] = [{str(k): v for k, v in row.items()} for row in routes.to_dict(orient="records")]
    for i, row in enumerate(rows):
        system = systems.loc[row["system"]]
        legs = _legs(row, place, sea, out, instead.get(row["setting"], {}))
        out.spans += [_span(row, system, k, leg) for k, leg in enumerate(legs, start=1)]
        if progress:
            progress(i + 1, len(routes))
    _lengths(out.spans, systems)
    return out


@dataclass(frozen=True)
class _Leg:
    start: str
    end: str
    path: NDArray[np.float64]
    status: str | None = None
    year: str | None = None


def _legs(row: dict[str, Any], place: dict[str, Point], sea: Sea, out: Traced, instead: dict[str, str]) -> list[_Leg]:
    """Split a route into legs between its stops and branching units."""
    stops = [replace(stop, node=instead.get(stop.node, stop.node)) for stop in stops_of(row["stops"])]
    legs: list[_Leg] = []
    last = stops[0].node
    branches: list[Stop] = []
    for stop in stops[1:]:
        if stop.branch:
            branches.append(stop)
            continue
        ends = (last, stop.node)
        try:
            legs += _trunk(row, ends, branches, place, sea, out)
        except InfeasibleError:
            out.enclosed.add(row["system"])
            chain = [last, *(branch.node for branch in branches), stop.node]
            legs += [_Leg(a, b, np.array([place[a], place[b]])) for a, b in pairwise(chain)]
        last, branches = stop.node, []
    return legs


def _trunk(
    row: dict[str, Any], ends: tuple[str, str], branches: list[Stop], place: dict[str, Point], sea: Sea,
    out: Traced,
) -> list[_Leg]:  # fmt: skip
    """Give the legs of one trunk: to each branching unit, from there ashore, and on to the end."""
    start, end = (place[node] for node in ends)
    if row["setting"] != "submarine":
        return [_Leg(*ends, np.array([start, end]))]
    spots = branching_units(sea.surface, start, end, [place[branch.node] for branch in branches]) if branches else []
    legs, units = [], []
    last, at = ends[0], start
    number = sum(1 for unit in out.units if unit["system"] == row["system"])
    for k, (branch, exact) in enumerate(zip(branches, spots, strict=True), start=number + 1):
        spot = (round(exact[0], 4), round(exact[1], 4))
        unit = f"{row['system']}-bu-{k}"
        units.append(
            {"id": unit, "system": row["system"], "lon": spot[0], "lat": spot[1], "source": row["source"],
             "as_of": row["as_of"]}
        )  # fmt: skip
        legs.append(_Leg(last, unit, sea.line(at, spot)))
        ashore = sea.line(spot, place[branch.node])
        legs.append(_Leg(unit, branch.node, ashore, branch.status, branch.year))
        last, at = unit, spot
    legs.append(_Leg(last, ends[1], sea.line(at, end)))
    out.units += units
    return legs


def _span(row: dict[str, Any], system: pd.Series[Any], k: int, leg: _Leg) -> dict[str, Any]:
    def own(column: str) -> Any:  # noqa: ANN401  a cell
        return row[column] if not pd.isna(row[column]) else system[column]

    return {
        "id": f"{row['system']}-{row['segment']}-{k}",
        "system": row["system"],
        "segment": row["segment"],
        "start": leg.start,
        "end": leg.end,
        "setting": row["setting"],
        "status": leg.status or own("status"),
        "year_in_service": leg.year or (pd.NA if leg.status == "proposed" else own("year_in_service")),
        "year_retired": own("year_retired"),
        "fibre_pairs": row["fibre_pairs"],
        "capacity_design_gbps": row["capacity_design_gbps"],
        "published_km": row["length_km"],
        "drawn_km": length_km(leg.path),
        "geometry": line(densify(leg.path, ALONG_KM)),
        "source": row["source"],
        "read": row["read"],
        "as_of": row["as_of"],
        "note": row["note"],
    }


def _lengths(spans: list[dict[str, Any]], systems: pd.DataFrame) -> None:
    """Spread the published length of a segment, else of the system, over its spans; else the drawn one and slack."""
    table = pd.DataFrame(
        {key: [span[key] for span in spans] for key in ("system", "segment", "setting", "published_km", "drawn_km")}
    )
    table["published_km"] = pd.to_numeric(table.published_km, errors="coerce").astype(float)
    by_segment = table.groupby(["system", "segment"]).drawn_km.transform("sum")
    in_segment = table.published_km / by_segment
    rest = table.published_km.isna()
    whole = table.system.map(pd.to_numeric(systems.length_km, errors="coerce").astype(float))
    known = table.published_km.where(~rest).groupby([table.system, table.segment]).transform("first")
    taken = known.groupby(table.system).transform(lambda v: v.drop_duplicates().sum())
    sea = table.setting == systems.kind.reindex(table.system).to_numpy()
    drawn_rest = table.drawn_km.where(rest & sea).groupby(table.system).transform("sum")
    in_system = (whole - taken.fillna(0.0)) / drawn_rest
    slack = table.setting.map({"submarine": SEA_SLACK, "terrestrial": LAND_SLACK, "satellite": 1.0})
    stretch = in_segment.where(in_segment >= 1.0)
    in_system = in_system.where(rest & sea & (in_system >= 1.0) & (in_system <= MOST_STRETCH))
    stretch = stretch.fillna(in_system).fillna(slack)
    for span, factor, published, of_system in zip(spans, stretch, in_segment, in_system, strict=True):
        span["length_km"] = span["drawn_km"] * float(factor)
        how = (
            "segment's published length spread over its spans"
            if published >= 1.0
            else "system's published length spread over its spans"
            if of_system > 0
            else f"drawn line times {factor:g}, assumed"
        )
        span["note"] = f"{span['note'] + '; ' if not pd.isna(span['note']) else ''}length: {how}"
