from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from sogdia.panels import PanelResult

if TYPE_CHECKING:
    from collections.abc import Callable

YEARS = range(2000, 2016)
SERIES = {
    "institutes_opened": ("cultural", "zero", "yes"),
    "memorandum_signed": ("political", "zero", "yes"),
    "projects_agreed": ("tech", "zero", "no"),
    "ideal_point": ("outcome", "unknown", "no"),
    "frameworks_accepted": ("outcome", "zero", "no"),
}


def simulated(
    *, tech: float = 0.0, cultural: float = 0.0, drift: float = 0.0, noise: float = 0.1, units: int = 60, seed: int = 1
) -> PanelResult:
    """Draw a panel of two sponsors, AAA (with the planted effects) and BBB (without any)."""
    chance = np.random.default_rng(seed)
    names = [f"C{i:02d}" for i in range(units)]
    years = np.array(YEARS)
    columns: dict[str, Any] = {
        "country": np.repeat(names, len(years)), "cow": np.repeat(np.arange(units), len(years)),
        "year": np.tile(years, units),
    }  # fmt: skip
    point = chance.normal(size=(units, 1)) + noise * chance.normal(size=(units, len(years)))
    for name, size, lean in (("institutes_opened", cultural, 0.0), ("projects_agreed", tech, drift)):
        for sponsor in ("AAA", "BBB"):
            first = chance.choice([2006, 2008, 2010, 9999], units)
            columns[f"{name}:{sponsor}"] = (years[None, :] == first[:, None]).astype(float).ravel()
            if sponsor == "AAA":
                ever = (first < 9999)[:, None]
                point += size * (years[None, :] >= first[:, None]) + lean * ever * (years - 2000)[None, :]
    signed = chance.choice([2007, 2011, 9999], units)
    columns["memorandum_signed:AAA"] = (years[None, :] == signed[:, None]).astype(float).ravel()
    columns["ideal_point"] = point.ravel()
    for sponsor in ("AAA", "BBB"):
        columns[f"frameworks_accepted:{sponsor}"] = 0.0
    ledger = pd.DataFrame(
        [
            {
                "series": name,
                "group": group,
                "blank_means": blank,
                "exhaustive": whole,
                "vintage": "2026",
                "known_errors": "",
            }
            for name, (group, blank, whole) in SERIES.items()
        ]
    )
    return PanelResult(pd.DataFrame(), "", {"seed": seed}, pd.DataFrame(columns), ledger, pd.DataFrame())


@pytest.fixture(scope="session")
def draw() -> Callable[..., PanelResult]:
    return simulated
