from __future__ import annotations

import pytest

from sogdia.flows import FailParams
from sogdia.sweeps.grids import build, column, combinations


def test_every_combination_is_given_in_the_order_of_the_file():
    given = {"hubs": [5, 10], "capacity": {"usable_share": [0.2, 0.3]}}
    found, faults = combinations(FailParams, given, "params")
    assert not faults
    assert [tuple(dict(each).values()) for each in found] == [(5, 0.2), (5, 0.3), (10, 0.2), (10, 0.3)]
    made = build(FailParams, found[0])
    assert (made.hubs, made.capacity.usable_share, made.latency) == (5, 0.2, FailParams().latency)
    assert column(found[0][1][0]) == "capacity_usable_share"


def test_without_parameters_there_is_one_combination():
    assert combinations(FailParams, {}, "params") == ([()], [])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"hub": 3}, "unknown parameter; did you mean 'hubs'?"),
        ({"capacity": {"usable_shares": 0.3}}, "did you mean 'capacity.usable_share'?"),
        ({"hubs": [5, "ten"]}, "is not a whole number (found 'ten')"),
        ({"hubs": 0}, "hubs is 1 or more, not 0"),
        ({"capacity": {"usable_share": [0.3, 3]}}, "usable_share_high <= 1"),
        ({"hubs": []}, "has no values"),
    ],
)
def test_what_is_wrong_is_told(given, words):
    found, faults = combinations(FailParams, given, "verbs.fail.params")
    assert len(faults) == 1
    assert words in str(faults[0])
    assert str(faults[0]).startswith("verbs.fail.params")
    del found
