"""People: how many live near a node of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.assessment.figure import Figure
from sogdia.assessment.people import REACH_KM
from sogdia.assessment.registry import indicator

if TYPE_CHECKING:
    from sogdia.assessment.setting import Setting, Side
    from sogdia.assessment.subjects import Subject

SOURCE = "ITU transmission map: population within reach of a fibre node"
TOWNS = "GeoNames towns of more than 15,000 people; the network's nodes"


def _row(side: Side, subject: Subject) -> tuple[float, float, float]:
    """Give the town people near a node, all town people, and all people."""
    near, towns, people = side.near.loc[[subject.id], ["near_people", "town_people", "population"]].to_numpy(float)[0]
    return float(near), float(towns), float(people)


@indicator(
    "people_near_node", f"People within {REACH_KM:.0f} km of a node", "persons", "up", "country", SOURCE, corridor="sum"
)
def people_near_node(setting: Setting, side: Side, subject: Subject) -> Figure | None:
    """Count the people near a node of their country. Low: those of listed towns; high: that share of the whole country.

    Examples
    --------
    Kenya has 10 million in listed towns, 2 million of them in Mombasa, and 50 million in all: low 2, high 10, mean 6.

    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> f = people_near_node(s, s.case, s.subject("KEN"))
    >>> [round(v / 1e6, 1) for v in (f.low, f.base, f.high)]
    [2.0, 6.0, 10.0]
    """
    del setting
    if subject.id not in side.near.index:
        return None
    low, towns, people = _row(side, subject)
    if not towns > 0:
        return None
    high = low / towns * people if np.isfinite(people) else low
    low = min(low, high)
    return Figure((low + high) / 2.0, low, high, "modelled", TOWNS, "towns without a figure of people are not counted")


@indicator(
    "share_people_near_node", f"Share of town people within {REACH_KM:.0f} km of a node", "1", "up", "country", SOURCE,
    corridor="mean", ranked=True,
)  # fmt: skip
def share_people_near_node(setting: Setting, side: Side, subject: Subject) -> Figure | None:
    """Give the share of the people of listed towns who live near a node.

    Examples
    --------
    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> share_people_near_node(s, s.case, s.subject("KEN")).base
    0.2
    """
    del setting
    if subject.id not in side.near.index:
        return None
    low, towns, _ = _row(side, subject)
    return Figure(low / towns, basis="modelled", source=TOWNS) if towns > 0 else None
