from __future__ import annotations

import pandas as pd
import pytest

from sogdia.cli.printing import figure, print_facts, print_table, ranged, ranged_column


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0.0, "0"),
        (1234567.0, "1.23 M"),
        (2.5e9, "2.50 bn"),
        (123456.0, "123,456"),
        (99.96, "100"),
        (0.00123, "0.00123"),
        (0.0000012, "1.20e-06"),
        (-12.345, "-12.3"),
        (float("inf"), "inf"),
        (None, ""),
        (pd.NA, ""),
        (True, "yes"),
        (2026, "2026"),
        (["a", 1.0], "a, 1.00"),
    ],
)
def test_a_figure_has_three_digits_that_count(value, told):
    assert figure(value) == told


def test_a_range_is_left_out_where_it_says_nothing():
    assert ranged(5.0, 5.0, 5.0) == "5.00"
    assert ranged(5.0, float("nan"), float("nan")) == "5.00"
    assert not ranged(float("nan"), 1.0, 2.0)


@pytest.mark.parametrize("name", ["share_lost", "rtt_ms"])
def test_a_column_finds_its_bounds_by_either_way_of_naming(name):
    low, high = ("share_lost_low", "share_lost_high") if name == "share_lost" else ("rtt_low_ms", "rtt_high_ms")
    rows = pd.DataFrame({name: [2.0], low: [1.0], high: [3.0]})
    assert ranged_column(rows, name).tolist() == ["2.00 (1.00 to 3.00)"]


def test_what_goes_into_a_pipe_is_plain_and_unwrapped(capsys, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    long = "x" * 300
    print_table(pd.DataFrame({"id": ["a", "b"], "share_used": [0.5, None], "note": [long, "[bold]not markup[/bold]"]}))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[0].split() == ["id", "share", "used", "note"]
    assert long in lines[1]
    assert "[bold]not markup[/bold]" in lines[2]
    assert not any("\x1b" in line or line != line.rstrip() for line in lines)


def test_a_narrow_width_is_kept(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    print_table(pd.DataFrame({"id": ["a" * 50], "note": ["b" * 200], "km": [12.0]}))
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 60


def test_an_empty_table_says_so(capsys):
    print_table(pd.DataFrame({"id": []}), title="Nothing")
    assert capsys.readouterr().out.splitlines() == ["Nothing", "(no rows)"]


def test_facts_leave_out_what_is_missing(capsys):
    print_facts({"length_km": 12.0, "note": None})
    assert capsys.readouterr().out.splitlines() == ["length km  12"]
