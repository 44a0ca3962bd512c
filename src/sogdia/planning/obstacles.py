"""Why no plan meets what is asked: a smallest set of rules that cannot hold together, and what would mend it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sogdia.errors import InfeasibleError
from sogdia.planning.arrays import arrays_of
from sogdia.planning.bounded_ways import Ways
from sogdia.planning.buying import Search
from sogdia.planning.clock import OutOfTimeError
from sogdia.planning.missing_ways import missing_ways
from sogdia.planning.worst_losses import unmet_exits, unmet_needs

if TYPE_CHECKING:
    from sogdia.formats.plan_question import PlanQuestion
    from sogdia.planning.arrays import Arrays
    from sogdia.planning.clock import Clock
    from sogdia.planning.worst_losses import Need

NAMED = 3
"""Demands that a message lists."""
SECONDS = 20.0
"""Seconds given to each question whether what is left of the rules can hold."""


def refusal(asked: PlanQuestion, gap: float, seed: int, task: Clock) -> InfeasibleError:
    """Say why no plan meets what is asked.

    Rules are left out one after another as long as no plan meets the rest; those that remain conflict. A loss after
    which everything on offer is too little is named with the traffic that it leaves. Once the clock of the task is
    stopped, rules are no longer tried.
    """
    arrays = arrays_of(asked)
    hopeless = _hopeless(asked, arrays, task.part(SECONDS))
    if hopeless:
        return InfeasibleError("no plan meets what is asked, whatever is bought: " + "; ".join(hopeless[:5]))
    left = _families(asked)
    for name in list(left):
        rest = {key: rule for key, rule in left.items() if key != name}
        if not _holds(asked, rest, gap, seed, task):
            left = rest
    words = " and ".join(left) or "the traffic itself"
    if task.halted:
        return InfeasibleError(
            f"no plan meets what is asked: {words} cannot hold together with the traffic; stopped before it was found "
            "which of these suffice; let it run to the end to know"
        )
    mend = _budget_needed(asked, gap, seed, task) if asked.rules.budget_musd else ""
    ease = "ease one of them" if len(left) > 1 else "ease it"
    return InfeasibleError(f"no plan meets what is asked: {words} cannot hold together with the traffic{mend}; {ease}")


def _hopeless(asked: PlanQuestion, arrays: Arrays, clock: Clock) -> list[str]:
    """Name the losses after which everything on offer is too little, as far as there is time to look."""
    rules, found = asked.rules, []
    if rules.may_leave_out or rules.seek == "loss":
        return []
    ways, every = Ways(arrays), arrays.everything()
    for phase, year in enumerate(rules.phases):
        capacity = arrays.capacity(every, phase)
        try:
            needs = unmet_needs(
                arrays, capacity, phase, rules.losses, rules.share_kept, ways=ways, clock=clock, most=20
            )
        except OutOfTimeError:
            break
        for need in needs:
            lost = " and ".join(arrays.risk_names[k] for k in need.lost)
            where = f"after the loss of {lost}" if lost else "without any loss"
            if np.isfinite(arrays.most_ms[min(len(need.lost), 1)]).any():
                where += ", within the limit on latency,"
            words = f"in {year} {where} {need.short:,.1f} Gbps stay unserved of {_of(need, arrays)}"
            if words not in found:
                found.append(words)
        if rules.exits:
            taken = np.minimum(arrays.serving(every, phase), 1.0)
            short = unmet_exits(arrays, taken, phase, rules.exits, np.ones(arrays.amount.shape[1]))
            found += [
                f"in {year} {arrays.demand_names[d]} keeps fewer than {rules.exits} disjoint ways "
                f"({rules.exits - need.short:.0f} of them)"
                for d, need in {int(need.asks.argmax()): need for need in short}.items()
            ]
    return (missing_ways(arrays, rules) if rules.fixes_ways else []) + found


def _of(need: Need, arrays: Arrays) -> str:
    """Name the demands of which something stays unserved, the greatest first."""
    order = [int(d) for d in np.argsort(-need.asks, kind="stable") if need.asks[d] > 0.0]
    more = f" and {len(order) - NAMED} more" if len(order) > NAMED else ""
    return ", ".join(arrays.demand_names[d] for d in order[:NAMED]) + more


def _families(asked: PlanQuestion) -> dict[str, tuple[str, str]]:
    """Name the rules that may be left out: words, and what they are."""
    rules = asked.rules
    families = {f"surviving any {kind}": ("survive", kind) for kind in rules.survive if rules.losses}
    families |= {
        f"no {kind} over {most:.0%} of {rules.share_of}": ("share", kind) for kind, most in rules.most_share.items()
    }
    if rules.budget_musd:
        families[f"the budget of US$ {'+'.join(f'{b:,.0f}' for b in rules.budget_musd)} million"] = ("budget", "")
    families |= {
        f"the budget of {name} of US$ {most:,.0f} million": ("payer", name)
        for name, most in rules.payer_budget_musd.items()
    }
    if rules.routing != "split":
        families["one way for each demand"] = ("routing", "")
    if rules.protection != "reroute":
        families[f"{rules.protection} protection"] = ("protection", "")
    if rules.exits:
        families[f"{rules.exits} disjoint ways"] = ("exits", "")
    if rules.coverage is not None:
        families[f"coverage of {rules.coverage:.0%} of {rules.coverage_of}"] = ("coverage", "")
    if asked.demands[["most_ms", "most_ms_lost"]].notna().any(axis=None):
        families["the limit on latency"] = ("latency", "")
    return families


def _with(asked: PlanQuestion, families: dict[str, tuple[str, str]]) -> PlanQuestion:
    """Keep only these rules."""
    kept = set(families.values())
    rules = asked.rules
    survive = tuple(kind for kind in rules.survive if ("survive", kind) in kept)
    open_ended = asked.demands.assign(most_ms=np.nan, most_ms_lost=np.nan)
    coverage = rules.coverage if rules.may_leave_out else None
    return replace(
        asked,
        demands=asked.demands if ("latency", "") in kept else open_ended,
        rules=replace(
            rules, survive=survive, seek="cost",
            most_share={kind: most for kind, most in rules.most_share.items() if ("share", kind) in kept},
            budget_musd=rules.budget_musd if ("budget", "") in kept else (),
            payer_budget_musd={who: most for who, most in rules.payer_budget_musd.items() if ("payer", who) in kept},
            exits=rules.exits if ("exits", "") in kept else 0,
            routing=rules.routing if ("routing", "") in kept else "split",
            protection=rules.protection if ("protection", "") in kept else "reroute",
            coverage=coverage if ("coverage", "") in kept else (0.0 if rules.may_leave_out else None),
        ),
    )  # fmt: skip


def _holds(asked: PlanQuestion, families: dict[str, tuple[str, str]], gap: float, seed: int, task: Clock) -> bool:
    eased = _with(asked, families)
    try:
        Search(eased, arrays_of(eased)).least(task.part(SECONDS), gap=max(gap, 0.05), seed=seed)
    except OutOfTimeError:
        return True
    except InfeasibleError:
        return False
    return True


def _budget_needed(asked: PlanQuestion, gap: float, seed: int, task: Clock) -> str:
    """Say the least that would have to be spent."""
    free = {name: rule for name, rule in _families(asked).items() if rule[0] != "budget"}
    eased = _with(asked, free)
    eased = replace(eased, rules=replace(eased.rules, discount_rate=0.0))
    try:
        found = Search(eased, arrays_of(eased)).least(task.part(2 * SECONDS), gap=gap, seed=seed)
    except (InfeasibleError, OutOfTimeError):
        return ""
    return (
        f" (the smallest budget with which all hold is US$ {found.value:,.1f} million, proved over {found.bound:,.1f})"
    )
