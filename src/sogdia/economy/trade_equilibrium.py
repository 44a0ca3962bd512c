"""What trade and welfare become when trade costs change: one sector, every country a buyer and a seller (workshop).

Matrices have exporters as rows and importers as columns; costs are given as t^(1 - sigma), which is exp(b x) of a
gravity estimate, so that larger is cheaper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.errors import DataError, ParameterError, pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

SHARES: Final = ("updated", "held")
"""Whether the weights of countries follow their new output and spending, or stay as they were."""
_ROUNDS: Final = 20_000
_SETTLED: Final = 1e-13


@dataclass(frozen=True)
class Equilibrium:
    """Trade before and after.

    Attributes
    ----------
    countries
        Rows country, price (factory gate, 1 before), output and expenditure before and after, price_index_before,
        price_index_after (inward resistance), and changes as shares: output_change, price_index_change, gdp_change
        (real), welfare_ratio (real spending before over after), exports_change and imports_change (with others).
    trade_before, trade_after
        Trade by exporter and importer, as modelled.
    reference
        The country whose price index is 1 on both sides: nominal figures are in its prices.
    """

    countries: pd.DataFrame
    trade_before: pd.DataFrame
    trade_after: pd.DataFrame
    reference: str


def counterfactual(
    names: Sequence[str],
    output: ArrayLike,
    expenditure: ArrayLike,
    costs: ArrayLike,
    new_costs: ArrayLike,
    *,
    sigma: float,
    reference: str,
    shares: str = "updated",
) -> Equilibrium:
    """Give trade and welfare after a change of trade costs.

    Parameters
    ----------
    names
        Countries, shape (n,).
    output, expenditure
        Of each country, above 0, shape (n,).
    costs, new_costs
        t^(1 - sigma) before and after, 0 or more, shape (n, n); trade within a country is on the diagonal.
    sigma
        Elasticity of substitution, above 1.
    reference
        Country whose price index is 1 before and after.
    shares
        `updated`: world shares of output and spending follow prices, so that all markets clear; `held`: they stay as
        they were while prices are found, as the package gegravity does.

    Raises
    ------
    ParameterError
        An elasticity of 1 or less, an unknown name, shapes that do not fit, figures of 0 or less.
    DataError
        No equilibrium is reached: some country trades with nobody.

    Source
    ------
    Anderson and van Wincoop (2003); Anderson, Larch and Yotov (2018), World Economy 41(10), equations 1-6; spending
    stays in proportion to output (Larch and Yotov 2016, equation 30).

    Examples
    --------
    Two like countries whose trade gets cheaper: the same gain for both, in prices of the first.

    >>> before, after = [[1.0, 0.2], [0.2, 1.0]], [[1.0, 0.4], [0.4, 1.0]]
    >>> made = counterfactual(["a", "b"], [1, 1], [1, 1], before, after, sigma=5, reference="a")
    >>> made.countries.gdp_change.round(4).tolist(), made.countries.price.round(6).tolist()
    ([0.0393, 0.0393], [1.03929, 1.03929])
    """
    labels = [str(name) for name in names]
    made, spent, old, new = _checked(labels, output, expenditure, costs, new_costs, sigma)
    ref = labels.index(pick(reference, labels, "country"))
    pick(shares, SHARES, "treatment of shares")
    inward, outward = _resistances(old, made / made.sum(), spent / spent.sum(), ref)
    beta = made / made.sum() * outward
    price = np.ones(len(labels))
    weight = made.copy()
    for _ in range(_ROUNDS):
        buys = spent * (weight / made)
        after_in, after_out = _resistances(new, weight / weight.sum(), buys / buys.sum(), ref)
        if shares == "held":
            price = (after_out / outward) ** (1.0 / (1.0 - sigma))
            break
        tried = (made / (price * made).sum() * after_out / beta) ** (-1.0 / sigma)
        step = float(np.abs(np.log(tried / price)).max())
        price = tried
        weight = price * made
        if step < _SETTLED:
            break
    else:
        raise DataError("no equilibrium was reached; see whether some country trades with nobody")
    before = _trade(made, spent, old, inward, outward)
    after = _trade(price * made, price * spent, new, after_in, after_out)
    table = _table(labels, made, spent, price, (inward, after_in), (before, after), sigma)
    frames = [pd.DataFrame(t, index=labels, columns=labels) for t in (before, after)]
    return Equilibrium(table, frames[0], frames[1], labels[ref])


def _checked(
    labels: list[str], output: ArrayLike, expenditure: ArrayLike, costs: ArrayLike, new_costs: ArrayLike, sigma: float
) -> tuple[Floats, Floats, Floats, Floats]:
    n = len(labels)
    made, spent, old, new = (np.asarray(a, dtype=float) for a in (output, expenditure, costs, new_costs))
    if not sigma > 1:
        raise ParameterError(f"the elasticity of substitution is above 1, not {sigma}")
    if made.shape != (n,) or spent.shape != (n,) or old.shape != (n, n) or new.shape != (n, n):
        raise ParameterError(f"{n} countries need output and expenditure of shape ({n},) and costs of ({n}, {n})")
    if not (np.all(made > 0) and np.all(spent > 0)):
        raise ParameterError("output and expenditure are above 0; leave out the countries without them")
    if not (np.all(old >= 0) and np.all(new >= 0) and np.all(np.isfinite(old)) and np.all(np.isfinite(new))):
        raise ParameterError("costs t^(1 - sigma) are 0 or more")
    return made, spent, old, new


def _resistances(costs: Floats, output: Floats, spending: Floats, ref: int) -> tuple[Floats, Floats]:
    """Give 1 / P^(1 - sigma) and 1 / Pi^(1 - sigma), by turns until both balance; the reference's first is 1."""
    inward = np.ones(len(output))
    by_output, by_spending = (costs * output[:, None]).T, costs * spending[None, :]
    if not (np.all(by_output.sum(axis=1) > 0) and np.all(by_spending.sum(axis=1) > 0)):
        raise DataError("no equilibrium was reached: some country trades with nobody, not even itself")
    for _ in range(_ROUNDS):
        outward = 1.0 / (by_spending @ inward)
        tried = 1.0 / (by_output @ outward)
        tried /= tried[ref]
        step = float(np.abs(np.log(tried / inward)).max())
        inward = tried
        if step < _SETTLED:
            break
    else:
        raise DataError("no equilibrium was reached; see whether some country trades with nobody")
    return inward, 1.0 / (by_spending @ inward)


