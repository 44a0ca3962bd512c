"""`sogdia compare`: two cards side by side."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_csv, print_json, records, working
from sogdia.cli.options import Csv, Form, Json, Quiet, examples, form_of

if TYPE_CHECKING:
    from sogdia.assessment import Comparison

EXAMPLES = examples(
    "sogdia compare digital-silk-road red-sea-cuts",
    "sogdia compare out/digital-silk-road out/without-peace --csv",
)
_CARD = Annotated[
    str, typer.Argument(help="A shipped study, a study file (.toml), or a folder that `sogdia assess` wrote.")
]


def compare(a: _CARD, b: _CARD, json: Json = False, csv: Csv = False, quiet: Quiet = False) -> None:
    """Set the figures of two cards side by side, and say on which the better side lies."""
    form = form_of(json=json, csv=csv)
    from sogdia.assessment import compare as measure
    from sogdia.cli.folders import open_card

    with working("opening the first card", quiet=quiet) as step:
        first = open_card(a, step.share)
        step("opening the second card")
        second = open_card(b, step.share)
        result = measure(first, second)
    if form is Form.JSON:
        print_json(records(result.table))
    elif form is Form.CSV:
        print_csv(result.table)
    else:
        _print(result)


def _print(result: "Comparison") -> None:
    from sogdia.cli.printing import print_table, print_text

    print_text(f"a: {result.title_a}", strong=True)
    print_text(f"b: {result.title_b}", strong=True)
    corridors = result.table[result.table.scope == "corridor"]
    for subject in corridors.subject.drop_duplicates():
        rows = corridors[corridors.subject == subject]
        print_text("")
        shown = rows[["name", "unit", "a", "b", "difference", "better"]]
        print_table(shown, title=str(rows.subject_name.iloc[0]))
    print_text("")
    both = len(result.table) - len(corridors)
    print_text(f"{both} rows of countries: with --json or --csv.")
    print_text(result.rule)
