"""`freeze`: what the loss of each system of today would interrupt, dated, so that the next cut can judge it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.data.embedded import world
from sogdia.errors import ParameterError
from sogdia.flows.interruption import guesses
from sogdia.flows.layout import standing
from sogdia.incidents.replays import ReplayParams
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sogdia.network import Network

TODAY: Final = 2026
"""Year whose network is meant where none is given: the facts were gathered up to it."""


@dataclass(frozen=True)
class FrozenResult(Result):
    """Dated predictions of single losses; see `freeze`.

    Attributes
    ----------
    date
        Day on which they were made (UTC), YYYY-MM-DD.
    """

    date: str = field(default="")


RULE = (
    "Each system under the sea is lost whole and alone, in the network of {year}; predicted is the share of a "
    "country's traffic whose usual ways it interrupts, before any rerouting, with low and high over the guesses; "
    "countries from {felt:.0%}. A cut of one segment interrupts at most this."
)


def freeze(
    net: Network | None = None,
    *,
    year: int = TODAY,
    systems: Sequence[str] | None = None,
    params: ReplayParams | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> FrozenResult:
    """Predict what the loss of each single system would interrupt.

    Parameters
    ----------
    net
        Network; None takes the embedded world.
    systems
        Ids of systems; None takes all with spans under the sea in that year.
    progress
        Told how many parts of the work are done, and all of them.

    Returns
    -------
    FrozenResult
        Rows system, country, share_lost, share_lost_low, share_lost_high, year, date, network_sha256, basis, source.

    Raises
    ------
    ParameterError
        A network without a system under the sea in that year, or an unknown system.
    """
    asked = params or ReplayParams()
    whole = world() if net is None else net
    now = standing(whole, year)
    wet = now.spans[(now.spans.setting == "submarine").fillna(value=False) & now.spans.system.notna()]
    known = sorted(set(wet.system))
    if not known:
        raise ParameterError(f"no system under the sea is in service in {year}; give another year")
    chosen = known if systems is None else list(systems)
    if unknown := sorted(set(chosen) - set(known)):
        raise ParameterError(f"no system under the sea in {year} is called {', '.join(unknown[:5])}")
    of = {system: set(rows.id) for system, rows in now.spans.groupby("system")}
    made = guesses(now, year, asked.interruption)
    if progress:
        progress(1, 2)
    mean, low, high = made.interrupted([of[system] for system in chosen])
    if progress:
        progress(2, 2)
    s, c = np.nonzero(np.nan_to_num(mean) >= asked.felt)
    today = datetime.now(tz=UTC).date().isoformat()
    table = pd.DataFrame(
        {
            "system": pd.Series([chosen[i] for i in s], dtype="string"),
            "country": pd.Series([made.countries[i] for i in c], dtype="string"),
            "share_lost": mean[s, c].round(3),
            "share_lost_low": low[s, c].round(3),
            "share_lost_high": high[s, c].round(3),
            "year": year,
            "date": today,
            "network_sha256": whole.digest[:16],
            "basis": "modelled",
            "source": "Sogdia's usual ways",
        }
    ).sort_values(["system", "share_lost", "country"], ascending=[True, False, True], ignore_index=True)
    return FrozenResult(
        table=table,
        rule=RULE.format(year=year, felt=asked.felt),
        manifest=manifest("freeze", {"year": year, "systems": systems, "params": asked}, digest=whole.digest),
        date=today,
    )
