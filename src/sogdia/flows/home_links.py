"""Links at home for networks that know none on land: cable maps end at the beach, traffic does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import scipy.sparse as sp
from scipy.sparse.csgraph import minimum_spanning_tree

from sogdia.geodesy import distance_km

if TYPE_CHECKING:
    from sogdia.network import Network

LONGEST_KM: Final = 500.0
"""Links at home are assumed no longer than this: further apart there is often sea between."""


def with_home_links(net: Network) -> Network:
    """Tie the landings of each country over land where a network has no span on land at all; else give it as it is.

    Of all links of up to `LONGEST_KM` between a country's landings, those of the least spanning tree are taken. They
    are marked `assumed`.
    """
    if (net.spans.setting == "terrestrial").any() or not len(net.spans):
        return net
    joined = set(net.spans.start) | set(net.spans.end)
    nodes = net.nodes[net.nodes.country.notna() & net.nodes.id.isin(joined)].sort_values(["lon", "lat"])
    found = []
    for _, here in nodes.groupby("country", sort=True):
        lon, lat = here.lon.to_numpy(), here.lat.to_numpy()
        apart = np.maximum(distance_km(lon[:, None], lat[:, None], lon[None, :], lat[None, :]), 1e-3)
        tree = sp.coo_array(minimum_spanning_tree(np.triu(apart, 1)))
        near = tree.data <= LONGEST_KM
        names = here.id.to_numpy()
        found += list(zip(names[tree.row[near]], names[tree.col[near]], strict=True))
    if not found:
        return net
    start, end = zip(*found, strict=True)
    links = pd.DataFrame({"id": [f"home-link-{a}-{b}" for a, b in found], "start": start, "end": end})
    links = links.assign(setting="terrestrial", read="assumed", note="assumed link at home between landings")
    return net.replace(spans=pd.concat([net.spans, links], ignore_index=True))
