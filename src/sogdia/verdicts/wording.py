"""What may be said of an estimate: words that follow from its numbers by fixed thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

THRESHOLDS: Final = {
    "level": 0.95,
    "power": 0.8,
    "yardstick_sd": 0.2,
    "pretrend_p": 0.1,
    "placebo_p": 0.05,
    "q": 0.1,
    "breakdown_m": 1.0,
    "permutation_p": 0.05,
    "alike_p": 0.05,
    "yardstick_slope": 0.1,
}
"""Level of intervals; power of the detectable effect; size that matters, in standard deviations of the outcome (small
after Cohen 1988, page 25); p above which trends before, and placebo dates taken together, count as
null; q above which a movement may be one of chance among so many estimates; break of trends,
in largest breaks before, below which an effect is said to hang on it; p above which dates dealt out at random give as
large an effect; p up to which income groups are said to differ; slope of beginnings that matters, in standard
deviations of both (small after Cohen 1988, page 79)."""

FINDINGS: Final = {
    "moved up": "the interval lies above 0, and the tests of the years before find nothing",
    "moved down": "the interval lies below 0, and the tests of the years before find nothing",
    "trend before": "the interval excludes 0, but a test of the years before finds something too",
    "no effect larger": "the interval holds 0, an effect of the yardstick could have been seen, and the tests of the "
    "years before find nothing",
    "cannot tell": "the interval holds 0 and the yardstick could not have been seen, or the years before cannot be "
    "tested, or they cast doubt on it",
    "not estimated": "there is nothing to estimate from",
}


@dataclass(frozen=True)
class Numbers:
    """An estimate with its tests.

    Attributes
    ----------
    effect, low, high
        In units of the outcome.
    detectable
        Smallest effect that would be found with the power of `THRESHOLDS`.
    sd
        Standard deviation of the outcome.
    p_pretrend, p_placebo
        Of the joint test of trends before, and of the placebo dates taken together; NaN where not tested.
    q
        Share of false findings among the estimates of the same table whose q is as small; NaN where not known.
    breakdown_m
        Largest break of trends, in largest breaks before, at which the interval of the mean over the first years
        excludes 0; NaN where not known.
    p_permutation
        Share of dates dealt out at random that give as large a ratio of effect to error; NaN where not dealt.
    misdated_low, misdated_high
        Bounds of the interval if dates are wrong by a year; NaN where not known.
    """

    effect: float
    low: float
    high: float
    detectable: float
    sd: float
    p_pretrend: float
    p_placebo: float
    q: float = np.nan
    breakdown_m: float = np.nan
    p_permutation: float = np.nan
    misdated_low: float = np.nan
    misdated_high: float = np.nan

    @property
    def yardstick(self) -> float:
        """The size that matters, in units of the outcome."""
        return THRESHOLDS["yardstick_sd"] * self.sd


def finding(numbers: Numbers) -> str:
    """Say which of `FINDINGS` the numbers bear out.

    Examples
    --------
    >>> finding(Numbers(1.0, 0.5, 1.5, 0.7, 1.0, 0.6, 0.4)), finding(Numbers(1.0, 0.5, 1.5, 0.7, 1.0, 0.01, 0.4))
    ('moved up', 'trend before')
    """
    if not np.isfinite([numbers.effect, numbers.low, numbers.high, numbers.detectable]).all():
        return "not estimated"
    tests = ((numbers.p_pretrend, THRESHOLDS["pretrend_p"]), (numbers.p_placebo, THRESHOLDS["placebo_p"]))
    failed = any(p <= least for p, least in tests)
    passed = all(p > least for p, least in tests)
    if numbers.low <= 0 <= numbers.high:
        return "no effect larger" if passed and numbers.detectable <= numbers.yardstick else "cannot tell"
    if failed:
        return "trend before"
    if not passed:
        return "cannot tell"
    return "moved up" if numbers.low > 0 else "moved down"


def sentence(of: str, on: str, numbers: Numbers, reason: str = "") -> str:
    """Say one estimate in one plain sentence.

    Parameters
    ----------
    of
        What acted, such as "the tech programmes of XXX".
    on
        Outcome, such as "memberships".
    numbers
        The estimate.
    reason
        Why there is none.

    Examples
    --------
    >>> sentence("the tech programmes of XXX", "memberships", Numbers(1.0, 0.5, 1.5, 0.7, 1.0, 0.6, 0.4))
    'After the tech programmes of XXX began, memberships moved up by 1 (95 % interval 0.5 to 1.5).'
    """
    kind = finding(numbers)
    said = {name: _figure(value) for name, value in vars(numbers).items()}
    span = f"{THRESHOLDS['level']:.0%} interval {said['low']} to {said['high']}".replace("%", " %")
    if kind == "not estimated":
        return f"Not estimated for {of} on {on}: {reason or 'there is nothing to estimate from'}."
    if kind in {"moved up", "moved down"}:
        return f"After {of} began, {on} {kind} by {_figure(abs(numbers.effect))} ({span}){_chance(numbers)}."
    if kind == "trend before":
        return (
            f"The trend was there before: after {of} began, the difference in {on} is {said['effect']} ({span}), but "
            f"the years before did not run alike ({_tests(numbers)})."
        )
    if kind == "no effect larger":
        most = _figure(max(-numbers.low, numbers.high))
        return (
            f"No effect larger than {most} of {of} on {on} ({span}; an effect of {said['detectable']} could have been "
            "seen)."
        )
    return f"Cannot tell what {of} did to {on}: {_doubt(numbers, span)}."


def contrast_sentence(sponsor: str, on: str, numbers: Numbers, reason: str = "") -> str:
    """Say the tech programmes' effect less that of the cultural ones in one plain sentence."""
    kind = finding(numbers)
    span = f"{THRESHOLDS['level']:.0%} interval {_figure(numbers.low)} to {_figure(numbers.high)}".replace("%", " %")
    pair = f"tech and cultural programmes of {sponsor}"
    if kind == "not estimated":
        return f"Not compared, {pair} on {on}: {reason or 'there is nothing to estimate from'}."
    if kind in {"moved up", "moved down"}:
        way = {"moved up": "higher", "moved down": "lower"}[kind]
        size = _figure(abs(numbers.effect))
        said = f"The effect on {on} is {way} by {size} for tech than for cultural programmes of {sponsor} ({span})"
        return f"{said}{_chance(numbers)}."
    if kind == "trend before":
        return f"The {pair} differ on {on} ({span}), but the trend was there before ({_tests(numbers)})."
    if kind == "no effect larger":
        most = _figure(max(-numbers.low, numbers.high))
        return f"No difference larger than {most} between {pair} on {on} ({span})."
    return f"Cannot tell whether {pair} differ on {on}: {_doubt(numbers, span)}."


