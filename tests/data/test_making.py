from __future__ import annotations

import pandas as pd
import pytest
import shapely

from sogdia.data.making.domestic import assumed_links
from sogdia.data.making.facts import read_facts, stops_of
from sogdia.data.making.trace import trace_all
from sogdia.errors import DataError
from sogdia.routing import SeaGrid

GRID = SeaGrid.of([shapely.box(-30, -30, -20, 30)], cells_per_degree=4)


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


def test_a_branch_gets_a_unit_where_the_trunk_passes_nearest() -> None:
    traced = trace_all(facts_of("a > ~c[proposed] > b"), GRID, {})
    (unit,) = traced.units
    assert unit["lon"] == pytest.approx(10.0, abs=0.1)
    trunk_1, branch, trunk_2 = traced.spans
    assert (trunk_1["end"], branch["start"], trunk_2["start"]) == (unit["id"],) * 3
    assert branch["status"] == "proposed"
    assert pd.isna(branch["year_in_service"])
    assert trunk_1["year_in_service"] == "2010"


def test_a_published_length_is_spread_over_the_spans() -> None:
    traced = trace_all(facts_of("a > ~c > b", length_km="3600"), GRID, {})
    assert sum(span["length_km"] for span in traced.spans) == pytest.approx(3600.0)


def test_without_a_published_length_slack_is_assumed_and_said() -> None:
    (span,) = trace_all(facts_of("a > b"), GRID, {}).spans
    assert span["length_km"] == pytest.approx(span["drawn_km"] * 1.08)
    assert "assumed" in span["note"]


def test_a_lake_cable_is_drawn_straight_and_told() -> None:
    ring = shapely.box(2, -1, 18, 11).difference(shapely.box(8, 3, 12, 7))
    traced = trace_all(facts_of("c > b"), SeaGrid.of([ring], cells_per_degree=2), {})
    assert traced.enclosed == {"s"}


def test_assumed_links_join_a_country_once_and_only_over_land() -> None:
    nodes = pd.DataFrame(
        {"id": ["p", "q", "r"], "country": ["AAA"] * 3, "lon": [0.0, 1.0, 8.0], "lat": [0.0] * 3, "kind": ["city"] * 3}
    )
    spans = pd.DataFrame({"start": ["p"], "end": ["x"], "setting": ["terrestrial"], "status": ["in_service"]})
    land = shapely.union_all([shapely.box(-1, -1, 2, 1), shapely.box(7, -1, 9, 1)])
    links = assumed_links(nodes, spans, {"AAA": land})
    assert [(link["start"], link["end"], link["read"]) for link in links] == [("p", "q", "assumed")]
