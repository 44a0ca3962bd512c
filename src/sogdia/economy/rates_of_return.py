"""Rates of return: every rate at which a stream of money is worth nothing today, and what to say when there is not one.

The present value is a polynomial in x = 1 / (1 + rate). Between the zeros of its derivative it only rises or falls, so
all of its zeros are found by finding those of the derivatives first, from the highest down.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import brentq

from sogdia.economy.discounting import as_flows, npv
from sogdia.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

MOST: Final = 1e6
"""Largest rate looked for: a million-fold return in a year."""
_FLAT: Final = 1e-13
"""A turning point this near to zero, as a share of the sum of all terms, touches it."""
_STEPS: Final = 200
_LOG_TOP: Final = 20.0
"""Logarithm of the largest discount factor looked for: a loss of all but two parts in a thousand million a year."""


@dataclass(frozen=True)
class RateOfReturn:
    """The internal rate of return of a stream.

    Attributes
    ----------
    rate
        The rate where there is exactly one, else NaN.
    rates
        Every rate above -1 at which the stream is worth nothing, rising.
    why
        What to tell where there is not exactly one; empty else.
    """

    rate: float
    rates: tuple[float, ...]
    why: str = ""


def irr(flows: ArrayLike) -> RateOfReturn:
    """Give the internal rate of return: the rate at which the net present value is zero.

    Parameters
    ----------
    flows
        Money by year, shape (t,).

    Returns
    -------
    RateOfReturn
        One rate; or none, several or all of them, with the reason in plain words. Rates from -1 to `MOST`.

    Raises
    ------
    ParameterError
        A flow that is no number.

    Source
    ------
    Zeros of the net present value; by Descartes' rule there are at most as many as changes of sign, and exactly one
    where the sign changes once.

    Examples
    --------
    >>> round(irr([-100, 60, 60]).rate, 4)
    0.1307
    >>> irr([-100, 230, -132]).rates
    (0.1, 0.2)
    >>> irr([100, 50]).why
    'no rate of return: money only comes in, nothing is spent'
    """
    made = as_flows(flows)
    moved = made[made != 0]
    if not len(moved):
        return RateOfReturn(math.nan, (), "every rate fits: no money moves in any year")
    turns = int((np.sign(moved[1:]) != np.sign(moved[:-1])).sum())
    if turns == 0:
        way = "comes in, nothing is spent" if moved[0] > 0 else "is spent, nothing comes in"
        return RateOfReturn(math.nan, (), f"no rate of return: money only {way}")
    found = _only(made) if turns == 1 else zeros(made)
    rates = tuple(sorted(_rounded(1.0 / x - 1.0, made) for x in found if x >= 1.0 / (1.0 + MOST)))
    if len(rates) == 1:
        return RateOfReturn(rates[0], rates)
    if not rates:
        return RateOfReturn(math.nan, (), "no rate of return: the sum has the same sign at every discount rate")
    told = ", ".join(f"{rate:.2%}" for rate in rates)
    return RateOfReturn(
        math.nan, rates, f"{len(rates)} rates of return ({told}): the flows change sign more than once; read the NPV"
    )


def _only(flows: Floats) -> list[float]:
    """Give the one positive zero of a stream whose sign changes once; none beyond the rates looked for."""
    powers = np.arange(len(flows), dtype=float)

    def worth(log_x: float) -> float:
        exponents = log_x * powers
        return float(flows @ np.exp(exponents - exponents.max()))

    low, high = -math.log1p(MOST), _LOG_TOP
    if worth(low) * worth(high) > 0:
        return []
    return [math.exp(float(brentq(worth, low, high, xtol=1e-15, rtol=8.9e-16, maxiter=500)))]


def _rounded(rate: float, flows: Floats) -> float:
    """Take the rate with fewer digits where it is as good a zero."""
    short = round(rate, 12)
    return short if abs(npv(flows, short)) <= abs(npv(flows, rate)) + 1e-15 * float(np.abs(flows).sum()) else rate


def zeros(coefficients: Floats) -> list[float]:
    """Give the positive zeros of sum c_t x^t, rising, one that only touches once.

    Parameters
    ----------
    coefficients
        Shape (t,), the constant first.
    """
    c = np.trim_zeros(np.asarray(coefficients, dtype=float))
    if len(c) < 2:
        return []
    c = c / np.abs(c).max()
    top = 1.0 + float(np.abs(c[:-1] / c[-1]).max())
    turning: list[float] = []
    for order in range(len(c) - 2, -1, -1):
        turning = _between(_derivative(c, order), turning, top)
    return turning


def _derivative(c: Floats, order: int) -> Floats:
    """Give the coefficients of the derivative over its order's factorial, so that they stay small."""
    powers = np.arange(order, len(c))
    made = c[order:] * np.array([math.comb(int(p), order) for p in powers], dtype=float)
    return np.asarray(made / np.abs(made).max())


