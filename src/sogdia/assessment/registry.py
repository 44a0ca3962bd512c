"""The registry of indicators: each is one function, entered by the decorator `indicator`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sogdia.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sogdia.assessment.figure import Figure
    from sogdia.assessment.setting import Setting, Side
    from sogdia.assessment.subjects import Subject

    Answer = Figure | list[Figure] | None
    Measure = Callable[[Setting, Side, Subject], Answer]

DIRECTIONS: Final = ("up", "down", "neutral")
"""Which way is better; neutral where no side is."""

SCOPES: Final = ("corridor", "country", "both")
ROLLS: Final = ("", "sum", "mean")


@dataclass(frozen=True)
class Indicator:
    """One indicator of the card.

    Attributes
    ----------
    id, name, unit
        Name in tables, name as shown, unit of its figures.
    direction
        One of `DIRECTIONS`.
    scope
        For what the function is called: `country`, `corridor`, or `both`.
    source
        Standard or paper in which the indicator is defined.
    measure
        The function.
    corridor
        How a corridor's figure comes from its countries': `sum`, `mean` (by population), or empty.
    ranked
        Whether a country is ranked among all countries of the world: it is cheap to measure for all.
    compared
        Whether the case is set against the baseline; False where the measure does not respond to what the study builds,
        and then only when both are of one year.
    """

    id: str
    name: str
    unit: str
    direction: str
    scope: str
    source: str
    measure: Measure
    corridor: str = ""
    ranked: bool = False
    compared: bool = True


REGISTRY: Final[dict[str, Indicator]] = {}
"""All indicators by name, in the order of their entry."""


def indicator(
    name_id: str,
    name: str,
    unit: str,
    direction: str,
    scope: str,
    source: str,
    *,
    corridor: str = "",
    ranked: bool = False,
    compared: bool = True,
) -> Callable[[Measure], Measure]:
    """Enter a function as an indicator; see `Indicator` for the parameters.

    Raises
    ------
    ParameterError
        The name is taken, or a direction, scope or way of rolling up is not known.
    """
    for value, known, kind in (
        (direction, DIRECTIONS, "direction"),
        (scope, SCOPES, "scope"),
        (corridor, ROLLS, "roll"),
    ):
        if value not in known:
            raise ParameterError(f"the {kind} {value!r} of the indicator {name_id!r} is none of {', '.join(known)}")

    def enter(measure: Measure) -> Measure:
        if name_id in REGISTRY:
            raise ParameterError(f"the indicator {name_id!r} is entered twice; give the second another name")
        REGISTRY[name_id] = Indicator(
            name_id, name, unit, direction, scope, source, measure, corridor, ranked, compared
        )
        return measure

    return enter
