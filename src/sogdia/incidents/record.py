"""An incident: what was cut and when, and what was seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.data.incident_facts import FOLDER, incident_facts
from sogdia.errors import ParameterError, pick
from sogdia.flows.cuts import lost_spans, span_lines
from sogdia.geodesy import circle

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from sogdia.network import Network

MIDDLE: Final = 7
"""First month in which half of the systems of the year are in service."""


@dataclass(frozen=True)
class Incident:
    """One incident.

    Attributes
    ----------
    id, name, date
        Name, name as shown, and day, YYYY-MM-DD.
    cuts, already_out
        What was lost, and what was out already before it: a name of a system, node or span, ``NAME@STRAIT``, or
        ``NAME@LON,LAT,KM`` for the spans of NAME that pass within a circle.
    effects
        Rows country, counterpart (countries at the other end joined by ;, empty for all), kind (share, affected,
        unaffected), share_lost, metric, source_url, read, note.
    source_url
        Where it was read.
    """

    id: str
    name: str
    date: str
    cuts: tuple[str, ...]
    already_out: tuple[str, ...] = ()
    effects: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    source_url: str = ""

    @property
    def year(self) -> int:
        """Year of the incident."""
        return int(self.date[:4])

    @property
    def network_year(self) -> int:
        """Year whose network stood then: of a system only the year of entry is known, in the middle of it on average.

        Examples
        --------
        >>> Incident("x", "X", "2024-03-14", ("ace",)).network_year, Incident("y", "Y", "2008-12-19", ()).network_year
        (2023, 2008)
        """
        month = self.date[5:7]
        return self.year - 1 if month.isdigit() and int(month) < MIDDLE else self.year


def incidents(folder: Path = FOLDER) -> dict[str, Incident]:
    """Give the documented incidents by id, the oldest first."""
    rows, effects = incident_facts(folder)
    found = {}
    for row in rows.sort_values("date").itertuples(index=False):
        found[str(row.id)] = Incident(
            id=str(row.id),
            name=str(row.name),
            date=str(row.date),
            cuts=_several(row.cuts),
            already_out=_several(row.already_out),
            effects=effects[effects.incident == row.id].drop(columns="incident").reset_index(drop=True),
            source_url=str(row.source_url),
        )
    return found


def _several(cell: object) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip()) if isinstance(cell, str) else ()


def pick_incident(name: str, folder: Path = FOLDER) -> Incident:
    """Give an incident by its id.

    Raises
    ------
    ParameterError
        No such incident; the nearest name is offered.
    """
    known = incidents(folder)
    return known[pick(name, known, "incident")]


def spans_of(net: Network, cuts: tuple[str, ...], *, whole: bool = False) -> tuple[set[str], list[str]]:
    """Give the ids of the spans that cuts mean, and the cuts of which the network knows nothing.

    Parameters
    ----------
    whole
        Whether a cut takes the whole system wherever it was.
    """
    found: set[str] = set()
    unknown = []
    for cut in cuts:
        name, at, where = cut.partition("@")
        try:
            lost = lost_spans(net, cut=name if whole or "," in where else cut).lost
        except ParameterError:
            unknown.append(cut)
            continue
        if at and "," in where and not whole:
            lost = _within(net, lost, where)
        if not lost.any():
            unknown.append(cut)
        found |= set(net.spans.id[lost])
    return found, unknown


def _within(net: Network, lost: NDArray[np.bool_], where: str) -> NDArray[np.bool_]:
    try:
        lon, lat, km = (float(part) for part in where.split(","))
        area = circle(lon, lat, km)
    except ValueError:
        raise ParameterError(f"{where!r} is no circle; write LON,LAT,KM") from None
    rows = np.flatnonzero(lost)
    lines = span_lines(net.keep_spans(net.spans.id[lost]))
    out = np.zeros(len(lost), dtype=bool)
    out[rows] = [line.intersects(area) for line in lines]
    return out
