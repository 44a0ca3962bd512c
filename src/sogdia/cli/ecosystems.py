"""`sogdia ecosystems`: whose technology each country uses, layer by layer."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_csv, print_json, records
from sogdia.cli.options import Countries, Csv, Form, Json, examples, form_of

if TYPE_CHECKING:
    from sogdia.panels import EcosystemsResult

EXAMPLES = examples(
    "sogdia ecosystems",
    "sogdia ecosystems --country KEN --country PAK",
    "sogdia ecosystems --layer cloud_region --year 2020 --csv",
)
SHOWN = 40
"""Rows that are printed; JSON and CSV have all."""


def ecosystems(
    country: Countries = None,
    layer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LAYER", help="5g_vendor, cable_supplier, cloud_region, navigation or payments; may be repeated."
        ),
    ] = None,
    year: Annotated[int, typer.Option(min=1980, max=2100, help="As at the end of this year.")] = 2026,
    folder: Annotated[str, typer.Option(metavar="FOLDER", help="Your own ecosystems.csv instead.")] = "",
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Tell whose cables, cloud, 5G, navigation and payments a country uses, and how split that is."""
    form = form_of(json=json, csv=csv)
    from sogdia.data.framework_facts import FOLDER
    from sogdia.panels import ecosystems as measure

    result = measure(year=year, layer=layer or (), country=country or (), folder=folder or FOLDER)
    if form is Form.JSON:
        parts = {"ties": result.table, "splits": result.splits, "years": result.years}
        print_json({**{name: records(rows) for name, rows in parts.items()}, "rule": result.rule})
    elif form is Form.CSV:
        print_csv(result.table)
    else:
        _print(result, year, named=bool(country))


def _print(result: "EcosystemsResult", year: int, *, named: bool) -> None:
    from sogdia.cli.printing import print_table, print_text

    if named:
        print_table(result.table[["country", "layer", "home", "provider", "year", "read"]].head(SHOWN))
        print_table(result.splits.round(2), title="Split")
    else:
        rows = result.years[result.years.year.isin([year, year - 5, year - 10, year - 20])]
        shown = rows.assign(mean_split=rows.mean_split.round(2), share_kept=rows.share_kept.round(2))
        columns = ["layer", "year", "countries", "one_home", "several_homes", "mean_split", "ties", "share_kept"]
        print_table(shown[columns])
    print_text(result.rule)
