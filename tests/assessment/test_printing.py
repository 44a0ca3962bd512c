import math

import pytest

from sogdia.assessment.printing import WIDTH, number, spread
from sogdia.errors import ParameterError


def test_the_card_fits_the_terminal_and_says_what_was_changed(card, bare):
    text = str(card)
    assert max(map(len, text.splitlines())) <= WIDTH
    for words in ("A cable for three countries", "Changed from the shipped facts", "Completeness", "change", "basis"):
        assert words in text
    assert "without new-cable (made by the user of this run)" in str(bare)


def test_one_country_as_text(card):
    assert "Round trip to Djibouti" in card.about("KEN")
    with pytest.raises(ParameterError, match="KEN"):
        card.about("KEM")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.00004, "~0"), (0.1234, "0.123"), (9.999, "10.00"), (123.4, "123"), (4567.8, "4,568"),
     (3.02e9, "3.02 bn"), (math.nan, ""), (None, "")],
)  # fmt: skip
def test_numbers_are_short(value, text):
    assert number(value) == text


def test_equal_bounds_are_not_repeated():
    assert spread(5.0, 5.0, 5.0) == "5.00"
    assert spread(math.nan, 1.0, 2.0) == ""
