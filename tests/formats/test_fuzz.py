"""A small slice of benchmarks/fuzz.py."""

from __future__ import annotations

import importlib.util
import random
import sys
from collections import Counter
from pathlib import Path

import pytest

from sogdia.formats import angles, country_names, gml, json_shape, organisation_names

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "fuzz.py"


@pytest.fixture(scope="module")
def fuzz():
    spec = importlib.util.spec_from_file_location("fuzz", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz"] = module
    sys.path.insert(0, str(SCRIPT.parent))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(SCRIPT.parent))
    return module


def test_damaged_inputs_end_in_a_network_or_an_error_of_ours(fuzz, tmp_path):
    (tmp_path / "valid").mkdir()
    valid = fuzz.seeds(tmp_path / "valid")
    for seed in valid:
        assert fuzz.attempt(seed) in {"network", "table"}, seed
    outcomes = Counter()
    for number in range(100):
        dice = random.Random(number)  # noqa: S311  not for secrets
        folder = tmp_path / f"m{number}"
        folder.mkdir()
        outcomes[fuzz.attempt(fuzz.mutant(dice.choice(valid), folder, dice))] += 1
        assert len(list(folder.iterdir())) == 1
    assert outcomes["network"] + outcomes["table"] < 100


def test_hostile_inputs_are_refused(fuzz, tmp_path):
    (tmp_path / "in").mkdir()
    for path in fuzz.hostile(tmp_path / "in", large=False):
        assert fuzz.attempt(path) in {"DataError", "TableError"} or path.name.startswith(fuzz.MARK), path.name
    assert [item.name for item in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize("unit", [" ", "\n", "(", "[", "1", "1,", ", ", "a.", '\\"', "# "])
@pytest.mark.parametrize(
    "read",
    [
        angles.degrees, country_names.find_country, country_names.country_at_the_end, gml.is_gml,
        organisation_names.split_organisations, lambda text: json_shape.outer_keys(text.encode()),
    ],
)  # fmt: skip
def test_a_cell_of_a_million_letters_takes_time_in_proportion_to_them(read, unit):
    read("1" + unit * (1_000_000 // len(unit)) + "!")
