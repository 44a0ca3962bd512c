"""The order of the rooms: import contracts, typing imports included."""

from __future__ import annotations

import tomllib
from pathlib import Path

from importlinter.application.use_cases import SUCCESS, lint_imports
from importlinter.configuration import configure

ROOT = Path(__file__).resolve().parents[2]


def test_the_import_contracts_hold(monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    configure()
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None) == SUCCESS


def test_every_room_stands_in_the_contract() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    listed = {part.strip() for layer in contract["contracts"][0]["layers"] for part in layer.split("|")}
    package = ROOT / "src" / "sogdia"
    rooms = {path.name for path in package.iterdir() if (path / "__init__.py").is_file()}
    ground = {path.stem for path in package.glob("*.py")} - {"__init__"}
    assert listed == rooms | ground


def test_the_house_page_names_every_room() -> None:
    page = (ROOT / "HOUSE.md").read_text(encoding="utf-8")
    rooms = [path.name for path in (ROOT / "src" / "sogdia").iterdir() if (path / "__init__.py").is_file()]
    assert [room for room in rooms if f"{room}/" not in page] == []
