from __future__ import annotations

import pytest

from sogdia.errors import ParameterError
from sogdia.offers.definition import Shared
from sogdia.offers.facts import Fact
from sogdia.offers.sharing import shared_cost

ALONE = Fact(100.0, 80.0, 120.0, "measured", "the offer")


def test_with_a_road_the_land_part_gets_cheaper():
    cost, split, words = shared_cost(None, ALONE, 1.0)
    assert cost.base == pytest.approx(100 * (1 - 0.5683))
    assert split is None
    assert "road" in words
    half, _, _ = shared_cost(Shared(kind="rail", saved_share=0.5), ALONE, 0.5)
    assert half.base == pytest.approx(75.0)


def test_with_a_neighbour_both_pay_the_same():
    cost, split, _ = shared_cost(None, ALONE, 0.0)
    assert split.amounts[0] == pytest.approx(split.amounts[1])
    assert cost.base == pytest.approx(100 * 2 ** (0.6407727581914642 - 1))


def test_partners_and_what_they_would_pay_together():
    shared = Shared(
        kind="neighbours",
        joint_musd=150.0,
        partners=[{"name": "b", "alone_musd": 60.0}, {"name": "c", "alone_musd": 40.0}],
        coalitions=[{"members": ["us", "b"], "musd": 120.0}],
    )
    cost, split, words = shared_cost(shared, ALONE, 0.0)
    assert sum(split.amounts) == pytest.approx(150.0)
    assert cost.base == pytest.approx(split.amounts[0])
    assert "Shapley" in words
    plain, _, _ = shared_cost(shared.model_copy(update={"split": "stand-alone"}), ALONE, 0.0)
    assert plain.base == pytest.approx(75.0)


def test_an_unknown_cost_stays_unknown():
    cost, _, words = shared_cost(None, Fact(float("nan")), 1.0)
    assert not cost.known
    assert words == "not priced, as the cost is not known"


def test_nobody_knows_what_sharing_a_data_centre_saves():
    cost, split, words = shared_cost(None, ALONE, 1.0, lays_cable=False)
    assert (cost.known, split) == (False, None)
    assert "nobody said" in words
    told, _, _ = shared_cost(Shared(kind="power", saved_share=0.1), ALONE, 1.0, lays_cable=False)
    assert told.base == pytest.approx(90.0)


def test_costs_by_which_the_country_would_be_paid_are_refused():
    partners = [{"name": "b", "alone_musd": 300.0}]
    shared = Shared(kind="road", partners=partners, joint_musd=100.0)
    with pytest.raises(ParameterError, match="would get US\\$ 50 million for taking part; mend alone_musd"):
        shared_cost(shared, ALONE, 1.0)
