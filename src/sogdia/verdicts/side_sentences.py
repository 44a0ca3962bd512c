"""Sentences of what stands beside the effects: the reverse channel, exits, groups by income."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sogdia.verdicts.wording import THRESHOLDS, finding, numbers_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

REVERSE: Final = {
    "where higher": "the interval lies above 0",
    "where lower": "the interval lies below 0",
    "no slope larger": "the interval holds 0, and a slope of the yardstick could have been seen",
    "cannot tell": "the interval holds 0, and a slope of the yardstick could not have been seen",
    "not estimated": "there is nothing to estimate from",
}
"""What may be said of the reverse channel."""


def reverse_finding(row: Mapping[str, Any]) -> str:
    """Say which of `REVERSE` the numbers of a row bear out.

    Examples
    --------
    >>> reverse_finding({"estimate": 0.02, "low": 0.01, "high": 0.03, "detectable": 0.014, "yardstick": 0.02})
    'where higher'
    """
    if not np.isfinite([row["estimate"], row["low"], row["high"], row["detectable"]]).all():
        return "not estimated"
    if row["low"] > 0 or row["high"] < 0:
        return "where higher" if row["low"] > 0 else "where lower"
    return "no slope larger" if row["detectable"] <= row["yardstick"] else "cannot tell"


def reverse_sentence(row: Mapping[str, Any]) -> str:
    """Say one row of the reverse channel in one sentence."""
    what = f"the {row['programme']} programmes of {row['sponsor']}"
    on = str(row["predictor"]).replace("_", " ")
    kind = reverse_finding(row)
    if kind == "not estimated":
        reason = row["reason"] or "there is nothing to estimate from"
        return f"Not estimated, whether {what} follow {on} of the year before: {reason}."
    span = f"95 % interval {_points(row['low'])} to {_points(row['high'])}"
    rate = f"they begin in {_points(row['mean_rate'])} % of country-years"
    if kind in {"where higher", "where lower"}:
        way = kind.partition(" ")[2]
        size = _points(abs(row["estimate"]))
        return (
            f"{what[0].upper()}{what[1:]} began more often where {on} had been {way} the year before, by {size} "
            f"percentage points for one standard deviation ({span}; {rate}){_by_chance(row)}."
        )
    if kind == "no slope larger":
        most = _points(max(-row["low"], row["high"]))
        return (
            f"No sign that {what} follow {on} of the year before by more than {most} percentage "
            f"points for one standard deviation ({span}; {rate})."
        )
    return (
        f"Cannot tell whether {what} follow {on} of the year before ({span}; {rate}, and only a slope "
        f"of {_points(row['detectable'])} points or more would have been seen)."
    )


def exit_sentence(row: Mapping[str, Any]) -> str:
    """Say one row of the exits in one sentence."""
    what, on = f"the {row['programme']} programmes of {row['sponsor']}", str(row["outcome"]).replace("_", " ")
    numbers = numbers_of(row)
    kind = finding(numbers)
    if kind == "not estimated":
        return f"Not estimated for the end of {what} on {on}: {row['reason'] or 'there is nothing to estimate from'}."
    who = f"{several(row['left'], 'country', 'countries')} left, {row['stayed']} stayed"
    span = f"95 % interval {numbers.low:.3g} to {numbers.high:.3g}"
    if kind in {"moved up", "moved down"}:
        return f"After {what} ended, {on} {kind} by {abs(numbers.effect):.3g} ({span}; {who})."
    if kind == "trend before":
        return f"After {what} ended, {on} differs by {numbers.effect:.3g} ({span}; {who}), but it did so before."
    if kind == "no effect larger":
        most = max(-numbers.low, numbers.high)
        return f"No effect larger than {most:.3g} of the end of {what} on {on} ({span}; {who})."
    if not numbers.low <= 0 <= numbers.high:
        return (
            f"Cannot tell what the end of {what} did to {on}: the {span} excludes 0 ({who}), but with so few the years "
            "before cannot be tested."
        )
    return (
        f"Cannot tell what the end of {what} did to {on} ({span}; {who}; only an effect of {numbers.detectable:.3g} or "
        "more would have been seen)."
    )


def income_sentence(rows: Sequence[Mapping[str, Any]]) -> str:
    """Say in one sentence whether the groups by income of one effect differ."""
    first = rows[0]
    what, on = f"the {first['programme']} programmes of {first['sponsor']}", str(first["outcome"]).replace("_", " ")
    known = [row for row in rows if row["finding"] != "not estimated"]
    if len(known) < 2:
        return f"By income, {what} on {on}: not compared; {several(len(known), 'group', 'groups')} could be estimated."
    parts = ", ".join(f"{row['income']} {row['effect']:.3g}" for row in known)
    alike = float(first["p_alike"])
    p = f"test that they are alike: p {f'= {alike:.3f}' if alike >= 0.001 else '< 0.001'}"
    if first["p_alike"] <= THRESHOLDS["alike_p"]:
        return f"By income, {what} on {on}: the groups differ ({parts}; {p})."
    return f"By income, {what} on {on}: no sign that groups differ ({parts}; {p})."


def income_count(effects: Sequence[Sequence[Mapping[str, Any]]]) -> list[str]:
    """Say how many tests of alike groups find a difference, and how many would by chance; nothing without tests."""
    known = [rows[0]["p_alike"] for rows in effects if np.isfinite(rows[0]["p_alike"])]
    if not known:
        return []
    least = THRESHOLDS["alike_p"]
    found = sum(p <= least for p in known)
    chance = least * len(known)
    return [f"By income, {found} of {len(known)} tests find that groups differ; by chance about {chance:.1f} would."]


def _by_chance(row: Mapping[str, Any]) -> str:
    q = float(row.get("q", np.nan))
    return f"; among so many estimates this may be chance (q = {q:.2f})" if q > THRESHOLDS["q"] else ""


def several(count: int, one: str, many: str) -> str:
    """Give a count with its noun.

    Examples
    --------
    >>> several(1, "country", "countries"), several(2, "country", "countries")
    ('1 country', '2 countries')
    """
    return f"{count} {one if count == 1 else many}"


def _points(share: float) -> str:
    return f"{100 * share:.2g}"
