from __future__ import annotations

import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from sogdia.cli.app import SogdiaGroup, app, told
from sogdia.errors import ParameterError

HEAVY = ("pandas", "numpy", "geopandas", "numba", "rich", "pydantic", "matplotlib")


def broken(error: BaseException) -> typer.Typer:
    """Give a program whose one command fails."""
    program = typer.Typer(cls=SogdiaGroup, rich_markup_mode=None, pretty_exceptions_enable=False)

    @program.callback()
    def _all(debug: bool = typer.Option(default=False)) -> None:
        del debug

    @program.command("go")
    def _go() -> None:
        raise error

    return program


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (ParameterError("unknown thing; give another"), 1, "unknown thing; give another\n"),
        (PermissionError(13, "Permission denied", "out"), 1, "out: permission denied; give a place"),
        (
            FileExistsError("out holds other things; give a new folder"),
            1,
            "out holds other things; give a new folder\n",
        ),
        (FileExistsError(17, "File exists", "out"), 1, "give another place with -o"),
        (OSError(28, "No space left on device", "out"), 1, "see that the disk is in order"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_an_error_is_its_message_alone(error, code, words):
    result = CliRunner().invoke(broken(error), ["go"])
    assert result.exit_code == code
    assert words in result.stderr
    assert not result.stdout


def test_debug_lets_the_error_through():
    result = CliRunner().invoke(broken(ParameterError("x")), ["--debug", "go"])
    assert isinstance(result.exception, ParameterError)


def test_a_bug_is_not_hidden():
    assert isinstance(CliRunner().invoke(broken(ZeroDivisionError()), ["go"]).exception, ZeroDivisionError)


def test_an_error_without_a_path_is_told():
    assert told(OSError(5, "Input/output error")).startswith("a file: input/output error")


def test_help_loads_nothing_heavy():
    code = (
        "import sys, typer.testing; from sogdia.cli.app import app; typer.testing.CliRunner().invoke(app, ['--help']); "
        f"print([m for m in {HEAVY} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_version_is_told():
    assert CliRunner().invoke(app, ["--version"]).stdout.startswith("sogdia 0.")
