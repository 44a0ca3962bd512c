from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from sogdia.assessment.sample import sample_network

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store a network of three countries, an old cable and a planned one, once for all tests."""
    return sample_network().save(tmp_path_factory.mktemp("stored") / "net")


@pytest.fixture
def folder(tmp_path: Path, stored: Path) -> Path:
    """Give a folder with that network."""
    shutil.copytree(stored, tmp_path / "net", dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def write(folder: Path) -> Callable[..., Path]:
    """Write a cases file that asks the network beside it."""

    def go(text: str, name: str = "cases.toml") -> Path:
        path = folder / name
        path.write_text(f'network = "net"\n{text}', encoding="utf-8")
        return path

    return go


def content(store: Path) -> dict[str, bytes]:
    """Give every file of a store."""
    return {str(path.relative_to(store)): path.read_bytes() for path in sorted(store.rglob("*")) if path.is_file()}


@pytest.fixture
def same() -> Callable[[Path, Path], bool]:
    """Hold two stores against each other, bit for bit."""
    return lambda one, two: content(one) == content(two)
