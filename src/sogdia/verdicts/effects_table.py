"""Effects of each group of programmes on each outcome of a panel, and tech less culture, with what could be seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import DataError, InfeasibleError
from sogdia.influence.callaway_santanna import callaway_santanna
from sogdia.influence.contrast import contrast
from sogdia.influence.imputation import imputation
from sogdia.influence.placebo import SHIFTS, placebo_dates
from sogdia.influence.study_panel import StudyPanel, lay_out, without_always
from sogdia.verdicts.programmes import OWN, PART_OF, PROGRAMMES, Begun, begun, first_years
from sogdia.verdicts.sensitivity import REFUSED, broken_trends, dealt_dates, headline, p_of_trends
from sogdia.verdicts.side_sentences import several
from sogdia.verdicts.wording import THRESHOLDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from sogdia.influence.effects import Effects

KNOWN_CASES: Final = ("restrictions_in_force", "restrictions_begun")
"""Outcomes that list known cases: a country and year without one counts as having none, as for programmes."""
FEWEST: Final = 5
"""Fewest treated, and fewest compared, countries that an effect is estimated from."""
NUMBERS: Final = ("effect", "low", "high", "se", "p", "sd", "detectable", "p_pretrend", "p_placebo")
BESIDE: Final = (
    "imputation", "imputation_low", "imputation_high", "broken_low", "broken_high", "breakdown_m", "p_permutation",
    "misdated_low", "misdated_high",
)  # fmt: skip
COUNTS: Final = ("treated", "compared", "rows", "rows_lost")


@dataclass
class EffectsFound:
    """Rows of every estimate, filled one by one.

    Attributes
    ----------
    effects
        One row a sponsor, programme and outcome.
    contrasts
        One row a sponsor and outcome: tech less cultural.
    reverse
        One row an estimate, and one a sponsor and programme for dependence: does it predict beginnings?
    placebos
        One row an estimate and placebo date.
    restrictions
        One row an estimate and restriction of its sample: rows and countries lost.
    """

    effects: list[dict[str, Any]] = field(default_factory=list)
    contrasts: list[dict[str, Any]] = field(default_factory=list)
    reverse: list[dict[str, Any]] = field(default_factory=list)
    placebos: list[dict[str, Any]] = field(default_factory=list)
    restrictions: list[dict[str, Any]] = field(default_factory=list)


def effects_table(
    wide: pd.DataFrame,
    ledger: pd.DataFrame,
    sponsors: Sequence[str],
    outcomes: Sequence[str],
    years: tuple[int, int],
    *,
    draws: int = 0,
    seed: int = 0,
) -> EffectsFound:
    """Estimate all effects; what cannot be estimated is a row with the reason.

    Parameters
    ----------
    wide, ledger
        Of a panel; programmes are read from all its years.
    sponsors, outcomes
        Which, in this order.
    years
        First and last year of outcomes.
    draws, seed
        Deals of the permutation test (0: none), and their seed.
    """
    found = EffectsFound()
    dates = {(group, sponsor): begun(wide, ledger, group, sponsor) for group in PROGRAMMES for sponsor in sponsors}
    for outcome in outcomes:
        for sponsor in sponsors:
            fitted = {}
            for group in PROGRAMMES:
                about = {"outcome": outcome, "sponsor": sponsor, "programme": group}
                estimate = Estimate(about, found, draws, seed)
                fitted[group] = estimate.run(wide, ledger, dates[group, sponsor], years)
            _contrast(found, sponsor, outcome, fitted["tech"], fitted["cultural"])
    return found


@dataclass
class Estimate:
    """One programme's effect on one outcome, on its way into the tables."""

    about: dict[str, str]
    found: EffectsFound
    draws: int
    seed: int

    def run(self, wide: pd.DataFrame, ledger: pd.DataFrame, dates: Begun, years: tuple[int, int]) -> Effects | None:
        """Estimate and put the row into the tables; what cannot be estimated is a row with the reason, and None."""
        row = {**self.about, "estimator": "", **dict.fromkeys((*NUMBERS, *BESIDE), np.nan), **dict.fromkeys(COUNTS, 0)}
        row |= {"series": ";".join(dates.series), "known_cases": dates.known_cases, "reason": ""}
        self.found.effects.append(row)
        try:
            self._see(ledger, dates)
            panel = self._panel(wide, dates, years, row)
            return self._fit(panel, row)
        except REFUSED as refusal:
            row["reason"] = str(refusal).rstrip(".")
            row |= dict.fromkeys((*NUMBERS, *BESIDE), np.nan)
            return None

    def _see(self, ledger: pd.DataFrame, dates: Begun) -> None:
        if not dates.first:
            raise InfeasibleError("no programme of this kind with a known beginning is in the panel")
        within = sorted(set(PART_OF.get(self.about["outcome"], ())) & set(dates.series))
        if within and not ((ledger.series == self.about["outcome"]) & (ledger.vintage == OWN)).any():
            raise InfeasibleError(f"the beginning ({', '.join(within)}) is itself counted in this outcome")

    def _panel(self, wide: pd.DataFrame, dates: Begun, years: tuple[int, int], row: dict[str, Any]) -> StudyPanel:
        rows = pd.DataFrame({"country": wide.country, "year": wide.year})
        rows["outcome"] = outcome_of(wide, self.about["outcome"], self.about["sponsor"])
        steps = (
            (f"outcome of another year than {years[0]}-{years[1]}", ~rows.year.between(*years)),
            ("outcome is not known", rows.outcome.isna()),
            ("the sponsor itself", rows.country == self.about["sponsor"]),
            ("has a programme whose year is not known", rows.country.isin(dates.undated)),
        )
        out = pd.Series(data=False, index=rows.index)
        for why, bad in steps:
            fresh = bad & ~out
            out |= bad
            self._lose(why, int(fresh.sum()), int(rows.country[fresh].nunique()), row)
        kept = rows[~out]
        if kept.empty:
            raise InfeasibleError("the outcome is not known in any of these years")
        kept = kept.assign(first=first_years(kept.country, dates))
        panel = lay_out(kept, unit="country", year="year", outcome="outcome", first="first")
        usable = without_always(panel)
        self._lose(
            "treated from the first year on",
            int(panel.seen.sum() - usable.seen.sum()), len(panel.units) - len(usable.units), row,
        )  # fmt: skip
        under = np.asarray((usable.seen & usable.treated).any(axis=1))
        later = np.isinf(usable.first) | (usable.first > usable.first.min())
        row |= {"treated": int(under.sum()), "compared": int((~under).sum()), "rows": int(usable.seen.sum())}
        row["sd"] = float(usable.outcome[usable.seen].std(ddof=1))
        if row["treated"] < FEWEST or later.sum() < FEWEST:
            raise InfeasibleError(
                f"observed before and after a beginning: {several(row['treated'], 'country', 'countries')}; can be "
                f"compared with them: {int(later.sum())}; {FEWEST} of each are needed"
            )
        _varies(usable, under)
        return usable

    def _lose(self, why: str, rows: int, countries: int, row: dict[str, Any]) -> None:
        if rows:
            row["rows_lost"] += rows
            self.found.restrictions.append({**self.about, "restriction": why, "rows": rows, "countries": countries})

    def _fit(self, panel: StudyPanel, row: dict[str, Any]) -> Effects:
        beside = _tried(imputation, panel)
        main: Callable[[StudyPanel], Effects] = partial(callaway_santanna, controls="not-yet")
        fitted = _tried(main, panel)
        if fitted is None:
            main, fitted = imputation, beside
        if fitted is None:
            raise InfeasibleError("no year under the programme can be compared with countries that are not under it")
        row |= {"estimator": fitted.estimator} | headline(fitted, row["sd"])
        if beside is not None:
            other = beside.only("att").table(THRESHOLDS["level"]).iloc[0]
            row |= dict(zip(BESIDE[:3], (other.estimate, other.low, other.high), strict=True))
        row["p_pretrend"] = p_of_trends(fitted, row["treated"])
        row["p_placebo"] = self._placebos(panel, main)
        row |= broken_trends(panel, excludes_zero=not row["low"] <= 0 <= row["high"])
        if self.draws:
            row |= dealt_dates(panel, main, self.draws, self.seed)
        return fitted

    def _placebos(self, panel: StudyPanel, estimator: Callable[[StudyPanel], Effects]) -> float:
        """Keep the placebo dates; give the least p times their number (Bonferroni), NaN where none was estimated."""
        try:
            table = placebo_dates(panel, estimator, SHIFTS)
        except DataError:
            return np.nan
        lines = table.to_dict(orient="records")
        self.found.placebos += [{**self.about, **{str(k): v for k, v in line.items()}} for line in lines]
        known = table.p.dropna()
        return float(min(1.0, known.min() * len(known))) if len(known) else np.nan


