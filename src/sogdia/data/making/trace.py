"""Routes of stops become spans with a line: at sea the shortest path that keeps off the land, elsewhere geodesics."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.data.making.facts import Stop, stops_of
from sogdia.errors import InfeasibleError
from sogdia.geodesy import densify, distance_km, length_km, line
from sogdia.routing import sea_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sogdia.routing import SeaGrid

SEA_SLACK: Final = 1.08
"""Length over drawn path where none is published: slack on the sea floor and the bends of a survey (assumed)."""
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
    grid: SeaGrid,
    instead: dict[str, dict[str, str]],
    progress: Callable[[int, int], None] | None = None,
) -> Traced:
    """Trace every route whose system is not cancelled.

    Parameters
    ----------
    facts
        Tables of facts; `routes`, `nodes` and `systems` are read.
    grid
        Cells of the globe.
    instead
        By setting, the node that stands for another: shores for inland cities, towns for landings.
    progress
        Called with (done, all).
    """
    nodes = facts["nodes"].set_index("id")
    spots = zip(nodes.lon.astype(float), nodes.lat.astype(float), strict=True)
    place: dict[str, tuple[float, float]] = dict(zip(nodes.index.astype(str), spots, strict=True))
    systems = facts["systems"].set_index("id")
    out = Traced()
    routes = facts["routes"]
    rows: list[dict[str, Any]] = [{str(k): v for k, v in row.items()} for row in routes.to_dict(orient="records")]
    for i, row in enumerate(rows):
        system = systems.loc[row["system"]]
        legs = _legs(row, place, grid, out, instead.get(row["setting"], {}))
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


def _legs(
    row: dict[str, Any], place: dict[str, tuple[float, float]], grid: SeaGrid, out: Traced, instead: dict[str, str]
) -> list[_Leg]:
    """Split a route into legs between its stops and branching units."""
    at_sea = row["setting"] == "submarine"

    def path(a: tuple[float, float], b: tuple[float, float]) -> NDArray[np.float64]:
        if not at_sea:
            return np.array([a, b])
        try:
            return sea_path(grid, a, b)
        except InfeasibleError:
            out.enclosed.add(row["system"])
            return np.array([a, b])

    legs: list[_Leg] = []
    stops = [replace(stop, node=instead.get(stop.node, stop.node)) for stop in stops_of(row["stops"])]
    start = stops[0].node
    branches: list[Stop] = []
    for stop in stops[1:]:
        if stop.branch:
            branches.append(stop)
            continue
        trunk = path(place[start], place[stop.node])
        legs += _with_branches(row, start, stop.node, trunk, branches, place, path, out)
        start, branches = stop.node, []
    return legs


def _with_branches(
    row: dict[str, Any],
    start: str,
    end: str,
    trunk: NDArray[np.float64],
    branches: list[Stop],
    place: dict[str, tuple[float, float]],
    path: Callable[[tuple[float, float], tuple[float, float]], NDArray[np.float64]],
    out: Traced,
) -> list[_Leg]:
    """Put a branching unit on the trunk where it passes nearest to each branch's landing, in their order."""
    fine = densify(trunk, 20.0)
    legs = []
    last, before = start, 0
    for k, stop in enumerate(branches):
        landing = stop.node
        left = len(branches) - 1 - k
        low, high = before + 1, max(len(fine) - 1 - left, before + 2)
        choice = fine[low:high] if high > low else fine[low : low + 1]
        away = distance_km(choice[:, 0], choice[:, 1], *place[landing])
        at = min(low + int(np.argmin(away)), len(fine) - 1)
        spot = (round(float(fine[at, 0]), 4), round(float(fine[at, 1]), 4))
        fine[at] = spot
        number = sum(1 for unit in out.units if unit["system"] == row["system"]) + 1
        unit = f"{row['system']}-bu-{number}"
        out.units.append(
            {
                "id": unit,
                "system": row["system"],
                "lon": spot[0],
                "lat": spot[1],
                "source": row["source"],
                "as_of": row["as_of"],
            }
        )
        legs.append(_Leg(last, unit, fine[before : at + 1]))
        legs.append(_Leg(unit, landing, path(spot, place[landing]), stop.status, stop.year))
        last, before = unit, at
    legs.append(_Leg(last, end, fine[before:] if branches else trunk))
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
        "geometry": line(densify(leg.path, 100.0)),
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
