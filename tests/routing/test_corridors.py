"""Corridors hold the cells through which nearly the cheapest ways run."""

from __future__ import annotations

import numpy as np
import pytest

from sogdia.errors import InfeasibleError
from sogdia.geodesy import distance_km
from sogdia.routing.corridors import excess_through, with_room
from sogdia.routing.lattice import Lattice
from sogdia.routing.surface import Surface

GRID = Lattice(0.0, -10.0, 0.25, 0.25, 80, 120)
START, END = (2.1, 0.1), (27.9, 0.1)


def test_on_even_ground_the_corridor_is_an_ellipse() -> None:
    surface = Surface.of(GRID, sea=1.0)
    found = excess_through(surface, (START, END), "submarine", 0.05, (), surface)
    lon, lat = np.meshgrid(GRID.lon, GRID.lat)
    ways = distance_km(*START, lon, lat) + distance_km(*END, lon, lat)
    true = ways / float(distance_km(*START, *END)) - 1.0
    assert (found[true < 0.015] <= 0.05).all(), "moves over cells are up to 2.8 % longer than lines"
    assert np.isinf(found[true > 0.08]).all()
    assert np.nanmin(found) >= 0.0


def test_both_ways_round_an_island_are_held_where_they_cost_nearly_the_same() -> None:
    price = np.ones(GRID.shape)
    price[30:52, 55:62] = 0.0
    surface = Surface.of(GRID, sea=price)
    found = excess_through(surface, (START, END), "submarine", 0.05, (), surface)
    north, south = np.isfinite(found[52:, 58]).any(), np.isfinite(found[:30, 58]).any()
    assert north
    assert south


def test_room_goes_round_and_no_way_is_told() -> None:
    globe = Lattice.globe(2.0)
    mask = np.zeros(globe.shape, dtype=bool)
    mask[45, 0] = True
    wide = with_room(mask, globe)
    assert wide[45, [178, 179, 0, 1, 2]].all()
    assert wide[43:48, 0].all()
    assert wide.sum() == 25
    price = np.ones(GRID.shape)
    price[:, 60] = 0.0
    surface = Surface.of(GRID, sea=price)
    with pytest.raises(InfeasibleError, match="enclosed basin"):
        excess_through(surface, (START, END), "submarine", 0.05, (), surface)
