from __future__ import annotations

import pytest
from pydantic import ValidationError

from sogdia.errors import DataError, ParameterError, TableError
from sogdia.offers import offer, open_offer, read_definition
from sogdia.offers.checks import check
from sogdia.offers.definition import Definition
from sogdia.offers.sample import SAMPLE, sample, sample_network


def faults_of(changes):
    with pytest.raises(TableError) as fault:
        check(Definition.model_validate(sample(**changes)), sample_network())
    return str(fault.value)


LOAN = SAMPLE["proposal"]["loans"][0]


@pytest.mark.parametrize(
    ("loan", "words"),
    [
        ({"tenor_years": 0}, ["tenor_years", "must be above 0", "give the years from the first drawing"]),
        ({"grace_years": 15}, ["must be under the tenor of 15 years"]),
        ({"currency": "CNY"}, ["'CNY'", "has no rate", "give US$ for one CNY under [exchange]"]),
        ({"amount": -4.0}, ["'amount'", "must be above 0"]),
        ({"rate": 2.0}, ["rate", "write 2 % a year as 0.02"]),
        ({"drawn": [0.5, 0.4]}, ["add to 1, not 0.9"]),
        ({"amount": 400.0}, ["US$ million in all", "above the cost of 60", "mend amounts, cost or rates"]),
        ({"payments": [1.0] * 15}, ["do not add up", "year 0 states 1", "ask the lender"]),
        ({"payments": [1.0]}, ["15 yearly payments"]),
        ({"amount": 0.0}, ["column 'amount'", "give what is lent"]),
    ],
)
def test_a_loan_that_cannot_be_is_told_with_its_mend(loan, words):
    told = faults_of({"proposal": {"loans": [LOAN | loan]}})
    assert all(word in told for word in words), told


def test_all_faults_are_told_at_once():
    told = faults_of(
        {
            "offer": {"country": "KNE"},
            "exchange": {"EUR": 0.0},
            "proposal": {"suppliers": ["builder-c"], "systems": ["ould"], "grant_musd": 100.0},
        }
    )
    assert "6 faults" in told
    for word in ("did you mean 'KEN'", "did you mean 'old'", "is above the cost to build", "must be above 0"):
        assert word in told


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"need": {"wholesale_price": -5.0}}, "greater than or equal to 0"),
        ({"proposal": {"price_after": -1.0}}, "greater than or equal to 0"),
        ({"proposal": {"capex": 5.0}}, "Extra inputs"),
        ({"offer": {"date": "soon"}}, "match pattern"),
        ({"need": {"demand_gbps": float("inf")}}, "finite number"),
        ({"exchange": {"EUR": float("nan")}}, "finite number"),
        ({"proposal": {"loans": [LOAN | {"tenor_years": 500}]}}, "less than or equal to 100"),
    ],
)
def test_bad_figures_are_refused(changes, words):
    with pytest.raises(ValidationError, match=words):
        Definition.model_validate(sample(**changes))


def test_a_misspelt_key_is_told_with_the_nearest(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text('[offer]\nid = "x"\ntitel = "X"\ncountry = "KEN"\ndate = "2026"\n[proposal]\nname = "y"\n')
    with pytest.raises(ParameterError, match="did you mean 'title'") as fault:
        read_definition(path)
    assert "offer.title: is missing" in str(fault.value)
    with pytest.raises(DataError, match="no offer file"):
        open_offer(tmp_path / "none.toml")
    with pytest.raises(ParameterError, match="did you mean 'palau-cable-2'"):
        open_offer("palau-cable")


def test_a_span_that_no_route_can_build_is_told(net):
    inland = {"id": "nairobi-ken", "name": "Nairobi", "country": "KEN", "lon": 36.82, "lat": -1.29}
    span = {"id": "b-1", "start": "nairobi-ken", "end": "mombasa-ken", "setting": "submarine"}
    made = Definition.model_validate(sample(nodes=[inland], proposal={"spans": [span]}))
    with pytest.raises(TableError, match="cannot be built") as fault:
        offer(made, net=net)
    assert "'b-1'" in str(fault.value)
    assert "mend the ends or the setting" in str(fault.value)
