"""Countries of networks that bring none: of their nodes by outlines, and the embedded facts of each."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from sogdia.data.embedded import outlines, world
from sogdia.errors import DataWarning

if TYPE_CHECKING:
    from sogdia.network import Network

OFF_THE_COAST_DEGREES: Final = 0.3
"""A point in no country belongs to the nearest within this: outlines at 1:50 million leave landings in the sea."""


def with_countries(net: Network) -> Network:
    """Give a network what demand is guessed from, where it does not bring it.

    Where no node has a country, each on land or near it gets the one whose outline it lies in or nearest to, and a
    warning says so. Where there is neither a table of countries nor one of demands, the facts of its countries are
    taken from the world.
    """
    if len(net.nodes) and net.nodes.country.isna().all():
        net = _placed(net)
    if len(net.countries) or len(net.demands) or not net.nodes.country.notna().any():
        return net
    facts = world().countries
    here = facts[facts.id.isin(set(net.nodes.country.dropna()))]
    return net.replace(countries=here.assign(source=None).reset_index(drop=True))


def _placed(net: Network) -> Network:
    nodes, drawn = net.nodes, outlines()
    points = shapely.points(nodes.lon.to_numpy(dtype=float), nodes.lat.to_numpy(dtype=float))
    tree = shapely.STRtree(np.asarray(drawn.geometry))
    row, shape = tree.query_nearest(points, max_distance=OFF_THE_COAST_DEGREES, all_matches=False)
    nodes.loc[nodes.index[row], "country"] = drawn.code.to_numpy(dtype=object)[shape]
    warnings.warn(
        f"no node has a country: {len(row)} of {len(nodes)} were given the one by whose outline they lie; "
        "write a column `country` where that is wrong",
        DataWarning,
        stacklevel=3,
    )
    return net.replace(nodes=nodes)
