"""`sogdia convert`: a network from one format into another, and what the other cannot say."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_json, tell, working
from sogdia.cli.options import Json, Quiet, examples

if TYPE_CHECKING:
    from sogdia.formats import Conversion

EXAMPLES = examples(
    "sogdia convert cables.kmz cables.gpkg",
    "sogdia convert my-sites/ net.ofds.json --mapping mapping.toml",
    "sogdia convert net.gpkg net.json --to node-link",
)


def convert(
    source: Annotated[
        str, typer.Argument(metavar="IN", help="File, folder or archive; its format is known by its content.")
    ],
    target: Annotated[
        str, typer.Argument(metavar="OUT", help="File or folder; the ending says the format. It is replaced whole.")
    ],
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="Format of OUT: csv, geopackage, geoparquet, gml, graphml, kml, kmz, node-link, ofds-csv, "
            "ofds-geojson, ofds-json. Default: that of the ending; .json is ofds-json.",
        ),
    ] = "",
    mapping: Annotated[
        str, typer.Option("--mapping", metavar="TOML", help="Which column of IN is meant by which of Sogdia's.")
    ] = "",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read a network in one format, write it in another, and tell what was mended and what is lost."""
    from sogdia.formats import convert as turn

    with working(f"converting {source}", quiet=quiet):
        done = turn(source, Path(target), to=to or None, mapping=mapping or None)
    if json:
        print_json(_plain(done))
        return
    _tell(done, source, quiet=quiet)


def _plain(done: "Conversion") -> dict[str, object]:
    return {
        "path": str(done.path),
        "format": done.format,
        "read_as": done.read_as,
        "rows": dict(done.rows),
        "faults": len(done.findings),
        "mended": done.mended,
        "lost": list(done.lost),
    }


def _tell(done: "Conversion", source: str, *, quiet: bool) -> None:
    sizes = ", ".join(f"{count:,} {name}" for name, count in done.rows.items() if count)
    tell(f"{source} ({done.read_as}) written to {done.path} ({done.format}): {sizes}", quiet=quiet)
    told: dict[str, list[str]] = {}
    for finding in done.findings:
        if finding.severity == "note":
            told.setdefault(finding.code, []).append(str(finding))
    for lines in told.values():
        tell(f"  note: {lines[0]}" + (f" (and {len(lines) - 1} more such)" if len(lines) > 1 else ""), quiet=quiet)
    if done.mended:
        words = "faults were" if done.mended > 1 else "fault was"
        tell(f"{done.mended} {words} mended; `sogdia check {source}` lists them", quiet=quiet)
    if done.lost:
        tell(f"{done.format} cannot say, or does not say the same way:", quiet=quiet)
        for line in done.lost:
            tell(f"  {line}", quiet=quiet)
