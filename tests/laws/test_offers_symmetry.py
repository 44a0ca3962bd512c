"""Swapping who builds, who lends and where they are at home changes names in an offer's page, and no figure."""

from __future__ import annotations

import json

from sogdia.network import Network
from sogdia.offers import offer
from sogdia.offers.definition import Definition
from sogdia.offers.sample import SAMPLE, sample_network, sample_result

SWAPS = (("builder-a", "builder-b"), ("holder-a", "holder-b"), ("Builder A", "Builder B"), ("Holder A", "Holder B"))


def swapped(text):
    for one, two in SWAPS:
        text = text.replace(one, "\0").replace(two, one).replace("\0", two)
    return text


def swapped_network(net):
    """Give the network in which builders and holders have changed names and homes with one another."""
    rows = net.organisations.copy()
    order = {"builder-a": "builder-b", "builder-b": "builder-a", "holder-a": "holder-b", "holder-b": "holder-a"}
    rows["id"] = rows.id.map(order)
    rows["name"] = rows["name"].map(swapped)
    roles = net.roles.assign(organisation=net.roles.organisation.map(order))
    tables = {name: getattr(net, name) for name in ("nodes", "spans", "systems", "countries", "demands", "projects")}
    return Network(**tables, organisations=rows, roles=roles)


def test_swapped_names_of_vendors_change_names_alone():
    plain = sample_result()
    definition = Definition.model_validate(json.loads(swapped(json.dumps(SAMPLE))))
    other = offer(definition, net=swapped_network(sample_network()))
    assert other.table.drop(columns=["text", "source"]).equals(plain.table.drop(columns=["text", "source"]))
    assert [swapped(words) for words in other.table.text] == list(plain.table.text)
    assert other.ranking.order == plain.ranking.order
    assert other.ranking.switches.equals(plain.ranking.switches)
