import pandas as pd
import pytest

from sogdia.flows import Detours, LatencyParams, breakdown, explain, latency
from sogdia.flows.round_trip import ENDS

DEAR = LatencyParams(detours=Detours(spread_ms=15.0))
"""Handover costs so much that two ends by Paris meet there."""


def rtt(net, start, end, params=None):
    return latency(net, pd.DataFrame([dict(zip(ENDS, (*start, *end), strict=True))]), params=params).table.rtt_ms[0]


def test_explain_lists_the_nodes(caspian):
    steps = explain(caspian, (51.17, 43.65), (49.46, 37.47))
    assert steps.node.tolist() == ["aktau", "baku", "turkmenbashi", "anzali"]
    assert steps.span.fillna("").tolist() == ["", "ba", "bt", "ti"]
    assert steps.km.sum() == 1400.0
    assert not steps.handover.any()


def test_a_way_goes_to_its_exchange_and_back(meeting):
    steps = explain(meeting, (0.0, 40.0), (10.0, 40.0), params=DEAR)
    assert steps.node.tolist() == ["a", "paris", "b"]
    assert steps.handover.tolist() == [False, True, False]
    assert steps.span.fillna("").tolist() == ["", "ap", "bp"]


@pytest.mark.parametrize(
    "ends", [((51.17, 43.65), (49.46, 37.47)), ((51.17, 43.85), (44.79, 41.72)), ((51.17, 43.65), (51.9, 43.4))]
)
def test_the_parts_add_up(caspian, ends):
    parts = breakdown(caspian, *ends)
    assert parts.round_trip_ms.sum() == pytest.approx(rtt(caspian, *ends))
    assert parts.part.is_unique


def test_the_exchange_is_named(meeting):
    parts = breakdown(meeting, (0.0, 40.0), (10.0, 40.0), params=DEAR)
    assert "handover at Paris" in parts.part.tolist()
    assert parts.round_trip_ms.sum() == pytest.approx(rtt(meeting, (0.0, 40.0), (10.0, 40.0), DEAR))


def test_no_way_has_no_parts(caspian):
    assert breakdown(caspian.keep_spans([]), (51.17, 43.65), (44.79, 41.72)).empty
    assert explain(caspian.keep_spans([]), (51.17, 43.65), (44.79, 41.72)).empty
