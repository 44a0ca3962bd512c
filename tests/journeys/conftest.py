from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest
from typer.testing import CliRunner

from sogdia.assessment.sample import sample_network
from sogdia.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STUDY = """
projects = ["new-cable"]
hubs = ["djibouti-dji"]
[study]
id = "sample"
title = "A cable for three countries"
question = "What does the new cable change?"
[network]
base = "net"
[case]
year = 2027
build = ["new-cable"]
[baseline]
year = 2027
without = ["new-cable"]
[[corridors]]
id = "three-countries"
name = "Three countries"
projects = ["new-cable"]
"""


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, with no terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def run() -> Callable[..., Ended]:
    """Run a command line in this process; a bug comes through as it is."""

    def go(*words: object) -> Ended:
        result = CliRunner().invoke(app, [str(word) for word in words])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)

    return go


@pytest.fixture
def shell() -> Callable[..., Ended]:
    """Run a command line as a user does, in a process of its own."""

    def go(*words: object) -> Ended:
        command = [sys.executable, "-m", "sogdia.cli", *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300)
        return Ended(done.returncode, done.stdout, done.stderr)

    return go


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """Store a network of three countries, an old cable and a planned one."""
    return sample_network().save(tmp_path / "net")


@pytest.fixture
def study(tmp_path: Path, network: Path) -> Path:
    """Write a study file that stands on the network beside it."""
    del network
    path = tmp_path / "sample.toml"
    path.write_text(STUDY, encoding="utf-8")
    return path
