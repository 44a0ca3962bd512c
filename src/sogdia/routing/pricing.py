"""Prices of a km by cell, from height, slope and what lies around, by the table of coefficients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sogdia.routing.coefficients import values
from sogdia.routing.line import LAND, SEA
from sogdia.routing.unit_costs import land_cost_per_km, sea_cost_per_km

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.routing.lattice import Lattice

_SLOPES: Final = np.arange(0.0, 20.01, 0.1)
_HEIGHTS: Final = np.arange(0.0, 9001.0, 100.0)
_BAND: Final = 32


def slopes_deg(lattice: Lattice, height: NDArray[Any], first: int, last: int) -> NDArray[np.float32]:
    """Give the slope of the ground in rows `first` to `last` (not included), degrees: the gradient over two cells."""
    low, high = max(first - 1, 0), min(last + 1, lattice.rows)
    z = height[low:high].astype(np.float32)
    wide = np.float32(111_320.0 * lattice.step_lon) * np.maximum(np.cos(np.radians(lattice.lat[low:high])), 0.01)
    north = np.gradient(z, 111_132.0 * lattice.step_lat, axis=0) if len(z) > 1 else np.zeros_like(z)
    east = np.empty_like(z)
    east[:, 1:-1] = z[:, 2:] - z[:, :-2]
    if lattice.wrap:
        east[:, 0], east[:, -1] = z[:, 1] - z[:, -1], z[:, 0] - z[:, -2]
    else:
        east[:, 0], east[:, -1] = 2 * (z[:, 1 % z.shape[1]] - z[:, 0]), 2 * (z[:, -1] - z[:, -2 % z.shape[1]])
    east /= (2.0 * wide[:, None]).astype(np.float32)
    slope = np.degrees(np.arctan(np.hypot(north, east)))
    return np.asarray(slope[first - low : first - low + (last - first)], dtype=np.float32)


def prices(
    lattice: Lattice,
    height: NDArray[Any],
    water: NDArray[np.bool_] | None,
    land: NDArray[np.bool_] | None,
    *,
    seismic: NDArray[np.bool_] | None = None,
    shipping: NDArray[np.bool_] | None = None,
    repairs: bool = True,
) -> NDArray[np.float32]:
    """Give US$ million per km at sea and on land, shape (2, rows, columns); 0 where nothing passes.

    Parameters
    ----------
    height
        Metres above sea level; water that the grid holds above the sea (lakes, coasts) counts as shallow.
    water, land
        What cells hold; a coast cell holds both. Where None, nothing passes there, and no memory is taken for it.
    seismic, shipping
        Cells in seismic belts and in dense shipping.
    repairs
        Whether the expected repairs of `capital_years` count beside the cost to build.
    """
    k = values()
    edges = np.array([k["depth_shallow_m"], k["depth_burial_m"]])
    mids = np.array([edges[0] / 2.0, edges.mean(), edges[1] + 3000.0])
    sea = np.stack(
        [
            sea_cost_per_km(mids[:, None], _SLOPES[None, :], belt, ships, repairs=repairs)
            for belt in (0.0, 1.0)
            for ships in (0.0, 1.0)
        ]
    ).astype(np.float32)
    ground = land_cost_per_km(_HEIGHTS[:, None], _SLOPES[None, :], repairs=repairs).astype(np.float32)
    out = np.zeros((2, *lattice.shape), dtype=np.float32)
    for first in range(0, lattice.rows, _BAND):
        last = min(first + _BAND, lattice.rows)
        z = height[first:last]
        steep = np.minimum(slopes_deg(lattice, height, first, last) * 10.0 + 0.5, len(_SLOPES) - 1.0).astype(np.int16)
        if water is not None:
            zone = np.searchsorted(edges, np.maximum(-z, 0), side="right")
            around = np.zeros(z.shape, dtype=np.int8)
            if seismic is not None:
                around += 2 * seismic[first:last].astype(np.int8)
            if shipping is not None:
                around += shipping[first:last].astype(np.int8)
            out[SEA, first:last] = np.where(water[first:last], sea[around, zone, steep], 0.0)
        if land is not None:
            high = np.clip((z + 50) // 100, 0, len(_HEIGHTS) - 1).astype(np.int16)
            out[LAND, first:last] = np.where(land[first:last], ground[high, steep], 0.0)
    return out
