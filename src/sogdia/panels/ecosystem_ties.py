"""Whose technology a country uses, layer by layer: ties of countries to the home states of providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sogdia.data.framework_facts import FOLDER
from sogdia.panels.programme_facts import ecosystem_facts

if TYPE_CHECKING:
    from pathlib import Path

    from sogdia.network import Network

COLUMNS = ["country", "layer", "home", "provider", "year", "left", "read", "source"]
CABLE = "cable_supplier"


def ties(net: Network, folder: Path = FOLDER) -> pd.DataFrame:
    """Give every tie: those of the facts, and the suppliers of the cables that land in a country.

    Returns
    -------
    pandas.DataFrame
        country, layer, home (state of the provider), provider, year (from when), left (year in which it ended, missing
        where it did not), read, source.
    """
    return pd.concat([ecosystem_facts(folder), _cables(net)], ignore_index=True)[COLUMNS]


def _cables(net: Network) -> pd.DataFrame:
    """Tie each country to the suppliers of the submarine systems that land there, from the first year of service."""
    place = net.nodes.set_index("id").country
    spans = net.spans[(net.spans.setting == "submarine") & net.spans.system.notna()]
    ends = pd.concat([spans[["system", side]].rename(columns={side: "node"}) for side in ("start", "end")])
    lands = ends.assign(country=ends.node.map(place)).dropna(subset="country")[["system", "country"]].drop_duplicates()
    built = net.roles[net.roles.role == "supplier"][["system", "organisation", "read", "source"]]
    rows = lands.merge(built, on="system").merge(
        net.systems[["id", "year_in_service", "year_retired"]].rename(columns={"id": "system"}), on="system"
    )
    rows = rows.dropna(subset="year_in_service")
    home = net.organisations.set_index("id").country
    pages = net.sources.set_index("id").url
    rows = rows.assign(home=rows.organisation.map(home), source=rows.source.map(pages).fillna(rows.source))
    rows = rows.dropna(subset="home").rename(columns={"organisation": "provider", "year_in_service": "year"})
    # A supplier stays as long as one of its systems does.
    rows["end"] = rows.year_retired.astype("Int64").fillna(9999)
    grouped = rows.sort_values("year").groupby(["country", "home", "provider"], as_index=False)
    out = grouped.agg(year=("year", "min"), left=("end", "max"), read=("read", "first"), source=("source", "first"))
    return out.assign(layer=CABLE, left=out["left"].mask(out["left"] == 9999), year=out.year.astype(int))


def in_force(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Give the ties that stand at the end of a year."""
    return rows[(rows.year <= year) & (rows["left"].isna() | (rows["left"] > year))]


def split(rows: pd.DataFrame) -> pd.DataFrame:
    """Say how each country's providers of a layer are spread over home states.

    Returns
    -------
    pandas.DataFrame
        country, layer, providers, homes, split (1 less the sum of squared shares of homes: 0 where all providers have
        one home).

    Source
    ------
    Simpson (1949), Nature 163, 688; the same figure as Hirschman's index taken from 1.
    """
    counts = rows.groupby(["country", "layer", "home"]).size().rename("n").reset_index()
    total = counts.groupby(["country", "layer"]).n.transform("sum")
    counts["squared"] = (counts.n / total) ** 2
    out = counts.groupby(["country", "layer"], as_index=False).agg(
        providers=("n", "sum"), homes=("home", "size"), squared=("squared", "sum")
    )
    return out.assign(split=np.round(1 - out.squared, 12)).drop(columns="squared")
