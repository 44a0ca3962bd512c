"""Repair ships as a queue: first come, first served, by so many ships as the zone has (workshop)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sogdia.flows.compiled import compiled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@compiled
def ship_back(back: Floats, ships: int, ready: float, work: float) -> float:
    """Send the ship that is back first; gives the day on which the fault is mended, and the ship is back.

    Parameters
    ----------
    back
        Shape (at least ships,), days: when each ship is free; changed in place.
    ready
        Day from which a ship may leave (permit and spares are there).
    work
        Days of its way and work.

    Examples
    --------
    >>> import numpy as np
    >>> back = np.zeros(1)
    >>> ship_back(back, 1, 5.0, 10.0), ship_back(back, 1, 6.0, 10.0)
    (15.0, 25.0)
    """
    first = 0
    for i in range(1, ships):
        if back[i] < back[first]:
            first = i
    finish = max(ready, back[first]) + work
    back[first] = finish
    return float(finish)
