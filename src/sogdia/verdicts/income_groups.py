"""Effects in groups of countries by income, which are fixed beforehand, and whether the groups differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from scipy import stats

from sogdia.verdicts.effects_table import EffectsFound, Estimate
from sogdia.verdicts.programmes import begun

if TYPE_CHECKING:
    from collections.abc import Sequence

UNTIL_USD: Final = {"low": 1_135.0, "lower middle": 4_495.0, "upper middle": 13_935.0, "high": np.inf}
"""Most income per head of each group, US$ a year: World Bank country classifications by income level for its fiscal
year 2026 (July 2025 to June 2026), which rest on gross national income per head of 2024 by the Atlas method. Here gross
domestic product per head of the one year that the panel's facts give stands in for it, so a country near a threshold
may stand in the next group."""
DOLLARS: Final = "gdp_musd"
PEOPLE: Final = "population"


def income_groups(wide: pd.DataFrame) -> pd.Series[str]:
    """Give each country's group by its latest product and people; countries without them have none.

    Parameters
    ----------
    wide
        Of a panel.

    Examples
    --------
    >>> rows = pd.DataFrame({"country": ["A", "B"], "year": 2020, "gdp_musd": [1000.0, 9000.0], "population": 1e6})
    >>> income_groups(rows).to_dict()
    {'A': 'low', 'B': 'upper middle'}
    """
    if not {DOLLARS, PEOPLE} <= set(wide.columns):
        return pd.Series(dtype=str)
    latest = wide.sort_values("year").groupby("country")[[DOLLARS, PEOPLE]].last().dropna()
    per_head = (latest[DOLLARS] * 1e6 / latest[PEOPLE]).to_numpy(dtype=float)
    names = np.array(list(UNTIL_USD))
    return pd.Series(names[np.searchsorted(list(UNTIL_USD.values())[:-1], per_head)], index=latest.index)


def effects_by_income(
    wide: pd.DataFrame, ledger: pd.DataFrame, effects: Sequence[dict[str, Any]], years: tuple[int, int]
) -> list[dict[str, Any]]:
    """Estimate again, in each group alone, the effects that were estimated over all countries.

    Parameters
    ----------
    wide, ledger
        Of a panel.
    effects
        Rows of the table of effects.
    years
        First and last year of outcomes.

    Returns
    -------
    list of dict
        A row for each effect and group, as of the effects, with `income` and `p_alike`: of a test that all groups that
        could be estimated have one effect, whose countries differ (Cochran 1954, Biometrics 10(1): Q).
    """
    groups = income_groups(wide)
    done = [row for row in effects if not row["reason"]]
    if groups.empty or not done:
        return []
    parts = {name: wide[wide.country.isin(groups.index[groups == name])] for name in UNTIL_USD}
    dates = {(row["programme"], row["sponsor"]): None for row in done}
    first = {pair: begun(wide, ledger, *pair) for pair in dates}
    lines = []
    for row in done:
        about = {name: row[name] for name in ("outcome", "sponsor", "programme")}
        found = EffectsFound()
        for part in parts.values():
            Estimate(about, found, 0, 0).run(part, ledger, first[row["programme"], row["sponsor"]], years)
        mine = [{"income": name} | line for name, line in zip(parts, found.effects, strict=True)]
        alike = _alike(mine)
        lines += [line | {"p_alike": alike} for line in mine]
    return lines


def _alike(rows: list[dict[str, Any]]) -> float:
    known = [row for row in rows if not row["reason"]]
    if len(known) < 2:
        return np.nan
    effect, weight = np.array([row["effect"] for row in known]), np.array([row["se"] for row in known]) ** -2.0
    mean = float((weight * effect).sum() / weight.sum())
    return float(stats.chi2.sf(float((weight * (effect - mean) ** 2).sum()), len(known) - 1))
