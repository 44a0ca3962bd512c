"""`sogdia claims`: each figure of the two studies behind Sogdia, held against a source."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from typing import Annotated

import typer

from sogdia.cli.console import print_csv, print_json, records
from sogdia.cli.options import Csv, Form, Json, examples, form_of

EXAMPLES = examples("sogdia claims", "sogdia claims --study B --finding dated", "sogdia claims --json")


def claims(
    study: Annotated[str, typer.Option(metavar="A|B", help="Only this study.")] = "",
    finding: Annotated[
        str, typer.Option(metavar="FINDING", help="Only these: sourced, dated, contradicted, not_found.")
    ] = "",
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Print each figure of the two studies behind Sogdia with what was found of it."""
    form = form_of(json=json, csv=csv)
    from sogdia.verdicts.ledger import claims as ledger

    result = ledger(study, finding)
    if form is Form.JSON:
        print_json({"claims": records(result.table), "counts": records(result.counts), "rule": result.rule})
    elif form is Form.CSV:
        print_csv(result.table)
    else:
        from sogdia.cli.printing import print_table, print_text

        print_table(result.table[["study", "claim", "finding", "found", "found_date"]])
        told = result.counts.groupby("finding").claims.sum()
        shares = [f"{number} {str(name).replace('_', ' ')}" for name, number in told.items()]
        print_text(f"Of all claims: {', '.join(shares)}. --json and --csv give the sources.")
        print_text(result.rule)
