from __future__ import annotations

import shlex

import pytest

from sogdia.cli import assess, compare, data, expose, fail, flow, latency, listing, report, show

QUICK = (data, latency, listing, show)
SLOW = (assess, compare, expose, fail, flow, report)
PAIRS = "from_lon,from_lat,to_lon,to_lat\n8.68,50.11,67.01,24.86\n"


def lines(modules):
    """Give the examples of commands."""
    found = [line.strip() for module in modules for line in module.EXAMPLES.splitlines()]
    return [line for line in found if line.startswith("sogdia ")]


@pytest.mark.parametrize("line", lines(QUICK))
def test_an_example_of_the_help_works(run, tmp_path, line):
    (tmp_path / "pairs.csv").write_text(PAIRS, encoding="utf-8")
    ended = run(*shlex.split(line)[1:])
    assert ended.code == 0, ended.err


@pytest.mark.slow
@pytest.mark.parametrize("line", [line for line in lines(SLOW) if "out/" not in line])
def test_a_long_example_of_the_help_works(run, line):
    ended = run(*shlex.split(line)[1:])
    assert ended.code == 0, ended.err
    assert ended.out or "road.html" in line
