"""Indicators by theme; importing this package enters all of them in the registry, in the order of the card."""

from sogdia.assessment.indicators import money  # isort: skip
from sogdia.assessment.indicators import capacity  # isort: skip
from sogdia.assessment.indicators import latency  # isort: skip
from sogdia.assessment.indicators import people  # isort: skip
from sogdia.assessment.indicators import resilience  # isort: skip
from sogdia.assessment.indicators import dependence  # isort: skip
from sogdia.assessment.indicators import effects  # isort: skip

__all__ = ["capacity", "dependence", "effects", "latency", "money", "people", "resilience"]
