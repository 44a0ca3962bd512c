from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sogdia.formats.design import DesignInstance, DesignModel
from sogdia.network import Network


def instance_of(nodes, ends, demands, model=None, *, modules=((10.0, 4.0), (40.0, 10.0)), length=None, **more):
    """Make an instance: `ends` pairs of nodes, `demands` (start, end, amount), the same modules for all links."""
    links, count = len(ends), len(demands)
    length = np.ones(links) if length is None else np.asarray(length, dtype=float)
    terms = {name: np.zeros(links) for name in ("installed_capacity", "installed_cost", "routing_cost", "fixed_charge")}
    terms.update({name: np.asarray(value, dtype=float) for name, value in more.items() if name in terms})
    return DesignInstance(
        name="made",
        model=model or DesignModel(),
        nodes=tuple(f"n{i}" for i in range(nodes)),
        links=tuple(f"l{i}" for i in range(links)),
        demands=tuple(f"d{i}" for i in range(count)),
        node_position=np.zeros((nodes, 2)),
        link_start=np.array([a for a, _ in ends]),
        link_end=np.array([b for _, b in ends]),
        module_link=np.repeat(np.arange(links), len(modules)),
        module_capacity=np.tile([size for size, _ in modules], links),
        module_cost=(length[:, None] * np.array([price for _, price in modules])).ravel(),
        demand_start=np.array([d[0] for d in demands]),
        demand_end=np.array([d[1] for d in demands]),
        demand_amount=np.array([d[2] for d in demands], dtype=float),
        routing_unit=np.ones(count),
        hop_limit=np.array(more.get("hop_limit", [0] * count)),
        admissible_paths=more.get("admissible_paths", ((),) * count),
        **terms,
    )


@pytest.fixture
def made():
    """Give the maker of instances."""
    return instance_of


@pytest.fixture
def net(request):
    """Give three countries: a-b and b-c stand with 50 each; a-c is proposed twice, for 100 and for 130.

    The first a-c may be lit to what the module's AC_GBPS says, else to 100.
    """
    nodes = pd.DataFrame(
        {"id": list("abc"), "country": ["AZE", "KAZ", "TKM"], "lon": [50.0, 51.0, 53.0], "lat": [40.0, 44.0, 40.0]}
    )
    ac_gbps = getattr(request.module, "AC_GBPS", 100.0)
    spans = pd.DataFrame(
        {
            "id": ["ab", "bc", "ac", "ac2"], "start": ["a", "b", "a", "a"], "end": ["b", "c", "c", "c"],
            "setting": "submarine", "length_km": 500.0, "status": ["in_service", "in_service", "proposed", "proposed"],
            "capacity_lit_gbps": [50.0, 50.0, None, None], "capacity_design_gbps": [None, None, ac_gbps, 100.0],
            "capex_musd": [None, None, 100.0, 130.0],
        }
    )  # fmt: skip
    demands = pd.DataFrame({"start": ["AZE"], "end": ["TKM"], "traffic_gbps": [40.0]})
    return Network(nodes=nodes, spans=spans, demands=demands)
