"""`verdict`: what programmes did to acceptance, votes, opinion and resistance, and what could have been seen."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from threadpoolctl import threadpool_limits

from sogdia.errors import InfeasibleError, ParameterError, pick
from sogdia.panels import PanelResult
from sogdia.panels import panel as build
from sogdia.results import Result, manifest
from sogdia.verdicts.distances import with_distances
from sogdia.verdicts.effects_table import FEWEST, effects_table
from sogdia.verdicts.exits import exits_table
from sogdia.verdicts.income_groups import effects_by_income
from sogdia.verdicts.programmes import PROGRAMMES, begun, sponsors_of
from sogdia.verdicts.readings import critic, in_order, not_measured, programmes_known, supporter
from sogdia.verdicts.reverse_table import COLUMNS as REVERSE
from sogdia.verdicts.reverse_table import reverse_table
from sogdia.verdicts.title_answers import paragraph
from sogdia.verdicts.worded import worded, worded_by_income, worded_exits
from sogdia.verdicts.wording import THRESHOLDS

if TYPE_CHECKING:
    from collections.abc import Sequence

YEARS: Final = (2000, 2025)
EARLIEST: Final = 1945
BOUNDS_OF_POINTS: Final = ("ideal_point_low", "ideal_point_high")
FEWEST_DRAWS: Final = 20
RULE: Final = (
    "Effect: mean change under the programme against countries not yet under it (Callaway and Sant'Anna 2021, "
    "imputation beside it); t intervals of 95 %, countries as clusters. Detectable: the effect found with 80 % power. "
    f"Yardstick: {THRESHOLDS['yardstick_sd']:g} standard deviations of the outcome. "
    "The words follow from the numbers alone. Effects are "
    "causal only if both would have run alike without the programme, which no test can show."
)


@dataclass(frozen=True)
class VerdictResult(Result):
    """Effects of all programmes on all outcomes, which is `table`, and what is to be said of them.

    Attributes
    ----------
    answer
        The question of the page, answered in a few sentences that follow from `contrast`; acceptance of norms first.
    contrast
        One row a sponsor and outcome: effect of tech less that of cultural programmes, with its own detectable effect,
        and `answer`: yes, no, cannot tell or not compared (empty where the outcome concerns no sponsor).
    reverse
        The reverse channel: whether an outcome, or dependence, of the year before predicts where programmes begin.
    exits
        What followed where programmes ended, for every sponsor of whom an end is known.
    by_income
        Each estimated effect in four groups of countries by income, and whether the groups differ.
    placebos
        One row an effect and placebo date (`shift`: years too early).
    restrictions
        Rows and countries that each restriction of a sample cost.
    sentences
        One for each row of `table`, then one for each of `contrast`.
    side_sentences
        One for each row of `reverse` and of `exits`, and one for each effect by income.
    not_measured
        What the panel cannot say.
    supporter_would_say, critic_would_say
        What each would call missing.
    """

    answer: tuple[str, ...]
    contrast: pd.DataFrame
    reverse: pd.DataFrame
    exits: pd.DataFrame
    by_income: pd.DataFrame
    placebos: pd.DataFrame
    restrictions: pd.DataFrame
    sentences: tuple[str, ...]
    side_sentences: tuple[str, ...]
    not_measured: tuple[str, ...]
    supporter_would_say: tuple[str, ...]
    critic_would_say: tuple[str, ...]


def verdict(
    panel: PanelResult | None = None,
    *,
    years: tuple[int, int] = YEARS,
    sponsor: Sequence[str] = (),
    outcome: Sequence[str] = (),
    draws: int = 0,
    seed: int = 0,
) -> VerdictResult:
    """Estimate what cultural, political and tech programmes did, beside what size of effect could have been seen.

    Parameters
    ----------
    panel
        Of `sogdia.panel`. Let it begin well before `years`: a programme that began before it is not known to it. By
        default the shipped facts and the sets that were added, from 1945 on.
    years
        First and last year of outcomes.
    sponsor
        Only programmes of these; by default all that have begun any kind in at least 5 countries.
    outcome
        Only these series; by default all outcomes of the panel.
    draws
        Deals of a permutation test and of dates moved by a year, 20 or more; 0 for neither.
    seed
        Seed of the deals.

    Raises
    ------
    ParameterError
        Unknown sponsors or outcomes, years that are none, or too few draws.
    InfeasibleError
        A panel without programmes or without outcomes.

    Source
    ------
    Callaway and Sant'Anna (2021); Borusyak, Jaravel and Spiess (2024); Bloom (1995) for detectable effects; Benjamini
    and Hochberg (1995) for `q`, the share of false findings among rows with a q as small.
    """
    if not years[0] <= years[1]:
        raise ParameterError(f"years {years[0]}-{years[1]}: give the first year first")
    if draws and draws < FEWEST_DRAWS:
        raise ParameterError(f"draws = {draws}: give {FEWEST_DRAWS} or more, or 0 for no permutation test")
    with threadpool_limits(1):
        return _judged(
            panel if panel is not None else build((EARLIEST, years[1])), years, sponsor, outcome, draws, seed
        )


def _judged(
    given: PanelResult, years: tuple[int, int], sponsor: Sequence[str], outcome: Sequence[str], draws: int, seed: int
) -> VerdictResult:
    names, left_out = _sponsors(given.wide, given.ledger, sponsor)
    wide, ledger = with_distances(given.wide, given.ledger, names)
    outcomes = _outcomes(ledger, outcome)
    found = effects_table(wide, ledger, names, outcomes, years, draws=draws, seed=seed)
    reverse = reverse_table(wide, ledger, found.effects, years)
    exits = worded_exits(exits_table(wide, ledger, names, outcomes, years, seed))
    table, contrast = worded(found)
    by_income, alike = worded_by_income(effects_by_income(wide, ledger, found.effects, years))
    asked = {"years": list(years), "sponsor": names, "outcome": outcomes, "draws": draws, "panel": given.manifest}
    digest = sha256(pd.util.hash_pandas_object(wide, index=False).to_numpy().tobytes()).hexdigest()
    sides = (*(row["sentence"] for row in reverse), *exits.sentence, *alike)
    covered = programmes_known(wide, ledger, found.effects, years)
    return VerdictResult(
        table, RULE, manifest("verdict", asked, digest=digest, seed=seed),
        paragraph([{str(k): v for k, v in row.items()} for row in contrast.to_dict(orient="records")]), contrast,
        pd.DataFrame(reverse, columns=None if reverse else [*REVERSE]), exits, by_income, pd.DataFrame(found.placebos),
        pd.DataFrame([*found.restrictions, *left_out], columns=_RESTRICTION), (*table.sentence, *contrast.sentence),
        sides, (*covered, *not_measured(ledger, table, exits)), supporter(table), critic(table),
    )  # fmt: skip


_RESTRICTION: Final = ["sponsor", "programme", "outcome", "restriction", "rows", "countries"]


def _sponsors(wide: pd.DataFrame, ledger: pd.DataFrame, asked: Sequence[str]) -> tuple[list[str], list[dict[str, Any]]]:
    known = [] if ledger.empty else sponsors_of(wide, ledger)
    if not known:
        raise InfeasibleError("the panel has no programme with a known beginning: add sets, or series of your own")
    if asked:
        return [pick(name, known, "sponsor") for name in dict.fromkeys(asked)], []
    reach = {name: max(len(begun(wide, ledger, group, name).first) for group in PROGRAMMES) for name in known}
    why = f"sponsor left out: no kind of programme begun in {FEWEST} countries"
    few = [{"sponsor": name, "restriction": why, "countries": reach[name]} for name in known if reach[name] < FEWEST]
    kept = [name for name in known if reach[name] >= FEWEST]
    if not kept:
        raise InfeasibleError(
            f"no sponsor has begun any kind of programme in {FEWEST} countries: name a sponsor to see what there is"
        )
    return kept, few


def _outcomes(ledger: pd.DataFrame, asked: Sequence[str]) -> list[str]:
    known = sorted(set(ledger.series[ledger.group == "outcome"]) - set(BOUNDS_OF_POINTS))
    if not known:
        raise InfeasibleError("the panel has no outcome: keep that group, or give a series of your own")
    if asked:
        return [pick(name, known, "outcome") for name in dict.fromkeys(asked)]
    return in_order(known)
