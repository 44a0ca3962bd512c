"""`sogdia report`: a card as one HTML file."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from pathlib import Path
from typing import Annotated

import typer

from sogdia.cli.console import tell, working
from sogdia.cli.options import Quiet, examples

EXAMPLES = examples("sogdia report digital-silk-road -o road.html", "sogdia report out/digital-silk-road -o road.html")


def report(
    card: Annotated[
        str,
        typer.Argument(metavar="FOLDER|STUDY", help="A folder that `sogdia assess` wrote, or a study to measure now."),
    ],
    out: Annotated[
        str, typer.Option("--out", "-o", metavar="FILE.html", help="Where the page goes; it is replaced.")
    ] = "",
    quiet: Quiet = False,
) -> None:
    """Write a card as one HTML file that opens without a network: maps, charts and tables."""
    from sogdia.cli.opening import open_study
    from sogdia.cli.writing import check_file

    place = Path(card)
    target = Path(out or f"{place.stem if place.suffix else place.name}.html")
    check_file(target)
    if place.is_dir():
        _from_folder(place, target)
    else:
        with working("opening the study", quiet=quiet) as step:
            asked = open_study(card)
            from sogdia.assessment import assess
            from sogdia.reports import report as write

            measured = assess(asked, progress=step.share)
            step("drawing the page")
            write(measured, target)
    tell(f"written to {target}", quiet=quiet)


def _from_folder(folder: Path, target: Path) -> None:
    """Give the page that `assess` made with the card."""
    from sogdia.cli.folders import read_card
    from sogdia.cli.writing import write_text
    from sogdia.errors import DataError

    read_card(folder)
    page = folder / "report.html"
    if not page.is_file():
        raise DataError(f"{folder} has no report.html; write it anew with `sogdia assess`, or give the study")
    write_text(target, page.read_text(encoding="utf-8"))
