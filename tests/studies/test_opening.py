from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sogdia.errors import ParameterError, TableError
from sogdia.studies import shipped_studies, study

if TYPE_CHECKING:
    from pathlib import Path


HEAD = """
[study]
id = "mine"
title = "Mine"
[case]
year = 2027
[baseline]
year = 2026
"""


def test_three_studies_ship() -> None:
    assert shipped_studies() == ["digital-silk-road", "east-africa-europe", "nato-virtual-silk-road", "red-sea-cuts"]


@pytest.mark.parametrize("name", ["digital-silk-road", "nato-virtual-silk-road", "red-sea-cuts"])
def test_each_shipped_study_changes_the_network(name: str) -> None:
    opened = study(name)
    assert set(opened.case.spans.id) != set(opened.baseline.spans.id)
    assert len(opened.network.corridors) >= 1


def test_the_digital_silk_road_has_four_corridors_and_six_projects() -> None:
    opened = study("digital-silk-road")
    assert len(opened.network.corridors) == 4
    assert len(opened.definition.projects) == 4
    assert opened.definition.rivals == ("2africa", "trans-caspian")
    built = set(opened.case.spans.project.dropna())
    assert {*opened.definition.projects, *opened.definition.rivals} <= built
    assert not {*opened.definition.projects, *opened.definition.rivals} & set(opened.baseline.spans.project.dropna())


def test_without_and_only_say_what_changed() -> None:
    opened = study("digital-silk-road").without(["peace"])
    assert opened.changes == ("without peace",)
    assert "peace" not in set(opened.case.spans.project.dropna())
    only = study("digital-silk-road").only(["peace"])
    assert "2africa" not in set(only.case.spans.project.dropna())
    assert "peace" in set(only.case.spans.project.dropna())


def test_an_unknown_project_or_study_offers_the_nearest() -> None:
    with pytest.raises(ParameterError, match="did you mean 'peace'"):
        study("digital-silk-road").without(["peece"])
    with pytest.raises(ParameterError, match="did you mean 'digital-silk-road'"):
        study("digital-silk-raod")


def test_a_study_of_ones_own_adds_a_cable(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        HEAD
        + """
[[spans]]
id = "new-cable"
start = "mombasa-ken"
end = "mumbai-ind"
setting = "submarine"
status = "proposed"
year_in_service = 2027
""",
        encoding="utf-8",
    )
    opened = study(path)
    assert "new-cable" in set(opened.case.spans.id)
    assert "new-cable" not in set(opened.baseline.spans.id)
    assert opened.changes == ("1 spans added by the study file",)
    path.write_text(path.read_text().replace("mombasa-ken", "mombassa-ken"))
    with pytest.raises(TableError, match="did you mean 'mombasa-ken'"):
        study(path)


def test_an_unknown_country_in_a_corridor_offers_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        HEAD
        + """
[[corridors]]
id = "c"
name = "C"
countries = ["KGZZ"]
""",
        encoding="utf-8",
    )
    with pytest.raises(TableError, match=r"KGZZ.*did you mean 'KGZ'"):
        study(path)
