"""Dependence: how concentrated the country's ways out are, by exit, owner, supplier and home country.

Entered for each dimension of `DIMENSIONS` by one rule: ``hhi_<dimension>`` and ``largest_<dimension>_share``.

Examples
--------
All of Kenya's traffic leaves by sea from Mombasa; before the new cable it had no way out.

>>> from sogdia.assessment.registry import REGISTRY
>>> from sogdia.assessment.sample import sample_setting
>>> s = sample_setting()
>>> f = REGISTRY["hhi_exit"].measure(s, s.case, s.subject("KEN"))
>>> f.base, f.note
(1.0, 'largest: by sea from Mombasa, 100%')
>>> REGISTRY["hhi_exit"].measure(s, s.baseline, s.subject("KEN")) is None
True
"""

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
    row = side.held.get((subject.id, dimension))
    if row is None or not np.isfinite(float(row[column])):
        return None
    names = [side.actors.get((dimension, actor), actor) for actor in str(row["largest_actor"]).split(";")]
    unknown = float(row["share_unknown"])
    note = f"largest: {' and '.join(names)}, {float(row['largest_share']):.0%}"
    if unknown > 0.005:
        note += f"; {unknown:.0%} of the traffic's way has no known {ONE[dimension]}, and is left out"
    base = float(row[column])
    if column != "largest_share" or not np.isfinite(unknown):
        return Figure(base, basis=str(row["basis"]), source=str(row["source"]), note=note)
    low = base * (1.0 - unknown)
    return Figure(base, low, low + unknown, str(row["basis"]), str(row["source"]), note)


def _enter(dimension: str, several: str, one: str) -> None:
    """Enter the concentration over a dimension, and the share of its largest."""

    def concentration(setting: Setting, side: Side, subject: Subject) -> Figure | None:
        del setting
        return _row(side, subject, dimension, "hhi")

    def largest(setting: Setting, side: Side, subject: Subject) -> Figure | None:
        del setting
        return _row(side, subject, dimension, "largest_share")

    enter = partial(indicator, unit="1", direction="down", scope="country", source=STANDARD, corridor="mean")
    if several:
        enter(f"hhi_{dimension}", f"Concentration over {several} (HHI)")(concentration)
    enter(f"largest_{dimension}_share", f"Share of the largest {one}")(largest)


for _dimension, _several, _one in DIMENSIONS:
    _enter(_dimension, _several, _one)
