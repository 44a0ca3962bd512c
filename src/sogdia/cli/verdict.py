"""`sogdia verdict`: what programmes did to acceptance, votes, opinion and resistance, and what could be seen."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_csv, print_json, records, tell, working
from sogdia.cli.options import Csv, Form, Json, Misuse, Quiet, examples, first_and_last, form_of, named_path
from sogdia.cli.writing import write_picture

if TYPE_CHECKING:
    from sogdia.verdicts import VerdictResult

EXAMPLES = examples(
    "sogdia verdict",
    "sogdia verdict --sponsor FRA --sponsor IND --outcome memberships",
    "sogdia verdict --picture verdict.svg",
    "sogdia verdict --set ideal-points=points.csv --years 1995-2020 --json",
)


def verdict(  # noqa: PLR0917  typer reads the options off the signature
    sponsor: Annotated[
        list[str] | None, typer.Option(metavar="ISO3", help="Only programmes of this state; may be repeated.")
    ] = None,
    outcome: Annotated[
        list[str] | None, typer.Option(metavar="SERIES", help="Only this outcome; may be repeated.")
    ] = None,
    years: Annotated[str, typer.Option(metavar="FROM-TO", help="First and last year of outcomes.")] = "2000-2025",
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=PATH", help="A set beside those that `sogdia data add` took in."),
    ] = None,
    facts_only: Annotated[bool, typer.Option("--facts-only", help="Leave the added sets out.")] = False,
    votes: Annotated[str, typer.Option(metavar="PATH", help="Roll-call votes: agreement with each sponsor.")] = "",
    extra: Annotated[
        str, typer.Option(metavar="CSV", help="Your own series: country, year, series, value (group, sponsor).")
    ] = "",
    draws: Annotated[int, typer.Option(help="Deals of a permutation test and of moved dates (20 or more).")] = 0,
    seed: Annotated[int, typer.Option(help="Seed of the deals.")] = 0,
    picture: Annotated[str, typer.Option(metavar="FILE", help="Draw it: a .png or .svg.")] = "",
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Say what programmes did to acceptance, votes, opinion and resistance.

    Beside each effect stands the size that could have been seen; "cannot tell" is an answer.
    """
    form = form_of(json=json, csv=csv)
    if picture and Path(picture).suffix not in {".png", ".svg"}:
        raise Misuse(f"--picture {picture}: give a name that ends in .png or .svg")
    first, last = first_and_last(years)
    files = dict(named_path(text) for text in sets or ())
    from sogdia.panels import panel
    from sogdia.verdicts import verdict as judge
    from sogdia.verdicts.answers import EARLIEST

    with working("laying out the panel", quiet=quiet) as step:
        built = panel((EARLIEST, last), sets=files, stored=not facts_only, votes=votes or None, extra=extra or None)
        step("estimating effects")
        result = judge(
            built, years=(first, last), sponsor=sponsor or (), outcome=outcome or (), draws=draws, seed=seed
        )  # fmt: skip
    if picture:
        _draw(result, Path(picture))
        tell(f"picture written to {picture}", quiet=quiet)
    _print(result, form)


def _draw(result: "VerdictResult", path: Path) -> None:
    from sogdia.reports.verdict_picture import verdict_picture

    figure = verdict_picture(result.table, result.contrast)
    write_picture(figure, path)


def _print(result: "VerdictResult", form: Form) -> None:
    if form is Form.JSON:
        tables = {name: records(getattr(result, name)) for name in ("contrast", "placebos", "restrictions")}
        lists = ("sentences", "not_measured", "supporter_would_say", "critic_would_say")
        more = {name: list(getattr(result, name)) for name in lists}
        print_json({"effects": result.records(), **tables, **more, "rule": result.rule, "manifest": result.manifest})
    elif form is Form.CSV:
        print_csv(result.table)
    else:
        _print_page(result)


def _print_page(result: "VerdictResult") -> None:
    from sogdia.cli.printing import print_table, print_text

    told = result.table[result.table.finding != "not estimated"]
    numbers = ["effect", "low", "high", "detectable", "yardstick", "p_pretrend", "p_placebo"]
    if len(told):
        print_table(told[["outcome", "sponsor", "programme", "finding", *numbers, "treated", "compared", "rows_lost"]])
    pairs = result.contrast[result.contrast.finding != "not estimated"]
    if len(pairs):
        print_text("Tech less cultural:")
        print_table(pairs[["outcome", "sponsor", "finding", *numbers, "treated_tech", "treated_cultural"]])
    for words in (*told.sentence, *pairs.sentence):
        print_text(words)
    refused = len(result.table) + len(result.contrast) - len(told) - len(pairs)
    print_text(f"{refused} effects and contrasts are not estimated; --json and --csv give the reason of each.")
    for title, lines in (
        ("Not measured:", result.not_measured),
        ("A supporter would say:", result.supporter_would_say),
        ("A critic would say:", result.critic_would_say),
    ):
        print_text(title)
        for line in lines:
            print_text(f"- {line}")
    print_text(result.rule)
