"""What lines cost, risk and share: one table of coefficients, each with unit, default, range and source.

`coefficients.csv` is the table. Its `low` is the value at which a line is cheap or safe and `high` the one at which it
is dear or endangered, whichever number is the larger.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from sogdia.errors import ParameterError, pick

Values = Mapping[str, float]
"""Value of each coefficient by key."""

SIDES: Final = ("default", "low", "high")
_TABLE: Final = Path(__file__).with_name("coefficients.csv")


class Coefficient(NamedTuple):
    """One row of the table."""

    key: str
    unit: str
    default: float
    low: float
    high: float
    source: str
    meaning: str


@cache
def coefficients() -> Mapping[str, Coefficient]:
    """Give the table by key."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = [
            Coefficient(
                r["key"], r["unit"], float(r["default"]), float(r["low"]), float(r["high"]), r["source"], r["meaning"]
            )
            for r in csv.DictReader(file)
        ]
    return MappingProxyType({row.key: row for row in rows})


def values(side: str = "default", **changes: float) -> Values:
    """Give the value of each coefficient on one side of its range.

    Parameters
    ----------
    side
        ``default``, ``low`` (cheap, safe) or ``high`` (dear, endangered).
    **changes
        Values to take instead of the table's, by key.

    Raises
    ------
    ParameterError
        An unknown side or key, or a value that is no finite number of 0 or more.

    Examples
    --------
    >>> values()["repeater_spacing_km"], values("low")["repeater_spacing_km"]
    (70.0, 80.0)
    >>> values(repeater_spacing_km=100)["repeater_spacing_km"]
    100.0
    """
    pick(side, SIDES, "side of a range")
    table = coefficients()
    for key, value in changes.items():
        pick(key, table, "coefficient")
        if not (np.isfinite(value) and value >= 0):
            raise ParameterError(f"coefficient {key!r} is a number of 0 or more, not {value}")
    plain = {key: float(getattr(row, side)) for key, row in table.items()}
    return MappingProxyType({**plain, **{key: float(value) for key, value in changes.items()}})
