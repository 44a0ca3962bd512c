"""`sogdia coalitions`: which countries vote, or accept frameworks, alike, and how firm these groups are."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_csv, print_json, records, tell, working
from sogdia.cli.options import Csv, Form, Json, Misuse, Picture, Quiet, check_picture, examples, first_and_last, form_of
from sogdia.cli.writing import write_picture

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.influence import CoalitionsResult

EXAMPLES = examples(
    "sogdia coalitions unvotes/ --picture coalitions.png",
    "sogdia coalitions --years 1990-2019 --country FRA --country BRA",
    "sogdia coalitions --acceptance --years 2000-2024 --csv",
)


def coalitions(  # noqa: PLR0917  typer reads the options off the signature
    votes: Annotated[
        str, typer.Argument(metavar="VOTES", help="Votes, as of `sogdia ideal-points`. Default: the set un-votes.")
    ] = "",
    acceptance: Annotated[
        bool, typer.Option("--acceptance", help="By the frameworks that states accept, in place of votes.")
    ] = False,
    years: Annotated[str, typer.Option(metavar="FROM-TO", help="First and last year.")] = "1946-2025",
    country: Annotated[
        list[str] | None, typer.Option(metavar="ISO3", help="Show this country's community; may be repeated.")
    ] = None,
    runs: Annotated[int, typer.Option(help="Random starts whose consensus is taken.")] = 20,
    resolution: Annotated[float, typer.Option(help="Above 1: smaller communities.")] = 1.0,
    seed: Annotated[int, typer.Option(help="Seed of the starts.")] = 0,
    picture: Picture = "",
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Part countries into communities, year by year, by how alike they vote or which frameworks they accept.

    Beside them stands how far random starts agree, and what chance alone would give.
    """
    form = form_of(json=json, csv=csv)
    check_picture(picture)
    if acceptance and votes:
        raise Misuse("give votes or --acceptance, not both")
    first, last = first_and_last(years)
    from sogdia.influence import coalitions as part

    with working("reading", quiet=quiet) as step:
        rows = _choices(votes, range(first, last + 1), acceptance=acceptance)
        step("parting countries into communities")
        kind = "acceptance" if acceptance else "votes"
        result = part(rows, kind=kind, runs=runs, seed=seed, resolution=resolution)
    named = _named(result.table, country or [])
    if picture:
        from sogdia.reports.coalitions_picture import coalitions_picture

        write_picture(coalitions_picture(result.table, result.years, kind), Path(picture))
        tell(f"picture written to {picture}", quiet=quiet)
    _print(result, named, form)


def _choices(votes: str, years: range, *, acceptance: bool) -> "pd.DataFrame":
    from sogdia.data import held
    from sogdia.panels.choices import acceptance_choices, vote_choices

    if acceptance:
        return acceptance_choices(years)
    path = Path(votes) if votes else held("un-votes")
    if path is None:
        raise Misuse("give votes, or add them once: sogdia data add un-votes PATH; or --acceptance")
    return vote_choices(path, years)


def _named(table: "pd.DataFrame", countries: list[str]) -> "pd.DataFrame":
    from sogdia.errors import pick

    known = sorted(set(table.country))
    return table[table.country.isin([pick(code, known, "country") for code in countries])]


def _print(result: "CoalitionsResult", named: "pd.DataFrame", form: Form) -> None:
    from sogdia.cli.printing import print_table, print_text

    if form is Form.JSON:
        print_json({"coalitions": result.records(), "years": records(result.years), "rule": result.rule,
                    "manifest": result.manifest})  # fmt: skip
        return
    if form is Form.CSV:
        print_csv(named if len(named) else result.table)
        return
    if len(named):
        print_table(named.drop(columns=["basis", "source"]))
    else:
        print_table(result.years.drop(columns=["basis", "source"]))
        print_text("--csv prints the community of each country and year, --country those of one.")
    print_text(result.rule)
