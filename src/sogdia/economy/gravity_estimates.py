"""Gravity of trade estimated: Poisson with three-way fixed effects, or plain, from a table of pairs (workshop)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.errors import TableError, nearest_name
from sogdia.regression import ols, ppml

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from sogdia.regression import Regression


def gravity(
    pairs: pd.DataFrame,
    terms: Sequence[str],
    *,
    trade: str = "trade",
    exporter: str = "exporter",
    importer: str = "importer",
    year: str | None = None,
    three_way: bool = False,
    country_effects: bool = False,
    cluster: Sequence[str] = (),
    log_linear: bool = False,
) -> Regression:
    """Estimate how trade depends on what pairs have in common.

    Parameters
    ----------
    pairs
        One row for each exporter, importer and year: the outcome, the terms and the names.
    terms
        Columns of the regressors.
    trade, exporter, importer, year
        Names of the columns; `year` None for one year.
    three_way
        Fixed effects of exporter by year, importer by year, and pair (in its direction); needs years.
    country_effects
        Fixed effects of exporter and importer (by year where there are years) without those of pairs.
    cluster
        Columns by which errors go together; none for errors that are each by itself (robust). With `three_way` and
        none given, the pair.
    log_linear
        Least squares on the logarithm of trade, rows of zero left out, in place of Poisson.

    Raises
    ------
    TableError
        A column that is not there, or a cell without a figure.
    DataError
        No finite estimate.

    Source
    ------
    Santos Silva and Tenreyro (2006), Review of Economics and Statistics 88(4); Yotov, Piermartini, Monteiro and Larch
    (2016), An Advanced Guide to Trade Policy Analysis, equation 1-8 (three-way).
    """
    wanted = [trade, exporter, importer, *terms, *cluster, *([year] if year else [])]
    for name in wanted:
        if name not in pairs:
            raise TableError(
                f"the table of pairs has no column {name!r}; {nearest_name(name, map(str, pairs.columns))}"
            )
    if three_way and year is None:
        raise TableError("three-way fixed effects need a column of years; name it with `year`")
    blank = [name for name in wanted if pairs[name].isna().any()]
    if blank:
        raise TableError(f"the table of pairs lacks figures in {', '.join(blank)}; fill them or leave those rows out")
    rows = pairs[pairs[trade] > 0] if log_linear else pairs
    when = rows[year].astype(str) if year else ""
    sides = [rows[exporter].astype(str) + "|" + when, rows[importer].astype(str) + "|" + when]
    pair = rows[exporter].astype(str) + "|" + rows[importer].astype(str)
    effects = [*sides, pair] if three_way else (sides if country_effects else [])
    clusters = [rows[name] for name in cluster] or ([pair] if three_way else [])
    x = rows[list(terms)].to_numpy(dtype=float)
    by, ways = [e.to_numpy() for e in effects], [c.to_numpy() for c in clusters]
    if log_linear:
        return ols(np.log(rows[trade].to_numpy(dtype=float)), x, list(terms), effects=by, clusters=ways)
    return ppml(rows[trade].to_numpy(dtype=float), x, list(terms), effects=by, clusters=ways)
