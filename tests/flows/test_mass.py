import numpy as np
import pandas as pd
import pytest

from sogdia.errors import ParameterError
from sogdia.flows.mass import MassParams, masses, model_gbps
from sogdia.network import Network


def countries(count=3):
    return pd.DataFrame(
        {
            "id": [f"{chr(65 + i // 26)}{chr(65 + i % 26)}X" for i in range(count)],
            "population": np.linspace(1e6, 9e7, count),
            "share_internet_users": 0.5,
            "gdp_musd": np.linspace(1e4, 5e5, count),
            "gdp_year": 2024,
        }
    )


def test_model_by_hand_and_growth():
    net = Network(countries=countries())
    rows, dropped = masses(net, 2026, MassParams())
    expected = model_gbps(np.array([5e5]), np.array([1e4]))[0] * 1.23
    assert rows.demand_gbps[0] == pytest.approx(expected)
    assert rows.basis.tolist() == ["modelled"] * 3
    assert (rows.demand_low_gbps < rows.demand_gbps).all()
    assert dropped == {}


def test_a_world_sums_to_the_world():
    rows, _ = masses(Network(countries=countries(200)), 2025, MassParams())
    assert rows.demand_gbps.sum() == pytest.approx(1_835_000.0)


def test_published_figures_replace_the_model_within_three_years():
    seen = pd.DataFrame(
        {
            "subject": ["AAX", "AAX", "AAX", "ABX", "ACX", "ACX"],
            "counterpart": [None, None, None, None, "AAX", None],
            "quantity": ["international_bandwidth_gbps"] * 3 + ["traffic_gbps"] * 2 + ["price_usd"],
            "value": [100.0, 999.0, 5.0, 7.0, 8.0, 9.0],
            "date": ["2024-06", "2020", "2023", "2009", "2025", "2025"],
        }
    )
    rows, _ = masses(Network(countries=countries(), observations=seen), 2025, MassParams())
    assert rows.basis.tolist() == ["measured", "modelled", "modelled"]
    assert rows.demand_gbps[0] == pytest.approx(123.0)


def test_lit_and_old_figures_are_weighed_against_the_model_by_hand():
    seen = pd.DataFrame({"subject": ["AAX"], "quantity": ["capacity_lit_gbps"], "value": [100.0], "date": ["2021"]})
    alone, _ = masses(Network(countries=countries()), 2025, MassParams())
    rows, _ = masses(Network(countries=countries(), observations=seen), 2025, MassParams())
    grown, sd = 100.0 * 0.55 * 1.23**4, 0.5 + 4 * 0.05
    weight = sd**-2 / (sd**-2 + 1.134**-2)
    expected = np.exp(weight * np.log(grown) + (1 - weight) * np.log(alone.demand_gbps[0]))
    assert rows.demand_gbps[0] == pytest.approx(expected)
    assert rows.basis[0] == "modelled"
    assert "capacity_lit_gbps of 2021, weighed" in rows.source[0]


def test_countries_without_figures_are_named():
    table = countries()
    table.loc[1, "gdp_musd"] = None
    nodes = pd.DataFrame({"id": ["x"], "country": ["ABX"], "lon": [1.0], "lat": [1.0]})
    rows, dropped = masses(Network(countries=table, nodes=nodes), 2025, MassParams())
    assert rows.country.tolist() == ["AAX", "ACX"]
    assert "GDP" in dropped["ABX"]


@pytest.mark.parametrize(
    "bad", [{"growth_per_year": -1}, {"world_gbps": 0}, {"world_gbps": float("nan")}, {"published_within_years": -1}]
)
def test_bad_parameters(bad):
    with pytest.raises(ParameterError, match=next(iter(bad))):
        MassParams(**bad)
