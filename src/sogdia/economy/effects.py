"""Gains by published coefficients, each with its scope and whether its study was paid by whoever sells (workshop)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import pandas as pd

from sogdia.errors import pick

TABLE: Final = Path(__file__).resolve().parent / "effects.csv"


@cache
def _table() -> pd.DataFrame:
    return pd.read_csv(TABLE)


def coefficients() -> pd.DataFrame:
    """Give the table of coefficients.

    Returns
    -------
    DataFrame
        id, study, year, outcome, driver, unit, low, base, high (NaN where not published), scope (connected_places,
        coastal_country, nation or region), scope_words, sponsor_funded (yes or no), read, source.
    """
    return _table().copy()


def effect(coefficient: str, amount: float = 1.0) -> tuple[float, float, float]:
    """Give low, base and high of an effect for an amount of its driver; NaN where not published.

    Parameters
    ----------
    coefficient
        Row of the table.
    amount
        How many of the row's `driver`; 0.5 is half of ten more of a hundred people, say.

    Raises
    ------
    ParameterError
        No such row.

    Examples
    --------
    Five more of a hundred people with broadband.

    >>> effect("world-bank-2009", 0.5)
    (0.0012, 0.0025, 0.0069)
    """
    table = _table().set_index("id")
    name = pick(coefficient, table.index, "coefficient")
    low, base, high = (round(float(table[end].astype(float)[name]) * amount, 12) for end in ("low", "base", "high"))
    return low, base, high
