"""`sogdia panel`: one row a country and year, with the programmes of every sponsor beside what came of them."""

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
    Quiet,
    Sets,
    Sponsors,
    Votes,
    examples,
    first_and_last,
    form_of,
    named_path,
)  # fmt: skip

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.panels import PanelResult

EXAMPLES = examples(
    "sogdia panel",
    "sogdia panel --years 2005-2024 -o panel/",
    "sogdia panel --set bri-dates=dates.csv --set pew-opinion=views.csv -o panel/",
    "sogdia panel --extra mine.csv --group tech --group outcome --csv",
    "sogdia panel --ledger",
)


def panel(  # noqa: PLR0917  typer reads the options off the signature
    years: Annotated[str, typer.Option(metavar="FROM-TO", help="First and last year.")] = "2000-2025",
    group: Annotated[
        list[str] | None,
        typer.Option(metavar="GROUP", help="Only cultural, political, tech, outcome or covariate; may be repeated."),
    ] = None,
    sponsor: Sponsors = None,
    sets: Sets = None,
    facts_only: FactsOnly = False,
    votes: Votes = "",
    extra: Extra = "",
    ledger: Annotated[
        bool, typer.Option("--ledger", help="Print each series with its source, licence and known errors.")
    ] = False,
    out: Annotated[str, typer.Option("--out", "-o", metavar="FOLDER", help="Write all tables into a folder.")] = "",
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Build a panel of countries and years: programmes of every sponsor, and what came of them.

    Facts come with Sogdia; sets that may not be shipped are read from your own files.
    """
    form = form_of(json=json, csv=csv)
    first, last = first_and_last(years)
    files = dict(named_path(text) for text in sets or ())
    from sogdia.cli.writing import check_folder
    from sogdia.panels import panel as build
    from sogdia.panels.long_rows import GROUPS

    if out:
        check_folder(Path(out))
    with working("laying out the panel", quiet=quiet):
        result = build(
            (first, last), groups=group or GROUPS, sponsor=sponsor or (), sets=files, stored=not facts_only,
            votes=votes or None, extra=extra or None,
        )  # fmt: skip
    if out:
        _write(result, Path(out))
        tell(f"{len(result.wide):,} country-years and {len(result.ledger)} series written to {out}", quiet=quiet)
    _print(result, form, ledger=ledger, written=bool(out))


def _write(result: "PanelResult", folder: Path) -> None:
    import json

    from sogdia.results import write_folder

    def fill(beside: Path) -> None:
        tables = {"long": result.table, "wide": result.wide, "ledger": result.ledger}
        for name, rows in (tables | {"restrictions": result.restrictions}).items():
            rows.to_csv(beside / f"{name}.csv", index=False)
            rows.to_parquet(beside / f"{name}.parquet", index=False)
        text = json.dumps({**result.manifest, "rule": result.rule}, indent=2, ensure_ascii=False)
        (beside / "manifest.json").write_text(text + "\n", encoding="utf-8")

    write_folder(folder, fill)


def _print(result: "PanelResult", form: Form, *, ledger: bool, written: bool) -> None:
    from sogdia.cli.printing import print_table, print_text

    if form is Form.JSON:
        parts = {"ledger": records(result.ledger), "restrictions": records(result.restrictions)}
        rows = {} if ledger else {"panel": records(result.table)}
        print_json({**rows, **parts, "rule": result.rule, "manifest": result.manifest})
    elif form is Form.CSV:
        print_csv(result.ledger if ledger else result.wide)
    elif ledger:
        columns = ["series", "set", "source", "vintage", "licence", "known_errors"]
        print_table(result.ledger[columns])
    else:
        shown = result.ledger.assign(years=_spans(result.ledger))
        print_table(shown[["series", "group", "sponsors", "years", "rows", "countries", "blank_means", "set"]])
        if not written:
            print_text(f"{len(result.wide):,} country-years; -o writes all tables, --csv prints the wide one.")
        print_text(result.rule)


def _spans(rows: "pd.DataFrame") -> list[str]:
    pairs = zip(rows.first_year, rows.last_year, strict=True)
    return [str(first) if first == last else f"{first}-{last}" for first, last in pairs]
