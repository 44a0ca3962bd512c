"""The reverse channel: whether programmes begin where an outcome, or dependence on the sponsor, stood higher before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import DataError, InfeasibleError
from sogdia.influence.effects import Effects, Term
from sogdia.panels.provider_series import NAME as DEPENDENCE
from sogdia.regression import Regression, ols, ppml
from sogdia.verdicts.programmes import events, first_years
from sogdia.verdicts.sensitivity import headline
from sogdia.verdicts.wording import THRESHOLDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sogdia.verdicts.programmes import Begun

FEWEST: Final = 10
"""Fewest country-years in which programmes began, of at least half as many countries."""
NUMBERS: Final = ("estimate", "low", "high", "se", "p", "detectable", "mean_rate", "yardstick", "ppml", "ppml_low",
                  "ppml_high")  # fmt: skip


def allocation(wide: pd.DataFrame, column: str, dates: Begun, sponsor: str, years: tuple[int, int]) -> dict[str, Any]:
    """Regress the beginning of programmes on what stood the year before, with effects of countries and years.

    A linear probability: one standard deviation more of `column` the year before goes with `estimate` more
    probability that a programme begins in a year, the share of providers from the sponsor held constant. Where no
    country has more than one beginning, years after it are left out. PPML of their number stands beside it where some
    have several.

    Parameters
    ----------
    wide
        Of a panel.
    column
        Whose value of the year before predicts.
    dates
        Beginnings of the sponsor's programmes of a group.
    sponsor
        Label of the sponsor.
    years
        First and last year of beginnings.

    Returns
    -------
    dict
        `NUMBERS`, `countries`, `rows`, `begun` (country-years with a beginning), `reason` (empty where estimated).

    Source
    ------
    Dreher, Fuchs, Parks, Strange and Tierney (2021), American Economic Journal: Economic Policy 13(2), table 1, for the
    question; PPML: Santos Silva and Tenreyro (2006). Yardstick: a slope of 0.1 standard deviations of the outcome for
    one of the predictor, small after Cohen (1988), page 79.
    """
    row: dict[str, Any] = {**dict.fromkeys(NUMBERS, np.nan), "countries": 0, "rows": 0, "begun": 0, "reason": ""}
    try:
        rows, terms, several = _rows(wide, column, dates, sponsor, years)
        row |= {"countries": rows.country.nunique(), "rows": len(rows), "begun": int((rows.count_ > 0).sum())}
        if row["begun"] < FEWEST or rows.country[rows.count_ > 0].nunique() < FEWEST / 2:
            raise InfeasibleError(  # noqa: TRY301  the reason is a row of the table
                f"programmes began in {row['begun']} country-years of which the year before is known; {FEWEST} in "
                f"{FEWEST // 2} countries are needed"
            )
        begins = np.where(rows.count_ > 0, 1.0, 0.0)
        fitted = _fit(ols, begins, rows, terms)
        if fitted.names[0] != terms[0]:
            raise InfeasibleError("the predictor does not vary within countries")  # noqa: TRY301
        row |= _numbers(fitted, rows) | {
            "mean_rate": float(begins.mean()), "yardstick": THRESHOLDS["yardstick_slope"] * float(begins.std(ddof=1)),
        }  # fmt: skip
        if several:
            row |= _counts(rows, terms)
    except (InfeasibleError, DataError) as refusal:
        row["reason"] = str(refusal).rstrip(".")
    return row


def _rows(
    wide: pd.DataFrame, column: str, dates: Begun, sponsor: str, years: tuple[int, int]
) -> tuple[pd.DataFrame, list[str], bool]:
    """Give country, year, count_ of beginnings and the predictors of the year before in standard deviations; the names
    of these; and whether a country can have several beginnings.
    """  # noqa: D205  one sentence
    if not dates.series or dates.covered is None:
        raise InfeasibleError("no programme of this kind with a known beginning is in the panel")
    count, several = events(wide, dates, sponsor)
    known = wide[["country", "year"]].assign(count_=count)
    rest = f"{DEPENDENCE}:{sponsor}"
    names = [column, *([rest] if rest in wide and not wide[rest].equals(wide[column]) else [])]
    before = wide[["country", "year", *names]].assign(year=wide.year + 1)
    rows = known.merge(before, on=["country", "year"])
    first, last = max(years[0], dates.covered[0]), min(years[1], dates.covered[1])
    rows = rows[rows.year.between(first, last) & (rows.country != sponsor) & ~rows.country.isin(dates.undated)]
    rows = rows[rows[column].notna()]
    if len(names) > 1:
        rows[rest] = rows[rest].fillna(0.0)
    if not several:
        rows = rows[rows.year <= first_years(rows.country, dates)]
    kept = [name for name in names if len(rows) and float(rows[name].std()) > 0]
    if column not in kept:
        raise InfeasibleError("the predictor is not known, or does not vary, in the years before beginnings")
    for name in kept:
        rows[name] /= float(rows[name].std())
    return rows.reset_index(drop=True), kept, several


def _fit(model: Callable[..., Regression], y: NDArray[np.float64], rows: pd.DataFrame, terms: list[str]) -> Regression:
    """Fit with effects of countries absorbed and those of years as columns, clustered by country."""
    spread = pd.get_dummies(rows.year, drop_first=True, dtype=float)
    x = np.column_stack([rows[terms].to_numpy(dtype=float), spread.to_numpy()])
    who = pd.factorize(rows.country)[0]
    return model(y, x, [*terms, *(f"year {year}" for year in spread)], effects=[who], clusters=[who])


def _numbers(fitted: Regression, rows: pd.DataFrame) -> dict[str, float]:
    """Give the first term with intervals whose degrees of freedom say how many countries carry its variance."""
    who = pd.factorize(rows.country[fitted.used])[0].astype(np.int64)
    influence = fitted.influence[:, :1] * np.sqrt(fitted.factor)
    units = tuple(map(str, range(len(who))))
    part = Effects("least squares", (Term("slope"),), fitted.coefficients[:1], influence, units, who)
    found = headline(part, 1.0)
    return {name: found["effect" if name == "estimate" else name] for name in
            ("estimate", "low", "high", "se", "p", "detectable")}  # fmt: skip


def _counts(rows: pd.DataFrame, terms: list[str]) -> dict[str, float]:
    """Give the PPML estimate, nothing where it has none."""
    try:
        fitted = _fit(ppml, rows.count_.to_numpy(dtype=float), rows, terms)
    except (DataError, InfeasibleError, np.linalg.LinAlgError):
        return {}
    if fitted.names[0] != terms[0]:
        return {}
    line = fitted.table(THRESHOLDS["level"]).iloc[0]
    return {"ppml": float(line.estimate), "ppml_low": float(line.low), "ppml_high": float(line.high)}
