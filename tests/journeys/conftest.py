from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import typer.testing

from sogdia.assessment.sample import sample_network
from sogdia.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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


@pytest.fixture(scope="session", autouse=True)
def _one_tree_of_commands() -> Iterator[None]:
    """Build the tree of commands once for all runs; each has no state."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.testing, "_get_command", functools.cache(typer.main.get_command))
        yield


@pytest.fixture(scope="session")
def run() -> Callable[..., Ended]:
    """Run a command line in this process; a bug comes through as it is."""

    def go(*words: object) -> Ended:
        result = typer.testing.CliRunner().invoke(app, [str(word) for word in words])
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


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store a network of three countries, an old cable and a planned one, once for all tests."""
    return sample_network().save(tmp_path_factory.mktemp("stored") / "net")


@pytest.fixture(scope="session")
def study_beside(stored: Path) -> Callable[[Path], Path]:
    """Give what puts that network, and a study file that stands on it, into a folder."""

    def put(folder: Path) -> Path:
        shutil.copytree(stored, folder / "net")
        path = folder / "sample.toml"
        path.write_text(STUDY, encoding="utf-8")
        return path

    return put


@pytest.fixture
def network(tmp_path: Path, stored: Path) -> Path:
    """Put that network into the folder of a test."""
    return Path(shutil.copytree(stored, tmp_path / "net"))


@pytest.fixture
def study(tmp_path: Path, study_beside: Callable[[Path], Path]) -> Path:
    """Put the network and the study into the folder of a test."""
    return study_beside(tmp_path)
