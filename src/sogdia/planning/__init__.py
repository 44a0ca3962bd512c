"""Which projects to build under a budget, surviving losses, with no supplier too large."""

from sogdia.planning.excuses import excuse_cut_off
from sogdia.planning.optimising import Progress, find_design
from sogdia.planning.parameters import PlanParams
from sogdia.planning.plans import PlanResult, plan

__all__ = ["PlanParams", "PlanResult", "Progress", "excuse_cut_off", "find_design", "plan"]
