"""The page of a verdict as lines of text, in the order in which it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.verdicts.answers import VerdictResult

FEW: Final = 12
"""Most sentences of what could not be estimated that the page gives in full."""


def page(result: VerdictResult) -> list[str]:
    """Give the lines: the answer, sentences of what was estimated, what stands beside it, and what is not measured.

    Sentences of what could not be estimated are counted, and given where they are few.
    """
    effects = result.table[result.table.finding != "not estimated"]
    pairs = result.contrast[result.contrast.finding != "not estimated"]
    refused = len(result.table) + len(result.contrast) - len(effects) - len(pairs)
    reverse = result.reverse[result.reverse.finding != "not estimated"]
    exits = result.exits[result.exits.finding != "not estimated"]
    incomes = [words for words in result.side_sentences if words.startswith("By income")]
    parts = (
        ("", [*effects.sentence, *pairs.sentence]),
        ("Reverse channel, beside the effects:", reverse.sentence.tolist()),
        ("Where programmes ended:", exits.sentence.tolist()),
        ("By income of countries:", [words for words in incomes if ": the groups differ" in words or "tests" in words]),
        ("Not measured:", result.not_measured),
        ("A supporter would say:", result.supporter_would_say),
        ("A critic would say:", result.critic_would_say),
    )
    lines = list(result.answer)
    for title, told in parts:
        if told:
            lines += [*([title] if title else []), *(f"- {words}" if title else words for words in told)]
    few = [*result.table[result.table.finding == "not estimated"].sentence,
           *result.contrast[result.contrast.finding == "not estimated"].sentence]  # fmt: skip
    if len(few) <= FEW:
        lines += few
    counts = (
        f"Not estimated: {refused} effects and contrasts, {len(result.reverse) - len(reverse)} rows of the reverse "
        f"channel, {len(result.exits) - len(exits)} of exits; the tables give the reason of each."
    )
    return [*lines, counts, result.rule]


def restrictions_by_kind(restrictions: pd.DataFrame) -> pd.DataFrame:
    """Give, for each restriction: how many estimates it touched, and the fewest and most rows and countries it cost."""
    grouped = restrictions.groupby("restriction", sort=False, as_index=False)
    return grouped.agg(
        estimates=("restriction", "size"), fewest_rows=("rows", "min"), most_rows=("rows", "max"),
        fewest_countries=("countries", "min"), most_countries=("countries", "max"),
    )  # fmt: skip
