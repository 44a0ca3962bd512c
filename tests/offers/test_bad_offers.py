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
        (
            {"rate_range": [0.03, 0.05]},
            ["'rate_range'", "does not hold the rate", "with the rate of 0.02 between them"],
        ),
        ({"amount": 0.0}, ["column 'amount'", "give what is lent"]),
    ],
)
def test_a_loan_that_cannot_be_is_told_with_its_mend(loan, words):
    told = faults_of({"proposal": {"loans": [LOAN | loan]}})
    assert all(word in told for word in words), told


PARTNERS = [{"name": "b", "alone_musd": 6.0}, {"name": "c", "alone_musd": 4.0}]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"exchange": {"EUR": 1.1, "USD": 7.1}}, "'USD': is US$ for one US$"),
        ({"proposal": {"phases": [0.5, 0.5], "build_years": 3}}, "shares of 2 years, and build_years is 3"),
        ({"proposal": {"loans": [LOAN | {"home": "CHA"}]}}, "'home': is no country (found 'CHA')"),
        ({"proposal": {"clauses": [{"kind": "tied", "text": "x", "lenders": ["Bink"]}]}}, "did you mean 'Bank'"),
        ({"rivals": [{"name": "Cable B", "systems": ["old"]}]}, "'name': is the name of a known proposal"),
        (
            {"organisations": [{"id": "builder-a", "name": "A", "country": "KEN"}]},
            "is the name of a known organisation",
        ),
        ({"shared": {"kind": "neighbours", "joint_musd": 9.0}}, "'joint_musd': is for partners, and none is named"),
        ({"shared": {"kind": "road", "partners": [PARTNERS[0], PARTNERS[0]]}}, "stands twice (found 'b')"),
        (
            {"shared": {"kind": "road", "partners": PARTNERS, "coalitions": [{"members": ["us"], "musd": 1.0}]}},
            "are not two or more, each named once",
        ),
        (
            {
                "shared": {
                    "kind": "road",
                    "partners": PARTNERS,
                    "joint_musd": 50.0,
                    "coalitions": [{"members": ["us", "b", "c"], "musd": 60.0}],
                }
            },
            "is not the 60 of the coalition of all",
        ),
        ({"proposal": {"spans": [], "systems": []}}, "builds nothing"),
        (
            {"proposal": {"spans": [SAMPLE["proposal"]["spans"][0] | {"length_km": 45.0}]}},
            "'b-1', column 'length_km': is under the 4,3",
        ),
    ],
)
def test_what_does_not_fit_together_is_told(changes, words):
    assert words in faults_of(changes)


def test_faults_name_the_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('[offer]\nid = "x"\ntitle = "X"\ncountry = "XYZ"\ndate = 2026-05-01\n[proposal]\nname = "y"\n')
    with pytest.raises(TableError, match=r"mine\.toml: the offer 'x' has: 2 faults"):
        offer(path, net=sample_network())
    path.write_text('network = "none.gpkg"\n' + path.read_text())
    with pytest.raises(DataError, match=r"no file or folder .*none\.gpkg"):
        offer(path)


def test_grants_above_a_cost_that_nobody_stated_are_told(net):
    span = SAMPLE["proposal"]["spans"][0]
    made = sample(proposal={"capex_musd": None, "grant_musd": 90.0, "loans": [], "spans": [span]})
    with pytest.raises(TableError, match=r"'grant_musd': is above the cost to build, which Sogdia puts at 60"):
        offer(Definition.model_validate(made), net=net)


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
        ({"offer": {"date": "soon"}}, "is no date; give YYYY"),
        ({"offer": {"date": "2026-13-01"}}, "is no day of the calendar"),
        ({"offer": {"country": "Kenya"}}, "did you mean 'KEN'"),
        ({"exchange": {"eur": 1.1}}, "three capitals"),
        ({"proposal": {"capex_musd": True}}, "is true or false"),
        ({"proposal": {"capex_musd": 60e6}}, "less than or equal to 1000000"),
        ({"proposal": {"name": "  "}}, "at least 1 character"),
        ({"proposal": {"clauses": [{"kind": "exit", "text": "x", "until": "2030-02-31"}]}}, "is no day"),
        ({"proposal": {"sources": {"capex": "the offer"}}}, "did you mean 'capex_musd'"),
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
