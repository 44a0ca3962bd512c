from __future__ import annotations

import shlex

import pytest
import typer
from typer.testing import CliRunner

from sogdia.cli.app import app


def commands(group=None, path=()):
    """Walk the commands of the command line: words and command."""
    group = group or typer.main.get_command(app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


def examples(command):
    """Give the examples under a command's help."""
    lines = [line.strip() for line in (command.epilog or "").splitlines()]
    return [line for line in lines if line.startswith("sogdia ")]


ALL = dict(commands())
EXAMPLES = [(words, line) for words, command in ALL.items() for line in examples(command)]


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_says_what_it_does_and_shows_how(words):
    command = ALL[words]
    assert command.help
    assert command.help.rstrip().endswith(".")
    assert command.get_short_help_str(200).endswith(".")
    assert examples(command)
    shown = CliRunner().invoke(app, [*words, "--help"]).stdout
    assert all(example in shown for example in examples(command))


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_option_says_what_it_is(words):
    for parameter in ALL[words].params:
        assert getattr(parameter, "help", None), parameter.name


@pytest.mark.parametrize(("words", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_every_example_is_a_command_line_that_is_understood(words, line):
    parts = shlex.split(line)[1:]
    assert tuple(parts[: len(words)]) == words
    command = ALL[words]
    context = command.make_context(" ".join(words), parts[len(words) :])
    assert context.params


def test_help_has_lines_of_80_columns_at_most():
    for words in ((), *ALL):
        shown = CliRunner().invoke(app, [*words, "--help"], terminal_width=80).stdout
        assert max(map(len, shown.splitlines())) <= 80, words
