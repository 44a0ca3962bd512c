import math

from sogdia.assessment.figure import Figure, weakest


def test_weakest_goes_from_measured_to_assumed():
    assert weakest(["measured", "measured"]) == "measured"
    assert weakest(["measured", "assumed", "modelled"]) == "assumed"
    assert weakest([]) == "assumed"


def test_a_figure_without_numbers_is_not_known():
    assert not Figure(math.nan).known
    assert Figure(math.nan, 1.0, 2.0).known


def test_notes_are_joined():
    assert Figure(1.0).noted("a").noted("b").note == "a; b"
