"""Resolutions that come back: roll calls of several sessions that share one item and so tie the sessions' scales.

Source
------
Bailey, Strezhnev and Voeten (2017), page 435: resolutions with the same text in consecutive sessions keep their item.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import pandas as pd

from sogdia.errors import TableError

if TYPE_CHECKING:
    from pathlib import Path

_NUMBERS = re.compile(r"\b(?:[0-9]+|[ivxlc]+|first|second|third|fourth|fifth|sixth)\b")


def read_bridges(path: Path) -> pd.DataFrame:
    """Read pairs of roll calls: a CSV with `rcid1` and `rcid2`, or whose last two columns are the pair.

    Raises
    ------
    TableError
        There are no two columns, or cells that are empty.
    """
    table = pd.read_csv(path, dtype="string", keep_default_na=False, encoding="latin-1")
    if len(table.columns) < 2:
        raise TableError(f"{path}: two columns of roll calls are needed (rcid1, rcid2)")
    named = {"rcid1", "rcid2"} <= set(table.columns)
    pairs = table[["rcid1", "rcid2"]] if named else table.iloc[:, -2:]
    pairs = pd.DataFrame({name: pairs.iloc[:, i].str.strip() for i, name in enumerate(("first", "second"))})
    empty = (pairs == "").any(axis=1)
    if empty.any():
        raise TableError(
            f"{path}, row {int(empty.to_numpy().argmax()) + 1}: a roll call is missing; give both or neither"
        )
    return pairs


def find_bridges(roll_calls: pd.DataFrame) -> pd.DataFrame:
    """Pair roll calls of consecutive sessions whose titles agree, case, signs and dates aside.

    Parameters
    ----------
    roll_calls
        `roll_call`, `session`, `title`, `part`. A title that stands twice in either session is not paired, nor is one
        of fewer than three words, nor a vote on a paragraph.

    Returns
    -------
    pandas.DataFrame
        `first`, `second`.
    """
    known = roll_calls[~roll_calls["part"]].assign(key=roll_calls["title"].map(plain_title))
    known = known[known["key"].str.count(" ") >= 2]
    once = known[~known.duplicated(["session", "key"], keep=False)]
    earlier = once[["roll_call", "session", "key"]]
    later = earlier.assign(session=earlier["session"] - 1)
    both = earlier.merge(later, on=["session", "key"], suffixes=("_earlier", "_later"))
    return both[["roll_call_earlier", "roll_call_later"]].set_axis(["first", "second"], axis=1)


def plain_title(title: object) -> str:
    """Give a title in plain words, without numbers, so that two years' wordings agree.

    Examples
    --------
    >>> plain_title("Situation in the Middle East (1975): resolution / adopted by the General Assembly")
    'situation in the middle east'
    """
    text = unicodedata.normalize("NFKD", str(title)).casefold()
    text = re.split(r"\s*:\s*(?:resolution|draft resolution)\b", text)[0]
    return " ".join(_NUMBERS.sub(" ", re.sub(r"[^a-z0-9]+", " ", text)).split())


def items(roll_calls: pd.Series, pairs: pd.DataFrame) -> dict[str, str]:
    """Name the item of each roll call: the first of its chain of pairs; pairs that name others are passed over.

    Examples
    --------
    >>> pairs = pd.DataFrame({"first": ["1", "2"], "second": ["2", "5"]})
    >>> items(pd.Series(["1", "2", "3", "5"]), pairs)
    {'1': '1', '2': '1', '3': '3', '5': '1'}
    """
    parent = {str(call): str(call) for call in roll_calls}

    def root(call: str) -> str:
        while parent[call] != call:
            parent[call] = parent[parent[call]]
            call = parent[call]
        return call

    for first, second in zip(pairs["first"], pairs["second"], strict=True):
        if first in parent and second in parent:
            parent[root(second)] = root(first)
    return {call: root(call) for call in parent}
