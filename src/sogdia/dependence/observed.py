"""Published shares of a country's international capacity: where they exist, they stand before the model (workshop)."""

from __future__ import annotations

from typing import Final

import pandas as pd

from sogdia.dependence.holdings import UNKNOWN

FIGURES: Final = ("traffic_gbps", "capacity_lit_gbps")
"""Quantities that say how much crosses to each counterpart, the best first."""

SHARE: Final = "share_international_capacity"
"""Quantity that says how much of a country's international capacity an organisation carries."""

REST: Final = 1.05
"""A published total that is this much above the sum over counterparts leaves a rest that is `unknown`."""


def subjects(observations: pd.DataFrame) -> set[str]:
    """Name the subjects of which a published share can be had in some year."""
    by_place = observations.quantity.isin(FIGURES) & observations.counterpart.notna()
    by_owner = (observations.quantity == SHARE) & observations.organisation.notna()
    return set(observations.subject[by_place | by_owner].astype(str))


def of_country(observations: pd.DataFrame, country: str, year: int, within: int) -> pd.DataFrame:
    """Keep a country's observations within so many years of `year`, the nearest first, then the latest."""
    rows = observations[observations.subject == country]
    when = pd.to_numeric(rows.date.str.slice(0, 4), errors="coerce").astype(float)
    rows = rows.assign(away=(when - year).abs(), value=rows.value.astype(float))
    rows = rows[rows.away <= within]
    return rows.sort_values(["away", "date"], ascending=[True, False], kind="stable")


def measured_exits(near: pd.DataFrame) -> pd.DataFrame:
    """Give the shares by which a country's international capacity crosses to each counterpart.

    The nearest date counts, of that traffic before lit capacity. Several figures of one source and date for one
    counterpart are added. One counterpart alone is no division, unless a total is published beside it. Figures
    without a counterpart that are not a total (a satellite link) are left out, and `source` says so.

    Parameters
    ----------
    near
        Rows of `of_country`.

    Returns
    -------
    DataFrame
        Rows actor, share (summing to 1), source; empty where nothing is published.
    """
    rows = near[near.quantity.isin(FIGURES) & (near.value > 0)]
    rows = rows.assign(rank=rows.quantity.map(FIGURES.index), source=rows.source.fillna("source not given"))
    crossing = rows[rows.counterpart.notna()].sort_values(
        ["away", "date", "rank", "source"], ascending=[True, False, True, True], kind="stable"
    )
    for (date, quantity, source), group in crossing.groupby(["date", "quantity", "source"], sort=False):
        gbps = group.groupby("counterpart").value.sum()
        beside = rows[rows.counterpart.isna() & (rows.date == date) & (rows.quantity == quantity)].value
        totals = beside[beside >= gbps.sum()]
        rest = float(totals.max()) - float(gbps.sum()) if len(totals) else 0.0
        if len(gbps) < 2 and not len(totals):
            continue
        words = f"{quantity} of {date} ({source})"
        extra = float(beside[beside < gbps.sum()].sum())
        if rest > (REST - 1.0) * float(gbps.sum()):
            gbps = pd.concat([gbps, pd.Series({UNKNOWN: rest})])
        else:
            extra += rest
        if extra > 0:
            words += f"; {extra:.2f} Gbps without a counterpart country left out"
        share = gbps / gbps.sum()
        return pd.DataFrame({"actor": gbps.index.astype(object), "share": share.to_numpy(dtype=float), "source": words})
    return pd.DataFrame({"actor": pd.Series([], dtype=object), "share": pd.Series([], dtype=float), "source": []})


def measured_owners(near: pd.DataFrame) -> pd.DataFrame:
    """Give the published shares of a country's international capacity by organisation: actor, share, source.

    Parameters
    ----------
    near
        Rows of `of_country`; the nearest figure of each organisation counts.
    """
    rows = near[(near.quantity == SHARE) & near.organisation.notna() & near.value.between(0.0, 1.0)]
    rows = rows.drop_duplicates("organisation")
    words = [
        f"{SHARE} of {date} ({source if isinstance(source, str) else 'source not given'})"
        for date, source in zip(rows.date, rows.source, strict=True)
    ]
    return pd.DataFrame(
        {"actor": rows.organisation.astype(object), "share": rows.value.astype(float), "source": words}
    ).reset_index(drop=True)
