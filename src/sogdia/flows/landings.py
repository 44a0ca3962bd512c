"""Landings at which every system has a place of its own, joined to the town by a hand-over that costs time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sogdia.units import LIGHT_KM_PER_MS, REFRACTIVE_INDEX

if TYPE_CHECKING:
    from sogdia.network import Network


def handed_over(net: Network, handover_ms: float) -> Network:
    """Part the systems under the sea that meet at a landing.

    Without this, traffic changes from cable to cable at any landing on its way as if it were one network; a hand-over
    takes two operators, and often two licences.

    Parameters
    ----------
    handover_ms
        What a hand-over counts as, 0 or more: it becomes a span on land of that delay.

    Examples
    --------
    >>> from sogdia.network import Network
    >>> nodes = pd.DataFrame({"id": ["a", "b"], "country": ["AZE", "KAZ"], "lon": [50, 51], "lat": [40, 44]})
    >>> net = Network(nodes=nodes).add("spans", id="s", system="one", start="a", end="b", setting="submarine")
    >>> parted = handed_over(net, 2.0)
    >>> len(parted.spans), parted.spans.start[0]
    (3, 'a at one')
    """
    nodes, spans = net.nodes, net.spans
    known = set(nodes.id[nodes.country.notna()])
    sea = (spans.setting == "submarine").to_numpy(dtype=bool) & spans.system.notna().to_numpy()
    parted: dict[tuple[str, str], str] = {}
    ends = {}
    for side in ("start", "end"):
        cells = spans[side].astype(object).to_numpy().copy()
        for i in np.flatnonzero(sea):
            if cells[i] in known:
                key = (cells[i], spans.system.iloc[i])
                cells[i] = parted.setdefault(key, f"{key[0]} at {key[1]}")
        ends[side] = pd.array(cells, dtype="string")
    if not parted:
        return net
    places = nodes.set_index("id", drop=False).loc[[node for node, _ in parted]].reset_index(drop=True)
    places = places.assign(id=list(parted.values()), population=np.nan).drop(columns="kind")
    km = handover_ms * LIGHT_KM_PER_MS / REFRACTIVE_INDEX["terrestrial"]
    joints = pd.DataFrame(
        {
            "id": [f"hand-over {name}" for name in parted.values()],
            "start": [node for node, _ in parted],
            "end": list(parted.values()),
            "setting": "terrestrial",
            "length_km": km,
        }
    )
    return net.replace(
        nodes=pd.concat([nodes, places], ignore_index=True),
        spans=pd.concat([spans.assign(**ends), joints], ignore_index=True),
    )
