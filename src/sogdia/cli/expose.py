"""`sogdia expose`: on whom and on what a country's international traffic depends."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_csv, print_json, records, working
from sogdia.cli.opening import open_network, pick_countries
from sogdia.cli.options import Countries, Csv, Form, Ground, Json, Quiet, Year, examples, form_of

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.dependence import ExposeResult

EXAMPLES = examples(
    "sogdia expose world --country KEN",
    "sogdia expose world --country KGZ --country TJK --by supplier",
    "sogdia expose digital-silk-road --country PAK --json",
)


def expose(
    ground: Ground,
    country: Countries = None,
    year: Year = None,
    by: Annotated[
        str,
        typer.Option(
            metavar="DIMENSION",
            help="Only this: strait, transit_country, landing, system, exit, owner, "
            "operator, supplier, home_of_owner or home_of_supplier.",
        ),
    ] = "",
    top: Annotated[int, typer.Option(min=1, help="Actors printed of each dimension; JSON and CSV have all.")] = 5,
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Tell who and what a country's traffic depends on, how concentrated that is, and how many ways out it has."""
    form = form_of(json=json, csv=csv)
    from sogdia.dependence import expose as measure
    from sogdia.dependence.marks import LENS
    from sogdia.errors import pick

    with working("opening the network", quiet=quiet) as step:
        opened = open_network(ground, year)
        codes = pick_countries(opened.net, country)
        if by:
            pick(by, LENS, "dimension")
        step("following the traffic")
        result = measure(opened.net, country=codes or None, year=opened.year)
    exposure, concentration = (_of(table, by) for table in (result.table, result.concentration))
    if form is Form.JSON:
        parts = {"exposure": exposure, "concentration": concentration, "exits": result.exits}
        print_json({**{name: records(rows) for name, rows in parts.items()}, "rule": result.rule})
    elif form is Form.CSV:
        print_csv(exposure)
    else:
        _print(exposure, concentration, result, opened.heading, top)


def _of(table: "pd.DataFrame", dimension: str) -> "pd.DataFrame":
    return table[table.dimension == dimension] if dimension else table


def _print(
    exposure: "pd.DataFrame", concentration: "pd.DataFrame", result: "ExposeResult", heading: str, top: int
) -> None:
    from sogdia.cli.printing import print_table, print_text, ranged_column

    print_text(heading, strong=True)
    for (code, dimension), rows in exposure.groupby(["country", "dimension"], sort=False):
        named = rows.head(top)
        shown = named[["actor", "actor_name"]].assign(
            stake=named.stake, control=named.control, touch=named.touch, loss=ranged_column(named, "loss"),
            basis=named.basis,
        ).rename(columns={"actor_name": "name"})  # fmt: skip
        print_table(shown.dropna(axis="columns", how="all"), title=f"{code}: {str(dimension).replace('_', ' ')}")
        if len(rows) > top:
            print_text(f"{len(rows) - top} more with --top, --json or --csv.")
        print_text("")
    columns = ["country", "dimension", "hhi", "effective_number", "largest_actor", "largest_share", "share_unknown"]
    print_table(concentration[columns], title="Concentration")
    print_text("")
    columns = ["country", "k_landings", "k_straits", "threshold", "meets", "share_connected", "basis"]
    print_table(result.exits[columns], title="Exits")
    print_text("")
    print_text("How it is counted", strong=True)
    for topic, text in result.rules[["topic", "text"]].itertuples(index=False, name=None):
        print_text(f"{topic}: {text}")
