"""`sogdia latency`: round-trip time between two points, or between all pairs of a table."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_json, records, tell, working
from sogdia.cli.opening import open_network
from sogdia.cli.options import Json, Misuse, Quiet, Year, examples
from sogdia.cli.points import point

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.flows import LatencyResult

EXAMPLES = examples(
    "sogdia latency frankfurt-deu 67.01,24.86",
    "sogdia latency -74.0,40.7 -0.1,51.5 --year 2024 --explain",
    "sogdia latency --pairs pairs.csv -o rtt.csv",
)


def latency(
    start: Annotated[str, typer.Argument(metavar="FROM", help="LON,LAT in degrees, or a node's id or name.")] = "",
    end: Annotated[str, typer.Argument(metavar="TO", help="The same of the other end.")] = "",
    pairs: Annotated[
        str, typer.Option(metavar="CSV", help="Table with from_lon, from_lat, to_lon, to_lat; other columns are kept.")
    ] = "",
    out: Annotated[str, typer.Option("--out", "-o", metavar="CSV", help="Where the table goes; it is replaced.")] = "",
    network: Annotated[str, typer.Option(metavar="STUDY-OR-NETWORK", help="Network whose spans are taken.")] = "world",
    year: Year = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say where the milliseconds go, and list the way.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tell the round-trip time between two points through the network, ms, with its range."""
    if pairs:
        if start or end or explain or json:
            raise Misuse("--pairs goes with -o alone: no points, --explain or --json")
        _many(Path(pairs), out, network, year, quiet=quiet)
        return
    if not (start and end):
        raise Misuse("give two points (LON,LAT or a node's name), or a table with --pairs")
    if out:
        raise Misuse("-o goes with --pairs; one answer is printed")
    _one(start, end, network, year, explain=explain, json=json, quiet=quiet)


def _many(pairs: Path, out: str, network: str, year: int | None, *, quiet: bool) -> None:
    from sogdia.cli.pairs import read_pairs
    from sogdia.cli.writing import check_file, write_text
    from sogdia.flows import latency as measure

    table = read_pairs(pairs)
    if out:
        check_file(Path(out), inputs=[pairs])
    with working("opening the network", quiet=quiet) as step:
        opened = open_network(network, year)
        step(f"measuring {len(table)} pairs")
        result = measure(opened.net, table, year=opened.year)
    text = result.table.to_csv(index=False)
    if not out:
        typer.echo(text, nl=False)
        return
    write_text(Path(out), text)
    none = int(result.table.rtt_ms.isna().sum())
    tell(
        f"{len(table)} pairs over {opened.heading} written to {out}" + (f"; no way for {none}" if none else ""),
        quiet=quiet,
    )


def _one(start: str, end: str, network: str, year: int | None, *, explain: bool, json: bool, quiet: bool) -> None:
    import pandas as pd

    from sogdia.flows import breakdown
    from sogdia.flows import explain as way_of
    from sogdia.flows import latency as measure

    with working("opening the network", quiet=quiet) as step:
        opened = open_network(network, year)
        first, last = point(start, opened.net), point(end, opened.net)
        step("measuring")
        ends = dict(zip(("from_lon", "from_lat", "to_lon", "to_lat"), (*first, *last), strict=True))
        result = measure(opened.net, pd.DataFrame([ends]), year=opened.year)
        way = way_of(opened.net, first, last, year=opened.year) if explain else None
        parts = breakdown(opened.net, first, last, year=opened.year) if explain else None
    if json:
        answer = records(result.table)[0] | {"year": opened.year, "rule": result.rule}
        if way is not None and parts is not None:
            answer |= {"parts": records(parts), "way": records(way)}
        print_json(answer)
        return
    _print(result, parts, way, f"{start.strip()} to {end.strip()} ({opened.heading})")


def _print(result: "LatencyResult", parts: "pd.DataFrame | None", way: "pd.DataFrame | None", heading: str) -> None:
    import pandas as pd

    from sogdia.cli.printing import figure, print_facts, print_table, print_text, ranged

    row = result.table.iloc[0]
    print_text(heading, strong=True)
    time = ranged(row.rtt_ms, row.low_ms, row.high_ms)
    print_facts(
        {
            "round trip, ms": time or f"none: {row.source}",
            "length of the way, km": figure(float(row.path_km)),
            "geodesic, km": figure(float(row.geodesic_km)),
            "light on the geodesic, ms": figure(float(row.floor_ms)),
            "spans on the way": row.hops,
            "handed over at": row.handover if isinstance(row.handover, str) else "no exchange",
        }
    )
    if parts is not None and len(parts):
        names = {"part": "part", "km": "km", "round_trip_ms": "round trip, ms"}
        total = pd.DataFrame({"part": ["round trip"], "km": [row.path_km], "round_trip_ms": [row.rtt_ms]})
        print_table(pd.concat([parts, total]).rename(columns=names), title="Where the milliseconds go")
    if way is not None and len(way):
        way = way.assign(handover=way.handover.map({True: "handover", False: ""}))
        columns = {
            "name": "place",
            "country": "country",
            "handover": "",
            "system": "by",
            "setting": "setting",
            "km": "km",
        }
        print_table(way.rename(columns=columns)[list(columns.values())], title="The likeliest way")
    print_text(result.rule)
