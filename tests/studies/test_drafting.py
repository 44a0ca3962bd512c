from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from sogdia.data import world
from sogdia.errors import DataError, ParameterError
from sogdia.studies import study
from sogdia.studies.definition import Ground, read_definition
from sogdia.studies.drafting import WORLD_HUBS, draft
from sogdia.studies.ground import lay, place_of, short_name

if TYPE_CHECKING:
    from pathlib import Path

    from sogdia.network import Network


def opened(folder: Path, text: str):  # type: ignore[no-untyped-def]
    (folder / "s.toml").write_text(text, encoding="utf-8")
    return study(folder / "s.toml")


def test_a_draft_of_a_file_opens_and_its_sides_differ(tmp_path: Path, triangle: Network) -> None:
    triangle.save(tmp_path / "net")
    asked = opened(tmp_path, draft("mine", triangle, Ground(base="net")))
    assert asked.id == "mine"
    assert asked.definition.corridors[0].countries == ("DJI", "KEN", "PAK")
    assert len(asked.case.spans) > len(asked.baseline.spans)
    assert set(asked.definition.hubs) <= set(asked.network.nodes.id)
    assert set(asked.network.countries.id) == {"DJI", "KEN", "PAK"}
    assert [each["name"] for each in asked.sets] == ["net"]
    assert len(asked.sets[0]["sha256"]) == 64


def test_planned_projects_are_built_in_the_case(tmp_path: Path, triangle: Network) -> None:
    net = triangle.add("projects", id="new-cable", name='A "new" cable\n')
    spans = net.spans.assign(project=[pd.NA, pd.NA, "new-cable"], year_in_service=[2010, 2015, 2031])
    net = net.replace(spans=spans)
    net.save(tmp_path / "net")
    asked = opened(tmp_path, draft("mine", net, Ground(base="net"), ["PAK"]))
    assert asked.definition.projects == ("new-cable",)
    assert asked.definition.case.year == 2031
    assert set(asked.case.spans.id) - set(asked.baseline.spans.id) == {"ac"}


def test_a_file_joined_to_the_world_is_switched_as_one_project(tmp_path: Path, triangle: Network) -> None:
    nodes = triangle.nodes.assign(lon=[67.0, 43.1, 39.7], lat=[24.9, 11.6, -4.0])
    spans = triangle.spans.assign(length_km=pd.NA, setting="terrestrial", status="in_service")
    triangle.replace(nodes=nodes, spans=spans).save(tmp_path / "net")
    ground = Ground(base="net", join=("world",), project="mine-files")
    laid = lay(ground, tmp_path)
    asked = opened(tmp_path, draft("mine", laid.network, ground, ["KEN"]))
    assert asked.definition.hubs == WORLD_HUBS[:4]
    assert len(asked.case.spans) - len(asked.baseline.spans) == 3
    assert [each["name"] for each in asked.sets] == ["net", "world"]
    assert "net and world joined within 5 km" in asked.laid
    assert set(world().nodes.id) <= set(asked.network.nodes.id)


def test_nodes_without_a_country_get_that_of_their_land(tmp_path: Path, triangle: Network) -> None:
    nodes = triangle.nodes.assign(country=pd.NA, lon=[67.0, 36.8, 2.3], lat=[25.5, -1.3, 48.8])
    spans = triangle.spans.assign(length_km=pd.NA)
    triangle.replace(nodes=nodes, spans=spans).save(tmp_path / "net")
    laid = lay(Ground(base="net"), tmp_path)
    assert laid.network.nodes.country.tolist() == ["PAK", "KEN", "FRA"]
    assert laid.changes == ("3 nodes without a country given that of the land on which they stand (Natural Earth)",)


def test_the_world_wants_countries_and_knows_them(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r"countries; name those that you mean: --countries \w{3},\w{3},\w{3}"):
        draft("all", world(), Ground())
    asked = opened(tmp_path, draft("nairobi-2026", world(), Ground(), ["KEN"]))
    assert asked.title == "Nairobi 2026: Kenya"
    assert [each["name"] for each in asked.sets] == ["world"]


@pytest.mark.parametrize("name", ["", "Kenya", "a b", "../x", "-a", "kenya_2", "é"])
def test_a_name_is_kebab_case(triangle: Network, name: str) -> None:
    with pytest.raises(ParameterError, match="no name of a study"):
        draft(name, triangle, Ground())


def test_what_cannot_be_drafted_is_told(triangle: Network) -> None:
    with pytest.raises(ParameterError, match=r"no node in the country 'KEM'; did you mean 'KEN'\?"):
        draft("x", triangle, Ground(), ["KEM"])
    with pytest.raises(ParameterError, match="no node of the network has a country"):
        draft("x", triangle.replace(nodes=triangle.nodes.assign(country=pd.NA)), Ground())
    with pytest.raises(ParameterError, match="no span in PAK"):
        draft("x", triangle.keep_spans(["bc"]), Ground(), ["PAK"])


def test_every_word_of_a_draft_is_toml_whatever_the_names_are(triangle: Network) -> None:
    odd = 'a"\\\u007f\t\u2028é{}#'
    net = triangle.replace(
        spans=triangle.spans.assign(start=[odd, "b", odd]), nodes=triangle.nodes.assign(id=[odd, "b", "c"])
    )
    assert tomllib.loads(draft("x", net, Ground(base=odd)))["network"]["base"] == odd


def test_a_network_may_be_named_by_text_alone(tmp_path: Path, triangle: Network) -> None:
    triangle.save(tmp_path / "net")
    (tmp_path / "s.toml").write_text(
        'network = "net"\n[study]\nid = "s"\ntitle = "S"\n[case]\nyear = 2020\n[baseline]\nyear = 2012\n'
    )
    assert read_definition(tmp_path / "s.toml").network == Ground(base="net")
    assert len(study(tmp_path / "s.toml").case.spans) == 2


def test_a_set_of_the_store_is_asked_for_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOGDIA_DATA_DIR", str(tmp_path))
    with pytest.raises(DataError, match="needs the set 'cable-map'; add it: `sogdia data add cable-map PATH`"):
        place_of("held:cable-map", tmp_path)
    assert short_name("held:cable-map") == "cable-map"
    assert short_name("../a b/Élan (2).gpkg") == "lan-2"
