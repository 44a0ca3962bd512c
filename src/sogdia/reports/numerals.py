"""Figures as a reader sees them: a unit that fits the size, no digit that is not known, a dash for what is missing."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

MISSING: Final = "–"
"""Stands for a figure that nobody has: never a zero."""

NARROW: Final = "\u202f"
"""Narrow no-break space between a figure and its unit."""

_NOTHING: Final = 1e-9
"""Figures below this are zero but for rounding."""

BASIS_MARKS: Final = {"measured": "●", "modelled": "◐", "assumed": "○"}
"""How a figure was had, as one mark."""


@dataclass(frozen=True)
class Scale:
    """How the figures of one row are written.

    Attributes
    ----------
    factor
        The stored figure times this is the figure shown.
    unit
        Unit shown after the figure; empty where there is none.
    change_unit
        Unit of a difference: percentage points where the figures are percent.
    digits
        Significant digits.
    decimals
        Most decimals shown.
    prefix
        Stands before the figure (``US$``).
    fine
        Most decimals of a difference, None for as many as the figures have.
    """

    factor: float = 1.0
    unit: str = ""
    change_unit: str = ""
    digits: int = 3
    decimals: int = 2
    prefix: str = ""
    fine: int | None = None

    @property
    def axis(self) -> str:
        """The unit as the heading of an axis or a row says it."""
        return f"{self.prefix} {self.unit}".strip()

    def plain(self, value: float | None) -> str:
        """Write the figure without its unit; one too small to show is under the smallest that can be shown."""
        if value is None or not known(value):
            return MISSING
        shown = significant(float(value) * self.factor, self.digits, self.decimals)
        return f"<{10.0**-self.decimals:.{self.decimals}f}" if shown == "0" and abs(value) > _NOTHING else shown

    def text(self, value: float | None) -> str:
        """Write the figure with its unit."""
        return self._with_unit(self.plain(value), self.unit)

    def change(self, value: float | None) -> str:
        """Write a difference with its sign; none at the shown precision is ``±0``."""
        exact = self if self.fine is None else replace(self, decimals=self.fine)
        if value is None or not known(value):
            return MISSING
        shown = exact.plain(abs(value))
        if shown == "0" or shown.startswith("<"):
            return "±0"
        return ("+" if value > 0 else "−") + self._with_unit(shown, self.change_unit)

    def span(self, low: float | None, high: float | None) -> str:
        """Write a range without its unit; empty where an end is missing or both ends read the same."""
        one, two = self.plain(low), self.plain(high)
        return "" if MISSING in (one, two) or one == two else f"{one}–{two}"

    def _with_unit(self, shown: str, unit: str) -> str:
        if shown == MISSING:
            return MISSING
        return f"{self.prefix}{NARROW if self.prefix else ''}{shown}{NARROW + unit if unit else ''}"


def known(value: object) -> bool:
    """Tell whether a value is a finite number."""
    try:
        return value is not None and math.isfinite(float(value))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


def significant(value: float, digits: int = 3, decimals: int = 2) -> str:
    """Write a number to so many significant digits, with thousands set apart and a true minus sign.

    Examples
    --------
    >>> significant(1234.5), significant(0.04567), significant(-12.34), significant(98765, 2)
    ('1,230', '0.05', '−12.3', '99,000')
    """
    if value == 0:
        return "0"
    if abs(value - round(value)) < 1e-9:
        decimals = 0
    places = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, places)
    text = f"{abs(rounded):,.{max(0, min(places, decimals))}f}"
    zero = not any(c in "123456789" for c in text)
    return "0" if zero else ("−" if value < 0 else "") + text


_UNITS: Final[dict[str, Scale]] = {
    "km": Scale(unit="km", change_unit="km", decimals=0),
    "1": Scale(100.0, "%", "pp", decimals=1, digits=2),
    "hhi": Scale(digits=2, decimals=2),
    "%": Scale(unit="%", change_unit="pp", decimals=1),
    "count": Scale(decimals=0),
    "ways": Scale(unit="ways", change_unit="ways", decimals=1),
    "countries": Scale(unit="countries", change_unit="countries", decimals=0),
    "years": Scale(unit="years", change_unit="years", decimals=1),
    "days": Scale(unit="days", change_unit="days", decimals=1),
    "hours": Scale(unit="hours", change_unit="hours", decimals=1, digits=2),
}
_ALIASES: Final = {
    "share": "1",
    "person": "persons",
    "gbit/s": "gbps",
    "us$ m": "musd",
    "h": "hours",
    "number": "count",
    "paths": "count",
    "": "count",
}


def scale_of(unit: str, values: Iterable[object] = (), *, basis: str = "measured") -> Scale:
    """Choose how to write figures of a unit.

    Parameters
    ----------
    unit
        Unit as the card says it (``ms``, ``1``, ``hhi``, ``Gbit/s``, ``US$ million of 2024``, ``count``); others are
        shown as they are.
    values
        All figures that will stand together: the largest one chooses between Gbit/s and Tbit/s, million and billion.
    basis
        Modelled and assumed money and capacity have two significant digits, published ones three.
    """
    key = unit.strip().lower()
    key = _ALIASES.get(key, key)
    top = max((abs(float(v)) for v in values if known(v)), default=0.0)  # type: ignore[arg-type]
    digits = 3 if basis == "measured" else 2
    if key == "gbps":
        large = top >= 1000
        shown = "Tbit/s" if large else "Gbit/s"
        return Scale(0.001 if large else 1.0, shown, shown, digits, 2 if large else 1)
    if key.startswith("us$ million") or key == "musd":
        large = top >= 10_000
        rest = unit.strip()[len("US$ million") :].replace(" of 2024", "") if key != "musd" else ""
        shown = ("billion" if large else "million") + rest
        return Scale(0.001 if large else 1.0, shown, shown, digits, 1, "US$")
    if key == "persons":
        large = top >= 1e6
        shown = "million persons" if large else "persons"
        return Scale(1e-6 if large else 1.0, shown, shown, digits, 1 if large else 0)
    if key == "ms":
        return Scale(unit="ms", change_unit="ms", decimals=0 if top >= 20 else 1, fine=1)
    return _UNITS.get(key) or Scale(unit=unit, change_unit=unit)
