"""Tables of a verdict with their words: q, the finding and the sentence of each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.verdicts.effects_table import NUMBERS
from sogdia.verdicts.sensitivity import false_discovery
from sogdia.verdicts.side_sentences import exit_sentence, income_count, income_sentence
from sogdia.verdicts.title_answers import pair_answer
from sogdia.verdicts.wording import Numbers, contrast_sentence, finding, numbers_of, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sogdia.verdicts.effects_table import EffectsFound

_ABOUT: Final = ("outcome", "sponsor", "programme")
_PROVENANCE: Final = {"basis": "modelled", "source": "panel: sources in its ledger"}


def worded(found: EffectsFound) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put q, the yardstick, the finding and the sentence beside each row of the effects and of the contrasts.

    `q` is over all of both tables. A contrast has its `answer` too.
    """
    rows = [*found.effects, *found.contrasts]
    chance = false_discovery(np.array([row["p"] for row in rows], dtype=float))
    lines = [_line(row | {"q": q}) for row, q in zip(rows, chance.tolist(), strict=True)]
    effects, contrasts = lines[: len(found.effects)], lines[len(found.effects) :]
    by = {tuple(row[name] for name in _ABOUT): row for row in effects}
    for row in contrasts:
        tech, cultural = (by[row["outcome"], row["sponsor"], group] for group in ("tech", "cultural"))
        row["answer"] = pair_answer(row["outcome"], tech, cultural, row)
    return pd.DataFrame(effects).assign(**_PROVENANCE), pd.DataFrame(contrasts).assign(**_PROVENANCE)


def worded_exits(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Put the yardstick, the finding and the sentence beside each row of the exits."""
    lines = []
    for row in rows:
        numbers = numbers_of(row)
        said = {"yardstick": numbers.yardstick, "finding": finding(numbers), "sentence": exit_sentence(row)}
        lines.append({**row, **said})
    columns = None if lines else [*_ABOUT, *NUMBERS, "left", "stayed", "reason", "finding", "sentence"]
    return pd.DataFrame(lines, columns=columns).assign(**_PROVENANCE)


def worded_by_income(rows: Sequence[Mapping[str, Any]]) -> tuple[pd.DataFrame, list[str]]:
    """Put the finding beside each group's row, and give one sentence for each effect."""
    lines = [{**row, "finding": finding(numbers_of(row))} for row in rows]
    effects: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for line in lines:
        effects.setdefault(tuple(line[name] for name in _ABOUT), []).append(line)
    columns = None if lines else [*_ABOUT, "income", *NUMBERS, "p_alike", "reason", "finding"]
    return pd.DataFrame(lines, columns=columns).assign(**_PROVENANCE), [
        *map(income_sentence, effects.values()), *income_count(list(effects.values()))
    ]  # fmt: skip


def _line(row: Mapping[str, Any]) -> dict[str, Any]:
    numbers = numbers_of(row)
    return {**row, "yardstick": numbers.yardstick, "finding": finding(numbers), "sentence": _said(row, numbers)}


def _said(row: Mapping[str, Any], numbers: Numbers) -> str:
    on = str(row["outcome"]).replace("_", " ")
    if "programme" not in row:
        return contrast_sentence(row["sponsor"], on, numbers, row["reason"])
    known = "known " if row["known_cases"] else ""
    return sentence(f"the {known}{row['programme']} programmes of {row['sponsor']}", on, numbers, row["reason"])
