"""Files of a route: the candidate as a network (GeoPackage) or as lines (GeoJSON), with a picture beside."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sogdia.network import Network
    from sogdia.routing import RouteResult


def write_route(result: RouteResult, path: Path) -> list[Path]:
    """Write the routes to `path` (.gpkg or .geojson), and a map beside it; give both paths."""
    from sogdia.reports import network_map

    net = candidate(result)
    picture = path.with_suffix(".png")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".gpkg":
        from sogdia.formats import write

        write(net, path)
    else:
        import geopandas as gpd

        frame = gpd.GeoDataFrame(result.table, geometry=list(result.lines), crs=4326)
        _whole(path, lambda beside: frame.to_file(beside, driver="GeoJSON"))
    _whole(picture, lambda beside: network_map(net).savefig(beside, dpi=150, format="png"))
    return [path, picture]


def candidate(result: RouteResult) -> Network:
    """Give the routes as a network of proposed spans."""
    import pandas as pd

    from sogdia.network import Network

    nodes, spans = [], []
    for i, (row, line, route) in enumerate(
        zip(result.table.to_dict("records"), result.lines, result.routes, strict=True), start=1
    ):
        for side, at, name in (("a", 0, row["from"]), ("b", -1, row["to"])):
            spot = {"lon": float(route.lon[at]), "lat": float(route.lat[at])}
            nodes.append({"id": f"route-{i}-{side}", "name": str(name), **spot, "kind": "junction"})
        at_sea = row["sea_km"] >= row["land_km"]
        spans.append(
            {
                "id": f"route-{i}",
                "start": f"route-{i}-a",
                "end": f"route-{i}-b",
                "setting": "submarine" if at_sea else "terrestrial",
                "status": "proposed",
                "length_km": row["length_km"],
                "capex_musd": row["capex_musd"],
                "geometry": line,
                "read": "derived",
                "note": f"routed by sogdia; faults a year {row['faults_per_year']:.3g}",
            }
        )
    return Network(nodes=pd.DataFrame(nodes), spans=pd.DataFrame(spans))


def _whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` write beside `path`, then put the file in its place."""
    handle, name = tempfile.mkstemp(prefix=".route-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    beside = Path(name)
    try:
        write(beside)
        beside.chmod(0o644)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
