"""`verify`: recompute what a plan claims, from its question and its choice alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from sogdia.errors import Fault
from sogdia.results import Result, manifest
from sogdia.verification.ground import Ground, ground_of, rows_of
from sogdia.verification.named_ways import named_faults, worst_load
from sogdia.verification.traffic import states_of, ways_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sogdia.formats.plan_question import PlanQuestion

TOLERANCE: Final = 1e-6
"""Relative difference of costs that counts as equal."""
ROUNDING_GBPS: Final = 0.05
"""Shortfall of a state that counts as rounding, Gbps for each demand."""


class Note(NamedTuple):
    """One thing that was recomputed."""

    check: str
    found: float
    limit: float
    holds: bool

    @property
    def fault(self) -> Fault:
        """What does not hold."""
        return Fault("plan", "", f"{self.found:,.4f}", f"{self.check}: the limit is {self.limit:,.4f}")


@dataclass(frozen=True)
class VerifyResult(Result):
    """What was recomputed; see `verify`.

    Attributes
    ----------
    faults
        All that does not hold; empty: the plan holds.
    states
        States that were looked at: phases times losses.
    """

    faults: tuple[Fault, ...] = field(default=())
    states: int = 0

    @property
    def verified(self) -> bool:
        """Say whether the plan holds."""
        return not self.faults


def verify(asked: PlanQuestion, choice: pd.DataFrame, claimed: dict[str, Any] | None = None) -> VerifyResult:
    """Recompute cost, spending, capacity, survival, latency, coverage, shares and exits of a plan.

    Parameters
    ----------
    asked
        The question.
    choice
        Rows option, phase, built (1 where it is bought in this phase), modules (added in this phase).
    claimed
        What the plan says of itself: `cost_musd` (discounted) and `unserved_gbps` are held against what is found;
        `left_out` (pairs of a demand and a phase) is what it does not serve, where the rules allow that; `ways`
        (columns `WAYS` of `formats.plan_question`) are those that it names, where the rules ask for them.

    Returns
    -------
    VerifyResult
        Rows check, found, limit, holds, in words.
    """
    told = claimed or {}
    at = ground_of(asked, choice, told)
    faults = [*_choice_faults(at, choice), *_left_out_faults(at, told)]
    traffic = states_of(at)
    notes = [
        *_money_notes(at, told),
        *_payer_notes(at),
        *_traffic_notes(at, traffic, told),
        *_exit_notes(at),
        *_coverage_notes(at),
        *_share_notes(at),
    ]
    if at.asked.rules.fixes_ways:
        broken = list(named_faults(at, told))
        faults += broken
        notes += _way_notes(at, told, len(broken))
    count = int(traffic.states.sum())
    faults += [note.fault for note in notes if not note.holds]
    rule = (
        "Recomputed from the question and the choice alone, by code of its own: costs by addition, traffic by "
        f"maximum flow in each of {count:,} states (where latency is limited, by ways within the limit), shares and "
        "exits by counting."
    )
    if at.asked.rules.fixes_ways:
        rule += " Ways that the plan names were walked and held against each loss, their loads added up in every state."
    worst = float(traffic.short.max()) if len(traffic) else 0.0
    said = {"choice_rows": len(choice), "unserved_gbps": worst}
    table = pd.DataFrame(notes, columns=list(Note._fields))
    return VerifyResult(table, rule, manifest("verify", said, digest=""), tuple(faults), count)


def _choice_faults(at: Ground, choice: pd.DataFrame) -> Iterator[Fault]:
    """Hold each purchase against what is offered."""
    for row in rows_of(choice):
        where = f"choice {row.option!r}"
        if row.option not in at.options.index:
            yield Fault(where, "option", str(row.option), "no such option")
            continue
        offer = at.options.loc[row.option]
        if row.phase < offer.first_phase or row.phase >= at.phases:
            yield Fault(where, "phase", str(row.phase), "not offered in this phase")
        if row.modules < 0 or abs(row.modules - round(row.modules)) > 1e-6:
            yield Fault(where, "modules", str(row.modules), "modules are whole and 0 or more")
    total = at.choice.groupby("option")[["built", "modules"]].sum()
    offers = at.options.reindex(total.index)
    for name in total.index[total.modules > offers.most_modules + 1e-6]:
        yield Fault(f"choice {name!r}", "modules", str(total.modules[name]), "more than are offered")
    unpaid = (offers.fixed_musd > 0) & (total.modules > 1e-6) & (total.built < 1 - 1e-6)
    for name in total.index[unpaid | (total.built > 1 + 1e-6)]:
        yield Fault(f"choice {name!r}", "built", str(total.built[name]), "bought once where it is used")
    for name, rows in at.choice.sort_values("phase").groupby("option"):
        first_built = rows.phase[rows.built > 0.5].min()
        first_used = rows.phase[rows.modules > 1e-6].min()
        if at.options.fixed_musd[name] > 0 and first_used < first_built:
            yield Fault(f"choice {name!r}", "phase", str(first_used), "used before it is bought")
    rivals = at.options.rivalry.fillna("").reindex(total.index)
    taken = rivals[((total.built > 0.5) | (total.modules > 1e-6)) & (rivals != "")]
    for name in sorted(set(taken[taken.duplicated()])):
        yield Fault("choice", "option", name, "two options that exclude each other")


def _left_out_faults(at: Ground, told: dict[str, Any]) -> Iterator[Fault]:
    """Hold what is left out against what may be."""
    known = set(zip(at.asked.demands.id, at.asked.demands.phase.astype(int), strict=True))
    for name, phase in told.get("left_out", []):
        if not at.asked.rules.may_leave_out:
            yield Fault("plan", "left_out", str(name), "no demand may be left out")
        elif (name, int(phase)) not in known:
            yield Fault("plan", "left_out", str(name), f"no such demand in phase {phase}")


def _money_notes(at: Ground, told: dict[str, Any]) -> Iterator[Note]:
    """Add up cost and spending."""
    rules = at.asked.rules
    years = np.array([rules.phases[p] for p in at.choice.phase], dtype=float) - rules.phases[0]
    cost = float((at.spent / (1.0 + rules.discount_rate) ** years).sum())
    if "cost_musd" in told:
        said = float(told["cost_musd"])
        equal = abs(cost - said) <= TOLERANCE * max(1.0, abs(cost))
        yield Note("discounted cost, US$ million, as claimed", cost, said, equal)
    by_phase = [float(at.spent[(at.choice.phase == p).to_numpy()].sum()) for p in range(at.phases)]
    if len(rules.budget_musd) == 1:
        by_phase = [sum(by_phase)]
    for p, most in enumerate(rules.budget_musd):
        words = "spending" if len(rules.budget_musd) == 1 else f"spending in {rules.phases[p]}"
        yield Note(f"{words}, US$ million", by_phase[p], most, by_phase[p] <= most * (1 + TOLERANCE) + 1e-6)


def _payer_notes(at: Ground) -> Iterator[Note]:
    """Add up what each payer with a budget pays."""
    stakes = at.asked.stakes
    for name, most in sorted(at.asked.rules.payer_budget_musd.items()):
        own = stakes[(stakes.kind == "payer") & (stakes.name == name)].groupby("option").share.sum()
        paid = float((own.reindex(at.choice.option).fillna(0.0).to_numpy() * at.spent).sum())
        yield Note(f"spending of {name}, US$ million", paid, most, paid <= most * (1 + TOLERANCE) + 1e-6)


def _traffic_notes(at: Ground, traffic: pd.DataFrame, told: dict[str, Any]) -> Iterator[Note]:
    """Say what is left unserved in each phase, whole and after the worst loss."""
    rules = at.asked.rules
    limit = float(told.get("unserved_gbps", 0.0)) if rules.seek == "loss" else 0.0
    for row in rows_of(traffic):
        year = rules.phases[row.phase]
        if not row.after_loss:
            words = f"unserved in {year} without a loss, Gbps"
        elif at.risks and rules.losses:
            words = f"unserved in {year} after the worst loss ({row.lost or 'none takes any'}), Gbps"
        else:
            continue
        slack = ROUNDING_GBPS * max(row.demands, 1)
        yield Note(words, row.short, limit, row.short <= limit * (1 + 1e-5) + slack)


def _way_notes(at: Ground, told: dict[str, Any], broken: int) -> Iterator[Note]:
    """Say what ways that are named break, and what they load links with."""
    rules = at.asked.rules
    yield Note("faults of ways that are named", float(broken), 0.0, broken == 0)
    for phase in range(at.phases if not broken else 0):
        worst = worst_load(at, told, phase)
        lost = f" after the loss of {worst.lost}" if worst.lost else ""
        where = f" (on {worst.link}{lost})" if worst.over > TOLERANCE else ""
        words = f"load beyond capacity in {rules.phases[phase]} in {worst.states:,} states of named ways{where}, Gbps"
        slack = ROUNDING_GBPS * max(len(at.goods(phase)), 1)
        yield Note(words, worst.over, 0.0, worst.over <= slack)


def _exit_notes(at: Ground) -> Iterator[Note]:
    """Count link-disjoint ways of each origin."""
    exits = at.asked.rules.exits
    for phase in range(at.phases if exits else 0):
        for row in rows_of(at.goods(phase)[at.goods(phase).gbps > 0]):
            ways = ways_of(at, phase, row.id, exits)
            words = f"disjoint ways of {row.id} in {at.asked.rules.phases[phase]}"
            yield Note(words, ways, float(exits), ways >= exits - 1e-6)


def _coverage_notes(at: Ground) -> Iterator[Note]:
    """Count whom the demands that are served stand for."""
    rules = at.asked.rules
    if not rules.may_leave_out:
        return
    of = "people" if rules.seek == "people" else rules.coverage_of
    for phase in range(at.phases):
        every = at.asked.demands[at.asked.demands.phase == phase]
        each = every.people.astype(float) if of == "people" else pd.Series(1.0, every.index)
        each = each / every.groupby("origin").origin.transform("size")
        here = every.id.isin(set(at.goods(phase).id))
        share = float(each[here].sum() / each.sum()) if each.sum() else 1.0
        least = rules.coverage or 0.0
        yield Note(f"share of {of} served in {rules.phases[phase]}", share, least, share >= least - 1e-6)


def _share_notes(at: Ground) -> Iterator[Note]:
    """Count who has what share of what."""
    rules = at.asked.rules
    for kind, most in rules.most_share.items():
        held = at.asked.stakes[at.asked.stakes.kind == kind]
        for phase in range(at.phases):
            weights = _weights(at, phase)
            sums: dict[str, float] = {}
            for row in rows_of(held):
                key = f"option {row.option}" if isinstance(row.option, str) and row.option else f"link {row.link}"
                sums[str(row.name)] = sums.get(str(row.name), 0.0) + float(row.share) * weights.get(key, 0.0)
            total = sum(sums.values())
            if total <= 0:
                continue
            name = max(sorted(sums), key=lambda who: sums[who])
            share = sums[name] / total
            words = f"largest {kind}'s share of {rules.share_of} in {rules.phases[phase]} ({name})"
            yield Note(words, share, most, share <= most * (1 + TOLERANCE) + 1e-9)


def _weights(at: Ground, phase: int) -> dict[str, float]:
    """Give what each link and each option weighs in a share."""
    rules = at.asked.rules
    leaves = at.alive(phase) & at.links.leaves.to_numpy(dtype=bool)
    weights: dict[str, float] = {}
    for row, spent in zip(rows_of(at.choice), at.spent, strict=True):
        if rules.share_of == "cost":
            weight = float(spent) if row.phase <= phase else 0.0
        else:
            own = [at.place[link] for link in at.links_of.get(row.option, [])]
            weight = float(row.modules * at.options.module_gbps[row.option] * leaves[own].sum())
            weight *= at.serves(row.option, row.phase, phase)
        weights[f"option {row.option}"] = weights.get(f"option {row.option}", 0.0) + weight
    if rules.share_of == "capacity":
        for name, gbps in zip(at.links.id[leaves], at.links.capacity_gbps[leaves], strict=True):
            weights[f"link {name}"] = float(gbps)
    return weights
