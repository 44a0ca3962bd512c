"""How countries vote and accept, and what moves them: effects with their power, never a ranking of whom to persuade."""

from sogdia.influence.chambers import ideal_points
from sogdia.influence.communities import CoalitionsResult, coalitions
from sogdia.influence.estimation import estimate

__all__ = ["CoalitionsResult", "coalitions", "estimate", "ideal_points"]
