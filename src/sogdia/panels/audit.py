"""Draws facts of acceptance for a second reader: one claim a line, beside the page in which it should stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.data import world
from sogdia.data.framework_facts import FOLDER, UNION, framework_facts

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

COLUMNS: Final = ("claim", "framework", "country", "form", "date", "url", "read", "verdict", "correction")


def draw(rows: int, seed: int, folder: Path = FOLDER) -> pd.DataFrame:
    """Draw acts of states at random, each alike.

    Parameters
    ----------
    rows
        How many; all where there are fewer.
    seed
        Seed of the draw.
    folder
        Tables of one's own instead of the embedded ones.

    Returns
    -------
    pandas.DataFrame
        The columns `COLUMNS`; verdict and correction are empty.
    """
    frameworks, acts = framework_facts(folder)
    chance = np.random.default_rng(seed)
    chosen = np.sort(chance.choice(len(acts), size=min(rows, len(acts)), replace=False))
    taken = acts.iloc[chosen]
    titles, ends = (dict(zip(frameworks.id, frameworks[c].fillna(""), strict=True)) for c in ("name", "complete_as_of"))
    names = {**dict(zip(world().countries.id, world().countries.name, strict=True)), UNION: "European Union"}
    claims = [
        f"{names[row['country']]}: {row['form'].replace('_', ' ')}, {titles[row['framework']]}, "
        f"{row['date'] or 'by ' + ends[row['framework']]}"
        for row in taken.fillna("").to_dict(orient="records")
    ]
    sheet = taken.rename(columns={"source_url": "url"}).assign(claim=claims, verdict="", correction="")
    return sheet[list(COLUMNS)].reset_index(drop=True)
