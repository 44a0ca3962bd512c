"""`sogdia plan STUDY`: what to build of what is proposed, under a budget, so that losses are survived."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sogdia.cli.console import print_json, records, tell, working
from sogdia.cli.options import Misuse

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.cli.console import Step
    from sogdia.network import Network
    from sogdia.planning import LivedResult, PlanParams, PlanResult


SHOWN = 20
"""Ways that are printed."""


@dataclass(frozen=True)
class Tasks:
    """What is done besides the plan: alternatives, prices, a sweep of budgets, scenarios, years of faults."""

    alternatives: int
    prices: bool
    pareto: int
    scenarios: str
    criterion: str
    given: tuple[Path, ...]
    years: int
    seed: int


@dataclass(frozen=True, eq=False)
class Opened:
    """What is planned: the network, what is asked, its title and the scenarios that the study carries."""

    net: Network
    params: PlanParams
    title: str
    scenarios: tuple[dict[str, Any], ...] = ()


def plan_study(name: str, stated: dict[str, Any], tasks: Tasks, *, out: str, json: bool, quiet: bool) -> None:
    """Plan, print and write.

    Parameters
    ----------
    name
        A study or a network.
    stated
        Fields of `PlanParams` that the user gave; the study's `[plan]` says the rest.
    """
    from sogdia.cli.plan_sweeps import sweep_budgets, weigh_scenarios
    from sogdia.cli.writing import check_folder

    if sum((tasks.pareto > 0, bool(tasks.scenarios), tasks.years > 0)) > 1:
        raise Misuse("give one of --pareto, --scenarios and --years at a time")
    if tasks.given and not tasks.scenarios:
        raise Misuse("--given goes with --scenarios")
    if out:
        check_folder(Path(out))
    with working("opening the network", quiet=quiet) as step:
        opened = _open(name, stated, step)
        if tasks.pareto:
            tell_it = sweep_budgets(opened, tasks, out, step, json=json, quiet=quiet)
        elif tasks.scenarios:
            tell_it = weigh_scenarios(opened, tasks, out, step, json=json, quiet=quiet)
        else:
            found, lived = _planned(opened, tasks, step)
            tell_it = None
    if tell_it is not None:
        tell_it()
        return
    if out:
        _write(found, lived, opened.title, Path(out))
        tell(f"plan written to {out}: open {Path(out) / 'plan.html'}; check it with `sogdia verify {out}`", quiet=quiet)
    if json:
        print_json(_as_json(found, lived))
    else:
        _print(found, lived, opened.title)


def _planned(opened: Opened, tasks: Tasks, step: Step) -> tuple[PlanResult, LivedResult | None]:
    from sogdia.planning import live_through, plan

    def told(words: str, best: float | None, bound: float) -> None:
        cost = "none yet" if best is None else f"{best:,.1f}"
        step(f"{words}: cost {cost}, bound {bound:,.1f}")

    step("asking what stands and what is free")
    found = plan(opened.net, opened.params, alternatives=tasks.alternatives, prices=tasks.prices, tell=told)
    if not tasks.years:
        return found, None
    step(f"living through {tasks.years:,} years of faults, twice")
    return found, live_through(opened.net, found, years=tasks.years, seed=tasks.seed)


def _open(name: str, stated: dict[str, Any], step: Step) -> Opened:
    from sogdia.cli.opening import open_network, open_study
    from sogdia.planning import PlanParams
    from sogdia.studies import shipped_studies

    if name in shipped_studies() or Path(name).suffix == ".toml":
        asked = open_study(name)
        own = asked.definition.plan.model_dump(exclude_unset=True) if asked.definition.plan else {}
        scenarios = own.pop("scenarios", ())
        params = PlanParams(**{**own, **stated})
        return Opened(_routed(asked.network, step), params, asked.title, tuple(scenarios))
    opened = open_network(name)
    return Opened(_routed(opened.net, step), PlanParams(**stated), opened.name)


def _routed(net: Network, step: Step) -> Network:
    """Draw and price proposed spans that have no line yet."""
    spans = net.spans
    bare = (spans.status == "proposed") & spans.geometry.isna() & (spans.setting != "satellite")
    if not bare.any():
        return net
    from sogdia.data import terrain
    from sogdia.routing import route

    step(f"routing {int(bare.sum())} proposed spans")
    return route(net, terrain())


def _write(found: PlanResult, lived: LivedResult | None, title: str, folder: Path) -> None:
    """Write the plan with its page, its picture and its bill of materials, all or nothing."""
    from sogdia.data import terrain
    from sogdia.formats.plan_question import fill_plan
    from sogdia.planning import materials
    from sogdia.planning.plans import as_written
    from sogdia.reports.pictures import as_png
    from sogdia.reports.plan_page import plan_page
    from sogdia.reports.plan_picture import plan_picture
    from sogdia.results import write_folder

    bill = materials(found, terrain() if (found.table.kind == "build").any() else None)
    drawn = plan_picture(found, title)
    page = plan_page(found, title, drawn, lived, bill)

    def fill(beside: Path) -> None:
        fill_plan(found.question, found.choice, as_written(found), beside)
        found.table.to_csv(beside / "built.csv", index=False)
        bill.to_csv(beside / "materials.csv", index=False)
        if lived is not None:
            lived.table.to_csv(beside / "years-of-faults.csv", index=False)
        (beside / "plan.png").write_bytes(as_png(drawn))
        (beside / "plan.html").write_text(page, encoding="utf-8")

    write_folder(folder, fill)


def _as_json(found: PlanResult, lived: LivedResult | None) -> dict[str, Any]:
    return {
        "cost_musd": found.cost_musd,
        "bound_musd": found.bound_musd,
        "gap": found.gap,
        "unserved_gbps": found.unserved_gbps,
        "verified": bool(found.checks.holds.all()),
        "rows": found.records(),
        "spending": records(found.spending),
        "checks": records(found.checks),
        "rules": records(found.rules),
        "choices": records(found.choices),
        "alternatives": records(found.alternatives),
        "served": records(found.served),
        "ways": records(found.ways),
        "years_of_faults": [] if lived is None else records(lived.table),
        "rule": found.rule,
        "manifest": found.manifest,
    }


def _print(found: PlanResult, lived: LivedResult | None, heading: str) -> None:
    from sogdia.cli.printing import print_table, print_text
    from sogdia.reports.plan_page import NOT_EVEN_FREE, telling_choices

    spent = float(found.spending.spent_musd.sum())
    print_text(f"{heading}: US$ {spent:,.1f} million, {found.cost_musd:,.1f} discounted", strong=True)
    if found.unserved_gbps > 0:
        print_text(f"Unserved after the worst loss: {found.unserved_gbps:,.1f} Gbps.")
    columns = ["option", "kind", "phase", "added_gbps", "cost_musd", "basis"]
    if found.table.empty:
        print_text("Nothing need be built: what stands carries the traffic and survives what is asked.")
    else:
        print_table(found.table[columns], title="What to build")
    for title, table in _parts(found):
        if len(table):
            print_table(table, title=title)
    if idle := telling_choices(found.choices)[1]:
        print_text(NOT_EVEN_FREE.format(count=idle))
    if lived is not None:
        print_table(
            lived.table.drop(columns=["basis", "source"]), title="Years of faults, without the plan and with it"
        )
    print_text(found.rule)
    if lived is not None:
        print_text(lived.rule)


def _parts(found: PlanResult) -> list[tuple[str, pd.DataFrame]]:
    from sogdia.planning.ways_table import ways_in_words
    from sogdia.reports.plan_page import telling_choices

    words = ways_in_words(found.ways[found.ways.lost == ""])
    told = f" (the first {SHOWN} of {len(words)}; all are in ways.csv, with -o)" if len(words) > SHOWN else ""
    others = found.alternatives
    summary = others.groupby(["plan", "cost_musd"]).option.agg("; ".join).reset_index() if len(others) else others
    left = found.served[~found.served.served.astype(bool)]
    return [
        ("Left out", left[["demand", "phase", "gbps", "people"]]),
        (f"Ways{told}", words.head(SHOWN)),
        ("Spending", found.spending if len(found.spending) > 1 else found.spending.iloc[:0]),
        ("What each rule costs", found.rules),
        ("What it costs to leave a line out, or to build it", telling_choices(found.choices)[0]),
        ("Other plans that cost nearly as little", summary),
        ("Recomputed by separate code", found.checks),
    ]
