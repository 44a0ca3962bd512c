"""What more of a demand would cost on each link, beside what is bought already."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.planning.arrays import Arrays


def unit_prices(arrays: Arrays, phase: int) -> NDArray[np.float64]:
    """Give the price of a Gbps on each link where nothing stands, shape (m,): of what would be bought whole.

    Links on which something stands cost nothing here; where nothing can be bought the price is infinite.
    """
    whole = np.divide(arrays.fixed, arrays.most, out=np.zeros(len(arrays.fixed)), where=arrays.most > 0)
    option, link, size = _offers(arrays, phase)
    price = np.full(len(arrays.start), np.inf)
    np.minimum.at(price, link, (whole + arrays.module_cost)[option] / size)
    return np.where(arrays.standing[phase] > 0.0, 0.0, price)


def step_prices(
    arrays: Arrays, phase: int, amount: float, room: NDArray[np.float64], modules: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give what it costs to carry an amount on each link, shape (m,), US$ million: whole modules; infinite: it cannot.

    Parameters
    ----------
    room
        Shape (m,): what is free, Gbps.
    modules
        Shape (q,): modules that are bought.
    """
    option, link, size = _offers(arrays, phase)
    short = np.maximum(amount - room, 0.0)
    copies = np.ceil(short[link] / size - 1e-9)
    cost = np.where(modules[option] > 0.0, 0.0, arrays.fixed[option]) + copies * arrays.module_cost[option]
    price = np.full(len(arrays.start), np.inf)
    np.minimum.at(price, link, np.where(copies <= arrays.most[option] - modules[option] + 1e-9, cost, np.inf))
    return np.where(short <= 1e-6, 0.0, price)


def _offers(arrays: Arrays, phase: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Give option, link and size of a module of each pair of them that counts in a phase."""
    pairs = arrays.gives.tocoo()
    counts = arrays.serves[phase].any(axis=0)[pairs.row] & arrays.alive[phase][pairs.col] & (pairs.data > 0.0)
    return pairs.row[counts].astype(np.int64), pairs.col[counts].astype(np.int64), pairs.data[counts]
