"""Any format that is read is written in any other: a small zoo of networks, with parts that a network may lack."""

from __future__ import annotations

import itertools
import os

import pandas as pd
import pytest

from sogdia.formats import convert
from sogdia.formats.files import READERS, WRITERS, draft
from sogdia.geodesy import arc, line
from sogdia.network import Network

ENDINGS = {"csv": "", "geoparquet": "", "ofds-csv": "", "ofds-geojson": "", "node-link": ".json", "ofds-json": ".json",
           "geopackage": ".gpkg"}  # fmt: skip
NODES = pd.DataFrame({"id": ["a", "b", "c"], "lon": [14.5, 43.1, 178.4], "lat": [-22.9, 11.6, -18.1]})
COUNTRIES = ["NAM", "DJI", "FJI"]
SPANS = pd.DataFrame({"id": ["ab", "bc"], "start": ["a", "b"], "end": ["b", "c"], "setting": "submarine"})


def zoo() -> dict[str, Network]:
    """Give networks that lack one table or another, or name rows of tables that are not there."""
    named = NODES.assign(project="p", physical_infrastructure_provider="o1", network_providers="o1;o2")
    tied = SPANS.assign(system=["s", "t"], project="p", supplier="o3", status="cancelled")
    area = line([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)]).convex_hull
    hazards = pd.DataFrame({"id": ["h"], "kind": ["strait"], "geometry": [area]})
    drawn = SPANS.assign(geometry=[arc(14.5, -22.9, 43.1, 11.6), arc(43.1, 11.6, 178.4, -18.1)])
    return {
        "plain": Network(nodes=NODES.assign(country=COUNTRIES), spans=drawn),
        "without-spans": Network(nodes=NODES.assign(country=COUNTRIES)),
        "without-countries": Network(nodes=NODES, spans=SPANS),
        "named-but-not-told": Network(nodes=named, spans=tied),
        "roles-without-organisations": Network(
            nodes=NODES, spans=tied, roles=pd.DataFrame({"system": ["s"], "organisation": ["o9"], "role": ["owner"]})
        ),
        "organisations-alone": Network(organisations=pd.DataFrame({"id": ["o"], "name": ["O"]})),
        "systems-alone": Network(systems=pd.DataFrame({"id": ["s"], "name": ["S"]})),
        "hazards-alone": Network(hazards=hazards),
        "nothing": Network(),
        "across-180": Network(
            nodes=pd.DataFrame({"id": ["x", "y"], "lon": [179.5, -179.5], "lat": [-17.0, -17.0]}),
            spans=pd.DataFrame(
                {"id": ["xy"], "start": ["x"], "end": ["y"], "setting": ["submarine"],
                 "geometry": [arc(179.5, -17.0, -179.5, -17.0)]}
            ),
        ),
    }  # fmt: skip


@pytest.mark.parametrize("name", zoo())
def test_any_network_is_written_in_any_format_and_read_again(name, tmp_path):
    net = zoo()[name]
    for form, write in WRITERS.items():
        place = write(net, tmp_path / f"{form}{ENDINGS.get(form, '.' + form)}")
        if not len(net.nodes):
            continue
        back = READERS["kml" if form == "kmz" else form](place).network()
        assert (len(back.nodes), len(back.spans)) == (len(net.nodes), len(net.spans)), form


def turned(net, source, target, folder):
    first = folder / f"{source}{ENDINGS.get(source, '.' + source)}"
    if not first.exists():
        WRITERS[source](net, first)
    done = convert(first, folder / f"to-{source}-{target}{ENDINGS.get(target, '.' + target)}", to=target)
    assert done.rows["nodes"] == len(net.nodes)
    assert not [text for text in done.lost if "breaks the contract" in text], (source, target)
    back = draft(done.path).network()
    assert (len(back.nodes), len(back.spans)) == (len(net.nodes), len(net.spans)), (source, target)


def test_each_format_is_turned_into_the_next(tmp_path):
    forms = list(WRITERS)
    for source, target in zip(forms, [*forms[1:], forms[0]], strict=True):
        turned(zoo()["named-but-not-told"], source, target, tmp_path)


@pytest.mark.skipif(not os.environ.get("SOGDIA_SLOW"), reason="takes a minute; set SOGDIA_SLOW=1")
@pytest.mark.parametrize("name", ["plain", "named-but-not-told", "across-180"])
def test_any_format_is_turned_into_any_other(name, tmp_path):
    for source, target in itertools.permutations(WRITERS, 2):
        turned(zoo()[name], source, target, tmp_path)
