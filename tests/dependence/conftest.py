from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from sogdia.network import Network

if TYPE_CHECKING:
    from collections.abc import Callable

# Three countries in a row and a fourth, KGZ - KAZ - RUS, and KGZ - CHN - RUS. Places are made up.
NODES = pd.DataFrame(
    [
        ("bishkek", "KGZ", 74.6, 42.9, "city", 1e6),
        ("almaty", "KAZ", 76.9, 43.2, "city", 2e6),
        ("kashgar", "CHN", 76.0, 39.5, "city", 7e5),
        ("moscow", "RUS", 37.6, 55.8, "city", 1e7),
    ],
    columns=["id", "country", "lon", "lat", "kind", "population"],
)
SPANS = pd.DataFrame(
    [
        ("north", "n", "bishkek", "almaty", 30.0, 1000.0),
        ("south", "s", "bishkek", "kashgar", 10.0, 1000.0),
        ("trunk", "t", "almaty", "moscow", 100.0, 4000.0),
        ("detour", "d", "kashgar", "moscow", 100.0, 4000.0),
    ],
    columns=["id", "system", "start", "end", "capacity_lit_gbps", "length_km"],
).assign(setting="terrestrial")
DEMANDS = pd.DataFrame({"start": ["KGZ"], "end": ["RUS"], "traffic_gbps": [20.0]})
ORGANISATIONS = pd.DataFrame(
    [("p", "KAZ", None), ("q", "CHN", None), ("child", "KGZ", "parent"), ("parent", "RUS", None)],
    columns=["id", "country", "parent"],
)
ROLES = pd.DataFrame(
    [
        ("n", "p", "owner", None),
        ("n", "q", "owner", None),
        ("s", "q", "owner", 0.6),
        ("t", "child", "owner", 1.0),
        ("n", "p", "supplier", None),
        ("s", "q", "supplier", None),
    ],
    columns=["system", "organisation", "role", "share"],
)


@pytest.fixture
def steppe() -> Network:
    """KGZ to RUS by KAZ (30 Gbps) or CHN (10 Gbps), both 5,000 km."""
    return Network(nodes=NODES, spans=SPANS, demands=DEMANDS, organisations=ORGANISATIONS, roles=ROLES)


@pytest.fixture
def cell() -> Callable[..., pd.Series]:
    """Give the one row of a table where columns have these values."""

    def find(table: pd.DataFrame, **where: str) -> pd.Series:
        rows = table
        for column, value in where.items():
            rows = rows[rows[column] == value]
        assert len(rows) == 1, f"{len(rows)} rows of {where}"
        return rows.iloc[0]

    return find
