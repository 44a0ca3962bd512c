from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sogdia.economy import by_year, demand_path, outage_cost_musd
from sogdia.economy.demand_growth import GROWTH
from sogdia.flows.capacity_outages import CapacityOutages
from sogdia.offers import offer
from sogdia.offers.facts import NOTHING, Fact
from sogdia.offers.figures import NOT_KNOWN, Sheet
from sogdia.offers.outages import are_there, avoided, outage_lines
from sogdia.offers.sample import sample_network
from sogdia.offers.shortage import Traffic, country_traffic

GDP = Fact(100_000.0)


def known(time: list[float], gbps: list[float]) -> CapacityOutages:
    """Say that for such shares of the time such capacities stand; the first is all of it."""
    return CapacityOutages(("KEN",), np.array([gbps[0]]), np.array([[time], [time]]), np.array([gbps]))


@pytest.fixture(scope="module")
def measures(result):
    """One cable of 100 Gbps out for a tenth of the time, and two of 100 of which one is out so long."""
    seen = result.alternatives[0].measures
    one = replace(seen, outages=known([0.9, 0.1], [100.0, 0.0]))
    two = replace(seen, outages=known([0.8, 0.2], [200.0, 100.0]))
    return one, two


def lines(measures, traffic, most=100.0, gdp=GDP, *, sure=True):
    sheet = Sheet("offer")
    outage_lines(sheet, gdp, measures, traffic, most, sure=sure)
    return {line.row: line for line in sheet.lines}


def test_what_is_short_without_a_cut_is_no_hour_lost_by_cuts(measures):
    one, two = measures
    assert one.lost_share([50.0, 100.0, 200.0])[0] == pytest.approx([0.1, 0.1, 0.05])
    assert two.lost_share([50.0, 150.0, 200.0])[0] == pytest.approx([0.0, 0.2 / 3, 0.1])
    assert np.isnan(replace(one, outages=None).lost_share(5.0)).all()


def test_what_is_saved_is_of_the_traffic_that_the_cables_of_today_hold(measures):
    one, two = measures
    saved = avoided(GDP, one, two)
    assert saved.musd([10.0, 100.0, 1000.0]) == pytest.approx(
        [100.0, 100.0, 10.0]
    )  # a tenth of 1 % of output, of what is held
    ended = avoided(GDP, two, one)
    assert ended.musd([50.0, 150.0, 200.0]) == pytest.approx([-100.0, 1000 * (0.2 - 0.1 * 2) / 3, 1000 * (0.1 - 0.05)])
    assert avoided(NOTHING, one, two) is None
    assert avoided(GDP, one, replace(two, outages=None)) is None


def test_hours_are_told_at_the_traffic_of_each_year_as_far_as_it_is_carried(measures):
    _, two = measures
    growing = Traffic(np.full(40, 50.0), np.linspace(50.0, 400.0, 40), np.full(40, 500.0), first=2)
    told = lines(two, growing, most=200.0)
    for year in (1, 5, 15):
        gbps = min(float(growing.base[year + 1]), 200.0)
        share = 0.2 * max(0.0, 1 - 100 / gbps)
        hours, cost = told[f"lost_hours_{year}"], told[f"outage_cost_{year}"]
        assert hours.base == pytest.approx(8766 * share, abs=1e-9)
        assert cost.base == pytest.approx(
            outage_cost_musd(100_000 * 1.03 ** (year + 1), 365 * 0.2, capacity_left_gbps=100, demand_gbps=gbps),
            abs=1e-9,
        )
        assert (hours.low, hours.high) == pytest.approx((0.0, 8766 * 0.1))  # from slow growth to full cables
        assert (hours.basis, cost.basis) == ("assumed", "assumed")


def test_a_day_of_blackout_costs_the_same_share_in_every_country(measures):
    one, _ = measures
    still = Traffic(np.full(40, 50.0), np.full(40, 50.0), np.full(40, 50.0), first=0)
    cost = lines(one, still)["outage_cost_1"]
    assert (cost.low, cost.base, cost.high) == pytest.approx([share * 100_000 * 0.1 for share in (0.004, 0.01, 0.019)])


def test_what_is_not_known_is_said(measures):
    one, _ = measures
    still = Traffic(np.full(40, 50.0), np.full(40, 50.0), np.full(40, 50.0), first=0)
    assert {line.text for line in lines(one, still, sure=False).values()} == {"at most"}
    for told in (lines(None, still), lines(one, None), lines(replace(one, outages=None), still)):
        assert {(line.text, line.basis) for line in told.values()} == {(NOT_KNOWN, "")}
    rich = lines(one, still, gdp=NOTHING)
    assert (rich["lost_hours_1"].text, rich["outage_cost_1"].text) == ("", NOT_KNOWN)
    assert are_there(one, still)
    assert not are_there(one, None)


def test_the_money_of_a_column_counts_its_outages_year_by_year(result):
    mine = result.account("offer")
    years = by_year(mine.project)
    without, with_ = ([line[f"outage_cost_{y}"] for y in (1, 5, 15)] for line in (
        result.table[result.table.alternative == key].set_index("row").base.to_dict() for key in ("nothing", "offer")
    ))  # fmt: skip
    at = [years.first + y - 1 for y in (1, 5, 15)]
    assert years.outage_saved[at] == pytest.approx(np.subtract(without, with_))


def test_a_bound_stands_for_all_years_of_a_row(measures):
    _, two = measures
    growing = Traffic(np.full(40, 50.0), np.linspace(50.0, 400.0, 40), np.full(40, 50.0), first=0)
    told = lines(two, growing, most=200.0, sure=False)
    assert told["lost_hours_1"].high == 0
    assert {told[f"lost_hours_{year}"].text for year in (1, 5, 15)} == {"at most"}


def test_the_traffic_of_the_country_is_that_without_an_offer(result):
    made = country_traffic(result.definition, result.need["demand"])
    path = demand_path(result.need["demand"].base, 40, GROWTH[result.definition.need.growth])
    first = len(result.definition.proposal.spread)
    assert made.first == first
    assert made.base == pytest.approx(path[: first + max(result.definition.proposal.life_years, 15)])
    assert country_traffic(result.definition, NOTHING) is None


def test_where_nothing_leads_abroad_today_hours_are_those_of_what_is_built(measures):
    _, two = measures
    steady = Traffic(np.full(40, 400.0), np.full(40, 400.0), np.full(40, 400.0), first=0)
    assert lines(two, steady, most=np.nan)["lost_hours_1"].base == pytest.approx(8766 * 0.1)


def test_the_cost_of_a_sliver_is_a_sliver_of_the_cost(measures):
    """A satellite of 1 Gbps for a traffic of 100 that never fails, then a cable that is out for a tenth of the year."""
    one, _ = measures
    satellite = replace(one, outages=known([1.0, 0.0], [1.0, 0.0]))
    assert avoided(GDP, satellite, one).musd(100.0) == pytest.approx(-100.0 / 100)
    steady = Traffic(np.full(40, 100.0), np.full(40, 100.0), np.full(40, 100.0), first=0)
    told = lines(one, steady, most=1.0)
    assert told["lost_hours_1"].base == pytest.approx(876.6)
    assert told["outage_cost_1"].base == pytest.approx(1000 * 0.1 / 100)


def test_without_traffic_no_outage_is_counted(result):
    need = result.definition.need.model_copy(update={"demand_gbps": 0.0})
    made = offer(result.definition.model_copy(update={"need": need}), net=sample_network())
    assert made.account("offer").project.outages is None
    assert "outages avoided" in made.account("offer").not_counted
