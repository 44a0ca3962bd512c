"""The options of `sogdia plan`."""

from pathlib import Path
from typing import Annotated

import typer

from sogdia.cli.options import Misuse

Study = Annotated[
    str,
    typer.Argument(
        metavar="STUDY-OR-NETWORK",
        help="A study, or a network that Sogdia reads; its proposed spans are the candidates.",
    ),
]
Budget = Annotated[
    list[float] | None,
    typer.Option(metavar="MUSD", help="Most that may be spent, in US$ million; once for all phases, or for each."),
]
Survive = Annotated[
    str,
    typer.Option(
        metavar="KINDS",
        help="Losses to survive, joined by commas: span, system, node, landing, strait, supplier, owner, country, "
        "group.",
    ),
]
Cuts = Annotated[int | None, typer.Option(min=0, help="How many such losses together. Default: 1.")]
SupplierShare = Annotated[float | None, typer.Option(help="Largest share of one supplier, to 1.")]
OwnerShare = Annotated[float | None, typer.Option(help="Largest share of one owner, to 1.")]
CountryShare = Annotated[float | None, typer.Option(help="Largest share of the suppliers of one home state, to 1.")]
ShareOf = Annotated[str, typer.Option(metavar="BASE", help="What shares are of: capacity, new-capacity or cost.")]
Exits = Annotated[int | None, typer.Option(min=0, help="Disjoint ways that each country keeps.")]
Phases = Annotated[list[int] | None, typer.Option(metavar="YEAR", help="Year in which to build; repeatable.")]
Origins = Annotated[
    list[str] | None, typer.Option(metavar="ISO3", help="Country whose traffic is carried; repeatable.")
]
Hubs = Annotated[
    list[str] | None, typer.Option(metavar="NODE", help="Node or country to which it is carried; repeatable.")
]
Suppliers = Annotated[
    list[str] | None, typer.Option(metavar="ID", help="Who may build what names no supplier; repeatable.")
]
Seek = Annotated[
    str,
    typer.Option(
        metavar="WHAT", help="cost; loss: least unserved after the worst loss in a budget; people: most served in it."
    ),
]
Latency = Annotated[
    list[str] | None,
    typer.Option(metavar="MS", help="Longest round trip of light by any way used, for all or as ISO3=MS; repeatable."),
]
LatencyLost = Annotated[
    list[str] | None, typer.Option(metavar="MS", help="The same after a loss; no limit then where none is given.")
]
PayerBudget = Annotated[
    list[str] | None, typer.Option(metavar="ID=MUSD", help="Most that one payer may spend; repeatable.")
]
Coverage = Annotated[
    float | None, typer.Option(metavar="SHARE", help="Least share that is served, each origin wholly or not at all.")
]
CoverageOf = Annotated[str, typer.Option(metavar="WHAT", help="What coverage counts: people (default) or origins.")]
NewLines = Annotated[bool, typer.Option("--new-lines-only", help="Enlarge nothing that stands.")]
Routing = Annotated[
    str,
    typer.Option(
        metavar="KIND", help="split (default): traffic divides at will; single-path: one way for each demand."
    ),
]
Protection = Annotated[
    str,
    typer.Option(
        metavar="KIND",
        help="reroute (default): all is routed anew after a loss; 1+1: a disjoint backup held all the time; "
        "shared-path: a backup that shares what it holds.",
    ),
]
Pareto = Annotated[
    int, typer.Option(metavar="N", min=0, help="Sweep N budgets: what each leaves unserved after the worst loss.")
]
Scenarios = Annotated[
    str, typer.Option(metavar="FILE", help="CSV of scenarios to hold plans against; a study may carry them too.")
]
Criterion = Annotated[
    str, typer.Option(metavar="WHICH", help="With scenarios: expected cost (default), or largest regret.")
]
Given = Annotated[
    list[Path] | None, typer.Option(metavar="PLAN", help="With scenarios: a plan's folder to hold up too; repeatable.")
]
Years = Annotated[
    int, typer.Option(metavar="N", min=0, help="Live through N years of faults with the plan and without it.")
]
Alternatives = Annotated[int, typer.Option(min=0, help="So many other plans that cost at most a tenth more.")]
Prices = Annotated[bool, typer.Option("--prices", help="Price each rule and each line too.")]
Sndlib = Annotated[
    tuple[str, str],
    typer.Option(metavar="NETWORK MODEL", help="Network file and model file of SNDlib, in its native format (.txt)."),
]
Excuse = Annotated[
    bool,
    typer.Option(
        "--excuse-cut-off", help="For SNDlib: leave out, once a link fails, demands that had no other way; names them."
    ),
]
Seconds = Annotated[
    float, typer.Option(metavar="SECONDS", help="Give the best so far after this time; Ctrl-C gives it sooner.")
]
Gap = Annotated[
    float | None,
    typer.Option(
        min=0.0,
        max=1.0,
        help="Stop when the cost is proved within this share of the least. Default: 0.01; 1e-6 for SNDlib.",
    ),
]
Workers = Annotated[
    int, typer.Option(min=1, max=2, help="Processes: 1, or 2 with the whole programme beside the search.")
]
Out = Annotated[
    str,
    typer.Option(
        "--out", "-o", metavar="PATH", help="Folder where the plan goes; for SNDlib the JSON file of the design."
    ),
]


def limits(given: list[str] | None, option: str, alone: str) -> dict[str, float]:
    """Take NAME=FIGURE apart; a figure without a name is for `alone` (empty: a name is needed).

    Raises
    ------
    Misuse
        No figure, or no name where one is needed.
    """
    found: dict[str, float] = {}
    for text in given or []:
        name, equals, figure = text.rpartition("=")
        try:
            found[name if equals else alone] = float(figure)
        except ValueError:
            raise Misuse(
                f"{option} {text}: write it as NAME=FIGURE{', or a figure for all' if alone else ''}"
            ) from None
        if not (name or alone):
            raise Misuse(f"{option} {text}: say whose it is, as NAME=FIGURE")
    return found
