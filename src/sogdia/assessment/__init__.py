"""Judging a study: the card that a ministry reads, and two cards side by side."""

from sogdia.assessment.card import Card, assess
from sogdia.assessment.comparison import Comparison, compare
from sogdia.assessment.costs import Range, submarine_capex_musd, terrestrial_capex_musd
from sogdia.assessment.registry import REGISTRY, Indicator, indicator

__all__ = [
    "REGISTRY",
    "Card",
    "Comparison",
    "Indicator",
    "Range",
    "assess",
    "compare",
    "indicator",
    "submarine_capex_musd",
    "terrestrial_capex_musd",
]
