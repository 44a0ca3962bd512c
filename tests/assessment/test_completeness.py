import pytest

from sogdia.assessment.completeness import KINDS, completeness
from sogdia.assessment.sample import sample_setting


def test_the_sample_is_fully_known():
    table = completeness(sample_setting().case, {}).set_index("country")
    assert table.share_known.tolist() == pytest.approx([1.0, 1.0, 1.0])
    assert table.loc["PAK", "systems"] == 2


def test_a_country_without_a_way_out_has_nothing_known():
    table = completeness(sample_setting().baseline, {}, ["KEN", "PAK"]).set_index("country")
    assert table.loc["KEN", "share_known"] == 0.0
    assert table.loc["KEN", "systems"] == 0
    assert table.loc["PAK", "share_known"] == pytest.approx(1.0)


def test_shares_are_shares(card):
    shares = card.completeness[[*KINDS, "share_known"]].to_numpy()
    assert ((shares >= 0) & (shares <= 1)).all()
