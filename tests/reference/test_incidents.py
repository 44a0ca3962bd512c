"""What was seen in documented incidents, by the pages named in the embedded facts."""

import pytest

from sogdia.incidents import replay

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("incident", ["tonga-2022", "tonga-2019"])
def test_the_loss_of_an_only_cable(incident: str) -> None:
    row = replay(incident).table.iloc[0]
    assert row.observed == 1.0
    assert row.predicted > 0.95


def test_abidjan_2024_worst_hit_are_felt_and_the_far_side_is_not() -> None:
    told = replay("abidjan-2024")
    rows = told.table[told.table.kind == "share"].set_index("country")
    assert (rows.predicted > 0.15).all()
    every = told.every_country.set_index("country").predicted
    assert every["CIV"] > every["NGA"] > every["KEN"]
