"""Laws of the formats: what is written and read again is the same, as far as the format can say it."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sogdia.formats.country_names import alpha2
from sogdia.formats.files import READERS, WRITERS, draft
from sogdia.geodesy import line
from sogdia.network import SCHEMAS, Network

WHOLE = ("csv", "geopackage", "geoparquet", "node-link")
"""Formats that keep every table."""
GRAPHS = ("gml", "graphml", "kml", "kmz")
"""Formats that keep nodes and spans alone."""
ENDINGS = {"csv": "", "geoparquet": "", "geopackage": ".gpkg", "node-link": ".json"}
SETTINGS = ("terrestrial", "submarine", "satellite")
CODES = sorted(alpha2())

texts = (
    st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda text: text not in {"", "NAN"})
)
cells = {
    "text": texts,
    "id": texts,
    "number": st.floats(0, 1e4),
    "integer": st.integers(0, 1000),
    "year": st.integers(1990, 2090),
    "flag": st.booleans(),
}


@st.composite
def columns(draw: st.DrawFn, table: str, count: int) -> dict[str, list[object]]:
    """Fill some of the free columns of a table."""
    fixed = {
        "id",
        "start",
        "end",
        "lon",
        "lat",
        "setting",
        "geometry",
        "country",
        "length_km",
        "year_retired",
        "project",
    }
    out: dict[str, list[object]] = {}
    free = [column for column in SCHEMAS[table].columns if column.name not in fixed and column.type in cells]
    for column in draw(st.lists(st.sampled_from(free), max_size=4, unique_by=lambda column: column.name)):
        value = st.sampled_from(column.allowed) if column.allowed else cells[column.type]
        if column.maximum is not None and column.type == "number":
            value = st.floats(column.minimum or 0, column.maximum)
        out[column.name] = draw(st.lists(st.none() | value, min_size=count, max_size=count))
    return out


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """A small network with any texts, numbers and lines, also across ±180 degrees."""
    degrees = st.tuples(st.floats(-180, 180), st.floats(-85, 85))
    places = draw(st.lists(degrees, min_size=2, max_size=5))
    ids = draw(st.lists(texts, min_size=len(places), max_size=len(places), unique=True))
    country = draw(st.lists(st.none() | st.sampled_from(CODES), min_size=len(places), max_size=len(places)))
    nodes = {"id": ids, "lon": [x for x, _ in places], "lat": [y for _, y in places], "country": country}
    pairs = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda pair: pair[0] != pair[1])
    ends = draw(st.lists(pairs, max_size=5))
    shapes = st.none() | st.lists(degrees, min_size=2, max_size=4, unique=True).map(
        lambda points: line(np.array(points))
    )
    spans = {
        "id": draw(st.lists(texts, min_size=len(ends), max_size=len(ends), unique=True)),
        "start": [start for start, _ in ends],
        "end": [end for _, end in ends],
        "setting": draw(st.lists(st.sampled_from(SETTINGS), min_size=len(ends), max_size=len(ends))),
        "geometry": draw(st.lists(shapes, min_size=len(ends), max_size=len(ends))),
        "length_km": draw(st.lists(st.none() | st.floats(20_100, 40_000), min_size=len(ends), max_size=len(ends))),
    }  # fmt: skip
    systems = draw(st.lists(texts, max_size=2, unique=True))
    nodes |= draw(columns("nodes", len(ids)))
    spans |= draw(columns("spans", len(ends)))
    spans["system"] = [None] * len(ends)
    for table in (nodes, spans):
        for name in ("source", "physical_infrastructure_provider", "supplier"):
            table.pop(name, None)
    tables = {"nodes": pd.DataFrame(nodes), "systems": pd.DataFrame({"id": systems, "name": systems[::-1]})}
    if ends:
        tables["spans"] = pd.DataFrame(spans)
    return Network(**tables)


def round_trip(net: Network, form: str) -> Network:
    with tempfile.TemporaryDirectory() as folder:
        path = WRITERS[form](net, Path(folder) / f"net{ENDINGS.get(form, '.' + form)}")
        found = draft(path)
        assert [finding for finding in found.findings if finding.severity != "note"] == []
        return found.network()


def same(one: Network, other: Network, tables: tuple[str, ...]) -> None:
    for name in tables:
        a, b = getattr(one, name), getattr(other, name)
        for column in a:
            assert a[column].equals(b[column]), (name, column, a[column].tolist(), b[column].tolist())


@pytest.mark.parametrize("form", WHOLE)
@given(net=networks())
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_everything_comes_back(net: Network, form: str) -> None:
    same(net, round_trip(net, form), tuple(SCHEMAS))


@pytest.mark.parametrize("form", GRAPHS)
@given(net=networks())
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nodes_and_spans_come_back(net: Network, form: str) -> None:
    same(net, round_trip(net, form), ("nodes", "spans"))


def test_every_format_that_is_written_is_held_to_a_law() -> None:
    assert set(WRITERS) == {*WHOLE, *GRAPHS, "ofds-csv", "ofds-geojson", "ofds-json"}
    assert set(WRITERS) - {"kmz"} <= set(READERS)


@given(net=networks(), form=st.sampled_from(WHOLE + GRAPHS))
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_reading_again_changes_nothing(net: Network, form: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        once = round_trip(net, form)
        same(once, round_trip(once, form), ("nodes", "spans"))
