import numpy as np
import pytest
import shapely

from sogdia.data import outlines
from sogdia.reports.projection import Projection, centre, fitting, world


def test_places_choose_the_projection():
    asia = fitting(np.array([[30.0, 40.0], [120.0, 30.0], [100.0, 5.0]]))
    polar = fitting(np.array([[20.0, 70.0], [140.0, 43.0], [-22.0, 64.0], [60.0, 68.0]]))
    globe = fitting(np.array([[-100.0, 40.0], [10.0, 40.0], [140.0, -35.0], [-60.0, -30.0], [80.0, 10.0]]))
    assert (asia.kind, polar.lat, globe.kind) == ("azimuthal", 90.0, "world")
    assert fitting(np.zeros((0, 2))).kind == "world"


def test_the_centre_of_a_pacific_cable_is_in_the_pacific():
    lon, lat = centre(np.array([[140.0, 35.0], [-120.0, 37.0]]))
    assert abs(lon) > 165
    assert lat == 36.0


@pytest.mark.parametrize("lon", [0.0, 39.0, 150.0, -100.0, 180.0])
def test_the_world_keeps_its_area_wherever_it_is_cut(lon):
    shapes = outlines().geometry
    area = [sum(projection.shape(shape).area for shape in shapes) for projection in (world(lon), world(0.0))]
    assert area[0] == pytest.approx(area[1], rel=2e-3)


def test_a_land_at_the_antipode_does_not_flood_the_map():
    square = shapely.box(170, -50, 180, -40)
    projection = Projection("", "azimuthal", -5.0, 45.0)
    assert projection.shape(square).is_empty


def test_rims_leave_out_the_seams():
    russia = outlines().set_index("code").geometry["RUS"]
    projection = Projection("", "azimuthal", 100.0, 90.0)
    steps = [np.linalg.norm(np.diff(s, axis=0), axis=1).max() for s in projection.strokes([russia])]
    assert max(steps) < 400
    seam = shapely.Polygon([(170, 60), (180, 60), (180, 70), (170, 70)])
    assert sum(len(s) for s in projection.strokes([seam])) > 0
    assert all(abs(s[:, 0]).max() < 1e5 for s in projection.strokes([seam]))


def test_a_line_without_length_draws_nothing():
    assert world(0.0).strokes([shapely.LineString([(10, 10), (10, 10)])]) == []
