"""`survey`: what it fills, by hand, and what it leaves alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from sogdia.errors import ParameterError
from sogdia.geodesy import arc
from sogdia.network import Network
from sogdia.routing.heights import Heights
from sogdia.routing.lattice import Lattice
from sogdia.routing.sounding import FILLED, shared_groups, survey


def network() -> Network:
    nodes = pd.DataFrame(
        {"id": ["a", "b", "c"], "country": ["PAK", "DJI", "KEN"], "lon": [0.0, 10.0, 10.0], "lat": [0.0, 0.0, 5.0],
         "kind": "landing"}
    )  # fmt: skip
    spans = pd.DataFrame(
        {
            "id": ["sea", "twin", "land", "sky"],
            "start": ["a", "a", "b", "a"],
            "end": ["b", "b", "c", "c"],
            "setting": ["submarine", "submarine", "terrestrial", "satellite"],
            "length_km": [2000.0, None, None, None],
            "geometry": [None, arc(0, 0, 10, 0), None, None],
        }
    )
    belt = pd.DataFrame({"id": ["x"], "kind": ["seismic"], "geometry": [shapely.box(2, -1, 4, 1)]})
    return Network(nodes=nodes, spans=spans, hazards=belt)


def shelf(lon, lat):
    return np.where(np.asarray(lon) < 5.0, -100.0, -4000.0) + np.where(np.asarray(lat) > 0.5, 5000.0, 0.0)


def test_depth_shares_and_faults_by_hand() -> None:
    spans = survey(network(), shelf).spans.set_index("id")
    assert spans.share_shallow["sea"] == pytest.approx(0.5, abs=0.01)
    assert spans.share_burial["sea"] == pytest.approx(0.5, abs=0.01)
    assert spans.depth_mean_m["sea"] == pytest.approx(2050, abs=40)
    assert spans.depth_max_m["sea"] == 4000
    assert spans.seismic_km["sea"] == pytest.approx(400, abs=15)
    assert spans.seismic_km["twin"] == pytest.approx(222.6, abs=10)
    rate = (0.34 + 0.165 + 0.002) / 2 + 0.007 + 0.007 + 0.014 + 0.2 * 0.045 + 0.8 * 0.002
    assert spans.faults_per_year["sea"] == pytest.approx(2 * rate, rel=0.02)
    assert spans.faults_per_year["land"] > 10 * 0.55
    assert (spans.faults_per_year_low.dropna() < spans.faults_per_year.dropna()).all()


def test_what_has_no_ground_stays_as_it_is() -> None:
    net = network()
    spans = survey(net, shelf).spans.set_index("id")
    assert spans.loc["sky", list(FILLED)].isna().all()
    assert spans.loc["land", ["depth_mean_m", "share_shallow", "shipping_km"]].isna().all()
    assert set(net.spans.columns) == set(survey(net, shelf).spans.columns)
    assert net.spans.depth_mean_m.isna().all()


def test_spans_that_share_know_their_groups() -> None:
    net = network()
    spans = survey(net, shelf).spans.set_index("id")
    shared = spans.shared_risk_groups.fillna("")
    assert any(name.startswith("seabed-") for name in shared["sea"].split(";"))
    assert "landing-a" in shared["twin"].split(";")
    assert shared["land"] == ""
    assert set(shared_groups(net).kind) == {"seabed", "landing"}
    assert survey(net, shelf, groups=False).spans.shared_risk_groups.isna().all()


def test_surveying_again_and_in_another_order_changes_nothing() -> None:
    net = network()
    once = survey(net, shelf)
    assert survey(once, shelf) == once
    turned = survey(net.replace(spans=net.spans.iloc[::-1]), shelf).spans.set_index("id").sort_index()
    pd.testing.assert_frame_equal(
        turned.drop(columns="geometry"), once.spans.set_index("id").sort_index().drop(columns="geometry")
    )


def test_a_hole_in_the_grid_is_told() -> None:
    with pytest.raises(ParameterError, match="the elevation has no number at"):
        survey(network(), lambda lon, _: np.where(lon > 3, np.nan, -5.0))


def test_heights_are_interpolated_and_end_at_the_edge() -> None:
    grid = Lattice.globe(1.0)
    heights = Heights(grid, np.repeat(grid.lat[:, None], grid.columns, axis=1))
    assert heights([0.0, 179.9, -180.0], [0.0, 45.25, 10.0]) == pytest.approx([0.0, 45.25, 10.0])
    east = Heights(grid, np.tile(np.cos(np.deg2rad(grid.lon)), (grid.rows, 1)))
    assert east([180.0], [0.0])[0] == pytest.approx(-1.0, abs=1e-3)
    window = Heights(Lattice(10.0, 10.0, 1.0, 1.0, 5, 5), np.ones((5, 5)))
    assert np.isnan(window([9.0, 12.0], [12.0, 16.5])).all()
    assert window([10.2], [14.9])[0] == 1.0
