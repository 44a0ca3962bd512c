from __future__ import annotations

import pytest

from sogdia.cli.catalogue import KINDS, find, in_country, listing
from sogdia.errors import ParameterError


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_ids_and_names(kind):
    table = listing(kind)
    assert len(table)
    assert table.id.is_unique
    assert list(table.columns[:2]) == ["id", "name"]


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("PEACE", {"systems", "projects"}),
        ("ken", {"countries"}),
        ("KE", {"countries"}),
        ("Kenya", {"countries"}),
        ("Bab el-Mandeb", {"straits"}),
        ("digital-silk-road", {"studies", "corridors"}),
        ("frankfurt-deu", {"nodes"}),
        ("hmn-tech", {"organisations"}),
    ],
)
def test_things_are_found_by_id_or_name_in_any_case(name, kinds):
    assert {entry.kind for entry in find(name)} == kinds


@pytest.mark.parametrize(
    ("name", "words"), [("kenia", "Kenya"), ("sea-me-we-33", "sea-me-we-3"), ("qqqqqqqq", "--match")]
)
def test_the_nearest_names_are_offered(name, words):
    with pytest.raises(ParameterError, match=words):
        find(name)


@pytest.mark.parametrize("kind", ["offers", "systems", "organisations", "projects", "countries", "nodes"])
def test_a_country_narrows_a_listing(kind):
    table = listing(kind)
    assert 0 < len(in_country(table, kind, ["KEN"])) < len(table)


def test_straits_belong_to_no_country():
    with pytest.raises(ParameterError, match="no country"):
        in_country(listing("straits"), "straits", ["KEN"])
