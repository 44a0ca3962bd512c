"""`replay`: what Sogdia would have told of a documented incident, beside what was seen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.data.embedded import world
from sogdia.data.incident_facts import FOLDER
from sogdia.errors import ParameterError
from sogdia.flows.interruption import Guesses, InterruptionParams, guesses
from sogdia.flows.layout import standing
from sogdia.incidents.record import Incident, incidents, pick_incident, spans_of
from sogdia.incidents.scores import scored
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sogdia.network import Network

FELT: Final = 0.05
"""Share of a country's traffic from which it counts as affected. Assumed."""


@dataclass(frozen=True)
class ReplayParams:
    """What `replay` takes for granted.

    Attributes
    ----------
    interruption
        How traffic takes its usual ways.
    felt
        Share of a country's traffic from which it counts as affected, above 0 and under 1.
    segments
        Whether a cut takes the segment where it was (True) or the whole system.
    year_of_incident
        Whether the network and traffic are those of the incident's year (True) or of `year`.
    """

    interruption: InterruptionParams = field(default_factory=InterruptionParams)
    felt: float = FELT
    segments: bool = True
    year_of_incident: bool = True

    def __post_init__(self) -> None:
        if not 0 < self.felt < 1:
            raise ParameterError(f"felt is above 0 and under 1, not {self.felt}")


@dataclass(frozen=True)
class ReplayResult(Result):
    """Predicted against observed; see `replay`.

    Attributes
    ----------
    summary
        One row for each incident, and one for all: Spearman and mean error over observed shares, recall of the
        countries named, and countries predicted but not named.
    every_country
        The prediction for all countries of all incidents: incident, country, predicted with low and high.
    not_known
        Cuts of which the network of that year knows nothing, by incident.
    """

    summary: pd.DataFrame = field(repr=False)
    every_country: pd.DataFrame = field(repr=False)
    not_known: dict[str, list[str]] = field(repr=False)


RULE = (
    "Predicted: the share of a country's traffic whose usual ways (a current to the countries in which traffic meets, "
    "the less likely the longer a way is) cross the spans lost, before any rerouting, in the network of that time "
    "without what was out already; low and high over the guesses of how much longer a way may be. A country is "
    "predicted as affected from {felt:.0%}. No parameter is fitted to an incident. News name some of the countries "
    "only, so that false alarms are an upper bound."
)


def replay(
    incident: str | Incident | None = None,
    *,
    net: Network | None = None,
    year: int | None = None,
    params: ReplayParams | None = None,
    folder: Path = FOLDER,
    progress: Callable[[int, int], None] | None = None,
) -> ReplayResult:
    """Replay an incident, or all.

    Parameters
    ----------
    incident
        Id of a documented incident, or one of one's own; None replays all that are documented.
    net
        Network; None takes the embedded world.
    year
        Network of this year instead of the incident's (of an incident in the first half of a year the year before: of a
        system only the year of entry is known).
    folder
        Incidents of one's own, where they are not the documented ones (`sogdia.data.incident_facts`).
    progress
        Told how many incidents are done, and all of them.

    Returns
    -------
    ReplayResult
        Rows incident, country, counterpart, kind, metric, observed, predicted, predicted_low, predicted_high, verdict,
        basis, source.

    Raises
    ------
    ParameterError
        No such incident, or a network that knows none of what was cut.

    Examples
    --------
    >>> told = replay("tonga-2022").table
    >>> told[["country", "observed", "predicted", "verdict"]].to_dict("records")
    [{'country': 'TON', 'observed': 1.0, 'predicted': 1.0, 'verdict': 'within'}]
    """
    asked = params or ReplayParams()
    whole = world() if net is None else net
    if incident is None:
        chosen = list(incidents(folder).values())
    else:
        chosen = [incident if isinstance(incident, Incident) else pick_incident(incident, folder)]
    tables, every, unknown = [], [], {}
    for number, one in enumerate(chosen, 1):
        when = year if year is not None else (one.network_year if asked.year_of_incident else None)
        told = _replayed(whole, one, when, asked, must=len(chosen) == 1)
        if progress:
            progress(number, len(chosen))
        if told is None:
            unknown[one.id] = list(one.cuts)
            continue
        tables.append(told[0])
        every.append(told[1])
        unknown |= {one.id: told[2]} if told[2] else {}
    if not tables:
        raise ParameterError("the network knows nothing of what was cut in any of the incidents")
    table = pd.concat(tables, ignore_index=True)
    countries = pd.concat(every, ignore_index=True)
    return ReplayResult(
        table=table,
        rule=RULE.format(felt=asked.felt),
        manifest=manifest(
            "replay", {"incidents": [c.id for c in chosen], "year": year, "params": asked}, digest=whole.digest
        ),
        summary=scored(table, countries, asked.felt),
        every_country=countries,
        not_known=unknown,
    )


