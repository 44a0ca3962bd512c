"""`weigh`: plans held against scenarios of traffic, prices and delay: what each costs there, and what is regretted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import InfeasibleError, ParameterError, pick
from sogdia.planning.alternatives import near_plans
from sogdia.planning.arrays import arrays_of
from sogdia.planning.buying import OutOfTimeError, Search
from sogdia.planning.clock import Clock
from sogdia.planning.parameters import PlanParams
from sogdia.planning.questions import question
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from sogdia.formats.plan_question import PlanQuestion
    from sogdia.network import Network
    from sogdia.planning.buying import Bought
    from sogdia.planning.purchases import Columns
    from sogdia.planning.solving import Program

CRITERIA: Final = ("expected", "regret")


@dataclass(frozen=True)
class Scenario:
    """One way in which things may turn out.

    Attributes
    ----------
    name
        In a word or two.
    probability
        In [0, 1]; those of all scenarios add up to 1.
    demand_factor, price_factor
        Traffic and prices, as a multiple of what is asked with, above 0: of the later phases where there are several,
        since the first is decided and paid now; of the only one else.
    delay_years
        So many years later are new lines in service, 0 or more; what stands is enlarged in time.
    """

    name: str
    probability: float
    demand_factor: float = 1.0
    price_factor: float = 1.0
    delay_years: float = 0.0

    def __post_init__(self) -> None:
        for key in ("demand_factor", "price_factor"):
            if not (np.isfinite(getattr(self, key)) and getattr(self, key) > 0):
                raise ParameterError(f"scenario {self.name!r}: {key} is above 0, not {getattr(self, key)}")
        if not 0 <= self.probability <= 1:
            raise ParameterError(f"scenario {self.name!r}: probability is from 0 to 1, not {self.probability}")
        if not (np.isfinite(self.delay_years) and self.delay_years >= 0):
            raise ParameterError(f"scenario {self.name!r}: delay_years is 0 or more, not {self.delay_years}")


@dataclass(frozen=True)
class WeighResult(Result):
    """Plans and scenarios; see `weigh`.

    Attributes
    ----------
    chosen
        Name of the plan that does best, and what it buys first: option, modules.
    purchases
        Rows plan, option, modules: what each plan buys in the first phase.
    cases
        Rows plan, scenario, probability, cost_musd, regret_musd, short_gbps.
    foreseen
        Rows scenario, probability, cost_musd: the least cost where the scenario is known beforehand.
    foreseen_musd
        Their mean: no plan has a lower expected cost.
    """

    chosen: str
    purchases: pd.DataFrame = field(repr=False)
    cases: pd.DataFrame = field(repr=False)
    foreseen: pd.DataFrame = field(repr=False)
    foreseen_musd: float


RULE: Final = (
    "What the first phase buys is decided before it is known which scenario comes; what later phases buy, after. Each "
    "plan costs the least that makes it whole; short_gbps is what stays unserved after the worst loss where nothing "
    "does, and counts before any cost; a scenario that no plan can meet is left out of costs. Regret is "
    "the cost beyond that of who had known. The best of these {count} plans by {criterion}, not of all that there are; "
    "no plan has an expected cost under US$ {bound:,.1f} million."
)


def scenarios_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Scenario, ...]:
    """Make scenarios of rows name, probability, demand_factor, price_factor, delay_years (the last three may miss).

    Raises
    ------
    ParameterError
        No rows, unknown keys, names that are there twice, or probabilities that do not add up to 1.

    Examples
    --------
    >>> scenarios_of([{"name": "as planned", "probability": 0.7}, {"name": "late", "probability": 0.3,
    ...               "delay_years": 3}])[1].delay_years
    3.0
    """
    known = ("name", "probability", "demand_factor", "price_factor", "delay_years")
    made = []
    for row in rows:
        for key in row:
            pick(str(key), known, "column of scenarios")
        missing = [key for key in known[:2] if key not in row]
        if missing:
            raise ParameterError(f"a scenario has no {' and no '.join(missing)}; give name and probability of each")
        figures = {key: float(row[key]) for key in known[1:] if key in row}
        made.append(Scenario(name=str(row["name"]), **figures))
    names = [one.name for one in made]
    if not made or len(set(names)) < len(names):
        raise ParameterError("give at least one scenario, each with a name of its own")
    total = sum(one.probability for one in made)
    if abs(total - 1.0) > 1e-6:
        raise ParameterError(f"the probabilities of the scenarios add up to {total:g}; they must to 1")
    return tuple(made)


def weigh(
    net: Network,
    params: PlanParams | None = None,
    scenarios: Sequence[Scenario] = (),
    *,
    criterion: str = "expected",
    alternatives: int = 3,
    given: Mapping[str, pd.DataFrame] | None = None,
    tell: Callable[[str], None] | None = None,
) -> WeighResult:
    """Hold plans against scenarios and choose among them.

    The plans: the one without scenarios and others that cost nearly as little, the best one of each scenario, the best
    one of the hardest (most traffic, longest delay), nothing at all now, and those that are given.

    Parameters
    ----------
    net, params
        As in `plan`; least cost is sought.
    scenarios
        As `scenarios_of` makes them.
    criterion
        ``expected``: least expected cost. ``regret``: least greatest regret. Before both comes what stays unserved.
    alternatives
        How many plans that cost nearly as little.
    given
        Further plans by name: rows option, phase, built, modules.
    tell
        Called with words of progress.

    Returns
    -------
    WeighResult
        Rows plan, expected_cost_musd, largest_regret_musd, whole (probability that it can be made whole),
        expected_short_gbps; the best first.

    Raises
    ------
    ParameterError
        No scenarios, or loss or people sought.
    OutOfTimeError
        One of the searches found nothing in `time_limit_s`.
    """
    asked_of = params or PlanParams()
    pick(criterion, CRITERIA, "criterion")
    if not scenarios:
        raise ParameterError("give at least one scenario: name, probability, demand_factor, price_factor, delay_years")
    if asked_of.seek != "cost":
        raise ParameterError("scenarios are weighed at the least cost; leave out seek")
    asked = question(net, asked_of)
    say = tell or (lambda _: None)
    searches = {one.name: _search(under(asked, one)) for one in scenarios}
    best = {name: _least(search, asked_of, say, f"scenario {name}") for name, search in searches.items()}
    plans = _candidates(asked, asked_of, scenarios, best, alternatives, given or {}, say)
    cases = [
        _case(name, first, one, searches[one.name], best[one.name], asked_of, say)
        for name, first in plans.items()
        for one in scenarios
    ]
    table = pd.DataFrame(cases)
    foreseen = pd.DataFrame(
        [
            {"scenario": one.name, "probability": one.probability,
             "cost_musd": found.value if (found := best[one.name]) else np.nan}
            for one in scenarios
        ]
    )  # fmt: skip
    met = {name for name, plan in best.items() if plan is not None}
    summary = _summary(table, criterion, met)
    bound = _mean({name: plan.bound for name, plan in best.items() if plan is not None}, scenarios)
    bought = [_first_rows(name, first, asked) for name, first in plans.items()]
    words = "least expected cost" if criterion == "expected" else "least greatest regret"
    return WeighResult(
        table=summary,
        rule=RULE.format(count=len(plans), criterion=words, bound=bound),
        manifest=manifest("weigh", asked_of, digest=net.digest, seed=asked_of.seed),
        chosen=str(summary.plan.iloc[0]),
        purchases=pd.concat(bought, ignore_index=True),
        cases=table,
        foreseen=foreseen,
        foreseen_musd=bound,
    )


def under(asked: PlanQuestion, scenario: Scenario) -> PlanQuestion:
    """Give the question as a scenario has it."""
    later = asked.demands.phase > 0 if len(asked.rules.phases) > 1 else asked.demands.phase >= 0
    demands = asked.demands.assign(gbps=asked.demands.gbps * np.where(later, scenario.demand_factor, 1.0))
    late = np.where(asked.options.kind == "build", scenario.delay_years, 0.0)
    options = asked.options.assign(delay_years=asked.options.delay_years.astype(float) + late)
    rules = replace(asked.rules, price_factor=_prices(asked, scenario))
    return replace(asked, demands=demands, options=options, rules=rules)


def _prices(asked: PlanQuestion, scenario: Scenario) -> tuple[float, ...]:
    count = len(asked.rules.phases)
    return tuple(scenario.price_factor if p > 0 or count == 1 else 1.0 for p in range(count))


def _search(asked: PlanQuestion) -> Search:
    return Search(asked, arrays_of(asked))


def _least(search: Search, params: PlanParams, say: Callable[[str], None], words: str) -> Bought | None:
    say(words)
    try:
        return search.least(Clock(params.time_limit_s), gap=params.gap, seed=params.seed)
    except OutOfTimeError:
        raise
    except InfeasibleError:
        return None


def _candidates(
    asked: PlanQuestion,
    params: PlanParams,
    scenarios: Sequence[Scenario],
    best: Mapping[str, Bought | None],
    alternatives: int,
    given: Mapping[str, pd.DataFrame],
    say: Callable[[str], None],
) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Gather plans by name: what each buys and adds in the first phase, shape (q,) each; equal ones once."""
    found: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}
    charged = asked.options.fixed_musd.to_numpy(dtype=float) > 0.0

    def keep(name: str, bought: NDArray[np.float64], added: NDArray[np.float64]) -> None:
        if not any(np.array_equal(bought, one) and np.array_equal(added, two) for one, two in found.values()):
            found[name] = (bought, added)

    def keep_plan(name: str, plan: Bought | None) -> None:
        if plan is not None:
            added = np.round(plan.columns.added(plan.x)[0])
            keep(name, np.where(charged, np.round(plan.columns.bought(plan.x)[0]), added > 0.0), added)

    for name, choice in given.items():
        keep(name, *_first_of(choice, asked))
    search = _search(asked)
    middle = _least(search, params, say, "the plan without scenarios")
    keep_plan("without scenarios", middle)
    for one in scenarios:
        keep_plan(f"best if {one.name}", best[one.name])
    hardest = Scenario(
        "hardest", 1.0, max(one.demand_factor for one in scenarios), 1.0, max(one.delay_years for one in scenarios)
    )
    keep_plan("best if all goes ill", _least(_search(under(asked, hardest)), params, say, "the hardest case"))
    if middle is not None:
        say("other plans that cost nearly as little")
        for k, plan in enumerate(near_plans(search, middle, alternatives, 0.1, params.seed, params.time_limit_s / 4)):
            keep_plan(f"alternative {k + 1}", plan)
    nothing = np.zeros(len(asked.options))
    keep("nothing now", nothing, nothing)
    return found


