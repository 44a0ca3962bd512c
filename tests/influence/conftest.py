from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


def chamber(
    countries: int, sessions: int, items: int, *, step: float = 0.2, seed: int = 0, absent: float = 0.15
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Draw a chamber: votes cast, roll calls, and the true points (standardised) with their country and session."""
    chance = np.random.default_rng(seed)
    points = np.empty((sessions, countries))
    points[0] = chance.normal(size=countries)
    for t in range(1, sessions):
        points[t] = points[t - 1] * np.sqrt(1 - step**2) + step * chance.normal(size=countries)
    rows = []
    for t in range(sessions):
        for j in range(items):
            slope, middle, half = 1.5 * chance.normal(), chance.normal(), 0.05 + 0.5 * abs(chance.normal())
            lean = slope * points[t] + chance.normal(size=countries)
            vote = 1 + (lean > middle - half) + (lean > middle + half)
            here = np.flatnonzero(chance.random(countries) > absent)
            rows.append(pd.DataFrame({"roll_call": f"{t}-{j}", "cow": here + 1, "vote": vote[here], "session": t + 1}))
    cast = pd.concat(rows, ignore_index=True)
    cast["country"] = "C" + cast["cow"].astype(str)
    calls = cast[["roll_call", "session"]].drop_duplicates(ignore_index=True).assign(title="", part=False)
    grid = pd.DataFrame(points, index=np.arange(1, sessions + 1), columns=np.arange(1, countries + 1))
    true = grid.rename_axis("session").reset_index().melt("session", var_name="cow", value_name="true")
    true["true"] = (true["true"] - true["true"].mean()) / true["true"].std()
    return cast.drop(columns="session"), calls, true


@pytest.fixture(scope="session")
def draw() -> Callable[..., tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]]:
    return chamber


@pytest.fixture(scope="session")
def drawn() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return chamber(60, 5, 40, seed=3)


def adoption(
    seed: int = 0, *, units: int = 60, years: int = 12, effect: float = 1.0, missing: float = 0.0, ends: bool = False
) -> pd.DataFrame:
    """Draw a staggered adoption: `unit, year, y, x, first, on`; a third is never treated; `ends`: some leave again."""
    chance = np.random.default_rng(seed)
    first = chance.choice([5.0, 6.0, 8.0], units)
    first[chance.random(units) < 1 / 3] = 0
    unit, year = np.meshgrid(np.arange(units), np.arange(years), indexing="ij")
    on = (first[:, None] > 0) & (year >= first[:, None])
    if ends:
        on &= ~((np.arange(units)[:, None] % 3 == 0) & (year >= 10))
        on |= (np.arange(units)[:, None] % 5 == 0) & (year < 7)
    level = chance.normal(size=(units, 1))
    x = chance.normal(size=(units, years)) + level
    y = level + chance.normal(size=(1, years)) + 0.4 * x + effect * on + chance.normal(size=(units, years))
    table = pd.DataFrame(
        {"unit": unit.ravel(), "year": year.ravel() + 2000, "y": y.ravel(), "x": x.ravel(), "on": on.ravel() * 1}
    )
    table["first"] = np.repeat(np.where(first > 0, first + 2000, 0), years)
    return table[chance.random(len(table)) >= missing].reset_index(drop=True)


@pytest.fixture(scope="session")
def adopt() -> Callable[..., pd.DataFrame]:
    """Draw staggered adoptions."""
    return adoption
