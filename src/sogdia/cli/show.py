"""`sogdia show`: all that is known of one thing, each fact with its source."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_json, records
from sogdia.cli.options import Json, examples

if TYPE_CHECKING:
    from sogdia.cli.sheets import Sheet

EXAMPLES = examples(
    "sogdia show peace", "sogdia show KEN", "sogdia show bab-el-mandeb", "sogdia show digital-silk-road --json"
)
SINGULAR = {
    "studies": "study",
    "systems": "system",
    "organisations": "organisation",
    "projects": "project",
    "countries": "country",
    "straits": "strait",
    "nodes": "node",
    "offers": "offer",
    "corridors": "corridor",
}
HOW = {
    "read": "read in the source",
    "recalled": "recalled, not yet read in the source",
    "derived": "derived by a stated rule",
    "assumed": "assumed",
    "given": "given by the user",
}


def show(
    name: Annotated[
        str,
        typer.Argument(
            help="Id or name of a study, offer, system, organisation, project, country, node, strait, corridor."
        ),
    ],
    json: Json = False,
) -> None:
    """Tell all facts about one thing, with source, how each was had (read or recalled) and as of when."""
    from sogdia.cli.catalogue import find
    from sogdia.cli.sheets import sheet

    sheets = [sheet(entry) for entry in find(name)]
    if json:
        print_json(
            [
                {
                    "kind": SINGULAR[s.kind],
                    "id": s.id,
                    "name": s.name,
                    "facts": s.facts,
                    "source": s.source,
                    "tables": {heading: records(rows) for heading, rows in s.tables.items()},
                }
                for s in sheets
            ]
        )
        return
    for one in sheets:
        _print(one)


def _print(sheet: "Sheet") -> None:
    from sogdia.cli.printing import print_facts, print_table, print_text
    from sogdia.cli.sheets import cite

    print_text(f"{sheet.name} ({SINGULAR[sheet.kind]} {sheet.id})", strong=True)
    print_facts({name: value for name, value in sheet.facts.items() if name not in {"id", "name"}})
    if sheet.source:
        stands = [sheet.source.get(name) for name in ("title", "publisher", "url", "date")]
        how = HOW.get(sheet.source.get("read", ""), "not said")
        as_of = f", as of {sheet.source['as_of']}" if "as_of" in sheet.source else ""
        where = ", ".join(str(part) for part in stands if part) or "none"
        print_facts({"source": where, "had": how + as_of, "note": sheet.source.get("note")})
    numbers: dict[str, int] = {}
    for heading, rows in sheet.tables.items():
        if "source" in rows:
            cited = [numbers.setdefault(str(name), len(numbers) + 1) for name in rows["source"]]
            marks = rows.reindex(columns=["read", "as_of"]).fillna("").astype(str).agg(" ".join, axis=1)
            told = [f"[{number}] {mark}".rstrip() for number, mark in zip(cited, marks, strict=True)]
            rows = rows.drop(columns=["source", "read", "as_of"], errors="ignore").assign(source=told)  # noqa: PLW2901
        print_text("")
        print_table(rows, title=heading)
    print_text("")
    if numbers:
        print_text("Sources", strong=True)
    for name, number in numbers.items():
        print_text(f"[{number}] {cite(name)}")
    print_text("")
