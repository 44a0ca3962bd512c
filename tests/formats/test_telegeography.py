from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sogdia.errors import DataError
from sogdia.formats.telegeography import draft_telegeography, is_telegeography, read_telegeography
from sogdia.network.checks import geodesic_km

if TYPE_CHECKING:
    from pathlib import Path

PLACES = {
    "bonn-namibia": ("Bonn, Namibia", "Namibia", [14.0, -22.0]),
    "aden-yemen": ("Aden, Yemen", "Yemen", [0.0, 0.0]),
    "cork-congo": ("Cork, Congo, Dem. Rep.", "Congo, Dem. Rep.", [10.0, 0.0]),
}
LINES = [[[0.0, 0.0], [5.0, 0.0], [10.0, 0.0]], [[5.0, -0.1], [14.0, -22.0]]]


def cable(**about: object) -> dict[str, object]:
    points = [{"id": key, "name": name, "country": country} for key, (name, country, _) in PLACES.items()]
    return {
        "id": "x", "name": "X", "length": "6,000 km", "landing_points": points, "rfs": "2024 Q1", "rfs_year": None,
        "is_planned": True, "owners": "Peace Cable International Network Co., Ltd., du", "suppliers": None, **about,
    }  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    def put(name: str, value: object) -> None:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(json.dumps(value), encoding="utf-8")

    put("cable/x.json", cable())
    put("cable/all.json", [{"id": "x", "name": "X"}])
    put("supplier/asn.json", {"id": "asn", "name": "ASN", "cables": [{"id": "x"}]})
    shape = {"type": "MultiLineString", "coordinates": LINES}
    put("cable/cable-geo.json", {"features": [{"properties": {"id": "x", "name": "X"}, "geometry": shape}]})
    features = [
        {"properties": {"id": key, "name": name}, "geometry": {"type": "Point", "coordinates": place}}
        for key, (name, _, place) in PLACES.items()
    ]
    put("landing-point/landing-point-geo.json", {"features": features})
    return tmp_path


def test_the_topology_comes_from_the_lines_not_from_the_list(folder: Path) -> None:
    net = read_telegeography(folder)
    ends = {frozenset(pair) for pair in zip(net.spans.start, net.spans.end, strict=True)}
    assert ends == {frozenset({key, "x-bu-1"}) for key in PLACES}
    assert net.nodes.set_index("id").kind["x-bu-1"] == "branching_unit"


def test_cells_are_read(folder: Path) -> None:
    net = read_telegeography(folder)
    system = net.systems.iloc[0]
    assert (system.length_km, system.year_in_service, system.status) == (6000.0, 2024, "proposed")
    assert net.nodes.set_index("id").country.to_dict()["cork-congo"] == "COD"
    roles = sorted(zip(net.roles.role, net.roles.organisation, strict=True))
    assert roles == [("owner", "du"), ("owner", "peace-cable-international-network-co-ltd"), ("supplier", "asn")]


def test_spans_share_the_published_length(folder: Path) -> None:
    net = read_telegeography(folder)
    assert net.spans.length_km.sum() == pytest.approx(6000.0)
    assert (net.spans.length_km.to_numpy(dtype=float) >= geodesic_km(net.spans, net.nodes) - 1e-6).all()


def test_a_length_no_tree_can_have_is_told(folder: Path) -> None:
    (folder / "cable" / "x.json").write_text(json.dumps(cable(length="900 km")))
    draft = draft_telegeography(folder)
    assert "length-below-tree" in {finding.code for finding in draft.findings}
    assert draft.network().systems.length_km[0] == 900.0


@pytest.mark.parametrize("length", [None, "n.a.", "", "unknown"])
def test_a_length_that_is_not_published_stays_empty(folder: Path, length: str | None) -> None:
    (folder / "cable" / "x.json").write_text(json.dumps(cable(length=length)))
    net = read_telegeography(folder)
    assert net.systems.length_km.isna().all()
    assert net.spans.length_km.isna().all()


def test_without_lines_the_shortest_tree_is_taken_and_told(folder: Path) -> None:
    (folder / "cable" / "cable-geo.json").unlink()
    draft = draft_telegeography(folder)
    assert [finding.code for finding in draft.findings] == ["no-line"]
    assert len(draft.network().spans) == 2


def test_lines_and_landings_alone_are_enough(folder: Path) -> None:
    (folder / "cable" / "x.json").unlink()
    net = read_telegeography(folder)
    assert set(net.spans.system) == {"x"}
    assert set(PLACES) <= set(net.nodes.id)


def test_a_landing_without_a_place_is_an_error(folder: Path) -> None:
    (folder / "landing-point" / "landing-point-geo.json").unlink()
    codes = {finding.code for finding in draft_telegeography(folder).findings if finding.severity == "error"}
    assert codes == {"missing-place"}


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    assert not is_telegeography(tmp_path)
    (tmp_path / "cable-geo.json").write_text("{}")
    with pytest.raises(DataError, match="has no cable"):
        draft_telegeography(tmp_path)


def test_the_map_of_2022(outside: Path) -> None:
    place = outside / "cables_oucm_2022"
    if not place.is_dir():
        pytest.skip("no cables_oucm_2022")
    net = read_telegeography(place)
    assert len(net.systems) == 521
    assert (net.nodes.kind == "landing").sum() == 1414
    assert not net.nodes.country[net.nodes.kind == "landing"].isna().any()
    listed = {
        (key["id"], json.loads(file.read_text())["id"])
        for file in (place / "cable").glob("*.json")
        if file.name not in {"all.json", "cable-geo.json"}
        for key in json.loads(file.read_text())["landing_points"]
    }
    ends = {*zip(net.spans.start, net.spans.system, strict=True), *zip(net.spans.end, net.spans.system, strict=True)}
    lonely = {system for _, system in listed} - set(net.spans.system)
    assert {pair for pair in listed if pair[1] not in lonely} <= ends
    assert len(lonely) == 2
    total = net.spans.groupby("system").length_km.sum()
    published = net.systems.set_index("id").length_km.reindex(total.index)
    ratio = (total / published)[published.notna()].to_numpy(dtype=float)
    assert (ratio >= 1 - 1e-9).all()
    assert (np.abs(ratio - 1) < 1e-9).mean() > 0.8
