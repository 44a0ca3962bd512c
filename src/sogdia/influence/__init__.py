"""How countries vote and accept, and what moves them: effects with their power, never a ranking of whom to persuade."""

from sogdia.influence.chambers import ideal_points
from sogdia.influence.estimation import estimate

__all__ = ["estimate", "ideal_points"]
