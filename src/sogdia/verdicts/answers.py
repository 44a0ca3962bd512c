"""`verdict`: what programmes did to acceptance, votes, opinion and resistance, and what could have been seen."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from scipy import stats

from sogdia.errors import InfeasibleError, ParameterError, pick
from sogdia.panels import PanelResult
from sogdia.panels import panel as build
from sogdia.results import Result, manifest
from sogdia.verdicts.distances import with_distances
from sogdia.verdicts.effects_table import FEWEST, EffectsFound, effects_table
from sogdia.verdicts.programmes import PROGRAMMES, begun, sponsors_of
from sogdia.verdicts.readings import critic, in_order, not_measured, supporter
from sogdia.verdicts.wording import THRESHOLDS, Numbers, contrast_sentence, finding, numbers_of, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

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
    contrast
        One row a sponsor and outcome: effect of tech less that of cultural programmes, with its own detectable effect.
    placebos
        One row an effect and placebo date (`shift`: years too early).
    restrictions
        Rows and countries that each restriction of a sample cost.
    sentences
        One for each row of `table`, then one for each of `contrast`.
    not_measured
        What the panel cannot say.
    supporter_would_say, critic_would_say
        What each would call missing.
    """

    contrast: pd.DataFrame
    placebos: pd.DataFrame
    restrictions: pd.DataFrame
    sentences: tuple[str, ...]
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
    given = panel if panel is not None else build((EARLIEST, years[1]))
    wide, ledger = given.wide, given.ledger
    names, left_out = _sponsors(wide, ledger, sponsor)
    wide, ledger = with_distances(wide, ledger, names)
    outcomes = _outcomes(ledger, outcome)
    found = effects_table(wide, ledger, names, outcomes, years, draws=draws, seed=seed)
    table, contrast = _worded(found)
    asked = {"years": list(years), "sponsor": names, "outcome": outcomes, "draws": draws, "panel": given.manifest}
    digest = sha256(wide.to_csv(index=False).encode()).hexdigest()
    return VerdictResult(
        table, RULE, manifest("verdict", asked, digest=digest, seed=seed if draws else None), contrast,
        pd.DataFrame(found.placebos), pd.DataFrame([*found.restrictions, *left_out], columns=_RESTRICTION),
        (*table.sentence, *contrast.sentence), not_measured(ledger, table), supporter(table), critic(table),
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


def _worded(found: EffectsFound) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put q, the finding and the sentence beside each row of the effects and of the contrasts."""
    tables = []
    for rows in (found.effects, found.contrasts):
        table = pd.DataFrame(rows)
        table["q"] = _false_discovery(table.p.to_numpy(dtype=float))
        lines = [{str(k): v for k, v in line.items()} for line in table.to_dict(orient="records")]
        numbers = [numbers_of(line) for line in lines]
        table["yardstick"] = [each.yardstick for each in numbers]
        table["finding"] = [finding(each) for each in numbers]
        table["sentence"] = [_said(line, each) for line, each in zip(lines, numbers, strict=True)]
        tables.append(table.assign(basis="modelled", source="panel: sources in its ledger"))
    return tables[0], tables[1]


def _said(row: Mapping[str, Any], numbers: Numbers) -> str:
    on = str(row["outcome"]).replace("_", " ")
    if "programme" not in row:
        return contrast_sentence(row["sponsor"], on, numbers, row["reason"])
    known = "known " if row["known_cases"] else ""
    return sentence(f"the {known}{row['programme']} programmes of {row['sponsor']}", on, numbers, row["reason"])


def _false_discovery(p: NDArray[np.float64]) -> NDArray[np.float64]:
    q, known = np.full(len(p), np.nan), np.isfinite(p)
    if known.any():
        q[known] = stats.false_discovery_control(p[known])
    return q
