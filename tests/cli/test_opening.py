from __future__ import annotations

import pytest

from sogdia.assessment.sample import sample_network
from sogdia.cli.opening import open_network, open_study, pick_countries
from sogdia.errors import DataError, ParameterError


def test_a_stored_network_is_taken_in_all_years(tmp_path):
    folder = sample_network().save(tmp_path / "net")
    opened = open_network(str(folder))
    assert (len(opened.net.spans), opened.year) == (3, None)
    assert open_network(str(folder), 2010).heading.endswith(", 2010")


def test_the_world_is_that_of_its_facts():
    assert open_network("world").year == 2026


def test_a_study_is_its_case_with_what_it_builds_standing():
    opened = open_network("digital-silk-road")
    assert opened.year == 2027
    assert set(opened.net.spans.status) == {"in_service"}


def test_another_year_moves_the_case():
    opened = open_network("nato-virtual-silk-road", 2003)
    assert opened.year == 2003
    assert len(opened.net.spans) < len(open_network("nato-virtual-silk-road").net.spans)


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("wrold", ParameterError, "did you mean 'world'"),
        ("zzz", ParameterError, "digital-silk-road"),
        ("none.toml", DataError, "no file none.toml"),
        ("no/such/folder", DataError, "no file no/such/folder"),
    ],
)
def test_what_is_not_there_is_told_with_its_mend(name, error, words):
    with pytest.raises(error, match=words):
        open_network(name)


def test_a_folder_is_no_study(tmp_path):
    with pytest.raises(ParameterError, match="is a folder"):
        open_study(str(tmp_path))


def test_countries_are_known_by_code():
    assert pick_countries(sample_network(), ["ken", "PAK"]) == ["KEN", "PAK"]
    with pytest.raises(ParameterError, match="KEN"):
        pick_countries(sample_network(), ["KNE"])
