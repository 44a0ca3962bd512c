"""Which projects to build under a budget, surviving losses, with no supplier too large."""

from sogdia.planning.chances import LivedResult, live_through
from sogdia.planning.excuses import excuse_cut_off
from sogdia.planning.frontiers import FrontierResult, frontier
from sogdia.planning.materials_list import materials
from sogdia.planning.optimising import Progress, find_design
from sogdia.planning.parameters import PlanParams
from sogdia.planning.plans import PlanResult, plan
from sogdia.planning.scenarios import Scenario, scenarios_of
from sogdia.planning.weighing import WeighResult, weigh

__all__ = [
    "FrontierResult",
    "LivedResult",
    "PlanParams",
    "PlanResult",
    "Progress",
    "Scenario",
    "WeighResult",
    "excuse_cut_off",
    "find_design",
    "frontier",
    "live_through",
    "materials",
    "plan",
    "scenarios_of",
    "weigh",
]
