from __future__ import annotations

import json

import pytest

from sogdia.formats.ofds_json import draft_ofds_json, write_ofds_json
from sogdia.formats.ofds_sayable import CURRENCIES, codes, day, records, said_whole
from sogdia.formats.web_addresses import is_iri, with_scheme


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("https://example.org/a?b=c#d", True), ("urn:isbn:123", True), ("http://[::1]:80/", True),
        ("tag:x,2022:y", True),
        ("https://ñandú.example/é", True), ("http://[v1.a:b]/", True), ("http:", True),
        ("www.example.org", False), ("", False), ("//x", False), ("http://a b", False), ("http://a/%zz", False),
        ("http://a#b#c", False), ("http://[::1", False), ("1a:b", False), ("http://a|b", False), ("a:b\n", False),
    ],
)  # fmt: skip
def test_web_addresses_are_told_by_the_grammar(text, right):
    assert is_iri(text) is right


def test_a_missing_scheme_is_put_only_before_an_address():
    assert with_scheme("www.example.org/map?x=1") == "https://www.example.org/map?x=1"
    assert [with_scheme(text) for text in ("none", "to be announced", "info@example.org", "1.5", "a..b")] == [None] * 5


def test_what_the_standard_cannot_say_stands_apart():
    assert codes("fibre;fibre;copper", ("fibre", "copper")) == ["fibre", "copper"]
    assert codes("fibre;smoke", ("fibre", "copper")) is None
    assert day("2024-02-30") is None
    assert {"USD", "KES"} <= CURRENCIES
    assert records("T|D|www.x|f;U||https://a.b", "documents") == [
        {"title": "T", "description": "D", "format": "f"}, {"title": "U", "url": "https://a.b"}]  # fmt: skip
    assert not said_whole("T||www.x", "documents")
    assert records("www.x|rel", "links") == []


def test_a_file_with_bad_addresses_is_told_and_written_right(tmp_path):
    firm = {"id": "o", "name": "O", "website": "not yet", "logo": "https://x.org/l"}
    network = {"id": "6c2b2b1e-1b1a-4d0c-9f0a-2f6a6d5d0001", "website": "www.example.org", "organisations": [firm]}
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"networks": [network]}), encoding="utf-8")
    draft = draft_ofds_json(path)
    told = sorted((f.column, f.mended) for f in draft.findings if f.code == "web-address")
    assert told == [("website", False), ("website", True)]
    made = json.loads(write_ofds_json(draft.network(), tmp_path / "y.json").read_text(encoding="utf-8"))["networks"][0]
    assert made["website"] == "https://www.example.org"
    assert made["organisations"][0]["sogdia"] == {"website": "not yet"}
    assert draft_ofds_json(tmp_path / "y.json").network().organisations.website.tolist() == ["not yet"]


@pytest.mark.parametrize("form", ["bare", "array", "object", "address"])
def test_a_package_with_separate_files_of_nodes_and_spans(tmp_path, form):
    name = "https://example.org/data/nodes.json?x=1" if form == "address" else "nodes.json"
    links = [{"href": name, "rel": "tag:opentelecomdata.net,2022:nodesFile"},
             {"href": "/etc/spans.json", "rel": "tag:opentelecomdata.net,2022:spansFile"}]  # fmt: skip
    package = {"networks": [{"id": "6c2b2b1e-1b1a-4d0c-9f0a-2f6a6d5d0001", "links": links}]}
    (tmp_path / "package.json").write_text(json.dumps(package), encoding="utf-8")
    nodes = [{"id": key, "location": {"type": "Point", "coordinates": [x, 1]}} for x, key in enumerate("ab")]
    text = {"bare": "\n".join(map(json.dumps, nodes)), "array": json.dumps(nodes)}.get(
        form, json.dumps({"nodes": nodes})
    )
    (tmp_path / "nodes.json").write_text(text, encoding="utf-8")
    for place in (tmp_path, tmp_path / "package.json"):
        draft = draft_ofds_json(place)
        assert draft.tables["nodes"].id.tolist() == ["a", "b"]
        assert [f.value for f in draft.findings if f.code == "linked-file"] == ["/etc/spans.json"]
        assert "nodes.json" not in "".join(draft.network().systems.links.fillna(""))
