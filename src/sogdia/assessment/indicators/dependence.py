"""Dependence: how concentrated the country's ways out are, by exit, owner, supplier and home country."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sogdia.assessment.figure import Figure
from sogdia.assessment.registry import indicator

if TYPE_CHECKING:
    from sogdia.assessment.setting import Setting, Side
    from sogdia.assessment.subjects import Subject

STANDARD = "Herfindahl-Hirschman index over exclusive shares of the country's international traffic"
DIMENSIONS = (
    ("exit", "exits", "exit"),
    ("owner", "owners", "owner"),
    ("supplier", "suppliers", "supplier"),
    ("home_of_owner", "", "home country of owners"),
    ("home_of_supplier", "", "home country of suppliers"),
)
"""Dimensions of `expose`, and how several (empty: no index) and one of them are called."""

ONE = {dimension: one for dimension, _, one in DIMENSIONS}


def _row(side: Side, subject: Subject, dimension: str, column: str) -> Figure | None:
    rows = side.exposure.concentration
    rows = rows[(rows.country == subject.id) & (rows.dimension == dimension)]
    if rows.empty or not np.isfinite(float(rows.iloc[0][column])):
        return None
    row = rows.iloc[0]
    unknown = float(row.share_unknown)
    note = f"largest: {_named(side, subject, dimension, str(row.largest_actor))}, {float(row.largest_share):.0%}"
    note += (
        f"; {unknown:.0%} of the traffic's way has no known {ONE[dimension]}, and is left out"
        if unknown > 0.005
        else ""
    )
    return Figure(float(row[column]), basis=str(row.basis), source=str(row.source), note=note)


def _named(side: Side, subject: Subject, dimension: str, actors: str) -> str:
    """Give the names of actors joined by semicolons."""
    rows = side.exposure.table
    rows = rows[(rows.country == subject.id) & (rows.dimension == dimension)]
    names = dict(zip(rows.actor.astype(str), rows.actor_name.astype(str), strict=True))
    return " and ".join(names.get(actor, actor) for actor in actors.split(";"))


def _enter(dimension: str, several: str, one: str) -> None:
    """Enter the concentration over a dimension, and the share of its largest."""

    def concentration(setting: Setting, side: Side, subject: Subject) -> Figure | None:
        del setting
        return _row(side, subject, dimension, "hhi")

    def largest(setting: Setting, side: Side, subject: Subject) -> Figure | None:
        del setting
        return _row(side, subject, dimension, "largest_share")

    enter = partial(
        indicator, unit="1", direction="down", scope="country", source=STANDARD, corridor="mean"
    )
    if several:
        enter(f"hhi_{dimension}", f"Concentration over {several} (HHI)")(concentration)
    enter(f"largest_{dimension}_share", f"Share of the largest {one}")(largest)


for _dimension, _several, _one in DIMENSIONS:
    _enter(_dimension, _several, _one)
