"""`sogdia verify`: recompute what a plan claims, by code that the planner does not share."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from pathlib import Path
from typing import Annotated

import typer

from sogdia.cli.console import print_json, records, tell
from sogdia.cli.options import Json, examples

EXAMPLES = examples("sogdia verify out/plan", "sogdia verify out/plan --json")


def verify(
    folder: Annotated[Path, typer.Argument(metavar="PLAN", help="Folder that `sogdia plan` wrote.")],
    *,
    json: Json = False,
) -> None:
    """Recompute cost, capacity, survival, latency, coverage, shares and exits of a plan from its tables."""
    from sogdia.formats.plan_question import read_plan
    from sogdia.verification import verify as check

    asked, choice, claimed = read_plan(folder)
    found = check(asked, choice, claimed)
    if json:
        said = [str(fault) for fault in found.faults]
        print_json({"verified": found.verified, "states": found.states, "faults": said, "checks": records(found.table)})
    else:
        from sogdia.cli.printing import print_table, print_text

        print_table(found.table, title="The plan holds" if found.verified else "The plan does not hold")
        print_text(found.rule)
    for fault in found.faults:
        tell(str(fault))
    if found.faults:
        raise typer.Exit(1)
