from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from sogdia.cli.app import app

NETWORK = """?SNDlib native format; type: network; version: 1.0
NODES (
  a ( 1.00 2.00 )
  b ( 3.00 4.00 )
  c ( 5.00 6.00 )
)
LINKS (
  ab ( a b ) 0.00 0.00 0.00 7.00 ( 10.00 3.00 40.00 9.00 )
  bc ( b c ) 0.00 0.00 0.00 7.00 ( 10.00 3.00 40.00 9.00 )
  ca ( c a ) 0.00 0.00 0.00 7.00 ( 10.00 4.00 40.00 9.00 )
)
DEMANDS (
  d1 ( a c ) 1 12.00 UNLIMITED
  d2 ( b c ) 1 3.00 UNLIMITED
)
"""
MODEL = """?SNDlib native format; type: model; version: 1.0
LINK_MODEL = UNDIRECTED
NODE_MODEL = NO_NODE_HARDWARE
DEMAND_MODEL = UNDIRECTED
LINK_CAPACITY_MODEL = MODULAR_LINK_CAPACITIES
ROUTING_MODEL = CONTINUOUS
ADMISSIBLE_PATH_MODEL = ALL_PATHS
HOP_LIMIT_MODEL = IGNORE_HOP_LIMITS
SURVIVABILITY_MODEL = UNRESTRICTED_FLOW_RECONFIGURATION
FIXED_CHARGE_MODEL = NO
OBJECTIVE_MODEL = MINIMIZE_TOTAL_COST
"""


@pytest.fixture
def sndlib(tmp_path):
    """Write the files and give what runs `sogdia plan --sndlib` on them."""

    def run(*options, network=NETWORK, model=MODEL):
        one, other = tmp_path / "ring.txt", tmp_path / "model.txt"
        one.write_text(network, encoding="utf-8")
        other.write_text(model, encoding="utf-8")
        command = ["plan", "--sndlib", str(one), str(other), "--time-limit", "600", "--workers", "1", *options]
        return CliRunner().invoke(app, command)

    return run


def test_a_design_is_told_as_one_json_object(sndlib, tmp_path):
    ended = sndlib("--json", "-o", str(tmp_path / "design.json"))
    assert ended.exit_code == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told["objective"] == told["bound"] == 20.0
    assert told["gap"] == 0.0
    assert told["verified"] is True
    assert told["seconds"] > 0.0
    kept = json.loads((tmp_path / "design.json").read_text(encoding="utf-8"))
    assert kept["objective"] == 20.0
    assert {flow["failed"] for flow in kept["flows"]} == {None, "ab", "bc", "ca"}


def test_a_design_is_told_in_words(sndlib):
    ended = sndlib()
    assert ended.exit_code == 0
    assert "the least there is" in ended.stdout
    assert "Verified from the inputs alone" in ended.stdout


def test_what_cannot_be_is_told_alone(sndlib):
    ended = sndlib(
        "--json", network=NETWORK.replace("  ca ( c a ) 0.00 0.00 0.00 7.00 ( 10.00 4.00 40.00 9.00 )\n", "")
    )
    assert ended.exit_code == 1
    assert ended.stdout == ""
    assert "once link 'ab' fails" in ended.stderr
    excused = sndlib(
        "--json",
        "--excuse-cut-off",
        network=NETWORK.replace("  ca ( c a ) 0.00 0.00 0.00 7.00 ( 10.00 4.00 40.00 9.00 )\n", ""),
    )
    assert json.loads(excused.stdout)["excused"] == [["ab", "d1"], ["bc", "d1"], ["bc", "d2"]]


def test_a_network_and_a_model_the_wrong_way_round_are_told(sndlib):
    ended = sndlib(network=MODEL, model=NETWORK)
    assert ended.exit_code == 1
    assert "give NETWORK first" in ended.stderr or "is no model file" in ended.stderr
