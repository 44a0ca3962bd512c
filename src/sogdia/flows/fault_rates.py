"""How often spans, landings and stations fail and how long they stay out: one table, each number with its source.

`fault_rates.csv` is the table; a span that `survey` has filled brings its own faults a year.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import ParameterError, pick

if TYPE_CHECKING:
    from collections.abc import Mapping

SIDES: Final = ("default", "low", "high")
"""`low` is the end at which less is lost, `high` the one at which more is."""
_TABLE: Final = Path(__file__).with_name("fault_rates.csv")


@cache
def _rows() -> Mapping[str, Mapping[str, str]]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["key"]: row for row in csv.DictReader(file)})


def fault_rates(side: str = "default", **changes: float) -> Mapping[str, float]:
    """Give the rates, shares, reaches and times on one side of their range.

    Parameters
    ----------
    side
        ``default``, ``low`` or ``high``.
    **changes
        Values to take instead of the table's, by key.

    Raises
    ------
    ParameterError
        An unknown side or key, a value that is no number of 0 or more, or a share above 1.

    Examples
    --------
    >>> fault_rates()["sea_faults"], fault_rates("high", drag_km=5)["drag_km"]
    (0.12, 5.0)
    """
    pick(side, SIDES, "side of a range")
    for key, value in changes.items():
        pick(key, _rows(), "fault rate")
        most = 1.0 if key.startswith("share_") else np.inf
        if not (np.isfinite(value) and 0 <= value <= most):
            raise ParameterError(f"{key} is 0 or more{' and at most 1' if most == 1 else ''}, not {value}")
    plain = {key: float(row[side]) for key, row in _rows().items()}
    return MappingProxyType(plain | {key: float(value) for key, value in changes.items()})


def source_of(key: str) -> str:
    """Give where a number of the table comes from."""
    return _rows()[pick(key, _rows(), "fault rate")]["source"]
