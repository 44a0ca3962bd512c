"""What cheaper trade does to a country's exports and income, from a table of who sells to whom (workshop)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.economy.trade_equilibrium import Equilibrium, counterfactual
from sogdia.errors import DataError, TableError, nearest_name

if TYPE_CHECKING:
    from sogdia.offers.definition import Trade

COLUMNS: Final = ("exporter", "importer", "trade")


def trade_change(trade: Trade, country: str) -> Equilibrium:
    """Give trade before and after the country's trade with its partners gets cheaper.

    Parameters
    ----------
    trade
        The table (exporter, importer, trade; with what each country sells at home), the partners (all where none is
        named), the change of the logarithm of trade costs to the power 1 - sigma, and sigma.

    Raises
    ------
    DataError
        The file is missing or cannot be read.
    TableError
        A column, a pair or a country that is not there.

    Source
    ------
    Trade costs are those that reproduce the table; see `sogdia.economy.counterfactual`.
    """
    table = _read(Path(trade.file))
    wide = table.pivot_table(index="exporter", columns="importer", values="trade", aggfunc="sum")
    names = sorted({*wide.index, *wide.columns})
    flows = wide.reindex(index=names, columns=names).to_numpy(dtype=float)
    if np.isnan(flows).any():
        i, j = (int(k) for k in np.argwhere(np.isnan(flows))[0])
        raise TableError(
            f"{trade.file}: no trade of {names[i]} with {names[j]}; give every pair, 0 where there is none"
        )
    for name in (country, *trade.partners):
        if name not in names:
            raise TableError(f"{trade.file}: no country {name!r}; {nearest_name(name, names) or 'add its rows'}")
    output, spending = flows.sum(axis=1), flows.sum(axis=0)
    costs = flows / (output[:, None] * spending[None, :])
    me = names.index(country)
    others = [names.index(p) for p in trade.partners] if trade.partners else [k for k in range(len(names)) if k != me]
    cheaper = costs.copy()
    cheaper[me, others] *= np.exp(trade.log_change)
    cheaper[others, me] *= np.exp(trade.log_change)
    return counterfactual(names, output, spending, costs, cheaper, sigma=trade.sigma, reference=names[other_than(me)])


def other_than(place: int) -> int:
    """Give the place of a country other than this one: prices are told in its."""
    return 1 if place == 0 else 0


def _read(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise DataError(f"no table of trade {path}; give a CSV of exporter, importer, trade")
    table = pd.read_csv(path)
    gone = [c for c in COLUMNS if c not in table]
    if gone:
        raise TableError(f"{path} has no column {gone[0]!r}; it needs exporter, importer, trade")
    return table
