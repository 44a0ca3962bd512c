"""What moves an answer: switching values and the bars of a tornado (workshop)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from sogdia.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_STEPS: Final = 64


def switching_value(answer: Callable[[float], float], now: float, low: float, high: float, mark: float = 0.0) -> float:
    """Give the value of a figure at which an answer passes a mark, the one nearest to the value it has now.

    Parameters
    ----------
    answer
        The answer (a net present value, say) by the figure.
    now
        Value that the figure has.
    low, high
        Values between which to look; `now` lies between them.
    mark
        What the answer is to pass.

    Returns
    -------
    float
        NaN where the answer passes the mark nowhere between them.

    Raises
    ------
    ParameterError
        `now` is not between `low` and `high`.

    Examples
    --------
    100 of cost against gains of 130: costs may rise by 30 %.

    >>> round(switching_value(lambda factor: 130 - 100 * factor, 1.0, 0.0, 5.0), 9)
    1.3
    """
    if not low <= now <= high or low == high:
        raise ParameterError(f"the value {now} is not between {low} and {high}; widen them")

    def off(x: float) -> float:
        return answer(x) - mark

    grid = np.unique(np.concatenate([np.linspace(low, high, _STEPS + 1), [now]]))
    worth = np.array([off(float(x)) for x in grid])
    found = [float(x) for x, y in zip(grid, worth, strict=True) if y == 0]
    turns = np.flatnonzero(worth[:-1] * worth[1:] < 0)
    found += [float(brentq(off, grid[i], grid[i + 1], xtol=1e-14, rtol=1e-14)) for i in turns]
    return min(found, key=lambda x: (abs(x - now), x)) if found else float("nan")


def tornado(answer: Callable[[str, float], float], ranges: Mapping[str, tuple[float, float]]) -> pd.DataFrame:
    """Give the answer with each figure alone at its low and at its high end.

    Parameters
    ----------
    answer
        The answer with the figure of that name at that value, all others as they are.
    ranges
        Low and high end of each figure.

    Returns
    -------
    DataFrame
        figure, low, high (its ends), answer_low, answer_high, swing (size of the bar); widest first.
    """
    rows = []
    for name, (low, high) in ranges.items():
        one, two = answer(name, low), answer(name, high)
        rows.append((name, low, high, one, two, abs(two - one)))
    table = pd.DataFrame(rows, columns=["figure", "low", "high", "answer_low", "answer_high", "swing"])
    return table.sort_values(["swing", "figure"], ascending=[False, True], ignore_index=True)
