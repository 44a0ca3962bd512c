"""The question of the page: did tech programmes do what cultural ones did not? Answered by thresholds, pair by pair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sogdia.verdicts.readings import KINDS
from sogdia.verdicts.side_sentences import several
from sogdia.verdicts.wording import Numbers, doubts, finding, numbers_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row = Mapping[str, Any]

TOWARDS: Final = {
    "frameworks_accepted": 1, "ideal_point_distance": -1, "vote_agreement": 1, "vote_kappa": 1, "same_coalition": 1,
    "favourable_share": 1, "unfavourable_share": -1, "restrictions_in_force": -1, "restrictions_begun": -1,
}  # fmt: skip
"""Outcomes that concern a sponsor: 1 where more of it is nearer to the sponsor, -1 where less is."""
ANSWERS: Final = ("yes", "no", "cannot tell", "not compared")


def pair_answer(outcome: str, tech: Row, cultural: Row, contrast: Row) -> str:
    """Answer for one sponsor and outcome.

    `yes`: the outcome moved towards the sponsor under tech programmes and did not under cultural ones, and the
    difference did too, all without doubt. `no`: no difference larger than the interval's end, or tech programmes had no
    effect larger than that of theirs, or the outcome or the difference moved the other way without doubt. Else `cannot
    tell`; `not compared` where the difference is not estimated. Empty for an outcome that concerns no sponsor.

    Parameters
    ----------
    outcome
        Name of the series.
    tech, cultural, contrast
        Rows of the tables.
    """
    sign = TOWARDS.get(outcome)
    if sign is None:
        return ""
    if finding(numbers_of(contrast)) == "not estimated":
        return "not compared"
    ways = {name: _way(row, sign) for name, row in (("tech", tech), ("cultural", cultural), ("both", contrast))}
    if ways["tech"] == ways["both"] == "towards" and ways["cultural"] in {"none", "away"}:
        return "yes"
    if ways["both"] in {"none", "away"} or ways["tech"] in {"none", "away"}:
        return "no"
    return "cannot tell"


def _way(row: Row, sign: int) -> str:
    """Give towards, away, none (no effect larger) or unknown (doubtful, trend before, cannot tell)."""
    numbers = numbers_of(row)
    kind = finding(numbers)
    if kind == "no effect larger":
        return "none"
    if kind not in {"moved up", "moved down"} or doubts(numbers):
        return "unknown"
    return "towards" if (kind == "moved up") == (sign > 0) else "away"


def paragraph(contrasts: Sequence[Row]) -> tuple[str, ...]:
    """Answer the question of the page in a few sentences; acceptance of norms comes first.

    Parameters
    ----------
    contrasts
        Rows of the contrast with `answer`.
    """
    own = [row for row in contrasts if row["answer"]]
    count = {word: sum(row["answer"] == word for row in own) for word in ANSWERS}
    tried = len(own) - count["not compared"]
    said = [
        "Did tech programmes do what cultural ones did not? "
        + (
            f"Of {several(tried, 'pair', 'pairs')} of sponsor and outcome that could be compared: yes in "
            f"{count['yes']}, no in {count['no']}, cannot tell in {count['cannot tell']}."
            if tried
            else "No pair of sponsor and outcome could be compared."
        )
        + (f" Not compared: {count['not compared']}, for the reasons in the table." if count["not compared"] else "")
    ]
    for kind, names in KINDS.items():
        mine = [row for row in own if row["outcome"] in names and row["answer"] != "not compared"]
        told = "; ".join(_brief(row) for row in mine) or "no pair could be compared"
        said.append(f"{kind[0].upper()}{kind[1:]}: {told}.")
    return tuple(said)


def _brief(row: Row) -> str:
    numbers = numbers_of(row)
    return (
        f"{row['answer']} ({str(row['outcome']).replace('_', ' ')}, {row['sponsor']}: tech less cultural "
        f"{numbers.effect:.3g}, 95 % interval {numbers.low:.3g} to {numbers.high:.3g}, detectable "
        f"{numbers.detectable:.3g}{_why(numbers)})"
    )


def _why(numbers: Numbers) -> str:
    """Say why an interval that excludes 0 settles nothing."""
    if numbers.low <= 0 <= numbers.high:
        return ""
    kind = finding(numbers)
    told = {"trend before": "the trend was there before", "cannot tell": "the years before cannot be tested"}
    return f"; {told[kind]}" if kind in told else "".join(f"; {each}" for each in doubts(numbers))
