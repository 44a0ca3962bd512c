"""`sogdia verdict`: what programmes did to acceptance, votes, opinion and resistance, and what could be seen."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_csv, print_json, records, tell, working
from sogdia.cli.options import (
    Csv,
    Extra,
    FactsOnly,
    Form,
    Json,
    Picture,
    Quiet,
    Sets,
    Sponsors,
    Votes,
    check_picture,
    examples,
    first_and_last,
    form_of,
    named_path,
)
from sogdia.cli.writing import write_picture

if TYPE_CHECKING:
    from sogdia.verdicts import VerdictResult

EXAMPLES = examples(
    "sogdia verdict",
    "sogdia verdict --sponsor FRA --sponsor IND --outcome memberships",
    "sogdia verdict --picture verdict.svg -o verdict/",
    "sogdia verdict --set ideal-points=points.csv --years 1995-2020 --json",
)


def verdict(  # noqa: PLR0917  typer reads the options off the signature
    sponsor: Sponsors = None,
    outcome: Annotated[
        list[str] | None, typer.Option(metavar="SERIES", help="Only this outcome; may be repeated.")
    ] = None,
    years: Annotated[str, typer.Option(metavar="FROM-TO", help="First and last year of outcomes.")] = "2000-2025",
    sets: Sets = None,
    facts_only: FactsOnly = False,
    votes: Votes = "",
    extra: Extra = "",
    draws: Annotated[int, typer.Option(help="Deals of a permutation test and of moved dates (20 or more).")] = 0,
    seed: Annotated[int, typer.Option(help="Seed of the deals.")] = 0,
    picture: Picture = "",
    out: Annotated[
        str, typer.Option("--out", "-o", metavar="FOLDER", help="Write the page and all tables there.")
    ] = "",
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Say what programmes did to acceptance, votes, opinion and resistance.

    Beside each effect stands the size that could have been seen; "cannot tell" is an answer.
    """
    form = form_of(json=json, csv=csv)
    check_picture(picture)
    first, last = first_and_last(years)
    files = dict(named_path(text) for text in sets or ())
    from sogdia.cli.writing import check_folder
    from sogdia.panels import panel
    from sogdia.verdicts import verdict as judge
    from sogdia.verdicts.answers import EARLIEST

    if out:
        check_folder(Path(out))
    with working("laying out the panel", quiet=quiet) as step:
        built = panel((EARLIEST, last), sets=files, stored=not facts_only, votes=votes or None, extra=extra or None)
        step("estimating effects")
        result = judge(built, years=(first, last), sponsor=sponsor or (), outcome=outcome or (), draws=draws, seed=seed)
    if picture:
        _draw(result, Path(picture))
        tell(f"picture written to {picture}", quiet=quiet)
    if out:
        _write(result, Path(out))
        tell(f"the page and its tables written to {out}", quiet=quiet)
    _print(result, form)


TABLES = ("contrast", "reverse", "exits", "by_income", "placebos", "restrictions")
LISTS = ("answer", "sentences", "side_sentences", "not_measured", "supporter_would_say", "critic_would_say")


def _draw(result: "VerdictResult", path: Path) -> None:
    from sogdia.reports.verdict_picture import verdict_picture

    write_picture(verdict_picture(result.table, result.contrast), path)


def _write(result: "VerdictResult", folder: Path) -> None:
    import json

    from sogdia.results import write_folder
    from sogdia.verdicts.page import page

    def fill(beside: Path) -> None:
        for name, rows in {"effects": result.table, **{name: getattr(result, name) for name in TABLES}}.items():
            rows.to_csv(beside / f"{name}.csv", index=False)
        (beside / "page.txt").write_text("\n".join(page(result)) + "\n", encoding="utf-8")
        text = json.dumps({**result.manifest, "rule": result.rule}, indent=2, ensure_ascii=False)
        (beside / "manifest.json").write_text(text + "\n", encoding="utf-8")

    write_folder(folder, fill)


def _print(result: "VerdictResult", form: Form) -> None:
    if form is Form.JSON:
        tables = {name: records(getattr(result, name)) for name in TABLES}
        more = {name: list(getattr(result, name)) for name in LISTS}
        print_json({"effects": result.records(), **tables, **more, "rule": result.rule, "manifest": result.manifest})
    elif form is Form.CSV:
        print_csv(result.table)
    else:
        _print_page(result)


def _print_page(result: "VerdictResult") -> None:
    from sogdia.cli.printing import print_table, print_text
    from sogdia.verdicts.page import page, restrictions_by_kind

    for words in result.answer:
        print_text(words)
    told = result.table[result.table.finding != "not estimated"]
    pairs = result.contrast[result.contrast.finding != "not estimated"].assign(programme="tech less cultural")
    shown = ["outcome", "sponsor", "programme", "finding", "effect", "low", "high", "detectable", "yardstick"]
    tests = ["p_pretrend", "p_placebo", "q", "imputation", "broken_low", "broken_high", "breakdown_m",
             "p_permutation", "misdated_low", "misdated_high", "reverse", "reverse_p", "reverse_finding"]  # fmt: skip
    for title, rows, columns in (
        ("Effects", told, [*shown, "treated", "compared", "rows", "rows_lost"]),
        ("Tests and sensitivity", told, ["outcome", "sponsor", "programme", *tests]),
        ("Tech less cultural", pairs, [*shown, "answer", "treated_tech", "treated_cultural"]),
    ):
        known = rows[[name for name in columns if name in rows]].dropna(axis="columns", how="all")
        if len(known):
            print_table(known, title=title)
    print_table(restrictions_by_kind(result.restrictions), title="What restrictions of the sample cost")
    for words in page(result)[len(result.answer) :]:
        print_text(words)
