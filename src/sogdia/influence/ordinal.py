"""The ordinal probit of one vote: yes, abstain or no by where a latent leaning falls between two thresholds.

A country at `theta` casts its vote on item `j` by `z = beta_j theta + e`, `e ~ N(0, 1)`: yes below the first threshold,
no above the second, abstain between. Where one of the three was never cast, the item has one threshold between the two
that were.

Source
------
Bailey, Strezhnev and Voeten (2017), Journal of Conflict Resolution 61(2), 430-456, equations 1-3; Johnson and Albert
(1999), Ordinal Data Modeling, chapter 6.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

NODES = np.array([-math.sqrt(3.0), 0.0, math.sqrt(3.0)])
WEIGHTS = np.array([1 / 6, 2 / 3, 1 / 6])
"""Gauss-Hermite rule of three nodes for a standard normal: exact to the fifth power (Abramowitz and Stegun 25.4.46)."""

_ROOT_2 = math.sqrt(2.0)
_ROOT_2_PI = math.sqrt(2.0 * math.pi)
_TINY = 1e-290


@njit(cache=True)  # type: ignore[untyped-decorator]
def density(x: float) -> float:
    """Give the standard normal density; 0 at either infinity."""
    return math.exp(-0.5 * x * x) / _ROOT_2_PI if abs(x) < 38.0 else 0.0


@njit(cache=True)  # type: ignore[untyped-decorator]
def between(low: float, high: float) -> float:
    """Give the standard normal probability between two bounds, exact in both tails.

    Parameters
    ----------
    low, high
        Bounds, either of which may be infinite; `low < high`.
    """
    if low > 0:
        chance = 0.5 * (math.erfc(low / _ROOT_2) - math.erfc(high / _ROOT_2))
    else:
        chance = 0.5 * (math.erfc(-high / _ROOT_2) - math.erfc(-low / _ROOT_2))
    return max(chance, _TINY)


@njit(cache=True)  # type: ignore[untyped-decorator]
def bounds(item: NDArray[np.float64], category: int, thresholds: int) -> tuple[float, float]:
    """Give the thresholds between which a category lies.

    Parameters
    ----------
    item
        Discrimination and two thresholds, shape (3,).
    category
        From 0; the highest is `thresholds`.
    thresholds
        1 or 2.
    """
    low = -np.inf if category == 0 else item[category]
    high = np.inf if category == thresholds else item[category + 1]
    return low, high


@njit(cache=True)  # type: ignore[untyped-decorator]
def slopes(low: float, high: float) -> tuple[float, float, float, float, float, float]:
    """Give log probability between two bounds with its slopes and curvatures in each bound.

    Returns
    -------
    tuple
        Log probability; its derivatives by the low and the high bound; minus its second derivatives by low and low,
        high and high, low and high.
    """
    chance = between(low, high)
    at_low = density(low) / chance
    at_high = density(high) / chance
    curve_low = at_low * at_low - (low * at_low if at_low > 0 else 0.0)
    curve_high = at_high * at_high + (high * at_high if at_high > 0 else 0.0)
    return math.log(chance), -at_low, at_high, curve_low, curve_high, -at_low * at_high


@njit(cache=True)  # type: ignore[untyped-decorator]
def observe(
    item: NDArray[np.float64], thresholds: int, category: int, mean: float, spread: float, out: NDArray[np.float64]
) -> float:
    """Take the expectation of one vote's log probability, its slopes and information, over a normal ideal point.

    Parameters
    ----------
    item
        Discrimination and two thresholds, shape (3,).
    mean, spread
        Mean and standard deviation of the ideal point.
    out
        Filled, shape (14,): 0 slope in the lean (discrimination times point); 1 information on the lean; 2-4 slopes in
        discrimination and thresholds; 5-7 information shared by the lean and each of them; 8-13 information on them
        (11, 12, 13, 22, 23, 33).
    """
    out[:] = 0.0
    total = 0.0
    floor, ceiling = bounds(item, category, thresholds)
    for k in range(3):
        point = mean + spread * NODES[k]
        weight = WEIGHTS[k]
        lean = item[0] * point
        value, by_low, by_high, low_low, high_high, low_high = slopes(floor - lean, ceiling - lean)
        total += weight * value
        by_lean = -by_low - by_high
        lean_lean = low_low + high_high + 2 * low_high
        out[0] += weight * by_lean
        out[1] += weight * lean_lean
        out[2] += weight * point * by_lean
        out[5] += weight * point * lean_lean
        out[8] += weight * point * point * lean_lean
        if category > 0:
            at = category - 1
            out[3 + at] += weight * by_low
            out[6 + at] -= weight * (low_low + low_high)
            out[9 + at] -= weight * point * (low_low + low_high)
            out[11 + 2 * at] += weight * low_low
        if category < thresholds:
            at = category
            out[3 + at] += weight * by_high
            out[6 + at] -= weight * (high_high + low_high)
            out[9 + at] -= weight * point * (high_high + low_high)
            out[11 + 2 * at] += weight * high_high
        if 0 < category < thresholds:
            out[12] += weight * low_high
    return total


@njit(cache=True)  # type: ignore[untyped-decorator]
def settle(
    sums: NDArray[np.float64],
    item: NDArray[np.float64],
    thresholds: int,
    prior: tuple[float, float],
    slope: NDArray[np.float64],
    matrix: NDArray[np.float64],
) -> float:
    """Turn the sums over an item's votes into its slopes and information, prior included; give its log prior.

    Parameters
    ----------
    sums
        Sums of what `observe` fills, shape (14,).
    prior
        Precisions of the normal priors, mean 0, of discrimination and thresholds.
    slope, matrix
        Filled, shapes (3,) and (3, 3).
    """
    total = 0.0
    for a in range(3):
        strength = prior[0] if a == 0 else prior[1]
        matrix[a, a] = strength
        if a <= thresholds:
            slope[a] = sums[2 + a] - strength * item[a]
            total -= 0.5 * strength * item[a] ** 2
    matrix[0, 0] += sums[8]
    matrix[1, 1] += sums[11]
    matrix[2, 2] += sums[13]
    matrix[0, 1] = matrix[1, 0] = sums[9]
    matrix[0, 2] = matrix[2, 0] = sums[10]
    matrix[1, 2] = matrix[2, 1] = sums[12]
    return total


@njit(cache=True)  # type: ignore[untyped-decorator]
def observe_all(
    starts: NDArray[np.int64],
    states: NDArray[np.int32],
    categories: NDArray[np.int8],
    thresholds: NDArray[np.int8],
    items: NDArray[np.float64],
    means: NDArray[np.float64],
    spreads: NDArray[np.float64],
    prior: tuple[float, float],
    bend: float,
) -> tuple[Any, ...]:
    """Take every vote: log probability, slopes and information of points and items.

    The items' own uncertainty enters the points' slopes and information (to the second order), so that a session with
    many votes does not widen its scale to make discriminations small.

    Parameters
    ----------
    starts
        First vote of each item and one past the last, shape (items + 1,).
    states, categories
        Place and category of each vote, sorted by item, shape (votes,).
    thresholds
        Number of thresholds of each item, shape (items,).
    items
        Discrimination and thresholds, shape (items, 3).
    means, spreads
        Normal ideal points, shape (states,).
    prior
        Precisions of the normal priors, mean 0, of discriminations and of thresholds.
    bend
        1: what point and item share is the exact curvature; 0: of Gauss-Newton form, which is never negative.

    Returns
    -------
    tuple
        Log probability with the items' prior and volume; slopes and information of points, shape (states,); slopes of
        items, shape (items, 3); their information, shape (items, 3, 3); information shared by point and item, shape
        (votes, 3).
    """
    many = len(thresholds)
    point_slopes = np.zeros(len(means))
    point_information = np.zeros(len(means))
    item_slopes = np.zeros((many, 3))
    item_information = np.zeros((many, 3, 3))
    shared = np.zeros((len(states), 3))
    on_lean = np.zeros((len(states), 2))
    total = 0.0
    one = np.zeros(14)
    for j in range(many):
        sums = np.zeros(14)
        for v in range(starts[j], starts[j + 1]):
            s = states[v]
            total += observe(items[j], thresholds[j], categories[v], means[s], spreads[s], one)
            shared[v] = one[5:8]
            on_lean[v] = one[:2]
            sums += one
        total += settle(sums, items[j], thresholds[j], prior, item_slopes[j], item_information[j])
        inverse = np.linalg.inv(item_information[j])
        total += 0.5 * math.log(np.linalg.det(inverse))
        slope = items[j, 0]
        for v in range(starts[j], starts[j + 1]):
            s = states[v]
            doubt = inverse[0, 0] * shared[v, 0] + inverse[0, 1] * shared[v, 1] + inverse[0, 2] * shared[v, 2]
            point_slopes[s] += slope * on_lean[v, 0] - doubt
            point_information[s] += (slope * slope + inverse[0, 0]) * on_lean[v, 1]
            shared[v] *= slope
            shared[v, 0] -= bend * on_lean[v, 0]
    return total, point_slopes, point_information, item_slopes, item_information, shared
