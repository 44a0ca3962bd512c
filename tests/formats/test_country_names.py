from __future__ import annotations

import csv

import pytest

from sogdia.formats.country_names import NAMES, alpha2, country_at_the_end, country_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NA", "NAM"), ("na", "NAM"), ("XK", "XKX"), ("Kosovo", "XKX"), ("UK", "GBR"), ("EL", "GRC"), ("840", "USA"),
        (4, "AFG"), (36.0, "AUS"), ("Taiwan", "TWN"), ("TW", "TWN"), ("Congo, Dem. Rep.", "COD"),
        ("Congo, Rep.", "COG"), ("Virgin Islands (U.K.)", "VGB"), ("Virgin Islands (U.S.)", "VIR"),
        ("Côte d'Ivoire", "CIV"), ("Cote d’Ivoire", "CIV"), ("Saint Martin", "MAF"), ("Sint Maarten", "SXM"),
        ("St. Lucia", "LCA"), ("Curaçao", "CUW"), ("Réunion", "REU"), ("Bahamas, The", "BHS"),
        ("Bonaire, Sint Eustatius and Saba", "BES"), ("Cocos (Keeling) Islands", "CCK"), ("Russian Federation", "RUS"),
        ("", None), (None, None), (float("nan"), None), ("Atlantis", None), ("999", None),
    ],
)  # fmt: skip
def test_codes_and_names(text: object, code: str | None) -> None:
    assert country_code(text) == code


def test_the_table_names_each_country_once() -> None:
    with NAMES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_kind = {
        kind: {row["code"]: row["name"] for row in rows if row["kind"] == kind}
        for kind in ("alpha2", "alpha3", "short")
    }
    for kind, names in by_kind.items():
        assert len(names) == sum(row["kind"] == kind for row in rows), kind
        assert all(country_code(name) == code for code, name in names.items()), kind
    assert by_kind["alpha3"] == {code: code for code in by_kind["alpha3"]}
    assert set(alpha2()) - set(by_kind["alpha2"]) <= {"XKX"}


def test_a_country_at_the_end_of_a_place() -> None:
    assert country_at_the_end("Muanda, Congo, Dem. Rep.") == ("Muanda", "COD")
    assert country_at_the_end("El Segundo, CA, United States") == ("El Segundo, CA", "USA")
    assert country_at_the_end("Somewhere") == ("Somewhere", None)
