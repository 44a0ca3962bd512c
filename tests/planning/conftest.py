from __future__ import annotations

import numpy as np
import pytest

from sogdia.formats.design import DesignInstance, DesignModel


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
