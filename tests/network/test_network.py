from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from sogdia.errors import DataError, ParameterError, TableError
from sogdia.network import Network

if TYPE_CHECKING:
    from pathlib import Path


def test_a_network_is_frozen_and_hands_out_copies(triangle: Network) -> None:
    spans = triangle.spans
    spans["length_km"] = 0.0
    assert triangle.spans.length_km.tolist() == [120.0, 120.0, 240.0]
    with pytest.raises(AttributeError, match="frozen"):
        triangle.spans = spans


def test_add_gives_another_network(triangle: Network) -> None:
    more = triangle.add("spans", id="ba", start="b", end="a", setting="terrestrial")
    assert len(more.spans) == 4
    assert len(triangle.spans) == 3


def test_a_span_to_nowhere_is_told_with_the_nearest_node(triangle: Network) -> None:
    named = triangle.add("nodes", id="mombasa", lon=39.7, lat=-4.0)
    with pytest.raises(TableError, match=r"spans row 4 \(id 'x'\), column 'end'.*did you mean 'mombasa'"):
        named.add("spans", id="x", start="a", end="mombassa", setting="submarine")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"length_km": 50.0}, "under the geodesic between its ends, 111.3 km"),
        ({"capacity_design_gbps": -1.0}, "must be at least 0 Gbit/s"),
        ({"setting": "sea"}, "one of terrestrial, submarine, satellite"),
        ({"end": "a"}, "is also the start"),
        ({"year_in_service": 2020, "year_retired": 2010}, "is before year_in_service"),
    ],
)
def test_impossible_spans_are_refused(triangle: Network, row: dict[str, object], message: str) -> None:
    span: dict[str, object] = {"id": "x", "start": "a", "end": "b", "setting": "submarine", **row}
    with pytest.raises(TableError, match=message):
        triangle.add("spans", **span)


def test_an_unknown_table_offers_the_nearest(triangle: Network) -> None:
    with pytest.raises(ParameterError, match="did you mean 'spans'"):
        triangle.add("span", id="x")


def test_drop_refuses_what_is_not_there_or_still_used(triangle: Network) -> None:
    assert triangle.drop("spans", ["ab"]).spans.id.tolist() == ["bc", "ac"]
    with pytest.raises(TableError, match="is not there"):
        triangle.drop("spans", ["zz"])
    with pytest.raises(TableError, match="is not in the table 'nodes'"):
        triangle.drop("nodes", ["a"])


@pytest.mark.parametrize(
    ("year", "alive"), [(2009, []), (2010, ["ab"]), (2015, ["ab", "bc"]), (2030, ["ab", "bc", "ac"])]
)
def test_in_service_counts_years(triangle: Network, year: int, alive: list[str]) -> None:
    assert triangle.in_service(year).spans.id.tolist() == alive


def test_retired_and_cancelled_spans_are_out(triangle: Network) -> None:
    spans = triangle.spans
    spans.loc[0, "year_retired"] = 2020
    spans.loc[1, "status"] = "cancelled"
    net = triangle.replace(spans=spans)
    assert net.in_service(2019).spans.id.tolist() == ["ab"]
    assert net.in_service(2020).spans.id.tolist() == []


def test_bounds_and_an_empty_network(triangle: Network) -> None:
    assert triangle.bounds == (0.0, 0.0, 2.0, 0.0)
    with pytest.raises(TableError, match="no nodes"):
        _ = Network().bounds


def test_a_corridor_cannot_be_its_own_ancestor(triangle: Network) -> None:
    rows = pd.DataFrame({"id": ["x", "y"], "parent": ["y", "x"]})
    with pytest.raises(TableError, match="its own ancestor"):
        triangle.replace(corridors=rows)


def test_digest_ignores_the_order_of_rows(triangle: Network) -> None:
    turned = triangle.replace(spans=triangle.spans[::-1])
    assert turned.digest == triangle.digest
    assert turned != triangle


def test_store_round_trip(triangle: Network, tmp_path: Path) -> None:
    triangle.save(tmp_path / "net")
    triangle.save(tmp_path / "net")
    assert Network.load(tmp_path / "net") == triangle
    assert [p.name for p in tmp_path.iterdir()] == ["net"]


def test_loading_tells_what_is_wrong(triangle: Network, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no folder"):
        Network.load(tmp_path / "nowhere")
    (tmp_path / "other").mkdir()
    with pytest.raises(DataError, match="is no stored network"):
        Network.load(tmp_path / "other")
    folder = triangle.save(tmp_path / "net")
    (folder / "spans.parquet").unlink()
    with pytest.raises(DataError, match="is not whole"):
        Network.load(folder)


def test_saving_into_a_folder_of_other_things_is_refused(triangle: Network, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text("mine")
    with pytest.raises(DataError, match="holds other things"):
        triangle.save(tmp_path / "mine")


def test_a_network_can_be_sent_to_another_process(triangle: Network) -> None:
    assert pickle.loads(pickle.dumps(triangle)) == triangle  # noqa: S301  our own bytes
