"""`sogdia route`: where a new cable would run between two places, what it costs and how often it fails."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sogdia.cli.console import tell, working
from sogdia.cli.options import Csv, Json, Misuse, Quiet, examples, form_of
from sogdia.cli.places import place

EXAMPLES = examples(
    "sogdia route Gwadar Mombasa --via Djibouti --setting submarine",
    'sogdia route "Aktau, KAZ" Baku --json',
    "sogdia route Karachi Djibouti --diverse 2",
    "sogdia route 8.68,50.11 67.01,24.86 --avoid bosporus -o out/line.gpkg",
)


Avoid = Annotated[
    list[str] | None,
    typer.Option(metavar="AREA", help="Country (ISO3), strait, or file of polygons; may be repeated."),
]


def route(  # noqa: PLR0917  typer reads the options off the signature
    start: Annotated[
        str, typer.Argument(metavar="FROM", help="A place (name, or name, ISO3), a node's id, or LON,LAT.")
    ],
    end: Annotated[str, typer.Argument(metavar="TO", help="The same of the other end.")],
    setting: Annotated[str, typer.Option(metavar="SETTING", help="auto, submarine or terrestrial.")] = "auto",
    via: Annotated[list[str] | None, typer.Option(metavar="PLACE", help="A place on the way; may be repeated.")] = None,
    avoid: Avoid = None,
    prefer: Annotated[str, typer.Option(metavar="WAYS", help="Rights of way to prefer: rail,road.")] = "",
    protected: Annotated[str, typer.Option(metavar="FILE", help="Polygons in which works on land cost more.")] = "",
    trenches: Annotated[str, typer.Option(metavar="FILE", help="Lines on land whose trench can be shared.")] = "",
    pareto: Annotated[
        bool, typer.Option("--pareto", help="List the routes that no other beats in cost, repairs and latency.")
    ] = False,
    diverse: Annotated[
        int, typer.Option("--diverse", metavar="K", min=0, help="K ways (2 or more) that share nothing but their ends.")
    ] = 0,
    grid: Annotated[str, typer.Option(metavar="FILE", help="A finer grid of heights: a file, gebco or etopo.")] = "",
    network: Annotated[
        str, typer.Option(metavar="NETWORK", help="Whose places are known and whose cables are crossed.")
    ] = "world",
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
    _check(out, diverse=diverse, more=bool(pareto or via or out or prefer or protected or trenches))
    from sogdia import routing
    from sogdia.cli.opening import open_network
    from sogdia.cli.route_answers import print_diverse, print_route
    from sogdia.cli.route_files import drawn_file, write_route

    with working("opening the network", quiet=quiet) as step:
        net = open_network(network).net
        names = [text.strip() for text in (start, *(via or []), end)]
        stops = [place(text, net, setting) for text in names]
        barred = [_area(text) for text in avoid or []]
        step("reading the terrain")
        surface, barred = _terrain(_grid(grid), stops, setting, barred, one=not (diverse or pareto))
        step("searching")
        if diverse:
            print_diverse(routing.diverse(surface.without(*barred), stops[0], stops[1], diverse, setting=setting), form)
            return
        ways = [way.strip() for way in prefer.split(",") if way.strip()]
        surface = _beside(surface, ways) if ways else surface
        asked = {"setting": setting, "via": stops[1:-1], "avoid": barred, "prefer": ways, "net": net,
                 "protected": _shapes(protected, "Polygon"), "trenches": _shapes(trenches, "LineString")}  # fmt: skip
        verb = routing.pareto_paths if pareto else routing.paths
        result = verb(stops[0], stops[-1], surface, **asked, names=[names[0], names[-1]])  # type: ignore[arg-type]
    for path in (
        write_route(result, drawn_file(out), list(zip(names, *zip(*stops, strict=True), strict=True))) if out else ()
    ):
        tell(f"written to {path}", quiet=quiet)
    print_route(result, form)


def _beside(surface: Any, ways: list[str]) -> Any:  # noqa: ANN401  a surface
    """Give the surface the rights of way that the user has added."""
    from sogdia.data.rights_of_way import with_rights_of_way

    return with_rights_of_way(surface, ways)


def _check(out: str, *, diverse: int, more: bool) -> None:
    """See that the options go together and that the file can be written, before anything is computed."""
    from sogdia.cli.route_files import drawn_file
    from sogdia.cli.writing import check_file

    if diverse and more:
        raise Misuse("--diverse goes with --setting, --avoid and --grid alone; leave out the others")
    if out:
        check_file(drawn_file(out))


def _grid(text: str) -> str | None:
    """Give the path of a grid: a file, or a set that the user has added under this name."""
    if not text or Path(text).suffix or Path(text).exists():
        return text or None
    from sogdia.data import held
    from sogdia.errors import DataError

    found = held(text)
    if found is None:
        raise DataError(
            f"the store has no {text!r}; add it with `sogdia data add {text} FILE`, or give the file itself"
        )
    return str(found)


def _terrain(
    grid: str | None, stops: list[tuple[float, float]], setting: str, barred: list[Any], *, one: bool
) -> tuple[Any, list[Any]]:
    """Give the surface (of a finer grid a corridor for one route, else a window) and what is still to be barred."""
    from sogdia.data import terrain

    if grid and one:
        return terrain(grid=grid, along=stops, setting=setting, avoid=barred), []
    return terrain(_around(stops) if grid else None, grid=grid, setting=setting), barred


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
        from sogdia.data.terrain_surface import Areas
        from sogdia.errors import pick

        known = {name.casefold(): name for name in Areas()}
        return known.get(text.strip().casefold()) or pick(text, known.values(), "country or strait to avoid")
    import shapely

    return shapely.union_all(_shapes(text, "Polygon"))


def _shapes(text: str, kind: str) -> list[Any]:
    """Read the shapes of one kind (Polygon, LineString) from a file, in lon, lat; none where no file is named."""
    if not text:
        return []
    from sogdia.errors import DataError

    path, plain = Path(text), {"Polygon": "polygons", "LineString": "lines"}[kind]
    if not path.is_file():
        raise DataError(f"no file {path}; give a file of {plain}")
    import geopandas as gpd
    import shapely

    try:
        found = gpd.read_file(path).to_crs(4326).geometry
    except (OSError, ValueError, RuntimeError) as fault:
        raise DataError(f"{path} holds no {plain} that can be read: {fault}") from fault
    parts = [part for part in shapely.get_parts(found.to_numpy()) if part is not None and part.geom_type == kind]
    if not parts:
        raise DataError(f"{path} holds no {plain}; give a file that does")
    return parts
