from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from sogdia.data.making.domestic import assumed_links
from sogdia.data.making.facts import read_facts, stops_of
from sogdia.data.making.inshore import Shores, off_land
from sogdia.data.making.seabed import Sea, thinned
from sogdia.data.making.trace import SEA_SLACK, trace_all
from sogdia.errors import DataError
from sogdia.geodesy import length_km
from sogdia.routing import Surface
from sogdia.routing.lattice import Lattice
from sogdia.routing.raster import inside

LATTICE = Lattice(-10.0, -10.0, 0.25, 0.25, 100, 160)
WATER = Sea(Surface.of(LATTICE, sea=0.02), Shores.of([]))


def facts_of(stops: str, **route: object) -> dict[str, pd.DataFrame]:
    nodes = pd.DataFrame({"id": ["a", "b", "c"], "lon": [0.0, 20.0, 10.0], "lat": [0.0, 0.0, 5.0]})
    systems = pd.DataFrame(
        {
            "id": ["s"],
            "kind": ["submarine"],
            "status": ["in_service"],
            "year_in_service": ["2010"],
            "year_retired": [pd.NA],
            "length_km": [pd.NA],
        }
    )
    row = {
        "system": "s", "segment": "1", "stops": stops, "setting": "submarine", "status": pd.NA,
        "year_in_service": pd.NA,
        "year_retired": pd.NA, "length_km": pd.NA, "fibre_pairs": pd.NA, "capacity_design_gbps": pd.NA,
        "source": "x", "read": "read", "as_of": "2020", "note": pd.NA, **route,
    }  # fmt: skip
    return {"nodes": nodes, "systems": systems, "routes": pd.DataFrame([row])}


def test_the_facts_read_whole() -> None:
    assert len(read_facts()["routes"]) > 500


def test_stops_of_refuses_nonsense() -> None:
    with pytest.raises(DataError, match="not written as"):
        stops_of("a > B!")


def test_a_branch_gets_a_unit_where_trunk_and_branch_are_shortest() -> None:
    """A landing beside a trunk of 20 degrees and 5 off it: the angles at the unit are nearly 120 degrees."""
    traced = trace_all(facts_of("a > ~c[proposed] > b"), WATER, {})
    (unit,) = traced.units
    assert unit["lon"] == pytest.approx(10.0, abs=0.8)
    assert unit["lat"] == pytest.approx(5.0, abs=0.8)
    trunk_1, branch, trunk_2 = traced.spans
    assert (trunk_1["end"], branch["start"], trunk_2["start"]) == (unit["id"],) * 3
    assert branch["status"] == "proposed"
    assert pd.isna(branch["year_in_service"])
    assert trunk_1["year_in_service"] == "2010"


def test_a_published_length_is_spread_over_the_spans() -> None:
    traced = trace_all(facts_of("a > ~c > b", length_km="3600"), WATER, {})
    assert sum(span["length_km"] for span in traced.spans) == pytest.approx(3600.0)


def test_without_a_published_length_slack_is_assumed_and_said() -> None:
    (span,) = trace_all(facts_of("a > b"), WATER, {}).spans
    assert span["length_km"] == pytest.approx(span["drawn_km"] * SEA_SLACK)
    assert "assumed" in span["note"]


def test_a_lake_cable_is_drawn_straight_and_told() -> None:
    ring = shapely.box(2, -1, 18, 11).difference(shapely.box(8, 3, 12, 7))
    water = np.where(inside(LATTICE, [ring]), 0.0, 0.02)
    lake = Sea(Surface.of(LATTICE, sea=water), Shores.of([ring]))
    for stops in ("c > b", "c > ~a > b"):
        traced = trace_all(facts_of(stops), lake, {})
        assert traced.enclosed == {"s"}
        assert not traced.units
        assert [span["geometry"].length > 0 for span in traced.spans] == [True] * stops.count(">")


def test_a_line_that_touches_land_goes_round_it_at_one_minute() -> None:
    """A cape of 12 minutes in cells of 15: the line between the ends of the stretch passes it by."""
    cape = shapely.box(4.9, -1.0, 5.1, 0.1)
    drawn = off_land(np.array([[0.0, 0.0], [10.0, 0.0]]), WATER.surface, Shores.of([cape]))
    assert not shapely.LineString(drawn).intersects(cape.buffer(-0.02))
    assert length_km(drawn) < 1.01 * length_km(np.array([[0.0, 0.0], [10.0, 0.0]]))
    far = np.array([[0.0, 5.0], [10.0, 5.0]])
    assert off_land(far, WATER.surface, Shores.of([cape])) is far


def test_vertices_beside_the_line_are_left_out() -> None:
    along = np.linspace(0.0, 3.0, 61)
    bent = np.column_stack([along, np.where(along < 1.5, 0.0, along - 1.5)])
    kept = thinned(bent)
    assert len(kept) < 10
    assert length_km(kept) == pytest.approx(length_km(bent), rel=1e-3)


def test_assumed_links_join_a_country_once_and_only_over_land() -> None:
    nodes = pd.DataFrame(
        {"id": ["p", "q", "r"], "country": ["AAA"] * 3, "lon": [0.0, 1.0, 8.0], "lat": [0.0] * 3, "kind": ["city"] * 3}
    )
    spans = pd.DataFrame({"start": ["p"], "end": ["x"], "setting": ["terrestrial"], "status": ["in_service"]})
    land = shapely.union_all([shapely.box(-1, -1, 2, 1), shapely.box(7, -1, 9, 1)])
    links = assumed_links(nodes, spans, {"AAA": land})
    assert [(link["start"], link["end"], link["read"]) for link in links] == [("p", "q", "assumed")]


def test_an_island_that_is_not_drawn_is_not_joined_over_land() -> None:
    nodes = pd.DataFrame(
        {"id": ["p", "q"], "country": ["AAA"] * 2, "lon": [0.0, 4.0], "lat": [0.0] * 2, "kind": ["city"] * 2}
    )
    spans = pd.DataFrame({"start": ["p"], "end": ["x"], "setting": ["terrestrial"], "status": ["in_service"]})
    assert assumed_links(nodes, spans, {"AAA": shapely.box(-1, -1, 1, 1)}) == []
    assert len(assumed_links(nodes.assign(lon=[0.0, 1.05]), spans, {"AAA": shapely.box(-1, -1, 1, 1)})) == 1
