from __future__ import annotations

import numpy as np
import pytest

from sogdia.data.terrain_file import TERRAIN, unpack
from sogdia.data.terrain_surface import terrain
from sogdia.errors import InfeasibleError, ParameterError
from sogdia.geodesy import distance_km
from sogdia.routing.line import LAND, SEA
from sogdia.routing.proposals import find


def test_the_file_is_small_and_carries_its_notice() -> None:
    assert TERRAIN.stat().st_size < 8_000_000
    assert "PUBLIC DOMAIN" in (TERRAIN.parent / "terrain-COPYRIGHT.txt").read_text(encoding="utf-8")


def test_heights_and_kinds_stand_in_their_places() -> None:
    surface = terrain((20.0, 20.0, 60.0, 60.0))
    grid = surface.lattice

    def at(lon: float, lat: float) -> tuple[float, bool, bool]:
        row, column = grid.cell(lon, lat)
        return float(surface.elevation_m[row, column]), *(bool(surface.price[k, row, column] > 0) for k in (SEA, LAND))

    assert at(50.5, 42.0)[1:] == (True, False), "the Caspian is sea"
    assert at(27.2, 29.7)[0] < 0
    assert at(27.2, 29.7)[1:] == (False, True), "Qattara lies under the sea's level and is land"
    assert at(42.45, 43.35)[0] > 2500


@pytest.mark.parametrize(
    ("name", "start", "end", "most_km"),
    [("Bosporus", (29.3, 41.6), (28.3, 40.8), 160), ("Dardanelles", (28.3, 40.8), (25.0, 39.5), 400),
     ("Danish straits", (7.0, 57.0), (18.0, 56.0), 1000), ("Messina", (14.0, 39.5), (18.0, 37.0), 520),
     ("Kerch", (36.5, 46.2), (34.0, 43.5), 420), ("Hormuz", (50.0, 28.0), (60.0, 20.0), 1700),
     ("Bab el-Mandeb", (40.0, 16.0), (48.0, 12.5), 1200), ("Caspian", (50.0, 44.5), (52.0, 38.0), 900)],
)  # fmt: skip
def test_straits_are_open(name: str, start, end, most_km: float) -> None:
    surface = terrain((5.0, 10.0, 62.0, 60.0))
    route = find(surface, [start], [end], "submarine")[0]
    assert float(distance_km(*start, *end)) <= route.length_km.sum() < most_km, name


def test_suez_and_corinth_are_land() -> None:
    surface = terrain((18.0, 20.0, 45.0, 42.0))
    with pytest.raises(InfeasibleError, match="enclosed basin"):
        find(surface, [(36.0, 25.0)], [(30.0, 33.0)], "submarine")
    over = find(surface, [(36.0, 25.0)], [(30.0, 33.0)], "auto")[0]
    assert len(over.landings) == 2
    round_about = find(surface, [(21.2, 38.2)], [(23.3, 37.7)], "submarine")[0]
    assert round_about.length_km.sum() > 400


def test_windows_cross_the_antimeridian_and_bad_ones_are_told() -> None:
    surface = terrain((170.0, -20.0, -170.0, -10.0))
    assert surface.lattice.shape == (120, 240)
    whole = unpack()[0]
    row, column = surface.lattice.cell(-179.9, -15.0)
    assert surface.elevation_m[row, column] == whole[int((90 - 15.0) * 12), 1]
    with pytest.raises(ParameterError, match="empty or no box"):
        terrain((10.0, 20.0, 10.0, 20.0))
    with pytest.raises(ParameterError, match="multiple"):
        terrain((10.0, 20.0, 20.0, 30.0), 0.1)
    assert terrain((10.0, 20.0, 20.0, 30.0), 0.5).lattice.shape == (20, 20)
    assert np.isfinite(surface.price).all()
