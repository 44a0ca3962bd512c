"""What cheaper trade does to a country's exports and income, from a table of who sells to whom (workshop)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.economy.trade_equilibrium import Equilibrium, counterfactual
from sogdia.errors import DataError, Fault, TableError, nearest_name, raise_faults

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
    wide = trade_table(trade, country)
    names, flows = [str(name) for name in wide.index], wide.to_numpy(dtype=float)
    output, spending = flows.sum(axis=1), flows.sum(axis=0)
    costs = flows / (output[:, None] * spending[None, :])
    me = names.index(country)
    others = [names.index(p) for p in trade.partners] if trade.partners else [k for k in range(len(names)) if k != me]
    cheaper = costs.copy()
    cheaper[me, others] *= np.exp(trade.log_change)
    cheaper[others, me] *= np.exp(trade.log_change)
    return counterfactual(names, output, spending, costs, cheaper, sigma=trade.sigma, reference=names[other_than(me)])


def trade_table(trade: Trade, country: str) -> pd.DataFrame:
    """Give who sells how much to whom, exporters by row and importers by column.

    Raises
    ------
    DataError
        The file is missing or cannot be read.
    TableError
        Columns, figures, pairs or countries that are not there or cannot be: all that are found, each with its mend.
    """
    path = Path(trade.file)
    table = _read(path)
    figures = pd.to_numeric(table.trade, errors="coerce")
    bad = ~(np.isfinite(figures) & (figures >= 0)).to_numpy()
    twice = table.duplicated(["exporter", "importer"]).to_numpy()
    rows = [f"row {i + 2} of {path.name}" for i in range(len(table))]
    pairs = (table.exporter.astype(str) + " to " + table.importer.astype(str)).tolist()
    faults = [Fault(rows[i], "trade", str(table.trade.iloc[i]), "is no figure of 0 or more", "give what is sold")
              for i in np.flatnonzero(bad)]  # fmt: skip
    faults += [
        Fault(rows[i], "importer", pairs[i], "stands twice", "give one row a pair") for i in np.flatnonzero(twice)
    ]
    wide = table.assign(trade=figures).pivot_table(index="exporter", columns="importer", values="trade", aggfunc="sum")
    names = sorted({*table.exporter, *table.importer}, key=str)
    wide = wide.reindex(index=names, columns=names)
    gone = np.argwhere(wide.isna().to_numpy()) if not bad.any() else np.zeros((0, 2), dtype=int)
    mend = "give every pair and what each sells at home, 0 where there is none"
    faults += [Fault(path.name, "trade", f"{names[i]} to {names[j]}", "is missing", mend) for i, j in gone]
    asked = [("offer", "country", country), *(("trade", "partners", name) for name in trade.partners)]
    faults += [Fault(where, column, name, f"is no country of {path.name}", nearest_name(name, map(str, names)))
               for where, column, name in asked if name not in names]  # fmt: skip
    if len(names) < 2:
        faults.append(Fault(path.name, "exporter", str(len(names)), "countries are too few", "give two or more"))
    raise_faults(faults, f"the table of trade {path} has")
    idle = [name for name in names if not (wide.loc[name].sum() > 0 and wide[name].sum() > 0)]
    raise_faults([Fault(path.name, "trade", str(name), "sells or buys nothing", "leave it out") for name in idle],
                 f"the table of trade {path} has")  # fmt: skip
    return wide


def other_than(place: int) -> int:
    """Give the place of a country other than this one: prices are told in its."""
    return 1 if place == 0 else 0


def _read(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise DataError(f"no table of trade {path}; give a CSV of exporter, importer, trade")
    try:
        table = pd.read_csv(path, keep_default_na=False)
    except (ValueError, UnicodeError) as fault:
        raise DataError(f"{path} is no CSV in UTF-8: {fault}; give exporter, importer, trade") from fault
    gone = [c for c in COLUMNS if c not in table]
    if gone:
        raise TableError(f"{path} has no column {gone[0]!r}; it needs exporter, importer, trade")
    return table
