"""What issue and user expect of the embedded world: sizes, sources, geometry, exits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from sogdia.data import outlines, places, world
from sogdia.geodesy import densify, distance_km, geometry_km
from sogdia.network.checks import geodesic_km

INLETS = frozenset({"kigoma-kalemie", "crosslake-lake-ontario"})
"""Cables in lakes: the outlines show none."""

NO_INTERNATIONAL_FIBRE = frozenset({"ATA", "ATF", "FLK", "ERI"})
"""No cable or border fibre known to us: Antarctica, the southern lands, the Falklands, Eritrea."""


def test_it_is_as_large_as_promised() -> None:
    net = world()
    assert len(net.systems) >= 150
    assert (~net.nodes.kind.isin(["branching_unit"])).sum() >= 400
    assert len(net.organisations) >= 120
    assert len(net.projects) >= 60
    assert set(net.countries.id) >= {"XKX", "TWN", "NAM", "SSD"}
    assert len(net.countries) == 250


@pytest.mark.parametrize(
    "table", ["countries", "organisations", "systems", "projects", "nodes", "spans", "roles", "observations", "laws"]
)
def test_every_row_has_its_source_and_how_it_was_had(table: str) -> None:
    rows = getattr(world(), table)
    assert rows.source.notna().all()
    assert rows["read"].isin(["read", "recalled", "derived", "assumed"]).all()
    assert rows.as_of.notna().all()


def test_no_length_is_under_the_geodesic() -> None:
    net = world()
    spans = net.spans
    assert (spans.length_km.to_numpy(dtype=float) >= geodesic_km(spans, net.nodes) * 0.999).all()


def land_km(line, land, ends) -> float:
    """Give how many km of a line lie on land farther than 10 km from its ends."""
    ashore = shapely.intersection(line, land)
    total = 0.0
    for part in shapely.get_parts(ashore):
        points = shapely.get_coordinates(part)
        if len(points) < 2:
            continue
        points = densify(points, 0.5)
        away = np.min([distance_km(points[:, 0], points[:, 1], x, y) for x, y in ends], axis=0)
        step = distance_km(points[:-1, 0], points[:-1, 1], points[1:, 0], points[1:, 1])
        total += float(step[(away[:-1] > 10.0) & (away[1:] > 10.0)].sum())
    return total


def test_at_sea_it_stays_at_sea() -> None:
    """Outside 10 km of its ends no submarine span runs over land, but in inlets that the outlines close."""
    net = world()
    spans = net.spans[net.spans.setting == "submarine"]
    place = dict(zip(net.nodes.id, zip(net.nodes.lon, net.nodes.lat, strict=True), strict=True))
    parts = shapely.get_parts(shapely.union_all(outlines().geometry.to_numpy()))
    tree = shapely.STRtree(parts)
    ashore = {}
    for row in spans.itertuples():
        touched = parts[tree.query(row.geometry, predicate="intersects")]
        km = sum(land_km(row.geometry, land, [place[row.start], place[row.end]]) for land in touched)
        if km > 1.0 and row.system not in INLETS:
            ashore[row.id] = round(km, 1)
    assert max(ashore.values(), default=0.0) < 25.0, ashore
    assert len(ashore) < 0.015 * len(spans), ashore


def test_lines_join_their_ends_and_are_cut_at_the_antimeridian() -> None:
    net = world()
    spans = net.spans
    for shape, length in zip(spans.geometry, spans.length_km, strict=True):
        steps = [np.abs(np.diff(shapely.get_coordinates(part)[:, 0])).max() for part in shapely.get_parts(shape)]
        assert max(steps) < 180.0
        assert geometry_km(shape) <= length * 1.01 + 1.0


def test_every_country_with_an_economy_has_an_exit() -> None:
    net = world().in_service(2026)
    country = dict(zip(net.nodes.id, net.nodes.country.fillna(""), strict=True))
    pairs = pd.DataFrame({"a": net.spans.start.map(country), "b": net.spans.end.map(country)})
    abroad = pairs[pairs.a != pairs.b]
    joined = set(abroad.a) | set(abroad.b)
    with_economy = set(net.countries.id[net.countries.gdp_musd > 0])
    assert with_economy - joined <= NO_INTERNATIONAL_FIBRE


def test_outlines_and_places() -> None:
    assert outlines().geometry.is_valid.all()
    assert {"TWN", "XKX", "KEN"} <= set(outlines().code.dropna())
    assert (places().population >= 15_000).all()


def test_the_named_facts_are_there() -> None:
    seen = world().observations
    ethiopia = seen[(seen.subject == "ETH") & seen.date.str.startswith("2016-12") & seen.counterpart.notna()]
    assert dict(zip(ethiopia.counterpart, ethiopia.value, strict=True)) == {"SDN": 17.4, "DJI": 14.9, "KEN": 4.9}
    armenia = seen[(seen.subject == "ARM") & (seen.organisation == "caucasus-online")]
    assert 0.85 in set(armenia.value)
