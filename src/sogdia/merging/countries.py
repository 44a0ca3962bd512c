"""In which country a point lies, by the outlines, where its network does not say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Texts = NDArray[Any]

AT_THE_EDGE_DEGREES: Final = 0.05
"""Outlines at 1:50 million are off by a few km: so near its own country a network's node is taken to be in it."""
OFF_THE_COAST_DEGREES: Final = 0.3
"""A point in no country belongs to the nearest within this."""
HOME_SHARE: Final = 0.8
"""A network has a home where at least this share of its nodes lies in one country."""


def countries_of(lon: Floats, lat: Floats, given: Texts, owner: NDArray[np.int64], outlines: gpd.GeoDataFrame) -> Texts:
    """Give the country of each point: as stated, else by the outlines, with the benefit of the doubt to a home.

    Parameters
    ----------
    lon, lat
        Shape (n,), degrees.
    given
        Shape (n,): country as stated, empty where it is not.
    owner
        Shape (n,): the network of each point.
    outlines
        Columns `code` and `geometry`.

    Returns
    -------
    ndarray
        Shape (n,): ISO 3166-1 alpha-3 or XKX, empty at sea.
    """
    out = given.copy()
    unknown = np.flatnonzero(given == "")
    if not len(unknown):
        return out
    shapes, codes = np.asarray(outlines.geometry), outlines.code.to_numpy(dtype=object)
    points = shapely.points(lon, lat)
    tree = shapely.STRtree(shapes)
    found, inside = tree.query(points[unknown], predicate="intersects")
    out[unknown[found]] = codes[inside]
    for network in np.unique(owner[unknown]):
        own = np.flatnonzero(owner == network)
        stated, counts = np.unique(out[own][out[own] != ""].astype(str), return_counts=True)
        if not len(stated) or counts.max() < HOME_SHARE * len(own):
            continue
        home = str(stated[counts.argmax()])
        doubtful = own[(out[own] != home) & (given[own] == "")]
        near = shapely.dwithin(points[doubtful], shapely.union_all(shapes[codes == home]), AT_THE_EDGE_DEGREES)
        out[doubtful[near]] = home
    blank = np.flatnonzero(out == "")
    row, shape = tree.query_nearest(points[blank], max_distance=OFF_THE_COAST_DEGREES, all_matches=False)
    out[blank[row]] = codes[shape]
    return out
