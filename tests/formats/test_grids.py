from __future__ import annotations

from typing import TYPE_CHECKING

import h5netcdf
import numpy as np
import pytest
from scipy.io import netcdf_file

from sogdia.errors import DataError, ParameterError
from sogdia.formats.grids import open_grid

if TYPE_CHECKING:
    from pathlib import Path


def height(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """A figure that tells its own place: whole degrees of latitude and of longitude, the same at -180 and 180."""
    return (np.floor(lat)[:, None] * 200 + np.floor((lon + 540) % 360 - 180)[None, :]).astype(np.int16)


def write_netcdf4(path: Path, lon: np.ndarray, lat: np.ndarray, z: np.ndarray, **attributes: float) -> Path:
    with h5netcdf.File(path, "w") as file:
        file.dimensions = {"lat": len(lat), "lon": len(lon)}
        file.create_variable("lon", ("lon",), data=lon.astype(np.float64))
        file.create_variable("lat", ("lat",), data=lat.astype(np.float64))
        values = file.create_variable("elevation", ("lat", "lon"), data=z)
        for name, value in attributes.items():
            values.attrs[name] = z.dtype.type(value) if name == "_FillValue" else value
    return path


def write_classic(path: Path, lon: np.ndarray, lat: np.ndarray, z: np.ndarray) -> Path:
    with netcdf_file(path, "w") as file:
        file.createDimension("x", len(lon))
        file.createDimension("y", len(lat))
        for name, axis in (("x", lon), ("y", lat)):
            variable = file.createVariable(name, "f8", (name,))
            variable[:] = axis
        values = file.createVariable("z", "i2", ("y", "x"))
        values[:] = z
    return path


AXES = {
    "cells -180..180": np.arange(-179.5, 180, 1.0),
    "nodes -180..180": np.arange(-180.0, 181, 1.0),
    "cells 0..360": np.arange(0.5, 360, 1.0),
    "nodes 0..360": np.arange(0.0, 361, 1.0),
    "cells 20..380 and one again": np.arange(20.5, 381, 1.0),
    "cells from east to west": np.arange(179.5, -180, -1.0),
}


@pytest.mark.parametrize("axis", AXES, ids=str)
@pytest.mark.parametrize("north_up", [False, True])
@pytest.mark.parametrize("write", [write_netcdf4, write_classic])
def test_a_window_holds_the_values_of_its_places(tmp_path: Path, axis: str, north_up: bool, write: object) -> None:
    lon = AXES[axis]
    lat = np.arange(-89.5, 90, 1.0)[:: -1 if north_up else 1]
    grid = open_grid(write(tmp_path / "g.nc", lon, lat, height(lon, lat)))  # type: ignore[operator]
    assert grid.is_global
    for box in ((70, 5, 75, 10), (175.2, -20, -170.4, -15), (350, 0, 370 - 360, 5), (-180, -90, 180, 90)):
        z, x, y = grid.window(*box)
        assert z.shape == (len(y), len(x))
        assert z.dtype == np.int16
        assert (np.diff(x) > 0).all()
        assert (np.diff(y) > 0).all()
        assert x[0] >= box[0] - 1e-9
        np.testing.assert_array_equal(z, height(x, y))


def test_the_file_itself_may_lie_the_other_way_round(tmp_path: Path) -> None:
    lon, lat = np.arange(10.5, 20), np.arange(0.5, 5)
    with h5netcdf.File(tmp_path / "t.nc", "w") as file:
        file.dimensions = {"time": 1, "longitude": 10, "latitude": 5}
        file.create_variable("longitude", ("longitude",), data=lon)
        file.create_variable("latitude", ("latitude",), data=lat)
        file.create_variable("z", ("time", "longitude", "latitude"), data=height(lon, lat).T[None])
    z, x, y = open_grid(tmp_path / "t.nc").window(12, 1, 14, 3)
    np.testing.assert_array_equal(z, height(x, y))


def test_axes_rounded_to_single_precision_keep_their_places(tmp_path: Path) -> None:
    lon = (-180 + (np.arange(21600) + 0.5) / 60).astype(np.float32)
    lat = (np.arange(120) / 60).astype(np.float32)
    grid = open_grid(write_netcdf4(tmp_path / "s.nc", lon, lat, np.zeros((120, 21600), dtype=np.int16)))
    assert grid.registration == "node"
    _, x, y = grid.window(150, 0, 150.1, 0.1)
    np.testing.assert_allclose(x, 150 + (np.arange(6) + 0.5) / 60, atol=1e-12)
    np.testing.assert_allclose(y, np.arange(7) / 60, atol=1e-12)


def test_an_extract_refuses_what_lies_outside(tmp_path: Path) -> None:
    lon, lat = np.arange(40.5, 60), np.arange(10.5, 20)
    grid = open_grid(write_netcdf4(tmp_path / "e.nc", lon, lat, height(lon, lat)))
    assert grid.registration == "cell"
    np.testing.assert_array_equal(grid.window(400 - 360, 10, 45, 12).z, height(lon[:5], lat[:2]))
    with pytest.raises(DataError, match=r"covers 40\.5 to 59\.5 degrees; 55 to 70 leaves it"):
        grid.window(55, 12, 70, 15)
    with pytest.raises(ParameterError, match="holds no place"):
        grid.window(50.6, 12.6, 50.8, 12.8)
    for box in ((0, 20, 10, 10), (0, -91, 10, 10), (float("nan"), 0, 1, 1), (0, 0, 500, 1)):
        with pytest.raises(ParameterError):
            grid.window(*box)


def test_missing_values_are_told_with_their_place_or_given_as_nan(tmp_path: Path) -> None:
    lon, lat = np.arange(0.5, 10), np.arange(0.5, 10)
    z = height(lon, lat)
    z[3, 4] = -32768
    grid = open_grid(write_netcdf4(tmp_path / "m.nc", lon, lat, z, _FillValue=-32768))
    assert grid.window(0, 0, 3, 3).z.dtype == np.int16
    with pytest.raises(DataError, match=r"1 of 100 values are missing in this window, the first at 4\.5000, 3\.5000"):
        grid.window(0, 0, 10, 10)
    got = grid.window(0, 0, 10, 10, gaps=True).z
    assert np.isnan(got[3, 4])
    assert got.dtype == np.float32


def test_packed_values_are_unpacked(tmp_path: Path) -> None:
    lon, lat = np.arange(0.5, 4), np.arange(0.5, 4)
    grid = open_grid(
        write_netcdf4(tmp_path / "p.nc", lon, lat, np.full((4, 4), 7, np.int16), scale_factor=0.5, add_offset=-100.0)
    )
    np.testing.assert_array_equal(grid.window(0, 0, 4, 4).z, np.full((4, 4), -96.5, np.float32))


def test_wrong_files_are_told_apart(tmp_path: Path) -> None:
    lon, lat = np.arange(0.5, 4), np.arange(0.5, 4)
    z = np.zeros((4, 4), dtype=np.int16)
    with pytest.raises(DataError, match="no grid file"):
        open_grid(tmp_path / "none.nc")
    (tmp_path / "text.csv").write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match="no grid that Sogdia reads"):
        open_grid(tmp_path / "text.csv")
    with pytest.raises(DataError, match="which are no degrees"):
        open_grid(write_netcdf4(tmp_path / "m.nc", lon * 1e5, lat * 1e5, z))
    with pytest.raises(DataError, match="not regular at place 3"):
        open_grid(write_netcdf4(tmp_path / "i.nc", lon, np.array([0.5, 1.5, 3.5, 4.5]), z))
    whole = write_netcdf4(tmp_path / "w.nc", lon, lat, z)
    with pytest.raises(DataError, match=r"no grid 'elevatoin'; did you mean 'elevation'\?"):
        open_grid(whole, "elevatoin")
    (tmp_path / "cut.nc").write_bytes(whole.read_bytes()[:700])
    with pytest.raises(DataError, match="may be truncated"):
        open_grid(tmp_path / "cut.nc").window(0, 0, 4, 4)
    classic = write_classic(tmp_path / "c.nc", np.arange(0.5, 50), np.arange(0.5, 50), np.zeros((50, 50), np.int16))
    (tmp_path / "cut.cdf").write_bytes(classic.read_bytes()[:-3000])
    with pytest.raises(DataError, match="may be truncated"):
        open_grid(tmp_path / "cut.cdf").window(0, 0, 4, 4)


