"""An offer small enough to check by hand: a second cable for Kenya, beside a rival's."""

from __future__ import annotations

import copy
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sogdia.assessment.sample import sample_network as three_countries
from sogdia.offers.appraisal import OfferResult, offer
from sogdia.offers.definition import Definition

if TYPE_CHECKING:
    from sogdia.network import Network


def sample_network() -> Network:
    """Give three countries joined by an old cable, with what they produce and how many are online."""
    net = three_countries()
    countries = net.countries.assign(gdp_musd=[300_000.0, 4_000.0, 100_000.0], share_internet_users=[0.3, 0.6, 0.5])
    spans = net.spans[net.spans.system == "old"]
    more = pd.DataFrame({"id": ["old-2"], "system": ["old"], "start": ["djibouti-dji"], "end": ["mombasa-ken"],
                         "setting": ["submarine"], "status": ["in_service"], "length_km": [1900.0]})  # fmt: skip
    return net.replace(countries=countries, spans=pd.concat([spans.astype(object), more], ignore_index=True))


SAMPLE: Final[dict[str, Any]] = {
    "offer": {"id": "sample", "title": "A cable", "country": "KEN", "date": "2026", "question": "What would change?"},
    "need": {
        "demand_gbps": 20.0, "wholesale_price": 50.0, "retail_price": 30.0, "gni_per_head": 2000.0,
        "government_revenue_musd": 20_000.0, "hubs": ["karachi-pak"], "growth": "low",
        "sources": {"demand_gbps": "the regulator", "wholesale_price": "the regulator"},
    },
    "exchange": {"EUR": 1.1},
    "proposal": {
        "name": "Cable B", "suppliers": ["builder-b"], "owners": ["holder-b"], "capex_musd": 60.0, "price_after": 40.0,
        "capacity_gbps": 500.0, "share_carried": 0.5, "sources": {"capex_musd": "the offer"},
        "spans": [{"id": "b-1", "start": "mombasa-ken", "end": "karachi-pak", "setting": "submarine",
                   "length_km": 4500.0, "capex_musd": 60.0, "capacity_design_gbps": 500.0}],
        "loans": [{"lender": "Bank", "currency": "EUR", "amount": 40.0, "rate": 0.02, "grace_years": 3,
                   "tenor_years": 15, "drawn": [0.5, 0.5], "tied": True}],
        "clauses": [{"kind": "exclusivity", "text": "No other landing.", "cost_musd": 4.0, "source": "article 7"}],
    },
    "rivals": [
        {"name": "Cable A", "suppliers": ["builder-a"], "capex_musd": 90.0, "price_after": 30.0, "share_carried": 0.5,
         "capacity_gbps": 500.0,
         "spans": [{"id": "a-1", "start": "mombasa-ken", "end": "karachi-pak", "setting": "submarine",
                    "length_km": 4400.0, "capex_musd": 90.0, "capacity_design_gbps": 500.0}]},
    ],
}  # fmt: skip


def sample(**changes: Any) -> dict[str, Any]:  # noqa: ANN401  any keys of an offer file
    """Give the sample with some tables changed: proposal={"capex_musd": 5} sets one key of it."""
    made = copy.deepcopy(SAMPLE)
    for table, keys in changes.items():
        if isinstance(keys, dict) and isinstance(made.get(table), dict):
            made[table] |= keys
        else:
            made[table] = keys
    return made


@cache
def sample_result() -> OfferResult:
    """Give the page of the sample."""
    return offer(Definition.model_validate(SAMPLE), net=sample_network())
