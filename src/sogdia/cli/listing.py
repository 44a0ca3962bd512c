"""`sogdia list`: what the embedded world holds."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_csv, print_json, records
from sogdia.cli.options import Countries, Csv, Form, Json, examples, form_of

if TYPE_CHECKING:
    import pandas as pd

EXAMPLES = examples(
    "sogdia list",
    "sogdia list studies",
    "sogdia list offers",
    "sogdia list systems --country KEN",
    "sogdia list organisations --match telecom --csv",
)


class Kind(StrEnum):
    """What is listed."""

    STUDIES = "studies"
    OFFERS = "offers"
    SYSTEMS = "systems"
    ORGANISATIONS = "organisations"
    PROJECTS = "projects"
    COUNTRIES = "countries"
    STRAITS = "straits"
    NODES = "nodes"


def list_things(
    kind: Annotated[Kind | None, typer.Argument(help="Kind of thing; without it, how many there are of each.")] = None,
    match: Annotated[str, typer.Option(metavar="TEXT", help="Only those whose id or name has this text.")] = "",
    country: Countries = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """List studies, offers, systems, organisations, projects, countries, straits or nodes of the embedded world."""
    form = form_of(json=json, csv=csv)
    import pandas as pd

    from sogdia.cli.catalogue import KINDS, in_country, listing
    from sogdia.cli.opening import pick_countries
    from sogdia.data import world

    codes = pick_countries(world(), country)
    if kind is None:
        tables = {name: _matching(listing(name), match) for name in KINDS}
        shown = {name: t for name, t in tables.items() if not codes or name not in {"straits", "studies"}}
        counts = [(name, len(in_country(table, name, codes))) for name, table in shown.items()]
        rows = pd.DataFrame(counts, columns=["kind", "rows"])
    else:
        rows = in_country(_matching(listing(kind.value), match), kind.value, codes)
    if form is Form.JSON:
        print_json(records(rows))
    elif form is Form.CSV:
        print_csv(rows)
    else:
        from sogdia.cli.printing import print_table, print_text

        print_table(rows.drop(columns=["read", "as_of"], errors="ignore"))
        if kind is None:
            print_text("`sogdia list KIND` lists them, `sogdia show ID` tells all about one.")


def _matching(table: "pd.DataFrame", text: str) -> "pd.DataFrame":
    wanted = text.casefold()
    has = table.id.str.casefold().str.contains(wanted, regex=False)
    has |= table.name.str.casefold().str.contains(wanted, regex=False).fillna(value=False)
    return table[has.astype(bool)]
