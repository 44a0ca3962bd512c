"""`plan`: what to build and to enlarge, so that the traffic is carried and losses are survived."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sogdia.errors import InfeasibleError, ParameterError
from sogdia.flows import impute
from sogdia.planning.alternatives import near_plans
from sogdia.planning.arrays import arrays_of
from sogdia.planning.buying import Search
from sogdia.planning.clock import Clock, interruptible
from sogdia.planning.obstacles import refusal
from sogdia.planning.parameters import PlanParams
from sogdia.planning.prices import CHOICE_PRICES, RULE_PRICES, price_of_choices, price_of_rules
from sogdia.planning.questions import question
from sogdia.planning.ways_table import ways_table
from sogdia.results import Result, manifest
from sogdia.verification.plans import verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from sogdia.formats.plan_question import PlanQuestion
    from sogdia.network import Network
    from sogdia.planning.arrays import Arrays
    from sogdia.planning.buying import Bought


@dataclass(frozen=True)
class PlanResult(Result):
    """What to build; see `plan`.

    Attributes
    ----------
    network
        The network with what is built in service, and all that is bought lit.
    question, choice
        The question in tables, and what each phase adds: all that `verify` needs.
    cost_musd, bound_musd, gap
        Discounted cost, US$ million of 2024; no plan costs less than the bound; share of the cost by which it may lie
        above the least.
    unserved_gbps
        Traffic unserved after the worst loss; 0 where cost or people are sought.
    sought_gap
        Where loss or people are sought: share by which what was found may lie off the best; else 0.
    served
        Rows demand, phase (counted from 0), gbps, people, served.
    ways
        Where single paths or a protection are asked for: the ways of each demand, a row for each link
        (`formats.plan_question.WAYS`).
    spending
        Rows phase, spent_musd, discounted_musd.
    rules
        Rows rule, cost_without_musd, price_musd: what each rule costs.
    choices
        Rows option, built, change_musd, enters_at_musd: the cost of leaving each line out, or of building it.
    alternatives
        Rows plan, cost_musd, option, phase, modules: plans that cost nearly as little and choose otherwise.
    checks
        Rows check, found, limit, holds: what `verify` recomputed.
    """

    network: Network = field(repr=False)
    question: PlanQuestion = field(repr=False)
    choice: pd.DataFrame = field(repr=False)
    cost_musd: float
    bound_musd: float
    gap: float
    unserved_gbps: float
    sought_gap: float
    served: pd.DataFrame = field(repr=False)
    ways: pd.DataFrame = field(repr=False)
    spending: pd.DataFrame = field(repr=False)
    rules: pd.DataFrame = field(repr=False)
    choices: pd.DataFrame = field(repr=False)
    alternatives: pd.DataFrame = field(repr=False)
    checks: pd.DataFrame = field(repr=False)


RULE = (
    "Options are bought whole, capacity in modules of {module:g} Gbps, {seek} that carries the traffic of each phase"
    "{survive}{ways}. Standing capacity is what others' traffic leaves free.{share} Cost proved within {gap:.2%} of "
    "the least; verified in {states:,} states by separate code. Costs of enlarging are assumed; those of lines "
    "are published, by the cost table or by length."
)


def plan(
    net: Network,
    params: PlanParams | None = None,
    *,
    alternatives: int = 0,
    within: float = 0.1,
    prices: bool = False,
    tell: Callable[[str, float | None, float], None] | None = None,
) -> PlanResult:
    """Choose what to build of the proposed spans and what to enlarge of those that stand.

    Parameters
    ----------
    net
        Network; its spans of status `proposed` are candidates, by project, else by system. `route` fills their lines
        and costs first.
    params
        What is asked.
    alternatives
        How many other plans to give that cost at most `within` more.
    within
        Share of the cost, 0 or more.
    prices
        Price each rule and each line too; takes a search for each.
    tell
        Called with words of progress, the best cost so far (None: none yet) and the bound.

    Returns
    -------
    PlanResult
        Rows option, name, kind, phase (year), modules, added_gbps, cost_musd, discounted_musd, basis, source.

    Raises
    ------
    InfeasibleError
        No plan meets what is asked; the message names the rules that conflict, and the smallest budget.
    OutOfTimeError
        None was found in time; whether there is one is not known.
    ParameterError
        Nothing to carry, or names that the network does not know.

    Examples
    --------
    Two towns, one cable that stands, and a second one proposed that takes over when the first is cut.

    >>> from sogdia.network import Network
    >>> nodes = pd.DataFrame({"id": ["a", "b"], "country": ["AZE", "KAZ"], "lon": [50, 51], "lat": [40, 44]})
    >>> spans = pd.DataFrame({"id": ["old", "new"], "start": "a", "end": "b", "setting": "submarine",
    ...                       "length_km": 500.0, "status": ["in_service", "proposed"],
    ...                       "capacity_lit_gbps": [50.0, None], "capex_musd": [None, 40.0]})
    >>> demands = pd.DataFrame({"start": ["AZE"], "end": ["KAZ"], "traffic_gbps": [30.0]})
    >>> net = Network(nodes=nodes, spans=spans, demands=demands)
    >>> found = plan(net, PlanParams(survive=("span",), module_gbps=50))
    >>> found.table[["option", "modules", "cost_musd"]].to_dict("records")
    [{'option': 'new', 'modules': 1.0, 'cost_musd': 40.8}]
    """
    asked_of = params or PlanParams()
    asked = question(net, asked_of)
    _refuse_idle(asked)
    search = Search(asked, arrays_of(asked), tell=tell)
    task = Clock(np.inf)
    with interruptible(task):
        best = found_plan(search, asked_of, task)
        by_cost = asked.rules.seek == "cost"
        each = (asked_of.gap, asked_of.seed, max(5.0, asked_of.time_limit_s / 4), task)
        others = near_plans(search, best, alternatives, within, *each[1:]) if by_cost else []
        priced = prices and by_cost
        return replace(
            result_of(net, asked_of, search, best),
            rules=price_of_rules(search, best, *each) if priced else pd.DataFrame(columns=list(RULE_PRICES)),
            choices=price_of_choices(search, best, *each) if priced else pd.DataFrame(columns=list(CHOICE_PRICES)),
            alternatives=_others(others, asked),
        )


def result_of(net: Network, params: PlanParams, search: Search, best: Bought) -> PlanResult:
    """Verify what was found and tell it.

    Raises
    ------
    InfeasibleError
        It does not pass its verification.
    """
    asked = search.asked
    choice = choice_of(best, asked)
    table = _table(choice, asked, search.arrays)
    cost = float(table.discounted_musd.sum())
    unserved = float(best.x[best.columns.unserved]) if asked.rules.seek == "loss" else 0.0
    served = served_of(best, asked)
    ways = ways_table(best, asked, search.arrays)
    claimed = {"cost_musd": cost, "unserved_gbps": unserved, "left_out": left_out(served), "ways": ways}
    checked = verify(asked, choice, claimed)
    if checked.faults:
        told = "; ".join(str(fault) for fault in checked.faults[:5])
        raise InfeasibleError(f"the plan that was found does not pass its verification, so it is not given: {told}")
    return PlanResult(
        table=table,
        rule=_rule(params, best, checked.states),
        manifest=manifest("plan", params, digest=net.digest, seed=params.seed),
        network=built(net, asked, choice),
        question=asked,
        choice=choice,
        cost_musd=cost,
        bound_musd=best.bound,
        gap=best.gap,
        unserved_gbps=unserved,
        sought_gap=best.sought_gap,
        served=served,
        ways=ways,
        spending=_spending(table, asked),
        rules=pd.DataFrame(columns=list(RULE_PRICES)),
        choices=pd.DataFrame(columns=list(CHOICE_PRICES)),
        alternatives=_others([], asked),
        checks=checked.table,
    )


def served_of(best: Bought, asked: PlanQuestion) -> pd.DataFrame:
    """Say which demands are served in each phase: demand, phase (counted from 0), gbps, people, served."""
    goods = asked.demands.drop_duplicates("id").id.tolist()
    at = {name: i for i, name in enumerate(goods)}
    table = asked.demands[["id", "phase", "gbps", "people"]].rename(columns={"id": "demand"}).reset_index(drop=True)
    part = [best.columns.served(best.x, p) for p in range(best.columns.phases)]
    rows = zip(table.demand, table.phase, strict=True)
    flags = [True if (of := part[int(p)]) is None else bool(of[at[name]] > 0.5) for name, p in rows]
    return table.assign(served=flags)


def left_out(served: pd.DataFrame) -> list[list[Any]]:
    """List the demands that are left out, each with its phase."""
    rows = served[~served.served.astype(bool)]
    return [[str(name), int(phase)] for name, phase in zip(rows.demand, rows.phase, strict=True)]


def found_plan(search: Search, params: PlanParams, task: Clock) -> Bought:
    """Search the plan; where there is none, say why.

    Parameters
    ----------
    task
        Clock of all that is done; once it is stopped, the best plan so far is given.

    Raises
    ------
    InfeasibleError
        No plan meets what is asked.
    OutOfTimeError
        None was found in time.
    """
    try:
        return search.least(task.part(params.time_limit_s), gap=params.gap, seed=params.seed)
    except InfeasibleError as fault:
        raise refusal(search.asked, params.gap, params.seed, task) from fault


def _rule(params: PlanParams, best: Bought, states: int) -> str:
    survive = ""
    if params.survive and params.survive_cuts:
        times = f", any {params.survive_cuts} together" if params.survive_cuts > 1 else ""
        survive = f", also after the loss of any {' or '.join(params.survive)}{times}"
    seek = {
        "cost": "at the least discounted cost",
        "loss": f"within the budget and with the least loss (proved within {best.sought_gap:.2%}), at the least cost",
        "people": f"for the most people within the budget (proved within {best.sought_gap:.2%}), at the least cost",
    }[params.seek]
    shares = {"capacity": "all capacity that leaves", "new-capacity": "capacity added on what leaves"}
    base = shares.get(params.share_of)
    limits = params.max_supplier_share, params.max_owner_share, params.max_country_share
    told = f"{base} the countries of the traffic" if base else "what is spent"
    share = f" Shares are of {told}, as far as it has a known holder." if any(limits) else ""
    return RULE.format(
        module=params.module_gbps, seek=seek, survive=survive, gap=best.gap, states=states, share=share,
        ways=_of_ways(params),
    )  # fmt: skip


def _of_ways(params: PlanParams) -> str:
    """Say what ways must be like."""
    several = "backups" if params.survive_cuts > 1 else "a backup"
    protected = {
        "reroute": "",
        "1+1": f"; whatever is carried has {several} that no such loss meets with it, held all the time",
        "shared-path": f"; whatever is carried has {several} that no such loss meets with it, held where it is used",
    }
    single = "; each demand takes one way" if params.routing == "single-path" else ""
    return single + protected[params.protection]


def _refuse_idle(asked: PlanQuestion) -> None:
    if not (asked.demands.gbps > 0).any():
        raise ParameterError("all traffic is zero: there is nothing to carry, and nothing would be built")


def choice_of(found: Bought, asked: PlanQuestion) -> pd.DataFrame:
    """Give what each phase adds: option, phase (counted from 0), built, modules."""
    rows = []
    for p in range(found.columns.phases):
        bought = np.round(found.x[found.columns.bought_at(p)]) * (asked.options.fixed_musd.to_numpy() > 0.0)
        modules = np.round(found.x[found.columns.modules_at(p)])
        rows += [
            {"option": str(asked.options.id.iloc[o]), "phase": p, "built": int(bought[o]), "modules": float(modules[o])}
            for o in np.flatnonzero((bought > 0) | (modules > 0))
        ]
    return pd.DataFrame(rows, columns=["option", "phase", "built", "modules"])


def _table(choice: pd.DataFrame, asked: PlanQuestion, arrays: Arrays) -> pd.DataFrame:
    offers = asked.options.set_index("id").reindex(choice.option)
    fixed = np.where(choice.built > 0, offers.fixed_musd.to_numpy(dtype=float), 0.0)
    phase = choice.phase.to_numpy(dtype=int)
    each = offers.module_musd.to_numpy(dtype=float)
    cost = (fixed + choice.modules.to_numpy(dtype=float) * each) * arrays.price[phase]
    years = np.array(asked.rules.phases)
    build = offers.kind.to_numpy() == "build"
    return pd.DataFrame(
        {
            "option": choice.option.to_numpy(), "name": offers.name.to_numpy(), "kind": offers.kind.to_numpy(),
            "phase": years[phase] if len(phase) else phase, "modules": choice.modules.to_numpy(dtype=float),
            "added_gbps": choice.modules.to_numpy(dtype=float) * offers.module_gbps.to_numpy(dtype=float),
            "cost_musd": cost, "discounted_musd": cost * arrays.discount[phase],
            "basis": np.where(build, "modelled", "assumed"),
            "source": np.where(build, "cost of the candidate, assumed price of a module", "assumed price of a module"),
        }
    )  # fmt: skip


def _spending(table: pd.DataFrame, asked: PlanQuestion) -> pd.DataFrame:
    by = table.groupby("phase")[["cost_musd", "discounted_musd"]].sum().reindex(list(asked.rules.phases)).fillna(0.0)
    return by.rename(columns={"cost_musd": "spent_musd"}).reset_index()


def _others(others: list[Bought], asked: PlanQuestion) -> pd.DataFrame:
    parts = [choice_of(one, asked).assign(plan=k + 1, cost_musd=one.value) for k, one in enumerate(others)]
    columns = ["plan", "cost_musd", "option", "phase", "modules"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def built(net: Network, asked: PlanQuestion, choice: pd.DataFrame) -> Network:
    """Give the network with what is chosen in service, and all that is bought lit; other candidates stay proposed."""
    total = choice.groupby("option").modules.sum()
    offers = asked.options.set_index("id")
    span_of = dict(zip(asked.links.id, asked.links.span, strict=True))
    years = np.array(asked.rules.phases)
    added: dict[str, float] = {}
    first: dict[str, int] = {}
    for option, link in zip(asked.option_links.option, asked.option_links.link, strict=True):
        if option in total.index and total[option] > 0:
            span = str(span_of[link])
            added[span] = added.get(span, 0.0) + float(total[option] * offers.module_gbps[option])
            if offers.kind[option] == "build":
                year = float(years[int(choice.phase[choice.option == option].min())]) + offers.delay_years[option]
                first[span] = int(np.ceil(year))
    if not added:
        return net
    table = net.spans.copy()
    lit = np.where(table.id.isin(first), 0.0, impute(net).capacity_gbps.to_numpy(dtype=float))
    more = table.id.map(added).astype(float)
    changed, fresh = more.notna(), table.id.isin(first)
    now = table.capacity_lit_gbps.astype(float).to_numpy()
    table["capacity_lit_gbps"] = np.where(changed, lit + more.to_numpy(dtype=float), now)
    table.loc[fresh, "status"] = "in_service"
    table.loc[fresh, "year_in_service"] = table.id[fresh].map(first)
    return net.replace(spans=table)


def as_written(found: PlanResult) -> dict[str, Any]:
    """Give what a plan's folder says of it (`formats.plan_question.write_plan`)."""
    return {
        "cost_musd": found.cost_musd,
        "bound_musd": found.bound_musd,
        "gap": found.gap,
        "unserved_gbps": found.unserved_gbps,
        "left_out": left_out(found.served),
        "ways": found.ways,
        "verified": bool(found.checks.holds.all()),
        "rule": found.rule,
        "manifest": found.manifest,
    }
