"""The table of disjoint exits of each country (workshop)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from sogdia.dependence.disjoint import GATES, double, gates, ways_by_landing, ways_by_strait

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sogdia.dependence.borders import Borders
    from sogdia.dependence.tally import Tally
    from sogdia.flows.layout import Layout

    Flags = NDArray[np.bool_]

SOURCE = "Sogdia's count of disjoint ways to the hubs; nodes, spans and hazards of the network"


def outlet_rows(
    layout: Layout, borders: Borders, tally: Tally, straits: Flags, hubs: int, threshold: int
) -> pd.DataFrame:
    """Count the disjoint exits of the countries of a tally.

    Parameters
    ----------
    straits
        Shape (s, m): spans in each strait.
    hubs
        Ways are counted to the towns of so many countries of largest traffic.
    threshold
        Exits that a country is held to.
    """
    wires = layout.wires
    kind = wires.net.nodes.set_index("id").kind.reindex(wires.graph.node_ids)
    is_gate = kind.isin(GATES).fillna(value=False).to_numpy(dtype=bool)
    is_crossing = (kind == "border_crossing").fillna(value=False).to_numpy(dtype=bool)
    doubled = double(wires)
    rows: list[tuple[Any, ...]] = []
    for c, connected in zip(tally.asked, tally.connected, strict=True):
        node, pair = gates(doubled.pairs, borders.country, int(c), is_gate, is_crossing)
        source, sink = layout.roots[layout.root_country == c], layout.hubs(int(c), hubs)
        by_landing = ways_by_landing(doubled, node, pair, source, sink)
        by_strait = ways_by_strait(wires, doubled, node, pair, straits, source, sink)
        rows.append((borders.codes[c], by_landing, by_strait, threshold, by_landing >= threshold, connected))
    columns = ["country", "k_landings", "k_straits", "threshold", "meets", "share_connected"]
    table = pd.DataFrame(rows, columns=columns).astype(
        {"country": "string", "k_landings": "int64", "k_straits": "int64", "threshold": "int64", "meets": bool,
         "share_connected": float}
    )  # fmt: skip
    said = {"basis": "modelled", "source": SOURCE}
    return table.assign(**{k: pd.Series([v] * len(table), dtype="string") for k, v in said.items()})
