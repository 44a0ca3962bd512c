"""How countries vote and accept, and what moves them: effects with their power, never a ranking of whom to persuade."""

from sogdia.influence.chambers import ideal_points

__all__ = ["ideal_points"]
