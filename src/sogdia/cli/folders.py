"""Opens a card: measured from a study, or read from a folder that `assess` wrote."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pandas as pd

from sogdia.assessment import Card, assess
from sogdia.cli.opening import open_study
from sogdia.errors import DataError
from sogdia.results import Result

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class StoredCard(Result):
    """A card as a folder keeps it: table, rule, manifest and title."""

    title: str


def open_card(name: str, progress: Callable[[float, str], None] | None = None) -> Card:
    """Open a card to set it beside another.

    Parameters
    ----------
    name
        A study, which is measured now, or a folder that `assess` wrote.

    Raises
    ------
    DataError
        A folder without a card.
    """
    place = Path(name)
    if place.is_dir():
        return cast("Card", read_card(place))
    return assess(open_study(name), progress=progress)


def read_card(folder: Path) -> StoredCard:
    """Read the table and the manifest of a card's folder.

    Raises
    ------
    DataError
        The folder has no card, or one that cannot be read.
    """
    table, about = folder / "card.parquet", folder / "manifest.json"
    for path in (table, about):
        if not path.is_file():
            raise DataError(f"{folder} has no {path.name}; give a folder that `sogdia assess` wrote, or a study")
    try:
        said = json.loads(about.read_text(encoding="utf-8"))
        return StoredCard(pd.read_parquet(table), said["rule"], said, said["title"])
    except (ValueError, KeyError, UnicodeDecodeError, OSError) as fault:
        raise DataError(f"the card in {folder} cannot be read: {fault}; write it anew with `sogdia assess`") from fault
