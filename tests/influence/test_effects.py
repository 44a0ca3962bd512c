from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from sogdia.errors import ParameterError
from sogdia.influence.effects import Effects, Term, clustered

FOUND = Effects(
    "x", (Term("att", n=4), Term("event", 0, n=2), Term("event", -2), Term("group_time", 2004, 2006)),
    np.array([1.0, 2.0, 0.1, 3.0]), np.array([[1.0, 0, 0, 0], [-1.0, 2, 0, 0], [0, -2, 1, 1]]), ("a", "b", "c"),
    np.arange(3),
)  # fmt: skip


def test_the_table_names_the_terms_and_bounds_them():
    table = FOUND.table(0.9)
    assert table["term"].tolist() == ["att", "event 0", "event -2", "group 2004 year 2006"]
    assert table["se"].to_numpy() == pytest.approx([2**0.5, 8**0.5, 1, 1])
    assert table["high"][2] == pytest.approx(0.1 + stats.t.ppf(0.95, 1))


def test_degrees_of_freedom_are_those_of_the_units_that_matter():
    chance = np.random.default_rng(0)
    wide = np.concatenate([chance.normal(size=(8, 400)), 1e-3 * chance.normal(size=(300, 400))])
    found = Effects("x", (Term("att"),) * 400, np.zeros(400), wide, tuple(map(str, range(308))), np.arange(308))
    assert 6 < np.median(found.freedom) < 11
    even = replace(found, influence=chance.normal(size=(308, 400)))
    assert 250 < np.median(even.freedom) <= 307


def test_terms_are_picked_by_kind_in_order():
    assert [t.at for t in FOUND.only("event").terms] == [-2, 0]
    with pytest.raises(ParameterError, match="it gives att, event, group_time"):
        FOUND.only("calendar")


def test_combinations_carry_their_covariance():
    gap = FOUND.combined(np.array([[1.0, -1.0, 0, 0]]), [Term("gap")])
    assert gap.att == -1.0
    assert gap.errors[0] ** 2 == pytest.approx(FOUND.covariance[:2, :2] @ [1, -1] @ [1, -1])


def test_clusters_sum_before_they_square():
    assert clustered(np.array([[1.0], [1.0], [-2.0]]), np.array([0, 0, 1]))[0, 0] == pytest.approx((4 + 4) * 2)
