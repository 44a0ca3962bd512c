"""`sogdia merge`: networks of several operators and cable maps as one."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_csv, print_json, records, tell, working
from sogdia.cli.options import Csv, Form, Json, Quiet, examples, form_of

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.merging import MergeResult
    from sogdia.network import Network

EXAMPLES = examples(
    "sogdia merge kenya.json uganda.json -o east-africa",
    "sogdia merge a.gpkg b.gpkg --within-km 10 --questions ask.csv",
    "sogdia merge a.gpkg b.gpkg --decisions ask.csv -o one.gpkg",
    "sogdia merge a.gpkg b.gpkg --csv",
    "sogdia merge operators/ world -o one.gpkg",
)
SHOWN = 20
"""Rows of each kind printed; JSON and CSV have all."""
_PAIR = ["table", "input_a", "id_a", "name_a", "input_b", "id_b", "name_b", "distance_km", "reason"]
_LINK = ["name_a", "country_a", "name_b", "country_b", "distance_km", "reason"]


def merge(
    networks: Annotated[
        list[str],
        typer.Argument(metavar="NETWORK...", help="Networks that Sogdia reads, folders of several, or `world`."),
    ],
    *,
    within_km: Annotated[float, typer.Option(help="Reach of a joint in km; nodes further apart are not joined.")] = 5.0,
    out: Annotated[
        str, typer.Option("--out", "-o", metavar="OUT", help="Where the network goes: a folder or a .gpkg.")
    ] = "",
    decisions: Annotated[
        str, typer.Option(metavar="FILE.csv", help="What you settled: columns a, b, join (yes, no or link).")
    ] = "",
    questions: Annotated[
        str,
        typer.Option(
            metavar="FILE.csv", help="Write the ambiguous pairs here, to fill in `join` and give as --decisions."
        ),
    ] = "",
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Join networks into one; what could be either is listed and never guessed.

    CSV has every candidate pair with its score; JSON has the joints, the conflicts and the notes besides.
    """
    form = form_of(json=json, csv=csv)
    from sogdia.cli.writing import check_file, write_text
    from sogdia.formats import write
    from sogdia.formats.folders import networks_in
    from sogdia.merging import merge as join

    given = [part for path in networks for part in networks_in(Path(path))]
    if questions:
        check_file(Path(questions), given)
    if out.endswith(".gpkg"):
        check_file(Path(out), given)
    with working("reading the networks", quiet=quiet) as step:
        result = join(*map(_opened, map(str, given)), within_km=within_km, decisions=decisions or None, progress=step)
    if questions:
        write_text(Path(questions), _questions(result.table).to_csv(index=False))
    if out:
        write(result.network, out)
    _print(result, form)
    for note in result.notes:
        tell(f"note: {note}", quiet=quiet)
    if questions:
        tell(f"ambiguous pairs written to {questions}; fill in the column join", quiet=quiet)
    if out:
        tell(f"network written to {out}", quiet=quiet)


def _opened(name: str) -> "Network | str":
    """Give the embedded world for its name, and a path as it is."""
    if name != "world" or Path(name).exists():
        return name
    from sogdia.data import world

    return world()


def _questions(table: "pd.DataFrame") -> "pd.DataFrame":
    asked = table[table.decision == "ambiguous"]
    out = asked[["table", "name_a", "name_b", "distance_km", "score", "reason"]].copy()
    out.insert(0, "join", "")
    out.insert(0, "b", asked.input_b + ":" + asked.id_b)
    out.insert(0, "a", asked.input_a + ":" + asked.id_a)
    return out


def _print(result: "MergeResult", form: Form) -> None:
    if form is Form.CSV:
        print_csv(result.table)
    elif form is Form.JSON:
        tables = {"pairs": result.table, "links": result.links, "conflicts": result.conflicts}
        counts = {name: len(getattr(result.network, name)) for name in ("nodes", "spans", "systems", "organisations")}
        print_json({"network": counts, **{k: records(t) for k, t in tables.items()}, "notes": list(result.notes),
                    "rule": result.rule, "manifest": result.manifest})  # fmt: skip
    else:
        _tell(result)


def _tell(result: "MergeResult") -> None:
    from sogdia.cli.printing import print_table, print_text

    print_text(f"{result.network!r}", strong=True)
    if len(result.table):
        counts = result.table.groupby(["table", "decision"], as_index=False).size()
        print_table(counts.rename(columns={"size": "pairs"}), title="Candidate pairs")
    rows = result.table.loc[result.table.decision == "ambiguous", _PAIR]
    if len(rows):
        print_table(rows.head(SHOWN), title=f"Ambiguous: settle them with --questions and --decisions ({len(rows)})")
    for kind, heading in (("border", "Joints across a border"), ("assumed_joint", "Assumed joints at one place"),
                          ("open_end", "Ends at a border that nothing meets, with the nearest node abroad"),
                          ("open_landing", "Landings that nothing on land meets, with the nearest node")):  # fmt: skip
        rows = result.links.loc[result.links.kind == kind, _LINK].sort_values("distance_km")
        if len(rows):
            print_table(rows.head(SHOWN), title=f"{heading} ({len(rows)})")
    if len(result.conflicts):
        print_table(result.conflicts.head(SHOWN), title=f"Values that did not agree ({len(result.conflicts)})")
    print_text(result.rule)