def _replayed(
    whole: Network, one: Incident, year: int | None, asked: ReplayParams, *, must: bool
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]] | None:
    now = standing(whole, year)
    out, unknown_out = spans_of(now, one.already_out, whole=not asked.segments)
    now = now.keep_spans(set(now.spans.id) - out) if out else now
    lost, unknown = spans_of(now, one.cuts, whole=not asked.segments)
    if not lost:
        if must:
            raise ParameterError(
                f"the network of {year} knows nothing of what was cut in {one.id!r} ({', '.join(one.cuts)}); "
                "give another network, or the world"
            )
        return None
    made = guesses(now, year, asked.interruption)
    plain = _predicted(made, lost, ())
    by_end: dict[tuple[str, ...], dict[str, tuple[float, float, float]]] = {(): plain}
    rows = []
    for effect in one.effects.itertuples(index=False):
        toward = tuple(effect.counterpart.split(";")) if isinstance(effect.counterpart, str) else ()
        if toward not in by_end:
            by_end[toward] = _predicted(made, lost, toward)
        rows.append(_row(one, effect, by_end[toward].get(str(effect.country)), asked.felt))
    every = pd.DataFrame(
        [(one.id, code, *figures) for code, figures in plain.items()],
        columns=["incident", "country", "predicted", "predicted_low", "predicted_high"],
    )
    return pd.DataFrame(rows), every, unknown + unknown_out


def _predicted(made: Guesses, lost: set[str], toward: tuple[str, ...]) -> dict[str, tuple[float, float, float]]:
    mean, low, high = made.interrupted([lost], toward)
    return {code: (float(mean[0, i]), float(low[0, i]), float(high[0, i])) for i, code in enumerate(made.countries)}


def _row(one: Incident, effect: Any, told: tuple[float, float, float] | None, felt: float) -> dict[str, object]:  # noqa: ANN401  a row of a table
    mean, low, high = told or (np.nan, np.nan, np.nan)
    observed = float(effect.share_lost) if effect.kind == "share" else np.nan
    return {
        "incident": one.id,
        "country": effect.country,
        "counterpart": effect.counterpart if isinstance(effect.counterpart, str) else "",
        "kind": effect.kind,
        "metric": effect.metric,
        "observed": observed,
        "predicted": mean,
        "predicted_low": low,
        "predicted_high": high,
        "verdict": _verdict(str(effect.kind), observed, (mean, low, high), felt),
        "basis": "modelled",
        "source": f"observed: {effect.source_url}; predicted: Sogdia's usual ways",
    }


def _verdict(kind: str, observed: float, told: tuple[float, float, float], felt: float) -> str:
    mean, low, high = told
    if np.isnan(mean):
        return "no way known"
    if kind == "share":
        if low - 1e-9 <= observed <= high + 1e-9:
            return "within"
        return "too low" if observed > high else "too high"
    if kind == "affected":
        return "hit" if mean >= felt else "missed"
    return "right" if mean < felt else "false alarm"


def without(params: ReplayParams, **interruption: object) -> ReplayParams:
    """Give parameters with other guesses of the usual ways."""
    changed: dict[str, Any] = dict(interruption)
    return replace(params, interruption=replace(params.interruption, **changed))