def _trade(output: Floats, spending: Floats, costs: Floats, inward: Floats, outward: Floats) -> Floats:
    """Give trade: spending of j times share of output of i times t^(1 - sigma) over both resistances."""
    share = output / output.sum()
    return np.asarray(spending[None, :] * share[:, None] * costs * inward[None, :] * outward[:, None])


def _table(
    labels: list[str],
    made: Floats,
    spent: Floats,
    price: Floats,
    inward: tuple[Floats, Floats],
    trade: tuple[Floats, Floats],
    sigma: float,
) -> pd.DataFrame:
    index = [(1.0 / ratio) ** (1.0 / (1.0 - sigma)) for ratio in inward]
    abroad = [t - np.diag(np.diag(t)) for t in trade]
    with np.errstate(divide="ignore", invalid="ignore"):
        exports = abroad[1].sum(axis=1) / abroad[0].sum(axis=1) - 1.0
        imports = abroad[1].sum(axis=0) / abroad[0].sum(axis=0) - 1.0
    return pd.DataFrame(
        {
            "country": labels,
            "price": price,
            "output_before": made,
            "output_after": price * made,
            "expenditure_before": spent,
            "expenditure_after": price * spent,
            "price_index_before": index[0],
            "price_index_after": index[1],
            "output_change": price - 1.0,
            "price_index_change": index[1] / index[0] - 1.0,
            "gdp_change": price / (index[1] / index[0]) - 1.0,
            "welfare_ratio": (index[1] / index[0]) / price,
            "exports_change": exports,
            "imports_change": imports,
        }
    )
