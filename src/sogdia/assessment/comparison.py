"""`compare`: two cards side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.results import Result

if TYPE_CHECKING:
    from sogdia.assessment.card import Card

_KEYS: Final = ["scope", "subject", "indicator"]
_WORDS: Final = ["subject_name", "name", "unit", "direction"]


@dataclass(frozen=True)
class Comparison(Result):
    """Two cards side by side; see `compare`.

    Attributes
    ----------
    title_a, title_b
        Titles of the cards.
    """

    title_a: str
    title_b: str

    def __str__(self) -> str:
        rows = self.table[self.table.scope == "corridor"]
        shown = rows[["subject_name", "name", "unit", "a", "b", "difference", "better"]]
        text = shown.to_string(index=False, na_rep="", float_format=lambda v: f"{v:,.4g}", max_colwidth=34)
        return f"a: {self.title_a}\nb: {self.title_b}\n{text}\n{self.rule}"


RULE: Final = (
    "a and b are the base figures of the cards' cases, difference is b less a; better names the card whose figure lies "
    "on the indicator's better side, and is empty where no side is better or a figure is missing. Ranges are in the "
    "cards."
)


def compare(card_a: Card, card_b: Card) -> Comparison:
    """Set two cards side by side.

    Returns
    -------
    Comparison
        Rows scope, subject, subject_name, indicator, name, unit, direction, a, b, difference (b less a), better
        (`a`, `b`, `equal`, or empty), basis_a, basis_b: every row that either card has.

    Examples
    --------
    >>> from sogdia.assessment.card import measured
    >>> from sogdia.assessment.sample import sample_study, sample_towns
    >>> with_cable = measured(sample_study(), towns=sample_towns())
    >>> without = measured(sample_study().without(["new-cable"]), towns=sample_towns())
    >>> rows = compare(without, with_cable).table.set_index(["subject", "indicator"])
    >>> row = rows.loc[("PAK", "countries_joined")]
    >>> float(row.a), float(row.b), float(row.difference), row.better
    (1.0, 2.0, 1.0, 'b')
    """
    columns = [*_KEYS, *_WORDS, "base", "basis"]
    left, right = card_a.table[columns], card_b.table[columns]
    rows = left.merge(right, on=_KEYS, how="outer", suffixes=("_a", "_b"), sort=False)
    for column in _WORDS:
        rows[column] = rows[f"{column}_a"].fillna(rows[f"{column}_b"])
    rows = rows.rename(columns={"base_a": "a", "base_b": "b"})
    rows["difference"] = rows.b - rows.a
    rows["better"] = _better(rows)
    order = [
        *_KEYS[:2],
        "subject_name",
        "indicator",
        *_WORDS[1:],
        "a",
        "b",
        "difference",
        "better",
        "basis_a",
        "basis_b",
    ]
    about = {"verb": "compare", "a": card_a.manifest, "b": card_b.manifest}
    return Comparison(rows[order], RULE, about, card_a.title, card_b.title)


def _better(rows: pd.DataFrame) -> pd.Series[str]:
    """Name the card on the better side of each row."""
    sign = rows.direction.map({"up": 1.0, "down": -1.0, "neutral": np.nan}).astype(float)
    gain = (rows.difference * sign).to_numpy(dtype=float)
    size = np.fmax(rows.a.abs().to_numpy(dtype=float), rows.b.abs().to_numpy(dtype=float))
    equal = np.abs(gain) <= 1e-9 * np.fmax(size, 1e-9)
    words = np.select([equal, gain > 0, gain < 0], ["equal", "b", "a"], default="")
    return pd.Series(words, index=rows.index, dtype="string")
