"""`sogdia compare`: two cards side by side."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_csv, print_json, records, working
from sogdia.cli.options import Csv, Form, Json, Quiet, examples, form_of

if TYPE_CHECKING:
    from sogdia.assessment import Comparison

EXAMPLES = examples(
    "sogdia compare digital-silk-road red-sea-cuts --csv",
    "sogdia compare out/digital-silk-road out/without-peace",
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
    both = result.table.a.notna() & result.table.b.notna()
    corridors = result.table[(result.table.scope == "corridor") & both]
    shown = corridors if len(corridors) else result.table[both]
    for subject in shown.subject.drop_duplicates():
        rows = shown[shown.subject == subject]
        print_text("")
        columns = ["name", "unit", "a", "b", "difference", "better"]
        print_table(rows[columns], title=str(rows.subject_name.iloc[0]))
    print_text("")
    if shown.empty:
        print_text("The cards share no corridor and no country: nothing stands side by side.")
    elif corridors.empty:
        print_text("The cards share no corridor; these are the countries that they share.")
    print_text(f"{len(result.table) - len(shown)} more rows, also those of one card alone: with --json or --csv.")
    print_text(result.rule)
