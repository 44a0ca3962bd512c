"""Divides the published length of a system over its spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def share_length(published_km: float, drawn_km: Floats, straight_km: Floats) -> Floats | None:
    """Give each span its part of the published length, in proportion to its drawn length, none under its geodesic.

    Parameters
    ----------
    published_km
        Length of the system, km.
    drawn_km, straight_km
        Shape (m,): length of the span as drawn, and the geodesic between its ends, km.

    Returns
    -------
    ndarray or None
        Shape (m,), km, with the sum `published_km`; None where the geodesics alone are longer than that.

    Examples
    --------
    >>> share_length(300.0, np.array([100.0, 100.0]), np.array([50.0, 190.0]))
    array([110., 190.])
    """
    floor = np.asarray(straight_km, dtype=float)
    weight = np.maximum(np.asarray(drawn_km, dtype=float), 1e-9)
    if floor.sum() > published_km:
        return None
    ratio = floor / weight
    order = np.argsort(-ratio, kind="stable")
    held, left = 0.0, float(weight.sum())
    for i in order:
        scale = (published_km - held) / left
        if scale >= ratio[i]:
            shared: Floats = np.maximum(floor, scale * weight)
            return shared
        held += float(floor[i])
        left -= float(weight[i])
    return floor
