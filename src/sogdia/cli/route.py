"""`sogdia route`: where a new cable would run between two places, what it costs and how often it fails."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sogdia.cli.console import print_csv, print_json, records, tell, working
from sogdia.cli.options import Csv, Form, Json, Quiet, examples, form_of
from sogdia.cli.places import place

if TYPE_CHECKING:
    from sogdia.routing import RouteResult

EXAMPLES = examples(
    "sogdia route Gwadar Mombasa --via Djibouti --setting submarine",
    'sogdia route "Aktau, KAZ" Baku --json',
    "sogdia route 8.68,50.11 67.01,24.86 --avoid bosporus -o out/line.gpkg",
)


def route(  # noqa: PLR0917  typer reads the options off the signature
    start: Annotated[
        str, typer.Argument(metavar="FROM", help="A place (name, or name, ISO3), a node's id, or LON,LAT.")
    ],
    end: Annotated[str, typer.Argument(metavar="TO", help="The same of the other end.")],
    setting: Annotated[str, typer.Option(metavar="SETTING", help="auto, submarine or terrestrial.")] = "auto",
    via: Annotated[list[str] | None, typer.Option(metavar="PLACE", help="A place on the way; may be repeated.")] = None,
    avoid: Annotated[
        list[str] | None,
        typer.Option(metavar="AREA", help="Country (ISO3), strait, or file of polygons; may be repeated."),
    ] = None,
    prefer: Annotated[str, typer.Option(metavar="WAYS", help="Rights of way to prefer: rail,road.")] = "",
    pareto: Annotated[
        bool, typer.Option("--pareto", help="List the routes that no other beats in cost, repairs and latency.")
    ] = False,
    grid: Annotated[str, typer.Option(metavar="FILE", help="A finer grid of heights (netCDF or ASCII).")] = "",
    out: Annotated[
        str,
        typer.Option("--out", "-o", metavar="FILE", help="GeoPackage (.gpkg) or .geojson; a picture stands beside."),
    ] = "",
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Tell where a new cable runs over land and sea, what it costs, and how often it fails."""
    form = form_of(json=json, csv=csv)
    from sogdia.data import terrain, world
    from sogdia.routing import pareto_paths, paths

    if out:
        from sogdia.cli.writing import check_file

        check_file(_target(out))
    with working("opening the world", quiet=quiet) as step:
        net = world()
        stops = [place(text, net, setting) for text in (start, *(via or []), end)]
        barred = [_area(text) for text in avoid or []]
        step("reading the terrain")
        surface = terrain(_around(stops) if grid else None, grid=grid or None)
        step("searching")
        verb = pareto_paths if pareto else paths
        result = verb(
            stops[0],
            stops[-1],
            surface,
            setting=setting,
            via=stops[1:-1],
            avoid=barred,
            prefer=[way.strip() for way in prefer.split(",") if way.strip()],
            names=[start.strip(), end.strip()],
        )
    if out:
        from sogdia.cli.route_files import write_route

        for path in write_route(result, _target(out)):
            tell(f"written to {path}", quiet=quiet)
    _print(result, form)


def _target(out: str) -> Path:
    from sogdia.errors import ParameterError

    path = Path(out)
    if path.suffix.lower() not in {".gpkg", ".geojson"}:
        raise ParameterError(f"{out} is neither .gpkg nor .geojson; give the name of such a file with -o")
    return path


def _around(stops: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Give a window around the stops with room for detours; it crosses ±180° where that is shorter."""
    import numpy as np

    lon, lat = np.array(stops).T
    east = (lon - lon[0] + 180.0) % 360.0 - 180.0
    room = 2.0 + 0.25 * float(np.hypot(np.ptp(east), np.ptp(lat)))
    west, right = lon[0] + east.min() - room, lon[0] + east.max() + room
    return (
        float((west + 180.0) % 360.0 - 180.0),
        float(max(lat.min() - room, -89.9)),
        float((right + 180.0) % 360.0 - 180.0),
        float(min(lat.max() + room, 89.9)),
    )


def _area(text: str) -> Any:  # noqa: ANN401  a name or a polygon
    """Read what is to be avoided: a file of polygons where there is one of the name, else a name."""
    path = Path(text)
    if not path.suffix:
        return text
    from sogdia.errors import DataError

    if not path.is_file():
        raise DataError(f"no file {path}; give a file of polygons, a country's ISO 3166-1 alpha-3 code or a strait")
    import geopandas as gpd
    import shapely

    try:
        shapes = gpd.read_file(path).to_crs(4326).geometry
    except (OSError, ValueError, RuntimeError) as fault:
        raise DataError(f"{path} holds no polygons that can be read: {fault}") from fault
    return shapely.union_all(shapes.to_numpy())


def _print(result: RouteResult, form: Form) -> None:
    if form is Form.JSON:
        print_json(_answer(result))
        return
    if form is Form.CSV:
        print_csv(result.table)
        return
    from sogdia.cli.printing import figure, print_facts, print_table, print_text, ranged

    for i in range(len(result.table)):
        row = result.table.iloc[i]
        print_text(f"{row['from']} to {row['to']} ({row.setting})", strong=True)
        print_facts(
            {
                "length with slack, km": figure(float(row.length_km)),
                "line on the map, km": figure(float(row.line_km)),
                "geodesic, km": figure(float(row.geodesic_km)),
                "to build, US$ million": ranged(row.capex_musd, row.capex_low_musd, row.capex_high_musd),
                "a year, US$ million": ranged(
                    row.opex_musd_per_year, row.opex_low_musd_per_year, row.opex_high_musd_per_year
                ),
                "faults a year": ranged(row.faults_per_year, row.faults_low_per_year, row.faults_high_per_year),
                "countries on land": row.countries,
                "waters": row.waters,
                "landings": row.landings,
                "repeaters": row.repeaters,
            }
        )
        own = result.items[result.items.route == i]
        print_table(own[["item", "quantity", "unit", "cost_musd", "low_musd", "high_musd"]], title="What it is made of")
    print_text(result.rule)


def _answer(result: RouteResult) -> dict[str, Any]:
    import shapely

    rows = []
    for i, row in enumerate(records(result.table)):
        own = result.items[result.items.route == i].drop(columns="route")
        under = result.profile[result.profile.route == i].drop(columns=["route", "line"], errors="ignore")
        rows.append(
            row
            | {
                "items": records(own),
                "profile": records(under),
                "geometry": shapely.geometry.mapping(result.lines[i]),
            }
        )
    return {"routes": rows, "rule": result.rule, "manifest": result.manifest}
