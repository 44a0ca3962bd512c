from __future__ import annotations

import json

import pandas as pd

from sogdia.cli.console import Step, print_csv, print_json, records, tell, working


def test_messages_go_to_standard_error(capsys):
    tell("one")
    tell("two", quiet=True)
    assert capsys.readouterr() == ("", "one\n")


def test_missing_figures_are_null_in_json(capsys):
    print_json(records(pd.DataFrame({"a": [float("nan"), 1.0], "b": pd.array([None, 2], dtype="Int64")})))
    assert json.loads(capsys.readouterr().out) == [{"a": None, "b": None}, {"a": 1.0, "b": 2}]


def test_csv_has_one_line_a_row(capsys):
    print_csv(pd.DataFrame({"a": [1], "b": ["Åland"]}))
    assert capsys.readouterr().out == "a,b\n1,Åland\n"


def test_progress_is_silent_where_nobody_watches(capsys):
    with working("first") as step:
        step("second")
        step.share(0.5, "third")
    assert capsys.readouterr() == ("", "")


def test_progress_is_shown_at_a_terminal_and_taken_away(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with working("first") as step:
        step("second")
        step.share(0.5, "third")
    assert not capsys.readouterr().out


def test_a_step_hands_on_what_it_is_told():
    told = []
    step = Step(lambda words, done: told.append((words, done)))
    step("a")
    step.share(0.25, "b")
    assert told == [("a", None), ("b", 0.25)]
