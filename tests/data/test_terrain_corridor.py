"""A finer grid is read within a corridor, and gives what the whole of it would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import h5netcdf
import numpy as np
import pytest
import shapely

from sogdia.data.terrain_corridor import corridor
from sogdia.data.terrain_surface import terrain
from sogdia.data.terrain_tiles import lattice_of, part_of, sheet
from sogdia.errors import DataError, InfeasibleError, ParameterError
from sogdia.formats.grids import open_grid
from sogdia.routing.line import LAND, SEA
from sogdia.routing.proposals import find

if TYPE_CHECKING:
    from pathlib import Path

    from sogdia.routing.surface import Surface

STEP = 1 / 30
START, END = (43.3, 12.3), (50.0, 13.5)
AROUND = (38.0, 5.0, 60.0, 22.0)
"""A window of the shipped grid in which corridors are looked for: the globe takes longer."""


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Gulf of Aden in cells of two minutes: a bed that slopes to the east, with noise."""
    path = tmp_path_factory.mktemp("grid") / "aden.nc"
    lon, lat = np.arange(40.0 + STEP / 2, 55.0, STEP), np.arange(8.0 + STEP / 2, 18.0, STEP)
    rng = np.random.default_rng(2)
    z = (-100.0 * (lon - 42.0)[None, :] + rng.normal(0.0, 30.0, (len(lat), len(lon)))).astype(np.int16)
    with h5netcdf.File(path, "w") as file:
        file.dimensions = {"lat": len(lat), "lon": len(lon)}
        file.create_variable("lon", ("lon",), data=lon).attrs["units"] = "degrees_east"
        file.create_variable("lat", ("lat",), data=lat).attrs["units"] = "degrees_north"
        file.create_variable("elevation", ("lat", "lon"), data=z)
    return path


def along(grid: Path, avoid: tuple[object, ...] = (), end: tuple[float, float] = END) -> Surface:
    coarse = terrain(AROUND, setting="submarine")
    return corridor(open_grid(grid), coarse, (START, end), "submarine", avoid, {"areas": coarse.areas})


def test_tiles_are_priced_as_a_whole(grid: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_grid(grid)
    part = part_of(lattice_of(opened), 42.0, 10.0, 46.0, 13.0)
    once = sheet(opened, part, "auto")
    monkeypatch.setattr("sogdia.data.terrain_tiles.TILE_DEG", 0.6)
    monkeypatch.setattr("sogdia.data.terrain_tiles.WIDEST", 37)
    tiled = sheet(opened, part, "auto")
    np.testing.assert_array_equal(once.height, tiled.height)
    assert np.isclose(once.price, tiled.price).mean() > 0.999, "slopes at the edge of a tenth of a degree may round"
    assert once.filled == tiled.filled == part.rows * part.columns


def test_a_corridor_gives_the_route_of_the_whole_grid_and_reads_less(grid: Path) -> None:
    whole = terrain(grid=grid, setting="submarine")
    best = find(whole, [START], [END], "submarine")[0].cost_musd
    part = along(grid)
    assert find(part, [START], [END], "submarine")[0].cost_musd == pytest.approx(best, rel=2e-3)
    tried = part.about["corridors"]
    assert part.about["settled"]
    assert tried[-1]["cells"] < 0.6 * whole.lattice.rows * whole.lattice.columns
    assert not (part.price[LAND] > 0).any()
    assert 0 < (part.price[SEA] > 0).sum() < (whole.price[SEA] > 0).sum()
    assert part.about["grid"] == "aden.nc"


def test_what_is_avoided_is_barred_on_the_finer_grid_and_named_where_it_closes_the_way(grid: Path) -> None:
    box = shapely.box(46.0, 11.0, 46.4, 12.6)
    part = along(grid, (box,))
    assert not shapely.LineString(find(part, [START], [END], "submarine")[0].lonlat).intersects(box)
    with pytest.raises(InfeasibleError, match="a polygon"):
        along(grid, (shapely.box(46.0, 0.0, 46.4, 30.0),))


def test_bad_corridors_are_told(grid: Path) -> None:
    with pytest.raises(ParameterError, match="two or more stops"):
        terrain(grid=grid, along=(START,))
    with pytest.raises(ParameterError, match="goes with a grid"):
        terrain(along=(START, END))
    with pytest.raises(ParameterError, match="did you mean 'submarine'"):
        terrain(grid=grid, along=(START, END), setting="submarin")
    with pytest.raises(DataError, match="covers 40, 8 to 55, 18"):
        terrain((30.0, 9.0, 45.0, 12.0), grid=grid)
    with pytest.raises(ParameterError, match=r"lies off aden\.nc"):
        along(grid, end=(58.0, 20.0))
