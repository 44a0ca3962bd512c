"""Laws of served demand on small random graphs, held against the exact linear programme."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sogdia.flows.ceilings import ceilings
from sogdia.flows.contraction import Wanted
from sogdia.flows.exact import served_exactly
from sogdia.flows.mincut import arc_twins, max_flow
from sogdia.flows.served import serve

GAP = 0.005


@st.composite
def cases(draw, pairs=4):
    """A graph of 3 to 8 nodes with 1 to 14 spans of whole capacities, its first nodes places, and some demands."""
    n = draw(st.integers(3, 8))
    ends = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda e: e[0] != e[1])
    gbps = draw(st.sampled_from([st.integers(0, 20), st.sampled_from([2, 4])]))
    spans = draw(st.lists(st.tuples(ends, gbps, st.floats(0.1, 50.0)), min_size=1, max_size=14))
    start, end = (np.array(side, dtype=np.int64) for side in zip(*(e for e, _, _ in spans), strict=True))
    places = draw(st.integers(2, min(n, 4)))
    home = np.array([draw(st.integers(-1, places - 1)) for _ in range(n)], dtype=np.int64)
    home[:places] = np.arange(places)
    traffic = np.zeros((places, places))
    some = draw(st.lists(st.tuples(*[st.integers(0, places - 1)] * 2, st.integers(1, 30)), min_size=1, max_size=pairs))
    for i, j, gbps in some:
        if i != j:
            traffic[i, j] = traffic[j, i] = gbps
    delay = np.array([d for _, _, d in spans])
    return Wanted(start, end, delay, np.array([c for _, c, _ in spans], dtype=float), home, traffic)


masks = st.lists(st.booleans(), min_size=14, max_size=14).map(np.array)


def most(wanted):
    return served_exactly(wanted)[0]


@settings(max_examples=60, deadline=None)
@given(cases())
def test_the_gap_is_true(wanted):
    best, found = most(wanted), serve(wanted, GAP).before
    assert found.total_gbps <= best + 1e-6
    assert best <= found.bound_gbps * (1 + 1e-6) + 1e-6
    assert found.gap <= GAP
    assert (found.pair_gbps <= wanted.amount + 1e-6).all()


@settings(max_examples=60, deadline=None)
@given(cases(), masks)
def test_the_gap_is_true_after_a_loss(wanted, mask):
    lost = mask[: len(wanted.start)]
    best, found = most(wanted.without(lost)), serve(wanted, GAP).after(lost)
    assert found.total_gbps <= best + 1e-6
    assert best <= found.bound_gbps * (1 + 1e-6) + 1e-6
    assert found.gap <= GAP
    assert (1 - GAP) * found.bound_gbps - 1e-6 <= found.pair_gbps.sum() <= found.total_gbps + 1e-6


@settings(max_examples=30, deadline=None)
@given(cases(), masks)
def test_what_is_lost_lies_between_its_bounds(wanted, mask):
    """The least is true of each country in any routing, the bounds of the sum of the most that can be served."""
    left = wanted.without(mask[: len(wanted.start)])
    serving = serve(wanted, GAP)
    answer = serving.after(mask[: len(wanted.start)])
    before, after = most(wanted), most(left)
    lost = 1 - after / before if before else 0.0
    least, top = answer.lost_since(serving.before)
    assert least <= lost + 1e-6
    assert lost <= top + 1e-6
    for place, ceiling in enumerate(ceilings(left, np.arange(len(left.traffic)))):
        mine = np.zeros_like(left.traffic)
        mine[place], mine[:, place] = left.traffic[place], left.traffic[:, place]
        assert np.isclose(ceiling, most(replace(left, traffic=mine)))


def test_what_lets_through_is_never_more_than_its_narrowest_span():
    """Two spans of 5 Gbps in a row carry 5 Gbps, though each is as wide as all else at the node between them."""
    traffic = np.array([[0.0, 10.0], [10.0, 0.0]])
    chain = Wanted(np.array([0, 2]), np.array([2, 1]), np.ones(2), np.array([5.0, 5.0]), np.array([0, 1, -1]), traffic)
    found = serve(chain, GAP).before
    assert found.total_gbps == most(chain) == 5.0
    assert 5.0 <= found.bound_gbps <= 5.0 / (1 - GAP)


@settings(max_examples=60, deadline=None)
@given(cases(pairs=1))
def test_one_pair_is_served_by_maximum_flow(wanted):
    tail, head = np.concatenate([wanted.start, wanted.end]), np.concatenate([wanted.end, wanted.start])
    label = np.tile(np.arange(len(wanted.start)), 2)
    rank = np.lexsort((label, head, tail))
    indptr = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=len(wanted.home)))]).astype(np.int64)
    for first, second, gbps in zip(*wanted.pairs, wanted.amount, strict=True):
        flow, _ = max_flow(
            indptr, head[rank], label[rank], arc_twins(indptr, label[rank]), wanted.capacity,
            np.ones(len(wanted.start), dtype=bool), wanted.home == first, wanted.home == second,
        )  # fmt: skip
        assert np.isclose(most(wanted), min(flow, gbps))


@settings(max_examples=40, deadline=None)
@given(cases(), masks, masks)
def test_losses_never_raise_and_two_are_never_better_than_one(wanted, mask, other):
    one, two = mask[: len(wanted.start)], (mask | other)[: len(wanted.start)]
    none, once, twice = (most(wanted.without(lost)) for lost in (np.zeros_like(one), one, two))
    assert twice <= once + 1e-6 <= none + 2e-6


@settings(max_examples=40, deadline=None)
@given(cases(), st.integers(0, 13), st.floats(0.1, 30.0))
def test_more_capacity_never_lowers_what_is_served(wanted, span, more):
    capacity = wanted.capacity.copy()
    capacity[span % len(capacity)] += more
    wider = Wanted(wanted.start, wanted.end, wanted.delay_ms, capacity, wanted.home, wanted.traffic)
    assert most(wider) >= most(wanted) - 1e-6
    assert serve(wider, GAP).before.bound_gbps >= serve(wanted, GAP).before.total_gbps - 1e-6


@settings(max_examples=30, deadline=None)
@given(cases())
def test_order_of_spans_changes_nothing(wanted):
    back = slice(None, None, -1)
    turned = Wanted(wanted.end[back].copy(), wanted.start[back].copy(), wanted.delay_ms[back].copy(),
                    wanted.capacity[back].copy(), wanted.home, wanted.traffic)  # fmt: skip
    assert np.isclose(most(turned), most(wanted))
    here, there = serve(wanted, GAP).before, serve(turned, GAP).before
    assert abs(here.total_gbps - there.total_gbps) <= GAP * here.bound_gbps + 1e-6
