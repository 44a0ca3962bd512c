"""`ecosystems`: whose technology each country uses in each layer, how split that is, and how long it lasts."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.data import world
from sogdia.data.framework_facts import FOLDER
from sogdia.errors import ParameterError, pick
from sogdia.panels.ecosystem_ties import in_force, split, ties
from sogdia.panels.overlap import wilson
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sogdia.network import Network

AFTER: Final = 5
"""Years after which it is asked whether a tie still stands."""
RULE: Final = (
    "A country is tied to the home state of each provider that it is known to use in a layer: the supplier of a cable "
    "that lands there, a cloud region, 5G equipment, a navigation system with a station there, a payment system that "
    "is accepted. Known cases only: a country without a tie is not told to have none. Split is 0 where all known "
    f"providers of a layer have one home. Kept is the share of ties that still stand {AFTER} years later; an end "
    "that is not recorded counts as standing, so it is an upper bound."
)


@dataclass(frozen=True)
class EcosystemsResult(Result):
    """Whose technology is used where.

    Attributes
    ----------
    splits
        One row a country and layer: providers, homes, split.
    years
        One row a layer and year: countries with known ties, those with one home and with several, mean split, ties,
        and the share of them that still stood five years later with its 95 % interval.
    """

    splits: pd.DataFrame
    years: pd.DataFrame


def ecosystems(
    net: Network | None = None,
    *,
    year: int = 2026,
    layer: Sequence[str] = (),
    country: Sequence[str] = (),
    folder: str | Path = FOLDER,
) -> EcosystemsResult:
    """Map whose technology each country uses: 5G, cables, cloud, navigation and payments.

    Parameters
    ----------
    net
        Network whose cables and suppliers count; the embedded world by default.
    year
        State of affairs at the end of this year.
    layer
        Only these layers.
    country
        Only these countries (ISO 3166-1 alpha-3).
    folder
        An `ecosystems.csv` of one's own instead of the embedded one.

    Raises
    ------
    ParameterError
        Unknown layer or country.
    DataError, TableError
        Facts of one's own that cannot be read or break the contract.

    Source
    ------
    `ecosystems.csv`, each row with its page; suppliers of cables as the network names them.
    """
    every = ties(net or world(), Path(folder))
    layers = [pick(name, set(every.layer), "layer") for name in layer]
    codes = [pick(code, set(every.country), "country with known ties") for code in country]
    rows = every[every.layer.isin(layers)] if layers else every
    if not len(rows):
        raise ParameterError(f"no ties in {', '.join(layers)}")
    years = _years(rows, year)
    rows = rows[rows.country.isin(codes)] if codes else rows
    now = in_force(rows, year)
    table = now.sort_values(["country", "layer", "home", "provider"], ignore_index=True).assign(basis="measured")
    about = {"year": year, "layer": layers, "country": codes}
    digest = sha256(every.to_csv(index=False).encode()).hexdigest()
    return EcosystemsResult(table, RULE, manifest("ecosystems", about, digest=digest), split(now), years)


def _years(rows: pd.DataFrame, last: int) -> pd.DataFrame:
    lines = []
    for layer, mine in rows.groupby("layer"):
        for year in range(int(mine.year.min()), last + 1):
            now = in_force(mine, year)
            parts = split(now)
            later = in_force(now, year + AFTER) if year + AFTER <= last else None
            kept = np.nan if later is None else len(later)
            share, low, high = wilson(np.array([kept]), np.array([len(now)]))
            lines.append(
                {
                    "layer": layer,
                    "year": year,
                    "countries": len(parts),
                    "one_home": int((parts.homes == 1).sum()),
                    "several_homes": int((parts.homes > 1).sum()),
                    "mean_split": float(parts.split.mean()) if len(parts) else np.nan,
                    "ties": len(now),
                    "share_kept": share[0],
                    "share_kept_low": low[0],
                    "share_kept_high": high[0],
                    "basis": "measured",
                    "source": "ecosystems.csv; suppliers of cables",
                }
            )
    return pd.DataFrame(lines)