def _varies(panel: StudyPanel, under: NDArray[np.bool_]) -> None:
    """See that the outcome ever changes in enough countries to learn its spread from, of both kinds."""
    values = np.where(panel.seen, panel.outcome, np.nan)
    moves = np.nanmax(values, axis=1) > np.nanmin(values, axis=1)
    treated, all_moves = int((moves & under).sum()), int(moves.sum())
    if treated < FEWEST or all_moves < 2 * FEWEST:
        raise InfeasibleError(
            f"the outcome ever changes in {treated} of {int(under.sum())} treated countries and in {all_moves} of all "
            f"{len(moves)}: too few to tell its spread; {FEWEST} and {2 * FEWEST} are needed"
        )


def _tried(estimator: Callable[[StudyPanel], Effects], panel: StudyPanel) -> Effects | None:
    try:
        return estimator(panel)
    except REFUSED:
        return None


def outcome_of(wide: pd.DataFrame, outcome: str, sponsor: str) -> pd.Series[float]:
    """Give an outcome as it concerns a sponsor; in lists of known cases a blank counts as none.

    Raises
    ------
    InfeasibleError
        The panel has no such outcome.
    """
    for name in (f"{outcome}:{sponsor}", outcome):
        if name in wide:
            values = wide[name].astype(float)
            return values.fillna(0.0) if outcome in KNOWN_CASES else values
    raise InfeasibleError(f"the panel has no {outcome} that concerns {sponsor}")


