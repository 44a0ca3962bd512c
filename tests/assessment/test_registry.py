import doctest
from importlib import import_module

import pytest

import sogdia.assessment.indicators as themes
from sogdia.assessment.registry import DIRECTIONS, REGISTRY, ROLLS, SCOPES, indicator
from sogdia.errors import ParameterError


def test_every_indicator_says_unit_direction_source_and_whence():
    for entry in REGISTRY.values():
        assert entry.name
        assert entry.unit
        assert entry.source
        assert entry.direction in DIRECTIONS
        assert entry.scope in SCOPES
        assert entry.corridor in ROLLS
        assert entry.corridor == "" or entry.scope == "country"


@pytest.mark.parametrize("theme", themes.__all__)
def test_every_theme_has_examples_by_hand(theme):
    module = import_module(f"sogdia.assessment.indicators.{theme}")
    found = doctest.DocTestFinder(recurse=True).find(module)
    assert sum(len(test.examples) for test in found) >= 2


def test_a_name_is_entered_once():
    with pytest.raises(ParameterError, match="entered twice"):
        indicator("capex_musd", "x", "1", "up", "both", "x")(next(iter(REGISTRY.values())).measure)


@pytest.mark.parametrize("wrong", [{"direction": "sideways"}, {"scope": "town"}, {"corridor": "median"}])
def test_words_of_an_entry_are_checked(wrong):
    entry = {"name_id": "x", "name": "x", "unit": "1", "direction": "up", "scope": "country", "source": "x"} | wrong
    with pytest.raises(ParameterError, match="is none of"):
        indicator(**entry)
    assert "x" not in REGISTRY
