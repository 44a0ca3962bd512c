"""What followed where programmes ended: countries that left beside those that stayed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from scipy import stats

from sogdia.errors import InfeasibleError
from sogdia.influence.chaisemartin_dhaultfoeuille import chaisemartin_dhaultfoeuille
from sogdia.influence.placebo import SHIFTS, placebo_dates
from sogdia.influence.study_panel import lay_out
from sogdia.verdicts.effects_table import FEWEST, NUMBERS, outcome_of
from sogdia.verdicts.programmes import PART_OF, PROGRAMMES, begun, ended
from sogdia.verdicts.sensitivity import REFUSED, by_outcome, headline, p_of_trends
from sogdia.verdicts.side_sentences import several
from sogdia.verdicts.wording import THRESHOLDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sogdia.influence.effects import Effects
    from sogdia.influence.study_panel import StudyPanel
    from sogdia.verdicts.programmes import Begun

    Estimated = dict[str, Any]

FEWEST_STAYING: Final = 20
"""Fewest stayers that the spread of an estimate from few leavers is learnt from."""
LEAST_CHANGING: Final = 0.2
"""Least share of stayers whose outcome ever changes: with fewer, the tails of their spread rest on one or two."""
DRAWS: Final = 299
_estimate = partial(chaisemartin_dhaultfoeuille, horizons=4)


def exits_table(
    wide: pd.DataFrame, ledger: pd.DataFrame, sponsors: Sequence[str], outcomes: Sequence[str], years: tuple[int, int],
    seed: int,
) -> list[dict[str, Any]]:  # fmt: skip
    """Estimate what followed the end of programmes, where any end is known.

    Only years since the programme began count; a country that left is compared with those that stayed, up to four
    years after. Where fewer than 5 left, the spread is that of as many stayers drawn as if they had left.

    Parameters
    ----------
    wide, ledger
        Of a panel.
    sponsors, outcomes, years
        Which.
    seed
        Of the draws.

    Returns
    -------
    list of dict
        A row a sponsor, programme with a known end, and outcome: numbers as of the effects; `left`, `stayed`,
        `inference` (influence or stayers), `reason`.

    Source
    ------
    de Chaisemartin and D'Haultfoeuille (2020, 2024); few switchers: Conley and Taber (2011), Review of Economics and
    Statistics 93(1), section III.
    """
    lines = []
    for sponsor in sponsors:
        for group in PROGRAMMES:
            gone = ended(wide, ledger, group, sponsor)
            if not gone:
                continue
            dates = begun(wide, ledger, group, sponsor)
            for outcome in outcomes:
                about = {"outcome": outcome, "sponsor": sponsor, "programme": group}
                lines.append(about | _row(wide, outcome, sponsor, (dates, gone), years, seed))
    return lines


def _row(
    wide: pd.DataFrame, outcome: str, sponsor: str, dates: tuple[Begun, dict[str, int]], years: tuple[int, int],
    seed: int,
) -> Estimated:  # fmt: skip
    row: Estimated = {
        **dict.fromkeys(NUMBERS, np.nan),
        "left": 0,
        "stayed": 0,
        "rows": 0,
        "inference": "",
        "reason": "",
    }
    try:
        if set(PART_OF.get(outcome, ())) & set(dates[0].series):
            raise InfeasibleError("the end of the programme is itself counted in this outcome")
        panel = _panel(wide, outcome, sponsor, dates, years)
        gone = np.isfinite(panel.first) & panel.seen.any(axis=1)
        row |= {"left": int(gone.sum()), "stayed": int((~gone).sum()), "rows": int(panel.seen.sum())}
        row["sd"] = float(panel.outcome[panel.seen].std(ddof=1))
        return row | _numbers(panel, row, seed)
    except REFUSED as refusal:
        return row | dict.fromkeys(NUMBERS, np.nan) | {"reason": str(refusal).rstrip(".")}


def _panel(
    wide: pd.DataFrame, outcome: str, sponsor: str, dates: tuple[Begun, dict[str, int]], years: tuple[int, int]
) -> StudyPanel:
    begins, gone = dates
    rows = pd.DataFrame({"country": wide.country, "year": wide.year, "outcome": outcome_of(wide, outcome, sponsor)})
    since = rows.country.map(dict.fromkeys(gone, 0) | begins.first).astype(float)
    under = (rows.year >= since) & (rows.country != sponsor) & rows.year.between(*years)
    rows = rows[under & rows.outcome.notna()]
    if rows.empty:
        raise InfeasibleError("the outcome is not known in years since these programmes began")
    rows = rows.assign(first=rows.country.map(gone).astype(float).fillna(np.inf))
    early = rows[rows.year < rows["first"]].country.unique()
    rows = rows[rows.country.isin(early)]
    if not np.isfinite(rows["first"]).any() or not (rows.year >= rows["first"]).any():
        raise InfeasibleError("no country is observed both before and after it left")
    return lay_out(rows, unit="country", year="year", outcome="outcome", first="first")


def _numbers(panel: StudyPanel, row: Estimated, seed: int) -> Estimated:
    fitted = _estimate(panel)
    found: Estimated
    if row["left"] >= FEWEST:
        found = headline(fitted, row["sd"]) | {"inference": "influence"}
        found["p_pretrend"] = p_of_trends(fitted, row["left"])
        known = placebo_dates(panel, _estimate, SHIFTS).p.dropna()
        found["p_placebo"] = float(min(1.0, known.min() * len(known))) if len(known) else np.nan
        return found
    if row["stayed"] < FEWEST_STAYING:
        raise InfeasibleError(
            f"{several(row['left'], 'country', 'countries')} left and {row['stayed']} stayed: {FEWEST} that left, or "
            f"{FEWEST_STAYING} that stayed, are needed to tell the spread"
        )
    return _by_stayers(panel, fitted, row, seed)


def _by_stayers(panel: StudyPanel, fitted: Effects, row: Estimated, seed: int) -> Estimated:
    """Give the effect with the spread of as many stayers, drawn, that leave in the same years."""
    chance = np.random.default_rng(seed)
    _moves(panel)
    panel = by_outcome(panel)
    when = panel.first[np.isfinite(panel.first)]
    stay = np.flatnonzero(np.isinf(panel.first))
    apart = panel.part(np.isinf(panel.first), "left")
    drawn = []
    for _ in range(DRAWS):
        first = np.full(len(stay), np.inf)
        first[chance.choice(len(stay), len(when), replace=False)] = when
        try:
            drawn.append(_estimate(apart.dated(first)).att)
        except REFUSED:
            continue
    if len(drawn) < DRAWS / 2:
        raise InfeasibleError(
            f"{several(row['left'], 'country', 'countries')} left, and too few that stayed are observed in those years"
        )
    spread = np.array(drawn) - np.mean(drawn)
    tail = (1 - THRESHOLDS["level"]) / 2
    low, high = np.quantile(spread, [tail, 1 - tail])
    se, effect = float(spread.std(ddof=1)), fitted.att
    if se <= 1e-9 * row["sd"] or not np.isfinite(se):
        raise InfeasibleError("the outcome does not vary among those that stayed")
    reach = max(abs(low), abs(high)) + float(stats.norm.ppf(THRESHOLDS["power"])) * se
    return {
        "effect": effect, "low": effect - float(high), "high": effect - float(low), "se": se,
        "p": float((1 + (np.abs(spread) >= abs(effect)).sum()) / (1 + len(spread))), "detectable": float(reach),
        "sd": row["sd"], "inference": "stayers",
    }  # fmt: skip


def _moves(panel: StudyPanel) -> None:
    stay = np.isinf(panel.first)
    values = np.where(panel.seen, panel.outcome, np.nan)[stay]
    changing = int((np.nanmax(values, axis=1) > np.nanmin(values, axis=1)).sum())
    if changing < LEAST_CHANGING * stay.sum():
        raise InfeasibleError(
            f"the outcome ever changes in {changing} of {int(stay.sum())} countries that stayed: too few to tell its "
            "spread"
        )