def numbers_of(row: Mapping[str, float]) -> Numbers:
    """Read the numbers off a row of the table of effects."""
    return Numbers(**{name: float(row.get(name, np.nan)) for name in Numbers.__dataclass_fields__})


def doubts(numbers: Numbers) -> list[str]:
    """Say what should make one doubt a movement all the same; empty where nothing does."""
    words = []
    if numbers.q > THRESHOLDS["q"]:
        words.append(f"among so many estimates this may be chance (q = {numbers.q:.2f})")
    if numbers.p_permutation > THRESHOLDS["permutation_p"]:
        words.append(
            f"dates dealt out at random give as much in {numbers.p_permutation:.0%} of deals".replace("%", " %")
        )
    if numbers.misdated_low <= 0 <= numbers.misdated_high:
        words.append("dates that are wrong by a year could undo it")
    if numbers.breakdown_m == 0:
        words.append("over the first years alone the interval holds 0")
    elif numbers.breakdown_m < THRESHOLDS["breakdown_m"]:
        words.append(
            f"a break of trends {numbers.breakdown_m:.2f} times as large as the largest one before would undo it"
        )
    return words


def _chance(numbers: Numbers) -> str:
    return "".join(f"; {each}" for each in doubts(numbers))


def _doubt(numbers: Numbers, span: str) -> str:
    if not numbers.low <= 0 <= numbers.high:
        return f"the {span} excludes 0, but the years before cannot be tested ({_tests(numbers)})"
    if numbers.detectable > numbers.yardstick:
        share = numbers.detectable / numbers.sd
        return (
            f"the {span} holds 0, and only an effect of {_figure(numbers.detectable)} or more ({share:.2f} standard "
            "deviations) would have been seen"
        )
    return f"the {span} holds 0, but the years before give no ground to trust it ({_tests(numbers)})"


def _tests(numbers: Numbers) -> str:
    pairs = (("trends before", numbers.p_pretrend), ("placebo dates", numbers.p_placebo))
    return ", ".join(f"{name}: {f'p = {p:.3f}' if np.isfinite(p) else 'not tested'}" for name, p in pairs)


def _figure(value: float) -> str:
    return f"{value:.3g}"
