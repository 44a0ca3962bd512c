import math

import pytest

from sogdia.reports.numerals import MISSING, scale_of, significant

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("unit", "value", "shown"),
    [
        ("ms", 84.234, "84 ms"),
        ("ms", 8.4234, "8.4 ms"),
        ("ms", 184.2, "184 ms"),
        ("Gbps", 96_000.0, "96 Tbit/s"),
        ("Gbps", 12.34, "12 Gbit/s"),
        ("1", 0.3456, "35 %"),
        ("US$ million of 2024", 425.7, "US$ 430 million"),
        ("US$ million of 2024", 12_345.0, "US$ 12 billion"),
        ("US$ million of 2024 per year", 8.43, "US$ 8.4 million per year"),
        ("persons", 107_500_000.0, "110 million persons"),
        ("hhi", 0.2345, "0.23"),
        ("ways", 3.0, "3 ways"),
        ("parsecs", 2.0, "2 parsecs"),
    ],
)
def test_units_fit_the_size(unit, value, shown):
    assert scale_of(unit, (value,), basis="modelled").text(value).replace(NARROW, " ") == shown


@pytest.mark.parametrize("nothing", [None, math.nan, math.inf])
def test_what_is_missing_is_a_dash(nothing):
    scale = scale_of("ms")
    assert scale.text(nothing) == scale.plain(nothing) == scale.change(nothing) == MISSING
    assert scale.span(nothing, 3.0) == ""


def test_changes_carry_their_sign():
    scale = scale_of("1")
    assert scale.change(0.123).replace(NARROW, " ") == "+12 pp"
    assert scale.change(-0.04).replace(NARROW, " ") == "−4 pp"
    assert scale.change(0.00001) == "±0"


def test_no_digit_that_is_not_known():
    assert significant(123_456.0, 2) == "120,000"
    assert significant(0.0, 2) == "0"
    assert significant(-0.0001, 3, 2) == "0"
