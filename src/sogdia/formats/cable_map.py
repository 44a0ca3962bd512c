"""Turns one cable of a map (its lines, its landings, its published length) into spans and branching units."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from sogdia.formats.cable_tracing import SNAP_KM, shortest_tree, trace
from sogdia.formats.system_lengths import share_length
from sogdia.geodesy import distance_km, length_km, line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.formats.findings import Findings

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Cable:
    """A cable as a map gives it.

    Attributes
    ----------
    id, name, file
        Its id, its name, and the file in which it stands.
    landings
        Ids of the landings that have a place.
    places
        Shape (k, 2): those places, degrees.
    lines
        Polylines of shape (n, 2), degrees; may be empty.
    published_km
        Length of the whole cable; None where not published.
    """

    id: str
    name: str
    file: str
    landings: Sequence[str]
    places: Floats
    lines: Sequence[Floats] = ()
    published_km: float | None = None


@dataclass
class Laid:
    """Rows of the tables `nodes` (branching units) and `spans`."""

    nodes: list[dict[str, Any]] = field(default_factory=list)
    spans: list[dict[str, Any]] = field(default_factory=list)


def lay(cable: Cable, found: Findings) -> Laid:
    """Give the spans of a cable and its branching units; what had to be guessed is a finding."""
    if len(cable.landings) < 2:
        count = len(cable.landings)
        found.add(
            "warning", "too-few-landings", f"has {count} landing{'s' if count != 1 else ''} with a place, so no span",
            key=cable.id, file=cable.file, mend="give two landings at least",
        )  # fmt: skip
        return Laid()
    if not cable.lines:
        found.add(
            "warning", "no-line", "has no drawn line", key=cable.id, file=cable.file, mended=True,
            mend="its landings are joined by the shortest tree of geodesics",
        )  # fmt: skip
        pairs = shortest_tree(cable.places)
        spans = [(a, b, cable.places[[a, b]]) for a, b in pairs]
        return _rows(cable, np.zeros((0, 2)), spans, found, drawn=False)
    traced = trace(cable.lines, cable.places)
    for landing, km in traced.off_line.items():
        found.add(
            "warning", "landing-off-line", f"landing lies {km:.0f} km off the drawn line", key=cable.id,
            file=cable.file, value=cable.landings[landing], mended=True, mend="joined to the nearest point of the line",
        )  # fmt: skip
    if traced.bridged_km:
        gaps, longest = len(traced.bridged_km), max(traced.bridged_km)
        problem = f"the drawn line has {gaps} gap{'s' if gaps > 1 else ''}, the longest of {longest:.0f} km"
        found.add("warning", "gap-in-line", problem, key=cable.id, file=cable.file, mended=True,
                  mend="closed by straight pieces")  # fmt: skip
    if traced.dead_km > SNAP_KM:
        found.add(
            "note", "line-to-nowhere", f"{traced.dead_km:.0f} km of the drawn line lead to no landing of the cable",
            key=cable.id, file=cable.file, mend="left out", mended=True,
        )  # fmt: skip
    if traced.parts > 1:
        found.add(
            "note", "in-parts", f"is drawn in {traced.parts} parts that do not touch", key=cable.id, file=cable.file,
            mend="kept apart; join them on land where they are joined",
        )  # fmt: skip
    return _rows(cable, traced.branching, traced.spans, found, drawn=True)


def _rows(
    cable: Cable, branching: Floats, spans: list[tuple[int, int, Floats]], found: Findings, *, drawn: bool
) -> Laid:
    names = [*cable.landings, *(f"{cable.id}-bu-{i + 1}" for i in range(len(branching)))]
    places = np.vstack([cable.places, branching])
    laid = Laid()
    laid.nodes = [
        {"id": name, "lon": float(x), "lat": float(y), "kind": "branching_unit", "read": "derived",
         "note": "where drawn lines meet"}
        for name, (x, y) in zip(names[len(cable.landings) :], branching, strict=True)
    ]  # fmt: skip
    if not spans:
        return laid
    first, second = np.array([s[0] for s in spans]), np.array([s[1] for s in spans])
    straight = distance_km(places[first, 0], places[first, 1], places[second, 0], places[second, 1])
    along = np.maximum([length_km(s[2]) for s in spans], straight)
    lengths = _lengths(cable, along, straight, found)
    for i, (a, b, shape) in enumerate(spans):
        laid.spans.append(
            {"id": f"{cable.id}-{i + 1}", "system": cable.id, "start": names[a], "end": names[b],
             "length_km": None if lengths is None else float(lengths[i]),
             "geometry": line(shape) if drawn else None, "read": "derived"}
        )  # fmt: skip
    return laid


def _lengths(cable: Cable, along: Floats, straight: Floats, found: Findings) -> Floats | None:
    if cable.published_km is None:
        return None
    shared = share_length(cable.published_km, along, straight)
    if shared is not None:
        return shared
    tree = shortest_tree(cable.places)
    ends = cable.places[[a for a, _ in tree]], cable.places[[b for _, b in tree]]
    least = float(distance_km(ends[0][:, 0], ends[0][:, 1], ends[1][:, 0], ends[1][:, 1]).sum())
    if cable.published_km < least:
        code, problem = "length-below-tree", f"is under the shortest tree through its landings, {least:.0f} km"
    else:
        code, problem = "length-below-route", f"is under the geodesics of its drawn spans, {straight.sum():.0f} km"
    found.add(
        "warning", code, f"published length {problem}", key=cable.id, file=cable.file, column="length",
        value=f"{cable.published_km:g} km", mended=True,
        mend="the system keeps it; its spans have their geodesics as lengths",
    )  # fmt: skip
    return straight
