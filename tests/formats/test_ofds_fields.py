"""Real networks of the Open Fibre Data Standard, field by field: what the standard can say is in what is written."""

from __future__ import annotations

import json
import tarfile
from collections import defaultdict

import pytest

from sogdia.formats.ofds_geojson import draft_ofds_geojson
from sogdia.formats.ofds_json import write_ofds_json
from sogdia.formats.ofds_terms import FIELDS

STANDARD = {
    kind: {each.path[0] for each in FIELDS[array]} | {"id"} for kind, array in (("node", "nodes"), ("span", "spans"))
}
ORGANISATIONS = ("physicalInfrastructureProvider", "networkProviders", "supplier")
MENDED = {"dangling-end", "self-loop", "duplicate-id", "duplicate-row", "missing-id"}
"""Faults after which a row has another id, another end, or falls out; each is told."""


def leaves(value, path=()):
    """Give each plain value of a JSON value with its path; positions count as one value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list) and path[-1:] != ("coordinates",):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*path, number))
    else:
        yield path, value


def said(feature):
    """Give kind and fields of a feature as the standard's JSON has them: ids for ends, the shape as one of them."""
    shape = feature["geometry"]
    kind = "node" if shape and shape["type"] == "Point" else "span"
    fields = {key: value for key, value in feature["properties"].items() if key in STANDARD[kind]}
    fields["location" if kind == "node" else "route"] = shape
    for end in ("start", "end"):
        if isinstance(fields.get(end), dict):
            fields[end] = fields[end]["id"]
    return kind, fields


def missing(fields, item, organisations):
    """Give the paths of a feature whose values are neither in the object nor among the organisations that it names."""
    told = dict(leaves(item))
    for path, value in leaves(fields):
        text = value.strip() if isinstance(value, str) else value
        if text in (None, "") or told.get(path) == text:
            continue
        whole = fields[path[0]][path[1]] if len(path) > 2 and isinstance(path[1], int) else fields[path[0]]
        known = organisations.get(whole.get("id"), {}) if path[0] in ORGANISATIONS and isinstance(whole, dict) else {}
        inner = path[2:] if len(path) > 2 and isinstance(path[1], int) else path[1:]
        if dict(leaves(known)).get(inner) != text:
            yield path, value


def compared(folder, target):
    """Read an operator, write it as JSON, and give what is missing there without a finding that tells of it."""
    draft = draft_ofds_geojson(folder)
    networks = json.loads(write_ofds_json(draft.network(), target).read_text(encoding="utf-8"))["networks"]
    items, organisations = {}, {}
    for network in networks:
        organisations |= {each["id"]: each for each in network.get("organisations", [])}
        items |= {(array[:-1], each["id"]): each for array in ("nodes", "spans") for each in network.get(array, [])}
    told = defaultdict(set)
    for finding in draft.findings:
        told[finding.key].add(finding.code)
    for file in sorted(folder.glob("*.geojson")):
        for feature in json.loads(file.read_text(encoding="utf-8"))["features"]:
            kind, fields = said(feature)
            mended = told[str(fields.get("id"))[:80]] & MENDED
            item = items.get((kind, str(fields.get("id"))))
            if item is None:
                if not mended:
                    yield kind, fields["id"], "the whole row"
                continue
            for path, value in missing(fields, item, organisations):
                if path[0] != "phase" and not (mended and path[0] in {"start", "end", "route"}):
                    yield kind, fields["id"], path, value


@pytest.fixture(scope="module")
def operators(outside, tmp_path_factory):
    folder = tmp_path_factory.mktemp("operators")
    with tarfile.open(next((outside / "ofds_datasets").glob("*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    return sorted({file.parent for file in folder.rglob("*.geojson")})


@pytest.mark.parametrize("step", [9, pytest.param(1, marks=pytest.mark.slow)])
def test_every_field_of_the_standard_is_written_again(operators, tmp_path, step):
    assert len(operators) == 40
    some = operators[::step]
    lost = {folder.name: list(compared(folder, tmp_path / f"{folder.name}.json")) for folder in some}
    assert {name: paths[:3] for name, paths in lost.items() if paths} == {}
