from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from sogdia.verdicts.wording import FINDINGS, THRESHOLDS, Numbers, contrast_sentence, finding, sentence

BEGINS = {
    "moved up": "After ",
    "moved down": "After ",
    "trend before": "The trend was there before",
    "no effect larger": "No effect larger than",
    "cannot tell": "Cannot tell",
    "not estimated": "Not estimated",
}
JUST = 1e-9


def numbers(low, high, detectable, p_pretrend=0.5, p_placebo=0.5):
    return Numbers((low + high) / 2, low, high, detectable, 1.0, p_pretrend, p_placebo)


def test_thresholds_are_those_of_the_page():
    sizes = {"level": 0.95, "power": 0.8, "yardstick_sd": 0.2}
    tests = {"pretrend_p": 0.1, "placebo_p": 0.05, "q": 0.1, "breakdown_m": 1.0}
    beside = {"permutation_p": 0.05, "alike_p": 0.05, "yardstick_slope": 0.1}
    assert sizes | tests | beside == THRESHOLDS
    assert set(BEGINS) == set(FINDINGS)


@pytest.mark.parametrize(
    ("of", "kind"),
    [
        (numbers(JUST, 1.0, 0.7), "moved up"),
        (numbers(-1.0, -JUST, 0.7), "moved down"),
        (numbers(JUST, 1.0, 0.7, p_pretrend=0.1 + JUST), "moved up"),
        (numbers(JUST, 1.0, 0.7, p_pretrend=0.1), "trend before"),
        (numbers(JUST, 1.0, 0.7, p_placebo=0.05), "trend before"),
        (numbers(JUST, 1.0, 0.7, p_placebo=0.05 + JUST), "moved up"),
        (numbers(JUST, 1.0, 0.7, p_pretrend=np.nan), "cannot tell"),
        (numbers(JUST, 1.0, 0.7, p_pretrend=np.nan, p_placebo=0.01), "trend before"),
        (numbers(0.0, 0.3, 0.2), "no effect larger"),
        (numbers(-0.1, 0.1, 0.2 + JUST), "cannot tell"),
        (numbers(-0.1, 0.1, 0.1, p_pretrend=0.05), "cannot tell"),
        (numbers(-0.1, np.nan, 0.1), "not estimated"),
    ],
)
def test_words_turn_at_the_thresholds(of, kind):
    assert finding(of) == kind
    assert sentence("the programmes of AAA", "memberships", of).startswith(BEGINS[kind])


def test_moved_is_said_only_where_nothing_speaks_against_it():
    grid = product((-0.5, -0.01, 0.01, 0.5), (0.02, 0.3), (0.1, 0.3), (0.01, 0.2, np.nan), (0.01, 0.2, np.nan))
    for middle, half, detectable, p, placebo in grid:
        of = numbers(middle - half, middle + half, detectable, p, placebo)
        clear = not of.low <= 0 <= of.high
        for words in (sentence("x", "y", of), contrast_sentence("AAA", "y", of)):
            said = "moved" in words or "is higher" in words or "is lower" in words
            assert said == (clear and p > 0.1 and placebo > 0.05)
            assert ("larger than" in words) == (not clear and detectable <= 0.2 and p > 0.1 and placebo > 0.05)


def test_no_effect_larger_gives_the_far_end_of_the_interval():
    assert "larger than 0.25 " in sentence("x", "y", numbers(-0.1, 0.25, 0.2))
    assert "larger than 0.3 " in contrast_sentence("AAA", "y", numbers(-0.3, 0.1, 0.2))


def test_labels_change_nothing_but_themselves():
    of = numbers(0.1, 0.5, 0.2)
    one, other = (contrast_sentence(label, "y", of) for label in ("AAA", "BBB"))
    assert one.replace("AAA", "BBB") == other


def test_a_movement_that_may_be_chance_says_so():
    of = numbers(0.1, 0.5, 0.2)
    for q, said in ((0.3, True), (0.05, False), (np.nan, False)):
        words = sentence("x", "y", replace(of, q=q)), contrast_sentence("AAA", "y", replace(of, q=q))
        assert all(("may be chance" in each) == said for each in words)


def test_a_movement_that_hangs_on_parallel_trends_says_so():
    of = numbers(0.1, 0.5, 0.2)
    for size, said in ((0.4, True), (1.0, False), (np.nan, False)):
        assert ("would undo it" in sentence("x", "y", replace(of, breakdown_m=size))) == said
