"""Lengths of spans against the geodesic and the drawn line: too short, in metres, in miles, off by 1,000."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.inspection.flaws import Flaw, Repair, flaw, whole
from sogdia.inspection.lines import drawn_km
from sogdia.network.checks import short_spans, too_short

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.inspection.subject import Subject
    from sogdia.tables import Breach

    Floats = NDArray[np.float64]
    Marks = NDArray[np.bool_]

MILE_KM = 1.609344
"""Statute mile, km (exact, international yard and pound agreement of 1959)."""

MEASURED_KM = 5.0
"""Spans shorter than this say nothing about units: a cable may wind."""

_METRES = (900.0, 20_000.0)
_THOUSANDS = (0.0009, 0.02)
_USUAL = (900.0, 2500.0)


def length_flaws(subject: Subject, doubtful: Marks) -> list[Breach]:
    """Find the spans whose length cannot be, leaving out those at nodes whose place is `doubtful`."""
    spans = subject.tables["spans"]
    length = subject.numbers("spans", "length_km")
    if spans.empty or np.isnan(length).all():
        return []
    sure = subject.joined & ~np.append(doubtful, values=False)[subject.ends].any(axis=1)
    straight = np.where(sure, subject.straight_km, np.nan)
    drawn = drawn_km(subject)
    way = np.fmax(straight, np.where(drawn > 0, drawn, np.nan))
    measured = (way >= MEASURED_KM) & (length > 0)
    ratio = np.divide(length, way, out=np.full(len(way), np.nan), where=measured)
    flaws, told = _column(length, ratio, straight)
    if told:
        return [*flaws, *_systems(subject, length)]
    rows = _off(ratio)
    for mask, word, factor in ((rows[0], "metres", 1000.0), (rows[1], "thousands of km", 0.001)):
        flaws += flaw(
            "length-off-by-1000", ("spans", "length_km"), spans, mask,
            [f"is {_times(ratio[i])} times the way between its ends ({way[i]:,.1f} km)" for i in np.flatnonzero(mask)],
            [f"write {v / factor:.10g} if it is in {word}" for v in length[mask]],
        )  # fmt: skip
    short = too_short(length, straight) & ~rows[1] & (length >= 0)
    return [*flaws, *short_spans(spans, short, straight), *_systems(subject, length)]


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}"


def _off(ratio: Floats) -> tuple[Marks, Marks]:
    with np.errstate(invalid="ignore"):
        return (
            (ratio >= _METRES[0]) & (ratio <= _METRES[1]),
            (ratio >= _THOUSANDS[0]) & (ratio <= _THOUSANDS[1]),
        )


def _column(length: Floats, ratio: Floats, straight: Floats) -> tuple[list[Breach], bool]:
    """Judge the unit of the whole column; the second answer says whether it is wrong."""
    measured = ratio[np.isfinite(ratio)]
    where = ("spans", "length_km")
    if not len(measured):
        return [], False
    middle = float(np.median(measured))
    metres, thousands = (mask[np.isfinite(ratio)].all() for mask in _off(ratio))
    if metres or thousands:
        factor, unit = (1000.0, "metres") if metres else (0.001, "thousands of km")
        words = f"every length is about {_times(middle)} times the way between the span's ends: the column is in {unit}"
        rows = np.flatnonzero(np.isfinite(length))
        usual = metres and _USUAL[0] <= middle <= _USUAL[1]
        if thousands:
            usual = _USUAL[0] <= middle * 1e6 <= _USUAL[1]
        if usual:
            repair = Repair(rows, {"length_km": (length[rows] / factor).tolist()})
            mend = f"divide it by {factor:g}" if metres else "multiply it by 1,000"
            return [*whole("length-unit", where, words, mend, value=f"{length[rows[0]]:.10g}", repair=repair)], True
        if metres:
            words = f"every length is about {_times(middle)} times the way between the span's ends: metres, or feet?"
            return [*whole("length-unit-unsure", where, words, "give the lengths in km")], True
    mixed = int(_off(ratio)[0].sum())
    if len(measured) >= 10 and mixed >= 0.9 * len(measured):
        words = f"{mixed:,} of {len(measured):,} lengths are about 1,000 times the way between the ends, not the rest"
        return [
            *whole("length-unit-unsure", where, words, "give all lengths in km, or mend the ends' places first")
        ], True
    short = too_short(length, straight) & np.isfinite(ratio)
    as_miles = too_short(length * MILE_KM, straight)
    if short.sum() >= 3 and short.sum() >= 0.3 * len(measured) and not as_miles.any() and (ratio[short] > 0.5).all():
        words = (
            f"{int(short.sum())} of {len(measured)} lengths are under the geodesic, and none is when they are taken as "
            "miles"
        )
        mend = "multiply by 1.609344 if they are statute miles (1.852 for nautical miles)"
        return [*whole("length-in-miles", where, words, mend)], True
    return [], False


def _systems(subject: Subject, length: Floats) -> list[Flaw]:
    """Hold the published length of a system to the sum of its spans."""
    systems, spans = subject.tables["systems"], subject.tables["spans"]
    if systems.empty or spans.system.isna().all():
        return []
    published = subject.numbers("systems", "length_km")
    total = spans.assign(length_km=length).groupby("system", observed=True).length_km.sum(min_count=1)
    added = total.reindex(systems.id).to_numpy(dtype=float, na_value=np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = published / added
    off = ((ratio > 500) & (ratio < 5000)) | ((ratio > 0.0002) & (ratio < 0.002))
    return flaw(
        "system-length-off-by-1000", ("systems", "length_km"), systems, off,
        [f"is {r:,.3g} times the sum of its spans, {km:,.0f} km" for r, km in zip(ratio[off], added[off], strict=True)],
        "give both in km",
    )  # fmt: skip