def _contrast(found: EffectsFound, sponsor: str, outcome: str, tech: Effects | None, cultural: Effects | None) -> None:
    """Add the row of tech less cultural, whose variance is that of the stacked influence of each country."""
    rows = {
        line["programme"]: line for line in found.effects if (line["sponsor"], line["outcome"]) == (sponsor, outcome)
    }
    row: dict[str, Any] = {
        "outcome": outcome, "sponsor": sponsor, **dict.fromkeys((*NUMBERS, "breakdown_m"), np.nan),
        "treated_tech": rows["tech"]["treated"], "treated_cultural": rows["cultural"]["treated"], "reason": "",
    }  # fmt: skip
    found.contrasts.append(row)
    if tech is None or cultural is None:
        without = [name for name, fitted in (("tech", tech), ("cultural", cultural)) if fitted is None]
        row["reason"] = f"no effect of {' nor of '.join(without)} programmes is estimated"
        return
    pair = (rows["tech"], rows["cultural"])
    try:
        row |= headline(contrast(tech, cultural), float(np.mean([one["sd"] for one in pair])))
    except REFUSED as refusal:
        row["reason"] = str(refusal)
        return
    row |= {name: float(np.min([one[name] for one in pair])) for name in ("p_pretrend", "p_placebo")}
    known = [one["breakdown_m"] for one in pair if np.isfinite(one["breakdown_m"])]
    row["breakdown_m"] = min(known) if known else np.nan
