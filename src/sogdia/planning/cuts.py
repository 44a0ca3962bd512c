"""Inequalities that every design keeps: enough capacity across every cut, in every state, rounded to whole modules.

Source: Raack, Koster, Orlowski, Wessäly (2011), On cut-based inequalities for capacitated network design polyhedra,
Networks 57(2), 141-156 (cutset inequalities); Marchand, Wolsey (2001), Aggregation and mixed integer rounding,
Operations Research 49(3), 363-371.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.formats.design import DesignInstance
    from sogdia.planning.options import LinkOptions

LEAST_VIOLATION: Final = 1e-5
_LOOKED_AT: Final = 400
"""Cuts with the least slack that are rounded at each point."""
_DIVISORS: Final = 12
"""Sizes of modules that a cut is divided by, the commonest first."""


@dataclass(frozen=True)
class Needs:
    """Capacity that link sets must add: ``weight @ added >= amount`` holds for every design; q rows.

    Attributes
    ----------
    weight
        Shape (q, m), 0 or more.
    amount
        Shape (q,), above 0.
    """

    weight: NDArray[np.float64]
    amount: NDArray[np.float64]


@dataclass
class Pool:
    """Rows ``matrix @ x >= lower`` on the columns of capacity, none twice."""

    wide: int
    rows: list[NDArray[np.float64]] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    seen: set[bytes] = field(default_factory=set)

    def add(self, row: NDArray[np.float64], lower: float) -> bool:
        """Add a row, scaled to a right side of 1; say whether it is new."""
        scaled = row / lower
        key = np.round(scaled, 9).tobytes()
        if key in self.seen:
            return False
        self.seen.add(key)
        self.rows.append(scaled)
        self.lower.append(1.0)
        return True

    def __len__(self) -> int:
        return len(self.rows)

    def matrix(self, first: int = 0) -> csr_matrix:
        """Give the rows from `first` on."""
        return csr_matrix(np.array(self.rows[first:]).reshape(-1, self.wide))


def crossings(instance: DesignInstance, halves: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Give for each bipartition the links across it, shape (b, m), and the demand across it, shape (b,).

    Links that are used in one direction alone are looked at from both sides, one bipartition after the other.
    """
    start, end = halves[:, instance.link_start], halves[:, instance.link_end]
    first, last = halves[:, instance.demand_start], halves[:, instance.demand_end]
    amount = instance.demand_amount
    out, back = (first & ~last) @ amount, (~first & last) @ amount
    if instance.model.link == "U":
        return start != end, out + back
    if instance.model.link == "B":
        return start != end, np.maximum(out, back)
    return np.concatenate([start & ~end, ~start & end]), np.concatenate([out, back])


def rounded(options: LinkOptions, wide: int, needs: Needs, x: NDArray[np.float64], pool: Pool, most: int = 60) -> int:
    """Round needs to whole modules and add the rows that a point breaks most to the pool; give how many.

    Parameters
    ----------
    wide
        Columns of the capacity programme.
    x
        Shape (wide,): the point to cut off.
    """
    if not len(needs.amount):
        return 0
    held = np.bincount(options.link, options.capacity * x[: len(options.link)], minlength=needs.weight.shape[1])
    slack = (needs.weight @ held - needs.amount) / needs.amount
    near = np.argsort(slack, kind="stable")[:_LOOKED_AT]
    weight, amount = needs.weight[near], needs.amount[near]
    per_column = weight[:, options.link] * options.capacity[None, :]
    found = [(*_plain(options, per_column, amount), x)]
    if options.whole:
        found += [(*_mixed_rounding(per_column, amount, size), x) for size in _divisors(per_column)]
    rows, values = [], []
    for coefficients, right, _ in found:
        violation = 1.0 - (coefficients @ x[: len(options.link)]) / right
        rows.append(coefficients / right[:, None])
        values.append(violation)
    every, violation = np.concatenate(rows), np.concatenate(values)
    count = 0
    for i in np.argsort(-violation, kind="stable")[: 4 * most].tolist():
        if violation[i] < LEAST_VIOLATION or count >= most:
            break
        row = np.zeros(wide)
        row[: every.shape[1]] = every[i]
        count += pool.add(row, 1.0)
    return count


def _plain(
    options: LinkOptions, per_column: NDArray[np.float64], amount: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the needs themselves, no column counting for more than the whole need."""
    if not options.whole:
        return per_column, amount
    return np.minimum(per_column, amount[:, None]), amount


def _divisors(per_column: NDArray[np.float64]) -> list[float]:
    sizes, counts = np.unique(np.round(per_column[per_column > 0.0], 6), return_counts=True)
    return [float(size) for size in sizes[np.argsort(-counts, kind="stable")][:_DIVISORS]]


def _mixed_rounding(
    per_column: NDArray[np.float64], amount: NDArray[np.float64], size: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Divide by a size and round: the mixed-integer rounding of ``a y >= b`` for whole y of 0 or more."""
    right = amount / size
    part = right - np.floor(right)
    part = np.where(part < 1e-6, 1.0, part)
    above = np.ceil(right - 1e-6)
    scaled = per_column / size
    floor = np.floor(scaled + 1e-9)
    rest = np.clip(scaled - floor, 0.0, 1.0)
    coefficients = floor + np.minimum(rest / part[:, None], 1.0)
    return np.minimum(coefficients, above[:, None]), above
