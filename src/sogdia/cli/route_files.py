"""Files of a route: the candidate as a network (GeoPackage) or as lines (GeoJSON), with pictures beside."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sogdia.cli.writing import write_picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sogdia.network import Network
    from sogdia.routing import RouteResult

    Place = tuple[str, float, float]


def drawn_file(out: str) -> Path:
    """Give the path of an output file.

    Raises
    ------
    ParameterError
        It is neither a GeoPackage nor GeoJSON.
    """
    from sogdia.errors import ParameterError

    path = Path(out)
    if path.suffix.lower() not in {".gpkg", ".geojson"}:
        raise ParameterError(f"{out} is neither .gpkg nor .geojson; give the name of such a file with -o")
    return path


def write_route(result: RouteResult, path: Path, places: Sequence[Place] = ()) -> list[Path]:
    """Write the routes to `path` (.gpkg or .geojson) and a picture beside it; of several routes a chart too."""
    from sogdia.reports.route_picture import route_picture
    from sogdia.reports.trade_picture import trade_picture

    net = candidate(result)
    picture = path.with_suffix(".png")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".gpkg":
        from sogdia.formats import write

        write(net, path)
    else:
        import geopandas as gpd

        from sogdia.results import whole_file

        frame = gpd.GeoDataFrame(result.table, geometry=list(result.lines), crs=4326)
        with whole_file(path) as beside:
            frame.to_file(beside, driver="GeoJSON")
    row = result.table.iloc[0]
    drawn = route_picture(result.bills[0], f"{row['from']} to {row['to']}", places)
    write_picture(drawn, picture)
    if len(result.table) == 1:
        return [path, picture]
    chart = path.with_name(f"{path.stem}-trade-offs.png")
    write_picture(trade_picture(result.table, result.lines, places), chart)
    return [path, picture, chart]


def candidate(result: RouteResult) -> Network:
    """Give the routes as a network of proposed spans: a span for each stretch of one setting, joined at landings."""
    import pandas as pd

    from sogdia.network import Network

    nodes, spans = [], []
    for i, (row, made, route) in enumerate(
        zip(result.table.to_dict("records"), result.bills, result.routes, strict=True), start=1
    ):
        runs = list(route.runs())
        points = [runs[0][1], *(last for _, _, last in runs)]
        names = [str(row["from"]), *(f"Landing {n}" for n in range(1, len(runs))), str(row["to"])]
        kinds = ["junction", *["landing"] * (len(runs) - 1), "junction"]
        for n, (at, name, kind) in enumerate(zip(points, names, kinds, strict=True)):
            spot = {"lon": float(route.lon[at]), "lat": float(route.lat[at])}
            nodes.append({"id": f"route-{i}-{n}", "name": name, **spot, "kind": kind})
        share = row["length_km"] / row["line_km"]
        for n, (setting, first, last) in enumerate(runs):
            km = float(route.length_km[first:last].sum())
            spans.append(
                {
                    "id": f"route-{i}-{n + 1}",
                    "start": f"route-{i}-{n}",
                    "end": f"route-{i}-{n + 1}",
                    "setting": ("submarine", "terrestrial")[setting],
                    "status": "proposed",
                    "length_km": km * share,
                    "capex_musd": made.capex.musd * km / row["line_km"],
                    "geometry": _line(route.lonlat[first : last + 1]),
                    "read": "derived",
                    "note": f"routed by sogdia; cost and slack of the route divided by length; faults a year of the "
                    f"route {row['faults_per_year']:.3g}",
                }
            )
    return Network(nodes=pd.DataFrame(nodes), spans=pd.DataFrame(spans))


def _line(lonlat: object) -> object:
    from sogdia.geodesy import line

    return line(lonlat)  # type: ignore[arg-type]
