"""`sogdia plan`: what to build at the least cost, with a certified bound."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_json, tell
from sogdia.cli.options import Json, Misuse, Quiet, examples
from sogdia.cli.plan_study import plan_study

if TYPE_CHECKING:
    from collections.abc import Callable

    from sogdia.errors import Fault
    from sogdia.formats.design import Design, DesignInstance
    from sogdia.planning import Progress

EXAMPLES = examples(
    "sogdia plan east-africa-europe --budget 600 --prices -o out/plan",
    "sogdia plan my-study.toml --survive span,landing --max-supplier-share 0.4",
    "sogdia plan --sndlib polska.txt U-U-M-N-C-A-N-U.txt --json",
    "sogdia plan --sndlib ta1.txt U-U-M-N-C-A-N-N.txt --time-limit 30 -o ta1.json",
)


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
        help="Losses to survive, joined by commas: span, system, landing, strait, supplier, owner, country, group.",
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
    str, typer.Option(metavar="WHAT", help="cost, or loss: least unserved after the worst loss in a budget.")
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


def plan(
    study: Study = "",
    *,
    budget: Budget = None,
    survive: Survive = "",
    survive_cuts: Cuts = None,
    max_supplier_share: SupplierShare = None,
    max_owner_share: OwnerShare = None,
    max_country_share: CountryShare = None,
    share_of: ShareOf = "",
    exits: Exits = None,
    phase: Phases = None,
    origin: Origins = None,
    hub: Hubs = None,
    supplier: Suppliers = None,
    seek: Seek = "",
    alternatives: Alternatives = 0,
    prices: Prices = False,
    sndlib: Sndlib = ("", ""),
    excuse_cut_off: Excuse = False,
    time_limit: Seconds = 120.0,
    gap: Gap = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of chance.")] = 0,
    workers: Workers = 2,
    out: Out = "",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Choose what to build at the least cost so that traffic is carried and losses are survived.

    Every plan is verified from the inputs alone before it is told.
    """
    if all(sndlib):
        asked = (time_limit, 1e-6 if gap is None else gap, seed, workers, excuse_cut_off)
        _plan_sndlib(sndlib, asked, out, json=json, quiet=quiet)
        return
    if not study:
        raise Misuse("say what to plan: a study or a network, or --sndlib NETWORK.txt MODEL.txt")
    given = {
        "budget_musd": tuple(budget or ()), "survive": tuple(x.strip() for x in survive.split(",") if x.strip()),
        "survive_cuts": survive_cuts, "max_supplier_share": max_supplier_share, "max_owner_share": max_owner_share,
        "max_country_share": max_country_share, "share_of": share_of, "exits": exits, "phases": tuple(phase or ()),
        "origins": tuple(origin or ()), "hubs": tuple(hub or ()), "suppliers": tuple(supplier or ()), "seek": seek,
        "time_limit_s": time_limit, "gap": gap, "seed": seed,
    }  # fmt: skip
    given = {key: value for key, value in given.items() if value not in (None, (), "")}
    plan_study(study, given, alternatives=alternatives, prices=prices, out=out, json=json, quiet=quiet)


def _plan_sndlib(
    sndlib: tuple[str, str], asked: tuple[float, float, int, int, bool], out: str, *, json: bool, quiet: bool
) -> None:
    """Design the network of an SNDlib problem."""
    import time

    from sogdia.formats.design_file import write_design
    from sogdia.formats.sndlib import read_sndlib
    from sogdia.planning import excuse_cut_off, find_design
    from sogdia.verification import verify_design

    begun = time.perf_counter()
    instance = read_sndlib(Path(sndlib[0]), Path(sndlib[1]))
    show = None if quiet else _progress(begun)
    time_limit, gap, seed, workers, excuse = asked
    instance = excuse_cut_off(instance) if excuse else instance
    for state, demand in instance.excused.tolist():
        tell(f"excused: {instance.demands[demand]}, which {instance.links[state]} alone can carry", quiet=quiet)
    design = find_design(instance, time_limit_s=time_limit, seed=seed, rel_gap=gap, workers=workers, tell=show)
    faults = verify_design(instance, design)
    seconds = time.perf_counter() - begun
    for fault in faults[:5]:
        tell(f"not verified: {fault}")
    if out and not faults:
        write_design(instance, design, Path(out))
        tell(f"design written to {out}", quiet=quiet)
    if json:
        print_json(_told(instance, design, faults, seconds, seed))
    else:
        _print(instance, design, faults, seconds)
    if faults:
        raise typer.Exit(1)


def _progress(begun: float) -> "Callable[[Progress], None]":
    """Give what tells progress on standard error: one line in place at a terminal, else a line every ten seconds."""
    import time

    last = [begun]
    there = sys.stderr.isatty()

    def show(progress: "Progress") -> None:
        now = time.perf_counter()
        if now - last[0] < (0.1 if there else 10.0):
            return
        last[0] = now
        cost = f"{progress.cost:,.2f}" if progress.cost < float("inf") else "none yet"
        bound = f"{progress.bound:,.2f}" if progress.bound > float("-inf") else "none yet"
        gap = f"{100 * progress.gap:.2f} %" if progress.gap < float("inf") else "open"
        line = f"{now - begun:6.1f} s  cost {cost}  bound {bound}  gap {gap}  ({progress.word})"
        sys.stderr.write(f"\r{line:<100}" if there else f"{line}\n")
        sys.stderr.flush()

    return show


def _told(
    instance: "DesignInstance", design: "Design", faults: "list[Fault]", seconds: float, seed: int
) -> dict[str, object]:
    return {
        "instance": instance.name,
        "model": instance.model.code,
        "objective": design.total_cost,
        "bound": design.bound,
        "gap": design.gap,
        "verified": not faults,
        "seconds": round(seconds, 3),
        "seed": seed,
        "excused": [[instance.links[state], instance.demands[demand]] for state, demand in instance.excused.tolist()],
        "cost": dict(design.cost),
        "links_used": int(((design.added_capacity > 0.0) | (instance.installed_capacity > 0.0)).sum()),
    }


def _print(instance: "DesignInstance", design: "Design", faults: "list[Fault]", seconds: float) -> None:
    import pandas as pd

    from sogdia.cli.printing import print_table, print_text

    if sys.stderr.isatty():
        tell("")
    proof = "the least there is" if design.gap <= 1e-6 else f"at most {100 * design.gap:.2f} % above the least"
    print_text(f"{instance.name} {instance.model.code}: {design.total_cost:,.2f}, {proof}", strong=True)
    rows = [
        {
            "link": instance.links[e],
            "from": instance.nodes[instance.link_start[e]],
            "to": instance.nodes[instance.link_end[e]],
            "installed": instance.installed_capacity[e],
            "added": design.added_capacity[e],
        }
        for e in (design.added_capacity > 0.0).nonzero()[0].tolist()
    ]
    print_table(pd.DataFrame(rows, columns=["link", "from", "to", "installed", "added"]))
    items = ", ".join(f"{name} {value:,.2f}" for name, value in design.cost.items() if value)
    checked = "not verified" if faults else "verified from the inputs alone"
    print_text(f"Cost: {items}. Bound {design.bound:,.2f}. {checked[0].upper()}{checked[1:]}, in {seconds:.1f} s.")
