"""Scenarios of traffic, prices and delay, and a planning question as each has it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sogdia.errors import ParameterError, pick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sogdia.formats.plan_question import PlanQuestion


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


def hardest(scenarios: Sequence[Scenario]) -> Scenario:
    """Give the most traffic of all scenarios with the longest delay, at the prices that are offered."""
    traffic, delay = (max(getattr(one, key) for one in scenarios) for key in ("demand_factor", "delay_years"))
    return Scenario("hardest", 1.0, traffic, 1.0, delay)


def mean(scenarios: Sequence[Scenario]) -> Scenario:
    """Give the mean of all scenarios."""
    keys = ("demand_factor", "price_factor", "delay_years")
    return Scenario("mean", 1.0, *(sum(one.probability * getattr(one, key) for one in scenarios) for key in keys))


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
