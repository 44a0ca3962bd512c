import pandas as pd
import pytest

from sogdia.errors import ParameterError
from sogdia.flows.capacity import CapacityParams, impute, per_pair_gbps
from sogdia.network import Network


@pytest.fixture
def cables():
    """One span for each rule of imputation."""
    systems = pd.DataFrame(
        {
            "id": ["lit", "design", "pairs"],
            "capacity_lit_gbps": [700.0, None, None],
            "capacity_design_gbps": [None, 1000.0, None],
            "fibre_pairs": [None, None, 8],
            "year_in_service": [None, None, 2018],
        }
    )
    rows = [
        ("own lit", None, "submarine", 50.0, 900.0, None),
        ("own design", "lit", "submarine", None, 400.0, None),
        ("system lit", "lit", "submarine", None, None, None),
        ("system design", "design", "submarine", None, None, None),
        ("system pairs", "pairs", "submarine", None, None, None),
        ("sea dated", None, "submarine", None, None, 2018),
        ("sea", None, "submarine", None, None, None),
        ("land", None, "terrestrial", None, None, None),
        ("home", None, "terrestrial", None, None, None),
        ("space", None, "satellite", None, None, None),
    ]
    columns = ["id", "system", "setting", "capacity_lit_gbps", "capacity_design_gbps", "year_in_service"]
    spans = pd.DataFrame(rows, columns=columns).assign(start="a", end="b")
    spans.loc[spans.id == "home", "end"] = "c"
    nodes = pd.DataFrame({"id": ["a", "b", "c"], "country": ["AZE", "GEO", "AZE"], "lon": [50, 51, 52], "lat": 40.0})
    return Network(nodes=nodes, spans=spans, systems=systems)


def test_each_span_takes_the_first_rule_that_fits(cables):
    found = impute(cables).set_index("span")
    expected = {
        "own lit": 50.0,
        "own design": 400 * 0.23,
        "system lit": 700.0,
        "system design": 1000 * 0.23,
        "system pairs": 8 * 20_000 * 0.23,
        "sea dated": 8 * 20_000 * 0.23,
        "sea": 2 * 2360 * 0.23,
        "land": 1000.0,
        "home": 500_000.0,
        "space": 1.0,
    }
    assert found.capacity_gbps.to_dict() == pytest.approx(expected)
    basis = found.capacity_basis.to_dict()
    assert [basis[k] for k in expected] == (
        ["measured", "modelled", "measured", "modelled", "modelled"] + ["assumed"] * 5
    )
    assert (found.capacity_low_gbps <= found.capacity_gbps).all()
    assert (found.capacity_gbps <= found.capacity_high_gbps).all()
    assert found.capacity_low_gbps["own design"] == pytest.approx(400 * 0.06)
    assert found.capacity_high_gbps["own design"] == pytest.approx(400 * 0.6)


def test_pairs_carry_what_published_systems_carry():
    assert 4 * per_pair_gbps(2012) == pytest.approx(14_500)
    assert 8 * per_pair_gbps(2018) == pytest.approx(160_000)
    assert 12 * per_pair_gbps(2020) == pytest.approx(250_000, rel=0.01)


@pytest.mark.parametrize("bad", [{"usable_share": 0.9}, {"usable_share_low": 0.0}, {"terrestrial_gbps": 0.0}])
def test_bad_parameters(bad):
    with pytest.raises(ParameterError):
        CapacityParams(**bad)
