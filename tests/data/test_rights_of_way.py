"""Rights of way: converted once, laid on a surface as shares of cells, and told where the store has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sogdia.data.holdings import add
from sogdia.data.rights_of_way import beside, with_rights_of_way
from sogdia.errors import MissingExtraError, ParameterError
from sogdia.routing import Surface, paths
from sogdia.routing.lattice import Lattice

if TYPE_CHECKING:
    from pathlib import Path

LATTICE = Lattice(0.0, 0.0, 0.1, 0.1, 30, 60)
LAND = Surface.of(LATTICE, land=0.02)


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOGDIA_DATA_DIR", str(tmp_path / "store"))


def test_without_the_set_its_name_and_the_command_are_told() -> None:
    with pytest.raises(MissingExtraError, match="sogdia data add scgraph-data"):
        with_rights_of_way(LAND, ["rail"])
    with pytest.raises(ParameterError, match="right of way 'canal'"):
        with_rights_of_way(LAND, ["canal"])


def test_a_line_follows_a_railway_that_is_near(tmp_path: Path) -> None:
    place = tmp_path / "scgraph_data"
    place.mkdir()
    (place / "world_highways.py").write_text("graph=[{1: 1.0}, {0: 1.0}]\nnodes=[[2.9, 0.1], [2.9, 0.2]]\n")
    (place / "world_railways.py").write_text("graph=[{1: 1.0}, {0: 1.0}]\nnodes=[[1.45, 0.05], [1.45, 5.95]]\n")
    add("scgraph-data", place)
    surface = with_rights_of_way(LAND, ["rail", "road"])
    assert surface.exposure["rail"].sum() == 60
    (place / "world_railways.py").unlink()
    again = with_rights_of_way(LAND, ["rail"])
    assert np.array_equal(again.exposure["rail"], surface.exposure["rail"])
    ends = ((0.05, 1.25), (5.95, 1.25))
    plain = paths(*ends, surface, setting="terrestrial").routes[0]
    along = paths(*ends, surface, setting="terrestrial", prefer=("rail",)).routes[0]
    assert plain.lat.max() < 1.3
    assert (np.abs(along.lat - 1.45) < 0.06).mean() > 0.5


def test_a_segment_across_180_degrees_takes_the_short_way() -> None:
    globe = Lattice.globe(1.0)
    assert beside(globe, np.array([[179.5, 0.5, -179.5, 0.5]], dtype=np.float32)).sum() == 2
