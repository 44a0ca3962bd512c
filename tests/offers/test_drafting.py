from __future__ import annotations

import pytest

from sogdia.errors import ParameterError
from sogdia.offers import read_definition
from sogdia.offers.checks import check
from sogdia.offers.drafting import draft
from sogdia.offers.sample import sample_network


def test_a_draft_is_an_offer_without_faults(tmp_path):
    net = sample_network()
    text = draft("my-offer", net, "KEN", "my-offer.toml")
    path = tmp_path / "my-offer.toml"
    path.write_text(text.replace('["marseille-fra", "singapore-sgp"]', '["karachi-pak"]'))
    made = read_definition(path)
    assert (made.offer.country, made.proposal.spans[0].setting) == ("KEN", "submarine")
    check(made.model_copy(update={"need": made.need.model_copy(update={"hubs": ("karachi-pak",)})}), net)
    assert made.proposal.loans[0].currency in made.exchange


def test_a_country_that_is_not_there_is_told():
    with pytest.raises(ParameterError, match="did you mean 'KEN'"):
        draft("x", sample_network(), "KNE", "x.toml")
