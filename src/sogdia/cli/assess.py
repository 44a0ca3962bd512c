"""`sogdia assess`: the card of a study, printed and written as a folder."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_csv, print_json, tell, working
from sogdia.cli.opening import open_study
from sogdia.cli.options import Csv, Form, Json, Misuse, Quiet, examples, form_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sogdia.assessment import Card
    from sogdia.results import Result
    from sogdia.studies import Study

EXAMPLES = examples(
    "sogdia assess digital-silk-road",
    "sogdia assess digital-silk-road --without peace -o out/without-peace",
    "sogdia assess digital-silk-road --only peace --only 2africa -o out/two",
    "sogdia assess red-sea-cuts --json --quiet",
    "sogdia assess palau-cable-2",
)


def assess(
    study: Annotated[
        str, typer.Argument(metavar="STUDY", help="A study or an offer: a shipped one's name, or its file (.toml).")
    ],
    without: Annotated[
        list[str] | None, typer.Option(metavar="PROJECT", help="Take this project out of the case; may be repeated.")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="PROJECT", help="Keep only this of the study's projects; may be repeated."),
    ] = None,
    out: Annotated[
        str, typer.Option("--out", "-o", metavar="FOLDER", help="Where the card goes.  [default: out/STUDY]")
    ] = "",
    seed: Annotated[int, typer.Option(min=0, help="Seed of whatever is drawn by chance.")] = 0,
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Measure what a study's projects change for each corridor and country, or set an offer beside its rivals.

    The card is printed and written into a folder: card (Parquet and CSV), completeness, projects, network.gpkg,
    report.html and manifest.json. Of an offer its page is printed: doing nothing, the offer, a rival and a
    shared build; its folder holds offer.html, which prints on one side of A4 with an annex, and its tables. A folder
    that Sogdia wrote is replaced whole; any other is left alone.
    """
    form = form_of(json=json, csv=csv)
    from sogdia.cli.offers import assess_offer, is_offer, print_offer

    if is_offer(study):
        if without or only:
            raise Misuse("--without and --only are for studies; an offer's file names its rivals")
        page, place = assess_offer(study, out, seed=seed, quiet=quiet)
        _told(page, place, partial(print_offer, page), form, quiet=quiet)
        return
    from sogdia.cli.cards import print_card
    from sogdia.cli.writing import check_folder

    with working("opening the study", quiet=quiet) as step:
        asked = switched(open_study(study), without or [], only or [])
        folder = Path(out) if out else Path("out") / asked.id
        check_folder(folder)
        from sogdia.assessment import assess as measure

        card = measure(asked, seed=seed, progress=step.share)
        step("writing the folder")
        write_card(card, folder)
    _told(card, folder, partial(print_card, card), form, quiet=quiet)


def _told(made: "Result", folder: Path, show: "Callable[[], None]", form: Form, *, quiet: bool) -> None:
    """Print what was made in the form asked for, and say where it was written."""
    if form is Form.JSON:
        print_json(made.records())
    elif form is Form.CSV:
        print_csv(made.table)
    else:
        show()
    tell(f"written to {folder}: {', '.join(sorted(path.name for path in folder.iterdir()))}", quiet=quiet)


def switched(asked: "Study", without: list[str], only: list[str]) -> "Study":
    """Give the study with only some projects, or without some."""
    if only:
        asked = asked.only(only)
    return asked.without(without) if without else asked


def write_card(card: "Card", folder: Path) -> None:
    """Write the card, its network and its report as one folder: whole or not at all."""
    from sogdia.formats import write_geopackage
    from sogdia.reports import report
    from sogdia.results import write_folder
    from sogdia.studies.naming import CARD_NETWORK

    def fill(beside: Path) -> None:
        card.write_into(beside)
        write_geopackage(card.study.case, beside / CARD_NETWORK)
        report(card, beside / "report.html")

    write_folder(folder, fill)
