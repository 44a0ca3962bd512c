"""The reverse channel of every effect: whether the outcome, or dependence, predicts where programmes begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sogdia.panels.provider_series import NAME as DEPENDENCE
from sogdia.verdicts.allocations import NUMBERS, allocation
from sogdia.verdicts.effects_table import outcome_of
from sogdia.verdicts.programmes import PART_OF, begun
from sogdia.verdicts.sensitivity import false_discovery
from sogdia.verdicts.side_sentences import reverse_finding, reverse_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

BESIDE: Final = {"estimate": "reverse", "low": "reverse_low", "high": "reverse_high", "p": "reverse_p",
                 "finding": "reverse_finding"}  # fmt: skip
"""Columns that stand beside each effect, by their names in the table."""
COLUMNS: Final = (
    "sponsor",
    "programme",
    "predictor",
    *NUMBERS,
    "countries",
    "rows",
    "begun",
    "reason",
    "q",
    "finding",
    "sentence",
)
_PREDICTOR: Final = "predictor value"


def reverse_table(
    wide: pd.DataFrame, ledger: pd.DataFrame, effects: Sequence[dict[str, Any]], years: tuple[int, int]
) -> list[dict[str, Any]]:
    """Give a row for each effect that was estimated, and one for dependence a sponsor and programme with any.

    Parameters
    ----------
    wide, ledger
        Of a panel.
    effects
        Rows of the table of effects; those that were estimated get the columns `BESIDE`.
    years
        First and last year.
    """
    done = [row for row in effects if not row["reason"]]
    pairs = dict.fromkeys((row["sponsor"], row["programme"]) for row in done)
    first = {pair: begun(wide, ledger, pair[1], pair[0]) for pair in pairs}
    asked = [(row["sponsor"], row["programme"], row["outcome"], row) for row in done]
    asked += [(*pair, DEPENDENCE, {}) for pair in pairs if f"{DEPENDENCE}:{pair[0]}" in wide]
    lines: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for sponsor, programme, predictor, beside in asked:
        dates = first[sponsor, programme]
        values = outcome_of(wide, predictor, sponsor)
        given = wide.assign(**{_PREDICTOR: values})
        line: dict[str, Any] = {"sponsor": sponsor, "programme": programme, "predictor": predictor}
        if set(PART_OF.get(predictor, ())) & set(dates.series):
            continue
        line |= allocation(given, _PREDICTOR, dates, sponsor, years)
        lines.append((line, beside))
    q = false_discovery(np.array([line["p"] for line, _ in lines], dtype=float))
    for (line, beside), share in zip(lines, q.tolist(), strict=True):
        line |= {"q": share, "finding": reverse_finding(line)}
        line["sentence"] = reverse_sentence(line)
        beside |= {name: line[column] for column, name in BESIDE.items()}
    return [line for line, _ in lines]
