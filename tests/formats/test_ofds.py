"""The Open Fibre Data Standard against its own example, its schema, its checker, and 40 networks of real operators."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

from sogdia.errors import DataError
from sogdia.formats.ofds_csv import read_ofds_csv
from sogdia.formats.ofds_geojson import draft_ofds_geojson
from sogdia.formats.ofds_json import draft_ofds_json, read_ofds_json, write_ofds_json
from sogdia.geodesy import geometry_km

PLACES = {"a": [36.8, -1.3], "b": [39.7, -4.0]}


def package(tmp_path, spans, nodes=("a", "b")):
    path = tmp_path / "x.json"
    places = [{"id": n, "location": {"type": "Point", "coordinates": PLACES[n]}} for n in nodes]
    path.write_text(json.dumps({"networks": [{"id": "n", "nodes": places, "spans": spans}]}), encoding="utf-8")
    return path


def line(*names):
    return {"type": "LineString", "coordinates": [PLACES[n] for n in names]}


def test_the_standards_example_reads_alike_in_json_and_csv(outside):
    examples = outside / "ofds_standard" / "examples"
    net = read_ofds_json(examples / "json" / "network-package.json")
    assert net == read_ofds_csv(examples / "csv")
    assert net.spans.length_km[0] == 276.0
    assert net.spans.fibre_count[0] == 24
    assert net.nodes.country.tolist() == ["GHA", "GHA"]
    assert dict(zip(net.roles.role, net.roles.organisation, strict=True))["supplier"] == "GH-RGD-CS333333333"


def test_what_is_written_passes_the_schema(outside, tmp_path):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((outside / "ofds_standard" / "schema" / "network-schema.json").read_text(encoding="utf-8"))
    kind = jsonschema.Draft202012Validator
    check = kind(schema, format_checker=kind.FORMAT_CHECKER)
    source = outside / "ofds_standard" / "examples" / "json" / "network-package.json"
    for additional in (True, False):
        made = write_ofds_json(read_ofds_json(source), tmp_path / "x.json", additional=additional)
        networks = json.loads(made.read_text(encoding="utf-8"))["networks"]
        assert [error.message for one in networks for error in check.iter_errors(one)] == []


def test_the_standards_checker_finds_no_more_than_in_the_standards_example(outside, tmp_path):
    command = os.environ.get("SOGDIA_COVE_OFDS") or shutil.which("libcoveofds")
    if command is None:
        pytest.skip("lib-cove-ofds is not installed: SOGDIA_COVE_OFDS may name its command")
    source = outside / "ofds_standard" / "examples" / "json" / "network-package.json"
    made = write_ofds_json(read_ofds_json(source), tmp_path / "x.json")

    def errors(step, path):
        done = subprocess.run([command, step, str(path)], capture_output=True, text=True, check=True, timeout=120)
        return {error.get("message", error.get("type")) for error in json.loads(done.stdout)}

    for step in ("jsonschemavalidate", "pythonvalidate"):
        assert errors(step, made) <= errors(step, source)


def test_all_real_networks_read(outside):
    draft = draft_ofds_geojson(next((outside / "ofds_datasets").glob("*.tar.gz")))
    net = draft.network()
    assert len(net.systems) == 40
    assert sum(geometry_km(shape) for shape in net.spans.geometry) == pytest.approx(216_053, rel=0.01)
    found = {finding.code for finding in draft.findings}
    assert {"dangling-end", "end-is-text", "self-loop", "missing-country", "non-standard-field", "no-spans"} <= found


def test_a_dangling_end_gets_a_junction_where_the_line_ends(tmp_path):
    draft = draft_ofds_json(package(tmp_path, [{"id": "s", "start": "a", "end": "gone", "route": line("a", "b")}], "a"))
    net = draft.network()
    assert net.nodes.set_index("id").loc["gone", ["lon", "lat"]].tolist() == PLACES["b"]
    finding = next(f for f in draft.findings if f.code == "dangling-end")
    assert (finding.row, finding.column, finding.value, finding.mended) == (1, "end", "gone", True)


def test_a_dangling_end_without_a_line_is_an_error(tmp_path):
    draft = draft_ofds_json(package(tmp_path, [{"id": "s", "start": "a", "end": "gone"}]))
    assert [f.code for f in draft.findings if f.severity == "error"] == ["dangling-end"]


@pytest.mark.parametrize("text", ["", "\0\0", "[", '{"networks": 5}', '{"a": 1}', '{"nodes": [' + "[" * 100_000])
def test_what_is_no_network_is_told(tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError):
        draft_ofds_json(path)
