"""Options that several commands share, and the examples that stand under each command's help."""

from enum import StrEnum
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON alone on standard output.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV alone on standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print no messages and no progress.")]
Year = Annotated[
    int | None,
    typer.Option(
        "--year",
        min=1990,
        max=2100,
        help="Spans in service in this year. Default: 2026 for the world, the case's year for a study; "
        "for another network all spans but retired and cancelled ones.",
    ),
]
Countries = Annotated[
    list[str] | None,
    typer.Option("--country", metavar="ISO3", help="Only this country (ISO 3166-1 alpha-3); may be repeated."),
]
Sponsors = Annotated[
    list[str] | None, typer.Option("--sponsor", metavar="ISO3", help="Only programmes of this state; may be repeated.")
]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=PATH", help="A set beside those that `sogdia data add` took in."),
]
FactsOnly = Annotated[bool, typer.Option("--facts-only", help="Leave the added sets out.")]
Votes = Annotated[str, typer.Option("--votes", metavar="PATH", help="Roll-call votes: agreement with each sponsor.")]
Extra = Annotated[
    str,
    typer.Option("--extra", metavar="CSV", help="Your own series: country, year, series, value (group, sponsor)."),
]
Picture = Annotated[str, typer.Option("--picture", metavar="FILE", help="Draw it: a .png or .svg.")]
Ground = Annotated[
    str,
    typer.Argument(
        metavar="STUDY-OR-NETWORK",
        help="A shipped study or a study file (its case), a network that Sogdia reads (folder or .gpkg), or `world`.",
    ),
]


class Form(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class Misuse(typer.BadParameter):
    """Options that do not go together: a usage error, told in its own words."""

    def format_message(self) -> str:
        """Give the message."""
        return self.message


def form_of(*, json: bool, csv: bool) -> Form:
    """Say how to print.

    Raises
    ------
    Misuse
        Both JSON and CSV are asked for.
    """
    if json and csv:
        raise Misuse("give --json or --csv, not both")
    if json:
        return Form.JSON
    return Form.CSV if csv else Form.TABLE


def examples(*lines: str) -> str:
    """Give the text under a command's help: one example a line, not rewrapped.

    Examples
    --------
    >>> examples("sogdia list studies").splitlines()[1:]
    ['Examples:', '  sogdia list studies']
    """
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines), ""])


def named_path(text: str) -> tuple[str, str]:
    """Take NAME=PATH of `--set` apart."""
    name, equals, path = text.partition("=")
    if not equals or not path:
        raise Misuse(f"--set {text}: write it as NAME=PATH, such as bri-dates=dates.csv")
    return name, path


def check_picture(name: str) -> None:
    """See before a computation that `--picture` names a picture."""
    if name and not name.endswith((".png", ".svg")):
        raise Misuse(f"--picture {name}: give a name that ends in .png or .svg")


def first_and_last(text: str) -> tuple[int, int]:
    """Take FROM-TO of `--years` apart."""
    first, _, last = text.partition("-")
    if not (first.isdigit() and last.isdigit() and int(first) < int(last)):
        raise Misuse(f"--years {text}: write it as FROM-TO, such as 2000-2025")
    return int(first), int(last)
