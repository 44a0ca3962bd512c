"""`sogdia data`: the catalogue of sets, the local store, and `audit`, which draws facts for a second reader."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_csv, print_json, records, tell, working
from sogdia.cli.options import Csv, Form, Json, Quiet, examples, form_of

if TYPE_CHECKING:
    import pandas as pd

app = typer.Typer(
    help="Data sets: the catalogue, the local store, the embedded facts.", no_args_is_help=True, rich_markup_mode=None
)

EXAMPLES = examples("sogdia data audit --rows 20 --seed 7", "sogdia data audit --table roles --csv audit.csv")


Name = Annotated[str, typer.Argument(metavar="NAME", help="A set of the catalogue; `sogdia data list` names them.")]


@app.callback()
def data() -> None:
    """Look into the catalogue of data sets, the local store and the embedded facts.

    Nothing is ever downloaded: a set that may not be passed on is added from a file that you got from its publisher.
    """


@app.command("list", epilog=examples("sogdia data list", "sogdia data list --held", "sogdia data list --json"))
def list_sets(
    held: Annotated[bool, typer.Option("--held", help="Only the sets that are in the local store.")] = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """List the sets of the catalogue: what each is, whether it is there, and its licence."""
    from sogdia.cli.sets import sets_table

    table = sets_table(held=held)
    form = form_of(json=json, csv=csv)
    if form is Form.JSON:
        print_json(records(table))
    elif form is Form.CSV:
        print_csv(table)
    else:
        from sogdia.cli.printing import print_table

        print_table(table[["name", "state", "title", "licence"]])


@app.command("info", epilog=examples("sogdia data info gebco", "sogdia data info itu-bandwidth --json"))
def info(name: Name, json: Json = False) -> None:
    """Tell all about a set: where to get it, licence, citation, known faults, and what the local store has of it."""
    from sogdia.cli.sets import facts_of

    facts = facts_of(name)
    if json:
        print_json(facts)
        return
    from sogdia.cli.printing import print_facts, print_text

    print_text(str(facts.pop("title")), strong=True)
    print_facts(facts)


@app.command(
    "add",
    epilog=examples(
        "sogdia data add itu-bandwidth InternationalBandwidth.xlsx", "sogdia data add cable-map cable-map-folder/"
    ),
)
def add(
    name: Name,
    path: Annotated[str, typer.Argument(metavar="PATH", help="The file or folder as its publisher gives it.")],
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read a set that you have, and copy it into the local store; nothing is copied when it is not that set."""
    from dataclasses import asdict

    from sogdia.cli.sets import told
    from sogdia.data.holdings import add as take_in

    with working(f"reading {path}", quiet=quiet):
        holding, found = take_in(name, path)
    if json:
        print_json({**asdict(holding), "faults": list(found.faults), "path": str(holding.path)})
        return
    told(holding, found)


@app.command("verify", epilog=examples("sogdia data verify", "sogdia data verify gebco"))
def verify(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Only this set; without it all in the store.")] = "",
    json: Json = False,
) -> None:
    """Hash the sets in the local store again; leave with 1 when one is missing or has changed."""
    from sogdia.cli.sets import verdicts

    table = verdicts(name)
    if json:
        print_json(records(table))
    else:
        from sogdia.cli.printing import print_table

        print_table(table)
    if (table.verdict != "as added").any():
        raise typer.Exit(1)


@app.command("path", epilog=examples("sogdia data path gebco"))
def path(name: Name) -> None:
    """Print where a set stands in the local store."""
    from sogdia.cli.sets import holding_of

    typer.echo(holding_of(name).path)


@app.command("remove", epilog=examples("sogdia data remove gebco"))
def remove(name: Name, quiet: Quiet = False) -> None:
    """Take a set out of the local store."""
    from sogdia.data.holdings import remove as take_out

    tell(f"removed {take_out(name)}", quiet=quiet)


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
