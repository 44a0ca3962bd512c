"""Journeys: a drawn network is surveyed, and what it answers can be read again."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest

from sogdia.formats import read
from sogdia.network import Network


@pytest.fixture
def net(tmp_path):
    nodes = pd.DataFrame(
        {"id": ["mombasa", "victoria"], "country": ["KEN", "SYC"], "lon": [39.67, 55.45], "lat": [-4.05, -4.62]}
    )
    spans = pd.DataFrame({"id": ["a", "b"], "start": "mombasa", "end": "victoria", "setting": "submarine"})
    return Network(nodes=nodes, spans=spans).save(tmp_path / "net")


def test_a_network_is_surveyed_and_written(run, net, tmp_path):
    out = tmp_path / "surveyed.gpkg"
    done = run("survey", net, "-o", out)
    assert done.code == 0
    assert "faults a year" in done.out
    spans = read(out).spans.set_index("id")
    assert 1500 < spans.depth_mean_m["a"] < 5000
    assert spans.faults_per_year["a"] == pytest.approx(spans.faults_per_year["b"])
    assert any(name.startswith("seabed-") for name in spans.shared_risk_groups["a"].split(";"))


def test_json_and_csv_stand_alone(run, net):
    spans = json.loads(run("survey", net, "--json").out)["spans"]
    assert {row["id"] for row in spans} == {"a", "b"}
    rows = list(csv.DictReader(io.StringIO(run("survey", net, "--csv", "--no-groups").out)))
    assert rows[0]["shared_risk_groups"] == ""
    assert float(rows[0]["share_shallow"]) <= float(rows[0]["share_burial"])


def test_the_input_is_never_overwritten(run, net, tmp_path):
    out = tmp_path / "one.gpkg"
    assert run("survey", net, "-o", out).code == 0
    again = run("survey", out, "-o", out)
    assert again.code == 1
    assert "is the input itself" in again.err
    assert run("survey", "wrold").code == 1
