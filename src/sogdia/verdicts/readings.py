"""What stands beside a verdict's figures: what is not measured, and what each side would say is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sogdia.verdicts.programmes import PROGRAMMES, beginning_series
from sogdia.verdicts.wording import THRESHOLDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

KINDS: Final = {
    "acceptance of norms": ("frameworks_accepted", "memberships", "standards_posts_held"),
    "votes": ("ideal_point_distance", "ideal_point", "vote_agreement", "vote_kappa", "same_coalition"),
    "opinion": ("favourable_share", "unfavourable_share"),
    "resistance": ("restrictions_in_force", "restrictions_begun"),
}
"""Kinds of outcomes, in the order in which a verdict gives them."""
_ALWAYS: Final = (
    (
        "whether programmes go where votes or dependence are about to be: the reverse channel is tested by what stood "
        "the year before alone, and by the trends before"
    ),
    "what people or officials think and do inside a country: all figures are of whole countries and years",
    "how large a programme is: only when the first began",
    "what other countries do when one takes up a programme: each is taken to act on its own country alone",
)


def in_order(outcomes: list[str]) -> list[str]:
    """Sort outcomes: acceptance first, then votes, opinion, resistance, then others by name."""
    place = {name: i for i, name in enumerate(name for names in KINDS.values() for name in names)}
    return sorted(outcomes, key=lambda name: (place.get(name, len(place)), name))


def programmes_known(
    wide: pd.DataFrame, ledger: pd.DataFrame, effects: Sequence[Mapping[str, Any]], years: tuple[int, int]
) -> tuple[str, ...]:
    """Say where lists of beginnings do not reach over all years; a country that began outside them counts as without.

    Parameters
    ----------
    wide, ledger
        Of a panel.
    effects
        Rows of the table of effects.
    years
        First and last year of outcomes.
    """
    lines = []
    for sponsor, group in dict.fromkeys((row["sponsor"], row["programme"]) for row in effects if not row["reason"]):
        whole = ledger[ledger.exhaustive == "yes"].series
        names = [name for name in beginning_series(ledger, group) if f"{name}:{sponsor}" in wide]
        parts = [name for name in names if name in set(whole)]
        column = wide[[f"{name}:{sponsor}" for name in parts]].notna().any(axis=1)
        if parts and (wide.year[column].max() < years[1] or wide.year[column].min() > years[0]):
            span = f"{wide.year[column].min()}-{wide.year[column].max()}"
            lines.append(f"{group} programmes of {sponsor}: full lists cover {span} alone; outside, known cases")
    return tuple(lines)


def not_measured(ledger: pd.DataFrame, effects: pd.DataFrame, exits: pd.DataFrame) -> tuple[str, ...]:
    """List what the panel cannot say.

    Parameters
    ----------
    ledger
        Of the panel.
    effects
        Table of effects: programme, outcome, known_cases, reason.
    exits
        Table of exits: reason.
    """
    have = set(ledger.series)
    gone = [f"{kind}: the panel has no such series" for kind, names in KINDS.items() if not have & set(names)]
    empty = [
        f"{group} programmes: the panel has no dates" for group in PROGRAMMES if not beginning_series(ledger, group)
    ]
    partial = sorted(set(effects.programme[effects.known_cases.astype(bool)]))
    known = (
        [(f"programmes that are not in the lists: {', '.join(partial)} ones are known cases, not all, so a compared "
         "country may have one too")]
        if partial
        else []
    )  # fmt: skip
    refused = effects[effects.reason != ""]
    few = [f"{len(refused)} of {len(effects)} effects: the reason stands in each row"] if len(refused) else []
    if exits.empty or not (exits.reason == "").any():
        few.append("what follows where programmes end: too few ends are known")
    studied = ledger[ledger.series.isin(set(effects.outcome)) & (ledger.known_errors.fillna("") != "")]
    faults = [f"{row.series}: {row.known_errors}" for row in studied.itertuples()]
    return (*gone, *empty, *known, *faults, *few, *_ALWAYS)


def supporter(effects: pd.DataFrame) -> tuple[str, ...]:
    """Say what a supporter of these programmes would call missing."""
    unsure = int((effects.finding == "cannot tell").sum())
    size = THRESHOLDS["yardstick_sd"]
    return (
        f"{unsure} of {len(effects)} rows cannot tell; an effect below what could have been seen may be there.",
        f"Effects smaller than {size:g} standard deviations may matter and are not looked for.",
        "Programmes may take longer to act than the years that are observed.",
        "Acceptance that is not signed, such as standards in use or people trained, is not counted.",
    )


def critic(effects: pd.DataFrame) -> tuple[str, ...]:
    """Say what a critic of these programmes would call missing."""
    found = int(effects.finding.isin(["moved up", "moved down"]).sum())
    tried = int((effects.finding != "not estimated").sum())
    by_chance = tried * (1 - THRESHOLDS["level"])
    return (
        (
            f"{tried} effects were estimated and {found} are said to have moved; by chance alone about {by_chance:.1f} "
            "intervals would exclude 0."
        ),
        "Programmes go to countries that lean towards the sponsor already; tests of the years before see only a part.",
        "A signature costs little: it does not say that a norm is kept.",
        "Costs, debts and dependence that come with programmes are not weighed here.",
    )
