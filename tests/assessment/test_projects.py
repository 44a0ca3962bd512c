import pandas as pd
import pytest

from sogdia.assessment.project_costs import project_costs
from sogdia.assessment.sample import sample_network
from sogdia.units import to_2024_usd


def spans_of(net):
    spans = net.spans
    rows = spans[["system", "project", "setting", "length_km"]].set_axis(spans.id)
    return rows.assign(design=96_000.0, design_basis="measured")[spans.project.notna().to_numpy()]


def cost(net):
    return project_costs(net, spans_of(net), ["new-cable"]).loc["new-cable"]


def test_no_published_cost_takes_the_law():
    row = cost(sample_network())
    assert row.capex_base_musd == pytest.approx(210.8, abs=0.1)
    assert (row.km, row.capex_basis) == (5000.0, "modelled")


def test_a_published_cost_of_the_system_comes_first():
    net = sample_network()
    systems = net.systems.assign(capex_musd=[None, 425.0], capex_year=[None, 2018], source=None)
    row = cost(net.replace(systems=systems))
    assert row.capex_base_musd == pytest.approx(to_2024_usd(425.0, 2018))
    assert row.capex_basis == "measured"
    assert row.capex_low_musd < row.capex_base_musd < row.capex_high_musd


def test_a_finished_project_has_one_cost():
    net = sample_network()
    projects = net.projects.assign(amount_musd=300.0, amount_year=2024, status="completed")
    row = cost(net.replace(projects=projects))
    assert row.capex_low_musd == row.capex_base_musd == row.capex_high_musd == pytest.approx(300.0)
    assert "may be part of the cost" in row.capex_note


def test_mountain_where_the_project_says_so():
    net = sample_network()
    spans = spans_of(net).assign(setting="terrestrial")
    plain = project_costs(net, spans, ["new-cable"]).loc["new-cable"]
    high = net.replace(projects=net.projects.assign(note="across the mountain pass"))
    steep = project_costs(high, spans, ["new-cable"]).loc["new-cable"]
    assert plain.capex_base_musd == pytest.approx(5000 * 0.027)
    assert steep.capex_base_musd == pytest.approx(5000 * 0.054)


def test_a_project_that_builds_nothing_known_has_no_cost():
    net = sample_network()
    row = project_costs(net, spans_of(net).iloc[:0], ["new-cable"]).loc["new-cable"]
    assert pd.isna(row.capex_base_musd)
    assert row.capex_note


def test_the_table_says_what_a_project_builds(card):
    row = card.projects.set_index("project").loc["new-cable"]
    assert (row.countries, row.landings, row.supplier) == ("DJI;KEN;PAK", 3, "builder-b")
    assert row.in_case
    assert not row.in_baseline
    assert row.alone_first_ways == 1


def test_taking_it_out_alone_is_the_baseline_here(card):
    rows = card.detail["project_effects"].set_index(["country", "measure"])
    row = rows.loc[("KEN", "exits_landings")]
    assert (float(row.with_project), float(row.without_project), float(row.change)) == (1.0, 0.0, 1.0)
