"""Resilience: ways out that share no place, and the worst that one loss takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.assessment.figure import Figure
from sogdia.assessment.registry import indicator

if TYPE_CHECKING:
    from sogdia.assessment.setting import Setting, Side
    from sogdia.assessment.subjects import Subject

DIVERSITY = "route diversity in resilience reviews (ENISA, ITU-T)"
SINGLE = "single-failure analysis; each system and each landing lost alone"


def _exits(side: Side, subject: Subject, column: str) -> Figure | None:
    row = side.outlets.get(subject.id)
    if row is None or not np.isfinite(float(row[column])):
        return None
    met = "at or above" if row[column] >= row["threshold"] else "under"
    note = f"{met} the mark of {row['threshold']:g}, which is a user's setting and no official rule"
    return Figure(float(row[column]), basis=str(row["basis"]), source=str(row["source"]), note=note)


@indicator(
    "exits_landings", "Ways out that share no landing or border crossing", "ways", "up", "country", DIVERSITY,
    corridor="mean",
)  # fmt: skip
def exits_landings(setting: Setting, side: Side, subject: Subject) -> Figure | None:
    """Count the ways out of the country that share no landing station or border crossing.

    Examples
    --------
    Both cables of Pakistan land in Karachi.

    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> exits_landings(s, s.case, s.subject("PAK")).base
    1.0
    """
    del setting
    return _exits(side, subject, "k_landings")


@indicator("exits_straits", "Ways out that share no strait", "ways", "up", "country", DIVERSITY, corridor="mean")
def exits_straits(setting: Setting, side: Side, subject: Subject) -> Figure | None:
    """Count the ways out of the country that share neither a landing nor a strait.

    Examples
    --------
    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> exits_straits(s, s.case, s.subject("PAK")).base
    1.0
    """
    del setting
    return _exits(side, subject, "k_straits")


def _worst(side: Side, subject: Subject, column: str) -> Figure | None:
    """Give the largest loss of a kind that one system or landing takes from the country."""
    if not side.joined.get(subject.id) or not side.use.get(subject.id, {"demand_gbps": 0.0})["demand_gbps"] > 0:
        return None
    rows = side.lost.get(subject.id, side.losses.table.head(0)).dropna(subset=[column])
    if rows.empty:
        return Figure(0.0, 0.0, 0.0, "modelled", SINGLE, "no system or landing lost alone is felt")
    row = rows.sort_values([column, "rank"], ascending=[False, True], kind="stable").iloc[0]
    stem = column.removesuffix("_ms")
    name = row["name"] if isinstance(row["name"], str) else row.loss
    equals = int((rows[column] >= row[column] - 1e-9).sum()) - 1
    also = f" and {equals} more alike" if equals else ""
    return Figure(
        float(row[column]), float(row[f"{stem}_low"]), float(row[f"{stem}_high"]), "modelled", SINGLE,
        f"{row.kind} {name}{also}" if row[column] > 0 else "no system or landing lost alone takes any",
    )  # fmt: skip


@indicator(
    "worst_loss_share_demand", "Worst single loss, share of demand", "1", "down", "country", SINGLE, corridor="mean"
)
def worst_loss_demand(setting: Setting, side: Side, subject: Subject) -> Figure | None:
    """Give the largest share of its demand that the country loses with one system or landing, and which.

    Examples
    --------
    Without the landing at Mombasa, Kenya has nothing left.

    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> worst_loss_demand(s, s.case, s.subject("KEN")).base
    1.0
    """
    del setting
    return _worst(side, subject, "share_demand_lost")


@indicator(
    "worst_loss_share_capacity", "Worst single loss, share of capacity to hubs", "1", "down", "country", SINGLE,
    corridor="mean",
)  # fmt: skip
def worst_loss_capacity(setting: Setting, side: Side, subject: Subject) -> Figure | None:
    """Give the largest share of its capacity that the country loses with one system or landing, and which.

    Examples
    --------
    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> worst_loss_capacity(s, s.case, s.subject("KEN")).base
    1.0
    """
    del setting
    return _worst(side, subject, "share_capacity_lost")
