"""Shared-risk groups: exact on the globe, symmetric, monotone, blind to names."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sogdia.errors import ParameterError
from sogdia.geodesy import arc, densify
from sogdia.geodesy import line as cut
from sogdia.routing.shared_risk import groups_of, landing_groups, shared_strips, strait_groups


def pairs(lines, setting="submarine", **limits):
    found, groups = shared_strips(
        lines, dict.fromkeys(lines, setting), **{name: {setting: value} for name, value in limits.items()}
    )
    return {(a, b): km for a, b, km in zip(found.one, found.other, found.shared_km, strict=True)}, groups


@pytest.mark.parametrize("lon", [0.0, 177.0, -180.0])
@pytest.mark.parametrize("lat", [0.0, 60.0, 84.0])
def test_parallels_share_by_km_and_not_by_degrees(lon, lat) -> None:
    east = np.linspace(lon, lon + 6, 40)
    wrapped = (east + 180) % 360 - 180

    def along(offset_km):
        return cut(np.column_stack([wrapped, np.full(40, lat + offset_km / 111.0)]))

    found, _ = pairs({"a": along(0), "near": along(8), "far": along(14)}, length_km=30.0)
    assert set(found) == {("a", "near"), ("far", "near")}
    assert found["a", "near"] == pytest.approx(6 * 111.3 * np.cos(np.deg2rad(lat)), rel=0.12)


def test_a_plain_crossing_is_no_strip_and_settings_do_not_mix() -> None:
    lines = {"a": arc(0, 0, 4, 0), "b": arc(2, -2, 2, 2)}
    assert pairs(lines)[0] == {}
    same = {"a": arc(0, 0, 4, 0), "b": arc(0, 0, 4, 0)}
    found, _ = shared_strips(same, {"a": "submarine", "b": "terrestrial"})
    assert found.empty


def test_groups_are_the_sets_that_one_place_has() -> None:
    lines = {
        "a": arc(0, 0, 4, 0),
        "b": arc(0, 0.03, 4, 0.03),
        "c": arc(2, 0.05, 8, 0.05),
        "d": arc(4.5, 0.08, 8, 0.08),
    }
    _, groups = pairs(lines)
    assert {"a;b", "a;b;c", "c;d"} <= set(groups.members)
    assert not any({"a", "d"} <= set(m.split(";")) for m in groups.members)
    assert set(groups.kind) == {"seabed"}
    assert groups.id.is_unique
    assert groups_of(["a", "d", "x"], groups)[2] == ""


def test_landings_and_straits_make_groups() -> None:
    ends = pd.DataFrame({"line": ["a", "b", "c", "a"], "node": ["gwadar", "gwadar", "muscat", "muscat"]})
    places = pd.DataFrame({"id": ["gwadar", "muscat"], "lon": [62.3, 58.6], "lat": [25.1, 23.6]})
    landed = landing_groups(ends, places)
    assert landed.members.tolist() == ["a;b", "a;c"]
    through = strait_groups({"a": arc(0, 0, 4, 0), "b": arc(2, -2, 2, 2), "c": arc(9, 9, 10, 10)},
                            {"gate": shapely.box(1, -1, 3, 1)})  # fmt: skip
    assert through.members.tolist() == ["a;b"]


def test_wrong_distances_are_refused() -> None:
    with pytest.raises(ParameterError, match="distance of sharing"):
        pairs({"a": arc(0, 0, 1, 0)}, reach_km=-1.0)


places = st.tuples(st.floats(-3, 3), st.floats(-3, 3))
bundles = st.lists(st.tuples(places, places), min_size=2, max_size=5)
CENTRES = st.sampled_from([(0.0, 0.0), (180.0, 10.0), (20.0, 84.0)])


def drawn(bundle, centre):
    out = {}
    for i, (first, last) in enumerate(bundle):
        ends = np.array([first, last]) + 0.01 * i + np.array(centre)
        ends[:, 0] = (ends[:, 0] + 180) % 360 - 180
        out[f"l{i}"] = cut(densify(ends, 20.0))
    return out


@settings(max_examples=25, deadline=None)
@given(bundles, CENTRES, st.floats(1, 60), st.floats(1, 100))
def test_laws_of_sharing(bundle, centre, reach, length) -> None:
    lines = drawn(bundle, centre)
    found, groups = pairs(lines, reach_km=reach, length_km=length)
    wider, _ = pairs(lines, reach_km=reach * 1.7, length_km=length)
    assert set(found) <= set(wider)
    assert all(wider[pair] >= km - 1e-9 for pair, km in found.items())
    turned, other = pairs(dict(reversed(list(lines.items()))), reach_km=reach, length_km=length)
    assert turned == pytest.approx(found)
    assert set(other.members) == set(groups.members)
    names = {old: f"z{9 - i}" for i, old in enumerate(lines)}
    renamed, _ = pairs({names[old]: line for old, line in lines.items()}, reach_km=reach, length_km=length)
    assert {frozenset(pair) for pair in renamed} == {frozenset(names[one] for one in pair) for pair in found}
    held = [set(m.split(";")) for m in groups.members]
    assert all(any(set(pair) <= m for m in held) for pair in found)
    assert all(any(tuple(sorted(pair)) in found for pair in [(a, b)]) for m in held for a in m for b in m
               if a < b and len(m) == 2)  # fmt: skip
