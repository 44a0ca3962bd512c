"""`sogdia data`: the embedded facts themselves; `audit` draws some of them for a second reader."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_json, records, tell
from sogdia.cli.options import Json, Quiet, examples

if TYPE_CHECKING:
    import pandas as pd

app = typer.Typer(help="Look into the embedded facts.", no_args_is_help=True, rich_markup_mode=None)

EXAMPLES = examples("sogdia data audit --rows 20 --seed 7", "sogdia data audit --table roles --csv audit.csv")


@app.callback()
def data() -> None:
    """Look into the embedded facts."""


@app.command("audit", epilog=EXAMPLES)
def audit(
    rows: Annotated[int, typer.Option(min=1, help="How many facts are drawn.")] = 60,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draw: the same seed draws the same facts.")] = 0,
    table: Annotated[str, typer.Option(metavar="TABLE", help="Only facts of this table (systems, roles, ...).")] = "",
    csv: Annotated[str, typer.Option(metavar="FILE", help="Write the sheet as CSV; it is replaced.")] = "",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Draw facts at random with their sources, for a second reader to hold one against the other."""
    from sogdia.cli.auditing import draw
    from sogdia.cli.writing import check_file, write_text

    if csv:
        check_file(Path(csv))
    sheet = draw(rows, seed, table or None)
    if csv:
        write_text(Path(csv), sheet.to_csv(index=False))
        tell(f"{len(sheet)} facts written to {csv}; fill in verdict and correction", quiet=quiet)
    if json:
        print_json(records(sheet))
    elif not csv:
        _print(sheet)


def _print(sheet: "pd.DataFrame") -> None:
    from sogdia.cli.printing import print_facts, print_text

    for number, row in enumerate(sheet.to_dict(orient="records"), start=1):
        print_text(f"{number}. {row['table']}.csv line {row['line']}: {row['claim']}", strong=True)
        print_facts({name: row[name] for name in ("title", "publisher", "url", "read", "as_of")})
        print_text("   verdict:            correction:")
