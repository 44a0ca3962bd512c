from __future__ import annotations

import numpy as np
import pytest

from sogdia.errors import DataError, ParameterError, TableError
from sogdia.formats.design import UNLIMITED, DesignModel
from sogdia.formats.design_file import read_design, write_design
from sogdia.formats.sndlib import LETTERS, read_model, read_sndlib
from sogdia.planning import find_design

NETWORK = """?SNDlib native format; type: network; version: 1.0
# network ring
META (
  origin  = made by hand, http://example.org/a#b
)
NODES (
  a ( 1.00 2.00 )
  b ( 3.00 4.00 ) () ()
  c
)
LINKS (
  ab ( a b ) 0.00 5.00 0.50 7.00 ( 10.00 3.00 40.00 9.00 )
  bc ( b c ) 2.00 0.00 0.00 0.00 ( 10.00 3.00 )
  ca ( c a ) 0.00 0.00 0.00 0.00 ( )
)
DEMANDS (
  d1 ( a c ) 2 6.00 UNLIMITED
  d2 ( b c ) 1 3.00 2
)
ADMISSIBLE_PATHS (
  d1 (
    P_0 ( ab bc )
    P_1 ( ca )
  )
)
"""
MODEL = """?SNDlib native format; type: model; version: 1.0
# model U-U-M-N-C-A-N-N
LINK_MODEL = UNDIRECTED
NODE_MODEL = NO_NODE_HARDWARE
DEMAND_MODEL = UNDIRECTED
LINK_CAPACITY_MODEL = MODULAR_LINK_CAPACITIES
ROUTING_MODEL = CONTINUOUS
ADMISSIBLE_PATH_MODEL = ALL_PATHS
HOP_LIMIT_MODEL = IGNORE_HOP_LIMITS
SURVIVABILITY_MODEL = NO_SURVIVABILITY
FIXED_CHARGE_MODEL = NO
OBJECTIVE_MODEL = MINIMIZE_TOTAL_COST"""


@pytest.fixture
def files(tmp_path):
    """Write a network and a model."""

    def write(network=NETWORK, model=MODEL):
        one, other = tmp_path / "ring.txt", tmp_path / "model.txt"
        one.write_text(network, encoding="utf-8")
        other.write_text(model, encoding="utf-8")
        return one, other

    return write


def test_a_network_and_a_model_become_one_question(files):
    instance = read_sndlib(*files())
    assert instance.model.code == "U-U-M-N-C-A-N-N"
    assert instance.nodes == ("a", "b", "c")
    assert instance.links == ("ab", "bc", "ca")
    assert instance.link_start.tolist() == [0, 1, 2]
    assert instance.installed_capacity.tolist() == [0.0, 2.0, 0.0]
    assert instance.installed_cost.tolist() == [5.0, 0.0, 0.0]
    assert instance.routing_cost.tolist() == [0.5, 0.0, 0.0]
    assert instance.fixed_charge.tolist() == [7.0, 0.0, 0.0]
    assert instance.module_link.tolist() == [0, 0, 1]
    assert instance.module_capacity.tolist() == [10.0, 40.0, 10.0]
    assert instance.demand_amount.tolist() == [12.0, 3.0]
    assert instance.hop_limit.tolist() == [UNLIMITED, 2]
    assert instance.admissible_paths == (((0, 1), (2,)), ())
    assert np.isnan(instance.node_position[2]).all()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ab ( a b ) 0.00", "ab ( a q ) 0.00", "is no node"),
        ("ab ( a b ) 0.00", "ab ( a a ) 0.00", "both start and end"),
        ("10.00 3.00 40.00 9.00", "10.00 nan 40.00 9.00", "finite number"),
        ("10.00 3.00 40.00 9.00", "10.00 -3.00", "0 or more"),
        ("10.00 3.00 40.00 9.00", "0.00 3.00", "above 0"),
        ("10.00 3.00 40.00 9.00", "10.00", "no entry of a link"),
        ("bc ( b c )", "ab ( b c )", "stands twice"),
        ("1 3.00 2", "1 x 2", "is no number"),
        ("P_1 ( ca )", "P_1 ( bc )", "does not hang together"),
        ("P_1 ( ca )", "P_1 ( cb )", "is no link"),
    ],
)
def test_faults_are_listed_with_their_line(files, old, new, said):
    with pytest.raises(TableError, match=said) as told:
        read_sndlib(*files(NETWORK.replace(old, new)))
    assert "ring.txt line" in str(told.value)


