"""`sogdia plan STUDY`: what to build of what is proposed, under a budget, so that losses are survived."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sogdia.cli.console import print_json, records, tell, working

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.network import Network
    from sogdia.planning import PlanParams, PlanResult


def plan_study(
    name: str, given: dict[str, Any], *, alternatives: int, prices: bool, out: str, json: bool, quiet: bool
) -> None:
    """Plan, print and write.

    Parameters
    ----------
    name
        A study or a network.
    given
        Fields of `PlanParams` that the user gave; the study's `[plan]` says the rest.
    """
    from sogdia.cli.writing import check_folder
    from sogdia.formats.plan_question import write_plan
    from sogdia.planning import plan
    from sogdia.planning.plans import as_written

    if out:
        check_folder(Path(out))
    with working("opening the network", quiet=quiet) as step:
        net, params, heading = _open(name, given)
        net = _routed(net, step)

        def told(words: str, best: float | None, bound: float) -> None:
            cost = "none yet" if best is None else f"{best:,.1f}"
            step(f"{words}: cost {cost}, bound {bound:,.1f}")

        step("asking what stands and what is free")
        found = plan(net, params, alternatives=alternatives, prices=prices, tell=told)
    if out:
        write_plan(found.question, found.choice, as_written(found), Path(out))
        tell(f"plan written to {out}; check it with `sogdia verify {out}`", quiet=quiet)
    if json:
        print_json(_as_json(found))
    else:
        _print(found, heading)


def _open(name: str, given: dict[str, Any]) -> tuple[Network, PlanParams, str]:
    from sogdia.cli.opening import open_network, open_study
    from sogdia.planning import PlanParams
    from sogdia.studies import shipped_studies

    if name in shipped_studies() or Path(name).suffix == ".toml":
        asked = open_study(name)
        stated = asked.definition.plan.model_dump(exclude_unset=True) if asked.definition.plan else {}
        params = PlanParams(**{**stated, **given})
        return asked.network, params, asked.title
    opened = open_network(name)
    return opened.net, PlanParams(**given), opened.name


def _routed(net: Network, step: Any) -> Network:  # noqa: ANN401  a step of the console
    """Draw and price proposed spans that have no line yet."""
    spans = net.spans
    bare = (spans.status == "proposed") & spans.geometry.isna() & (spans.setting != "satellite")
    if not bare.any():
        return net
    from sogdia.data import terrain
    from sogdia.routing import route

    step(f"routing {int(bare.sum())} proposed spans")
    return route(net, terrain())


def _as_json(found: PlanResult) -> dict[str, Any]:
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
        "rule": found.rule,
        "manifest": found.manifest,
    }


def _print(found: PlanResult, heading: str) -> None:
    from sogdia.cli.printing import print_table, print_text

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
    print_text(found.rule)


def _parts(found: PlanResult) -> list[tuple[str, pd.DataFrame]]:
    others = found.alternatives
    summary = others.groupby(["plan", "cost_musd"]).option.agg("; ".join).reset_index() if len(others) else others
    return [
        ("Spending", found.spending if len(found.spending) > 1 else found.spending.iloc[:0]),
        ("What each rule costs", found.rules),
        ("What it costs to leave a line out, or to build it", found.choices),
        ("Other plans that cost nearly as little", summary),
        ("Recomputed by separate code", found.checks),
    ]
