from __future__ import annotations

import numpy as np

from sogdia.formats.cable_tracing import shortest_tree, trace


def ends(traced):
    return sorted((a, b) for a, b, _ in traced.spans)


def test_a_landing_along_the_line_divides_it():
    traced = trace([np.array([[0.0, 0.0], [10.0, 0.0]])], np.array([[0.0, 0.0], [4.0, 0.05], [10.0, 0.0]]))
    assert ends(traced) == [(0, 1), (1, 2)]


def test_a_line_that_ends_along_another_meets_it_in_a_branching_unit():
    lines = [np.array([[0.0, 0.0], [10.0, 0.0]]), np.array([[5.0, 0.05], [5.0, 5.0]])]
    traced = trace(lines, np.array([[0.0, 0.0], [10.0, 0.0], [5.0, 5.0]]))
    assert ends(traced) == [(0, 3), (1, 3), (2, 3)]
    assert np.allclose(traced.branching, [[5.0, 0.0]], atol=0.06)


def test_the_antimeridian_is_a_meridian_like_others():
    lines = [np.array([[170.0, 10.0], [179.99992, 12.0]]), np.array([[-179.9998, 12.0], [-170.0, 10.0]])]
    traced = trace(lines, np.array([[170.0, 10.0], [-170.0, 10.0]]))
    assert ends(traced) == [(0, 1)]


def test_what_leads_nowhere_is_cut_off():
    lines = [np.array([[0.0, 0.0], [10.0, 0.0]]), np.array([[5.0, 0.0], [5.0, 9.0]])]
    traced = trace(lines, np.array([[0.0, 0.0], [10.0, 0.0]]))
    assert ends(traced) == [(0, 1)]
    assert 950 < traced.dead_km < 1050


def test_two_landings_at_one_end_are_both_kept():
    traced = trace([np.array([[0.0, 0.0], [10.0, 0.0]])], np.array([[0.0, 0.0], [10.0, 0.0], [10.05, 0.0]]))
    assert {i for pair in ends(traced) for i in pair} == {0, 1, 2}


def test_parts_far_apart_stay_apart_and_near_ones_are_joined():
    lines = [np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([[1.3, 0.0], [2.0, 0.0]])]
    landings = np.array([[0.0, 0.0], [1.0, 0.0], [1.3, 0.0], [2.0, 0.0]])
    near = trace(lines, landings)
    assert near.parts == 1
    assert len(near.bridged_km) == 1
    far = trace([lines[0], lines[1] + [20, 0]], landings + np.array([[0, 0], [0, 0], [20, 0], [20, 0]]))
    assert far.parts == 2


def test_a_landing_far_off_is_joined_and_told():
    traced = trace([np.array([[0.0, 0.0], [10.0, 0.0]])], np.array([[0.0, 0.0], [10.0, 0.0], [5.0, 2.0]]))
    assert list(traced.off_line) == [2]
    assert ends(traced) == [(0, 3), (1, 3), (2, 3)]


def test_the_shortest_tree():
    assert shortest_tree(np.array([[0.0, 0.0], [5.0, 0.0], [1.0, 0.0]])) == [(0, 2), (1, 2)]
    assert shortest_tree(np.array([[0.0, 0.0]])) == []
