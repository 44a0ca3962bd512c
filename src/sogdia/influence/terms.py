"""Terms of a model: columns in levels and logarithms, powers, and products of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import DataError, ParameterError, nearest_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FUNCTIONS: Final = {"log": np.log, "log1p": np.log1p, "sqrt": np.sqrt, "asinh": np.arcsinh}
_CALL: Final = re.compile(r"^(\w+)\((.+)\)$")
_POWER: Final = re.compile(r"^(.+)\^([2-9])$")


@dataclass(frozen=True)
class Column:
    """A term's numbers.

    Attributes
    ----------
    numbers
        Shape (rows,); NaN where it has none.
    lost
        Why rows have none, and how many.
    """

    numbers: Floats
    lost: tuple[tuple[str, int], ...]


def expanded(terms: Sequence[str]) -> list[str]:
    """Write products with their parts: `a*b` is `a`, `b` and `a:b`.

    Examples
    --------
    >>> expanded(["log(x)", "a*b"])
    ['log(x)', 'a', 'b', 'a:b']
    """
    out: list[str] = []
    for term in terms:
        parts = [part.strip() for part in term.split("*")]
        out += parts if len(parts) == 1 else [*parts, ":".join(parts)]
    return list(dict.fromkeys(out))


def column(table: pd.DataFrame, term: str) -> Column:
    """Give the numbers of a term: `x`, `log(x)`, `log1p(x)`, `sqrt(x)`, `asinh(x)`, `x^2`, `a:b`.

    Raises
    ------
    ParameterError
        A column or function that is not there.
    DataError
        A column that holds words.
    """
    if term not in table and ":" in term:
        parts = [column(table, part.strip()) for part in term.split(":")]
        return Column(
            np.asarray(np.prod([part.numbers for part in parts], axis=0)), tuple(x for p in parts for x in p.lost)
        )
    call, power = _CALL.match(term), _POWER.match(term)
    if term not in table and call:
        name, inner = call.groups()
        if name not in FUNCTIONS:
            hint = nearest_name(name, FUNCTIONS) or f"known: {', '.join(FUNCTIONS)}"
            raise ParameterError(f"{term}: unknown function {name!r}; {hint}")
        part = column(table, inner.strip())
        with np.errstate(divide="ignore", invalid="ignore"):
            made = FUNCTIONS[name](part.numbers)
        none = ~np.isfinite(made) & np.isfinite(part.numbers)
        kinds = {"log": "0 or less", "log1p": "-1 or less", "sqrt": "less than 0"}
        why = ((f"{term}: {inner.strip()} is {kinds.get(name, 'too large')}", int(none.sum())),) if none.any() else ()
        return Column(np.where(none, np.nan, made), part.lost + why)
    if term not in table and power:
        part = column(table, power[1].strip())
        return Column(part.numbers ** int(power[2]), part.lost)
    return _plain(table, term)


def _plain(table: pd.DataFrame, name: str) -> Column:
    given = named(table, name)
    values = pd.to_numeric(given, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    words = np.isnan(values) & given.notna().to_numpy()
    if words.any():
        shown = ", ".join(repr(str(v)) for v in given[words].unique()[:5])
        raise DataError(
            f"column {name!r} is no number in {int(words.sum())} rows (such as {shown}); mend them, or use the column "
            "as a fixed effect"
        )
    values = np.where(np.isinf(values), np.nan, values)
    empty = int(np.isnan(values).sum())
    return Column(values, ((f"{name}: empty", empty),) if empty else ())


def named(table: pd.DataFrame, name: str) -> pd.Series[Any]:
    """Give a column.

    Raises
    ------
    ParameterError
        It is not there: with the nearest name that is.
    """
    if name not in table:
        known = [str(column) for column in table.columns]
        hint = nearest_name(name, known) or f"columns: {', '.join(known[:12])}{' ...' if len(known) > 12 else ''}"
        raise ParameterError(f"there is no column {name!r}; {hint}")
    return table[name]


def labels(table: pd.DataFrame, term: str) -> pd.Series[Any]:
    """Give the levels of a fixed effect or cluster, `a` or `a:b`, as text; missing where any part is."""
    if term in table or ":" not in term:
        given = named(table, term)
        return given.astype("string")
    parts = [named(table, part.strip()).astype("string") for part in term.split(":")]
    out = parts[0]
    for part in parts[1:]:
        out = out + "\x1f" + part
    return out