def test_two_grids_in_one_file_want_a_name(tmp_path: Path) -> None:
    lon, lat = np.arange(0.5, 4), np.arange(0.5, 4)
    path = write_netcdf4(tmp_path / "two.nc", lon, lat, np.zeros((4, 4), dtype=np.int16))
    with h5netcdf.File(path, "a") as file:
        file.create_variable("tid", ("lat", "lon"), data=np.ones((4, 4), dtype=np.int8))
    assert open_grid(path).variable == "elevation"
    assert open_grid(path, "tid").window(0, 0, 4, 4).z.min() == 1


ASCII = """ncols 4
nrows 3
xllcorner -2
yllcorner 10
cellsize 1
NODATA_value -9999
1 2 3 4
5 6 7 8
9 10 11 -9999
"""


def test_an_ascii_grid_runs_from_north_to_south(tmp_path: Path) -> None:
    path = tmp_path / "g.asc"
    path.write_text(ASCII)
    grid = open_grid(path)
    assert grid.bounds == (-1.5, 10.5, 1.5, 12.5)
    np.testing.assert_array_equal(grid.window(-2, 11, 0, 13).z, [[5, 6], [1, 2]])
    with pytest.raises(DataError, match=r"1 of 12 values are missing.*1\.5000, 10\.5000"):
        grid.window(-2, 10, 2, 13)
    path.write_text(ASCII.replace("5 6 7 8", "5 6 7"))
    with pytest.raises(DataError, match="line 8: 3 values where ncols says 4"):
        open_grid(path).window(-2, 10, 2, 13)
    path.write_text("\n".join(ASCII.splitlines()[:7]))
    with pytest.raises(DataError, match="row 3 is missing"):
        open_grid(path).window(-2, 10, 2, 13)
    path.write_text(ASCII.replace("cellsize 1\n", ""))
    with pytest.raises(DataError, match="needs ncols, nrows and cellsize"):
        open_grid(path)


@pytest.mark.outside
@pytest.mark.parametrize("name", ["etopo20.cdf", "etopo60.cdf"])
def test_ferrets_etopo_opens(outside: Path, name: str) -> None:
    grid = open_grid(outside / "etopo" / name)
    z, lon, lat = grid.window(85, 26, 89, 29)
    assert z.max() > 5000
    assert grid.window(178, -20, -178, -15).z.max() < 500
    assert len(lon)
    assert len(lat)