def _first_of(choice: pd.DataFrame, asked: PlanQuestion) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    unknown = sorted(set(choice.option) - set(asked.options.id))
    if unknown:
        raise ParameterError(f"a given plan buys {', '.join(unknown[:5])}, which is not offered here")
    rows = choice[choice.phase == 0].groupby("option")[["built", "modules"]].sum().reindex(asked.options.id).fillna(0.0)
    modules = rows.modules.to_numpy(dtype=float)
    charged = asked.options.fixed_musd.to_numpy(dtype=float) > 0.0
    return np.where(charged, rows.built.to_numpy(dtype=float), modules > 0.0), modules


def _case(
    name: str,
    first: tuple[NDArray[np.float64], NDArray[np.float64]],
    scenario: Scenario,
    search: Search,
    best: Bought | None,
    params: PlanParams,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """Make a plan whole in a scenario at the least cost; where nothing does, say what stays unserved."""

    def fixed(program: Program, columns: Columns) -> Program:
        lower, upper = program.lower.copy(), program.upper.copy()
        for at, value in ((columns.bought_at(0), first[0]), (columns.modules_at(0), first[1])):
            lower[at] = value
            upper[at] = value
        return replace(program, lower=lower, upper=upper)

    say(f"{name} in scenario {scenario.name}")
    row = {"plan": name, "scenario": scenario.name, "probability": scenario.probability}
    try:
        found = search.least(Clock(params.time_limit_s), gap=params.gap, seed=params.seed, extra=fixed)
        regret = max(found.value - best.value, 0.0) if best is not None else 0.0
        return row | {"cost_musd": found.value, "regret_musd": regret, "short_gbps": 0.0}
    except OutOfTimeError:
        raise
    except InfeasibleError:
        short = _short(search, fixed, params)
        return row | {"cost_musd": np.nan, "regret_musd": np.nan, "short_gbps": short}


def _short(search: Search, fixed: Callable[[Program, Columns], Program], params: PlanParams) -> float:
    """Give the least that stays unserved after the worst loss, whatever it costs later and whoever builds."""
    rules = replace(search.asked.rules, seek="loss", budget_musd=(), payer_budget_musd={}, most_share={}, exits=0)
    eased = replace(search.asked, rules=rules)
    try:
        found = Search(eased, search.arrays, needs=[need for need in search.needs if not need.counted]).least(
            Clock(params.time_limit_s), gap=max(params.gap, 0.01), seed=params.seed, extra=fixed
        )
    except OutOfTimeError:
        raise
    except InfeasibleError:
        return float("nan")
    return float(found.sought)


def _mean(values: Mapping[str, float], scenarios: Sequence[Scenario]) -> float:
    """Give the mean over the scenarios that have a value, by their probability."""
    weight = {one.name: one.probability for one in scenarios if one.name in values}
    total = sum(weight.values())
    return sum(weight[name] * values[name] for name in weight) / total if total else float("nan")


def _summary(cases: pd.DataFrame, criterion: str, met: set[str]) -> pd.DataFrame:
    """Add up the cases of each plan, the best plan first; costs over the scenarios that any plan can meet."""
    rows = []
    for name, own in cases.groupby("plan", sort=False):
        whole, weight = own.cost_musd.notna(), own.probability
        asked = own.scenario.isin(met)
        able = bool(whole[asked].all() and asked.any())
        rows.append(
            {
                "plan": name,
                "expected_cost_musd": float((own.cost_musd * weight)[asked].sum() / weight[asked].sum())
                if able
                else np.nan,
                "largest_regret_musd": float(own.regret_musd[asked].max()) if able else np.nan,
                "whole": float(weight[whole].sum()),
                "expected_short_gbps": float((own.short_gbps.fillna(0.0) * weight).sum()),
            }
        )
    key = "expected_cost_musd" if criterion == "expected" else "largest_regret_musd"
    other = "largest_regret_musd" if criterion == "expected" else "expected_cost_musd"
    table = pd.DataFrame(rows)
    order = table.assign(less=table.expected_short_gbps.round(2)).sort_values(["less", key, other], kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _first_rows(name: str, first: tuple[NDArray[np.float64], NDArray[np.float64]], asked: PlanQuestion) -> pd.DataFrame:
    at = np.flatnonzero((first[0] > 0) | (first[1] > 0))
    return pd.DataFrame({"plan": name, "option": asked.options.id.to_numpy()[at], "modules": first[1][at]})
