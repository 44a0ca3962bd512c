"""`sogdia plan`: what to build at the least cost, with a certified bound."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli import plan_options as of
from sogdia.cli.console import print_json, tell
from sogdia.cli.options import Json, Misuse, Quiet, examples
from sogdia.cli.plan_study import Tasks, plan_study

if TYPE_CHECKING:
    from collections.abc import Callable

    from sogdia.errors import Fault
    from sogdia.formats.design import Design, DesignInstance
    from sogdia.planning import Progress

EXAMPLES = examples(
    "sogdia plan east-africa-europe --budget 600 --prices -o out/plan",
    "sogdia plan my-study.toml --survive span,landing --max-supplier-share 0.4",
    "sogdia plan east-africa-europe --pareto 6 -o out/frontier",
    "sogdia plan my-study.toml --scenarios scenarios.csv --criterion regret",
    "sogdia plan --sndlib polska.txt U-U-M-N-C-A-N-U.txt --json",
    "sogdia plan --sndlib ta1.txt U-U-M-N-C-A-N-N.txt --time-limit 30 -o ta1.json",
)


def plan(
    study: of.Study = "",
    *,
    budget: of.Budget = None,
    payer_budget: of.PayerBudget = None,
    survive: of.Survive = "",
    survive_cuts: of.Cuts = None,
    max_supplier_share: of.SupplierShare = None,
    max_owner_share: of.OwnerShare = None,
    max_country_share: of.CountryShare = None,
    share_of: of.ShareOf = "",
    exits: of.Exits = None,
    latency_limit: of.Latency = None,
    latency_limit_lost: of.LatencyLost = None,
    coverage: of.Coverage = None,
    coverage_of: of.CoverageOf = "",
    phase: of.Phases = None,
    origin: of.Origins = None,
    hub: of.Hubs = None,
    supplier: of.Suppliers = None,
    new_lines_only: of.NewLines = False,
    routing: of.Routing = "",
    protection: of.Protection = "",
    seek: of.Seek = "",
    alternatives: of.Alternatives = 0,
    prices: of.Prices = False,
    pareto: of.Pareto = 0,
    scenarios: of.Scenarios = "",
    criterion: of.Criterion = "expected",
    given: of.Given = None,
    years: of.Years = 0,
    sndlib: of.Sndlib = ("", ""),
    excuse_cut_off: of.Excuse = False,
    time_limit: of.Seconds = 120.0,
    gap: of.Gap = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of chance.")] = 0,
    workers: of.Workers = 2,
    out: of.Out = "",
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
    stated = {
        "budget_musd": tuple(budget or ()), "survive": tuple(x.strip() for x in survive.split(",") if x.strip()),
        "survive_cuts": survive_cuts, "max_supplier_share": max_supplier_share, "max_owner_share": max_owner_share,
        "max_country_share": max_country_share, "share_of": share_of, "exits": exits, "phases": tuple(phase or ()),
        "origins": tuple(origin or ()), "hubs": tuple(hub or ()), "suppliers": tuple(supplier or ()), "seek": seek,
        "latency_limit_ms": of.limits(latency_limit, "--latency-limit", "all"), "routing": routing, "gap": gap,
        "latency_limit_lost_ms": of.limits(latency_limit_lost, "--latency-limit-lost", "all"), "coverage": coverage,
        "payer_budget_musd": of.limits(payer_budget, "--payer-budget", ""), "coverage_of": coverage_of, "seed": seed,
        "new_lines_only": new_lines_only or None, "protection": protection, "time_limit_s": time_limit,
    }  # fmt: skip
    stated = {key: value for key, value in stated.items() if value not in (None, (), "", {})}
    tasks = Tasks(alternatives, prices, pareto, scenarios, criterion, tuple(given or ()), years, seed)
    plan_study(study, stated, tasks, out=out, json=json, quiet=quiet)


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
