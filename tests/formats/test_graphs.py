from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sogdia.errors import DataError
from sogdia.formats.gml import draft_gml
from sogdia.formats.graphml import draft_graphml
from sogdia.formats.kml import read_kml
from sogdia.formats.node_link import draft_node_link, read_node_link
from sogdia.formats.peeringdb import draft_peeringdb

if TYPE_CHECKING:
    from pathlib import Path

ZOO = """Creator "Topology Zoo Toolset"
graph [
  Network "X"
  node [ id 0 label "Br&#233;st" Country "France" Longitude -4.49 Latitude 48.39 Internal 1 ]
  node [ id 1 label "Br&#233;st" Country "United States" Longitude -74.0 Latitude 40.7 ]
  node [ id 2 label "?" hyperedge 1 ]
  edge [ source 0 target 1 LinkSpeed "10" LinkSpeedRaw 10000000000.0 LinkLabel "10 Gbps" ]
  edge [ source 0 target 1 id "e3" ]
  edge [ source 1 target 2 ]
  edge [ source 1 target 1 ]
]
"""


def test_a_gml_of_the_topology_zoo(tmp_path: Path) -> None:
    (tmp_path / "x.gml").write_text(ZOO)
    found = draft_gml(tmp_path / "x.gml")
    net = found.network()
    assert net.nodes.name.tolist() == ["Brést", "Brést"]
    assert net.nodes.country.tolist() == ["FRA", "USA"]
    assert net.spans.capacity_lit_gbps.tolist()[0] == 10.0
    assert len(net.spans) == 2
    assert [f.code for f in found.findings if f.severity == "warning"] == ["missing-place", "self-loop"]


def test_a_graphml(tmp_path: Path) -> None:
    (tmp_path / "x.graphml").write_text(
        '<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        '<key id="d0" for="node" attr.name="Longitude" attr.type="double"/>'
        '<key id="d1" for="node" attr.name="Latitude" attr.type="double"/>'
        '<graph edgedefault="undirected"><node id="a"><data key="d0">1.5</data><data key="d1">2</data></node>'
        '<node id="b"><data key="d0">3</data><data key="d1">4</data></node>'
        '<edge source="a" target="b"/></graph></graphml>'
    )
    net = draft_graphml(tmp_path / "x.graphml").network()
    assert net.nodes.lon.tolist() == [1.5, 3.0]
    assert net.spans.start.tolist() == ["a"]


@pytest.mark.parametrize("root", ["graphml", "kml"])
def test_entities_are_refused(tmp_path: Path, root: str) -> None:
    (tmp_path / "x").write_text(f'<!DOCTYPE k [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><{root}><name>&b;</name></{root}>')
    read = draft_graphml if root == "graphml" else read_kml
    with pytest.raises(DataError, match="declares entities"):
        read(tmp_path / "x")


@pytest.mark.parametrize(
    ("key", "nodes", "ends"),
    [
        ("links", [{"id": "a", "pos": [1, 2]}, {"id": "b", "pos": [3, 4]}], {"source": "a", "target": "b"}),
        ("edges", [{"id": 5, "lon": 1, "lat": 2}, {"id": 7, "lon": 3, "lat": 4}], {"source": 5, "target": 7}),
        ("links", [{"name": "a", "x": 1, "y": 2}, {"name": "b", "x": 3, "y": 4}], {"source": 0, "target": 1}),
        (
            "edges",
            [{"id": 5, "longitude": 1, "latitude": 2}, {"id": 7, "longitude": 3, "latitude": 4}],
            {"u": 5, "v": 7},
        ),
    ],
)
def test_node_link_in_its_dialects(tmp_path: Path, key: str, nodes: list[object], ends: dict[str, object]) -> None:
    (tmp_path / "x.json").write_text(json.dumps({"nodes": nodes, key: [ends | {"dist": 400, "type": "seacable"}]}))
    net = read_node_link(tmp_path / "x.json")
    assert net.nodes.lon.tolist() == [1.0, 3.0]
    assert [net.spans.start[0], net.spans.end[0]] == net.nodes.id.tolist()
    assert (net.spans.setting[0], net.spans.length_km[0]) == ("submarine", 400.0)


def test_a_graph_without_places_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"nodes": [{"id": 1}], "links": []}')
    with pytest.raises(DataError, match="no node has a place"):
        draft_node_link(tmp_path / "x.json")


def test_a_cable_map_in_kml(tmp_path: Path) -> None:
    (tmp_path / "x.kml").write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>Landings</name>'
        "<Placemark><name>Mombasa</name><Point><coordinates>39.67,-4.05,0</coordinates></Point></Placemark></Folder>"
        "<Folder><name>Submarine cables</name><Placemark><name>TEAMS</name><MultiGeometry><LineString><coordinates>"
        "39.68,-4.06,0 60,15,0</coordinates></LineString></MultiGeometry></Placemark>"
        "<Placemark><name>P</name><LineString>"
        "<coordinates>170,10 190,12</coordinates></LineString></Placemark></Folder></Document></kml>"
    )
    net = read_kml(tmp_path / "x.kml")
    assert net.spans.start.tolist() == ["mombasa", "end-2"]
    assert set(net.spans.setting) == {"submarine"}
    assert net.systems.name.tolist() == ["TEAMS", "P"]
    assert [shape.geom_type for shape in net.spans.geometry] == ["LineString", "MultiLineString"]


def test_a_peeringdb_dump(tmp_path: Path) -> None:
    dump = {
        "fac": {"data": [{"id": 1, "name": "F", "country": "NA", "latitude": -22.5, "longitude": 17.0},
                         {"id": 2, "name": "G", "country": "FJ", "latitude": None, "longitude": None}]},
        "ix": {"data": [{"id": 1, "name": "X", "country": "NA"}, {"id": 2, "name": "Y", "country": "NA"}]},
        "ixfac": {"data": [{"ix_id": 1, "fac_id": 1}, {"ix_id": 2, "fac_id": 2}]},
        "netfac": {"data": [{"net_id": 1, "fac_id": 1}, {"net_id": 2, "fac_id": 1}]},
    }  # fmt: skip
    (tmp_path / "p.json").write_text(json.dumps(dump))
    found = draft_peeringdb(tmp_path / "p.json")
    net = found.network()
    assert net.nodes.id.tolist() == ["fac-1", "ix-1"]
    assert net.nodes.country.tolist() == ["NAM", "NAM"]
    assert net.nodes.note.tolist()[0] == "2 networks"
    assert [(f.code, f.file, f.key) for f in found.findings] == [
        ("missing-place", "fac", "2"),
        ("missing-place", "ix", "2"),
    ]