@pytest.mark.parametrize(
    ("network", "said"),
    [
        ("", "does not begin"),
        ("<?xml version='1.0'?>", "is XML"),
        (MODEL, "NETWORK first"),
        (NETWORK.replace("DEMANDS (", "DEMAND ("), "DEMANDS"),
        (NETWORK.replace("  c\n)", "  c\n"), "bracket|cut short"),
        (NETWORK[:200], "cut short|no section"),
    ],
)
def test_other_files_are_refused(files, network, said):
    with pytest.raises(DataError, match=said):
        read_sndlib(*files(network))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("NO_NODE_HARDWARE", "NODE_HARDWARE", "not supported"),
        ("= CONTINUOUS", "= CONTINOUS", "not known"),
        ("ROUTING_MODEL", "ROUTE_MODEL", "unknown key"),
        ("FIXED_CHARGE_MODEL = NO\n", "", "does not say FIXED_CHARGE_MODEL"),
        ("LINK_MODEL = UNDIRECTED", "LINK_MODEL = BIDIRECTED", "need undirected links"),
        ("NO_SURVIVABILITY", "ONE_PLUS_ONE_PROTECTION", "single paths"),
    ],
)
def test_rules_that_cannot_stand_are_refused(files, old, new, said):
    with pytest.raises(ParameterError, match=said):
        read_sndlib(*files(model=MODEL.replace(old, new, 1)))


def test_every_letter_is_read(files):
    for key, (rule, letters) in LETTERS.items():
        for word, letter in letters.items():
            line = next(line for line in MODEL.splitlines() if line.startswith(f"{key} "))
            _, model = files(model=MODEL.replace(line, f"{key} = {word}"))
            assert getattr(read_model(model), rule) == letter


def test_the_code_has_the_letters_in_sndlibs_order():
    assert DesignModel("D", "B", "E", "Y", "S", "E", "Y", "P").code == "D-B-E-Y-S-E-Y-P"


def test_a_design_comes_back_from_its_file(files, tmp_path):
    instance = read_sndlib(*files())
    design = find_design(instance, workers=1, time_limit_s=5.0)
    write_design(instance, design, tmp_path / "design.json")
    again = read_design(instance, tmp_path / "design.json")
    assert again.module_count.tolist() == design.module_count.tolist()
    assert again.flows.links == design.flows.links
    assert again.total_cost == pytest.approx(design.total_cost)
    assert again.bound == pytest.approx(design.bound)


def test_a_file_that_is_no_design_is_refused(files, tmp_path):
    instance = read_sndlib(*files())
    other = tmp_path / "other.json"
    other.write_text('{"links": [{"link": "zz", "added_capacity": 1, "modules": []}], "flows": []}', encoding="utf-8")
    with pytest.raises(DataError, match="'zz' is not of this instance"):
        read_design(instance, other)


def test_the_networks_of_sndlib_are_read(outside):
    folder = outside / "sndlib"
    counts = {"abilene": (12, 15, 132), "sun": (27, 102, 67), "ta1": (24, 55, 396)}
    for name, sizes in counts.items():
        for model in sorted((folder / name / "models").glob("*.txt"))[:4]:
            instance = read_sndlib(folder / name / f"{name}.txt", model)
            assert instance.model.code == model.stem
            assert (len(instance.nodes), len(instance.links), len(instance.demands)) == sizes