def _between(c: Floats, turning: list[float], top: float) -> list[float]:
    """Find the zeros between the turning points, where the polynomial only rises or falls."""

    def value(x: float) -> float:
        return float(np.polynomial.polynomial.polyval(x, c))

    def scale(x: float) -> float:
        return float(np.polynomial.polynomial.polyval(x, np.abs(c)))

    marks = [0.0, *[x for x in turning if 0 < x < top], top]
    signs = [0 if abs(value(x)) <= _FLAT * scale(x) else int(np.sign(value(x))) for x in marks]
    signs[0] = int(np.sign(c[np.flatnonzero(c)[0]]))
    signs[-1] = int(np.sign(c[-1]))
    found = []
    for i in range(len(marks) - 1):
        if signs[i + 1] == 0:
            found.append(marks[i + 1])
        elif signs[i] * signs[i + 1] < 0:
            found.append(float(brentq(value, marks[i], marks[i + 1], xtol=1e-15, rtol=8.9e-16, maxiter=500)))
    return found


def irr_of_many(flows: ArrayLike) -> Floats:
    """Give the rate of return of each row that changes sign exactly once, NaN for the others.

    Parameters
    ----------
    flows
        Shape (n, t).
    """
    made = as_flows(flows)
    signs = np.sign(made)
    last = np.zeros(len(made))
    turns = np.zeros(len(made), dtype=int)
    for column in signs.T:
        moved = column != 0
        turns += moved & (last != 0) & (column != last)
        last = np.where(moved, column, last)
    one = turns == 1
    out = np.full(len(made), np.nan)
    rows = made[one]
    if not len(rows):
        return out
    powers = np.arange(made.shape[1], dtype=float)
    first = np.sign(rows[np.arange(len(rows)), (rows != 0).argmax(axis=1)])
    low, high = np.full(len(rows), -np.log1p(MOST)), np.full(len(rows), _LOG_TOP)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        exponents = middle[:, None] * powers[None, :]
        worth = (rows * np.exp(exponents - exponents.max(axis=1, keepdims=True))).sum(axis=1)
        before = np.sign(worth) == first
        low, high = np.where(before, middle, low), np.where(before, high, middle)
        if float((high - low).max()) < 1e-15:
            break
    out[one] = np.exp(-(low + high) / 2) - 1.0
    return out


def mirr(flows: ArrayLike, finance_rate: float, reinvestment_rate: float) -> float:
    """Give the modified rate of return: what is spent is financed at one rate, what comes in is put out at another.

    Returns
    -------
    float
        NaN where money only comes in or is only spent.

    Examples
    --------
    120 at the end of two years against 100: 60 * 1.1 + 60 = 126, and (126 / 100)^(1/2) - 1.

    >>> round(mirr([-100, 60, 60], 0.05, 0.1), 4)
    0.1225
    """
    made = as_flows(flows)
    if len(made) < 2:
        raise ParameterError("a modified rate of return needs flows of two years or more")
    spent, got = npv(np.minimum(made, 0.0), finance_rate), npv(np.maximum(made, 0.0), reinvestment_rate)
    if spent == 0 or got == 0:
        return math.nan
    years = len(made) - 1
    return float((-got / spent) ** (1.0 / years) * (1.0 + reinvestment_rate) - 1.0)
