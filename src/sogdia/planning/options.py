"""What each link may hold and cost: the modules worth thinking about, after those that others dominate are left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sogdia.formats.design import DesignInstance

_MOST_COPIES = 64
"""Copies of a module tried against another module; beyond it no upper limit is looked for."""


@dataclass(frozen=True)
class LinkOptions:
    """Columns of capacity: how much each adds to its link, what it costs, and how often it may be taken.

    Attributes
    ----------
    module
        Shape (c,): module of the instance that a column stands for; -1 for a column of linear capacity.
    link, capacity, cost, most
        Shape (c,): link, capacity and cost of one, and the most that are worth taking.
    exclusive
        One column of each link at most.
    whole
        Columns are taken in whole numbers.
    charged
        Shape (m,): links that pay their fixed charge only when they are taken.
    fixed
        Shape (m,): fixed charge of those links, 0 of others.
    installed
        Shape (m,): capacity that stands already.
    constant
        Cost that every design bears.
    """

    module: NDArray[np.int64]
    link: NDArray[np.int64]
    capacity: NDArray[np.float64]
    cost: NDArray[np.float64]
    most: NDArray[np.float64]
    exclusive: bool
    whole: bool
    charged: NDArray[np.bool_]
    fixed: NDArray[np.float64]
    installed: NDArray[np.float64]
    constant: float

    def columns_of(self, link: int) -> NDArray[np.int64]:
        """Give the columns of a link."""
        return np.flatnonzero(self.link == link)


def link_options(instance: DesignInstance) -> LinkOptions:
    """Give the columns of capacity of an instance.

    Source: SNDlib 1.0, section 3 (capacity models). A module goes when whole copies of another give as much for no
    more.
    """
    model = instance.model
    links = len(instance.links)
    needed = _needed(instance)
    rows = [row for link in range(links) for row in _worthwhile(instance, link, needed)]
    table = np.array(rows, dtype=float).reshape(-1, 5)
    pays = model.fixed_charge == "Y"
    charged = (instance.installed_capacity <= 0.0) & (instance.fixed_charge > 0.0) & pays
    constant = float(instance.installed_cost.sum())
    constant += float(instance.fixed_charge[instance.installed_capacity > 0.0].sum()) if pays else 0.0
    return LinkOptions(
        module=table[:, 0].astype(np.int64),
        link=table[:, 1].astype(np.int64),
        capacity=table[:, 2],
        cost=table[:, 3],
        most=table[:, 4],
        exclusive=model.capacity == "E",
        whole=model.capacity != "L",
        charged=charged,
        fixed=np.where(charged, instance.fixed_charge, 0.0),
        installed=instance.installed_capacity,
        constant=constant,
    )


def _needed(instance: DesignInstance) -> float:
    """Bound the load of any link: all that is carried, twice where a backup is reserved beside the working path."""
    return float(instance.demand_amount.sum()) * (2.0 if instance.model.survivability == "P" else 1.0)


def _worthwhile(instance: DesignInstance, link: int, needed: float) -> Iterator[tuple[float, int, float, float, float]]:
    """Give (module, link, capacity, cost, most) of each column of a link."""
    own = np.flatnonzero(instance.module_link == link)
    if not len(own):
        return
    short = max(0.0, needed - instance.installed_capacity[link])
    sizes, prices = instance.module_capacity[own], instance.module_cost[own]
    smallest = int(np.lexsort((prices, sizes))[0])
    kind = instance.model.capacity
    if kind == "L":
        yield -1.0, link, 1.0, float(prices[smallest] / sizes[smallest]), short
    elif kind == "S":
        yield (
            float(own[smallest]),
            link,
            float(sizes[smallest]),
            float(prices[smallest]),
            _copies(short, sizes[smallest]),
        )
    elif kind == "E":
        for i in _frontier(sizes, prices, short):
            yield float(own[i]), link, float(sizes[i]), float(prices[i]), 1.0
    else:
        for i, most in _undominated(sizes, prices):
            yield float(own[i]), link, float(sizes[i]), float(prices[i]), min(most, _copies(short, sizes[i]))


def _copies(amount: float, size: float) -> float:
    return float(np.ceil(amount / size - 1e-9))


def _frontier(sizes: NDArray[np.float64], prices: NDArray[np.float64], short: float) -> list[int]:
    """Give the modules that no larger one undercuts, up to the first that holds all."""
    kept: list[int] = []
    cheapest = np.inf
    for i in np.lexsort((prices, -sizes)).tolist():
        if prices[i] < cheapest:
            cheapest = float(prices[i])
            kept.append(i)
    kept.reverse()
    enough = [i for i in kept if sizes[i] >= short]
    return [i for i in kept if sizes[i] < short] + enough[:1]


def _undominated(sizes: NDArray[np.float64], prices: NDArray[np.float64]) -> list[tuple[int, float]]:
    """Give the modules that whole copies of another do not beat, each with the most copies that are worth taking."""
    kept = list(range(len(sizes)))
    limits: dict[int, float] = {}
    for i in np.lexsort((-prices, sizes)).tolist():
        others = [j for j in kept if j != i]
        limit = min((_copies_before_swap(sizes, prices, i, j) for j in others), default=np.inf)
        if limit == 0.0:
            kept.remove(i)
        limits[i] = limit
    return [(i, limits[i]) for i in kept]


def _copies_before_swap(sizes: NDArray[np.float64], prices: NDArray[np.float64], i: int, j: int) -> float:
    """Give the most copies of module i that copies of j do not beat: more for less, or the same in fewer pieces."""
    for copies in range(1, _MOST_COPIES + 1):
        price, size = copies * prices[i], copies * sizes[i]
        swapped = np.floor(price / prices[j] + 1e-9) if prices[j] > 0.0 else np.inf
        swapped = min(swapped, np.ceil(size / sizes[j] - 1e-9))
        holds = swapped * sizes[j] >= size - 1e-9 * size
        saves = swapped * prices[j] < price or swapped * sizes[j] > size or sizes[j] > sizes[i]
        if holds and swapped > 0 and saves:
            return float(copies - 1)
    return np.inf
