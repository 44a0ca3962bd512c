"""`sogdia flow`: how much of the countries' traffic each span carries."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from typing import Annotated

import typer

from sogdia.cli.console import print_csv, print_json, records, working
from sogdia.cli.opening import open_network
from sogdia.cli.options import Csv, Form, Ground, Json, Quiet, Year, examples, form_of

EXAMPLES = examples("sogdia flow world", "sogdia flow digital-silk-road --csv")


def flow(
    ground: Ground,
    year: Year = None,
    top: Annotated[
        int, typer.Option(min=1, help="Spans printed at most, the fullest first; JSON and CSV have all.")
    ] = 20,
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Tell the load, capacity and headroom of each span under the countries' traffic, Gbit/s."""
    form = form_of(json=json, csv=csv)
    from sogdia.data.known_countries import with_countries
    from sogdia.flows import flow as measure

    with working("opening the network", quiet=quiet) as step:
        opened = open_network(ground, year)
        step("loading the spans with traffic")
        result = measure(with_countries(opened.net), year=opened.year)
    if form is Form.JSON:
        print_json(records(result.table))
        return
    if form is Form.CSV:
        print_csv(result.table)
        return
    from sogdia.cli.printing import print_table, print_text, ranged_column

    rows = result.table.sort_values("share_used", ascending=False, kind="stable").head(top)
    shown = rows[["span", "start", "end"]].assign(
        **{
            "load, Gbit/s": ranged_column(rows, "load_gbps"),
            "capacity, Gbit/s": ranged_column(rows, "capacity_gbps"),
            "used": rows.share_used,
            "capacity is": rows.capacity_basis,
        }
    )
    print_table(shown, title=f"{opened.heading}: the fullest {len(rows)} of {len(result.table)} spans")
    print_text(result.rule)
