"""What countries lose of the demand that can be served over years of faults: sampled states, rerouted (workshop)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from sogdia.flows.rerouting import lost_by_place
from sogdia.flows.returns import RETURNS, bounded, growing, interval, return_period
from sogdia.flows.years import YEAR_DAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.flows.served import Serving
    from sogdia.flows.struck_states import Struck
    from sogdia.flows.years import Strikes

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

REMEMBERED: Final = 4096
"""Sets of lost spans whose answers are kept: few spans fail often alone."""
LEAST: Final = 1e-9
"""Shares below this count as none: rounding."""
HOURS: Final = YEAR_DAYS * 24.0


class Losses(NamedTuple):
    """What a batch of sampled faults finds and does.

    Shares of its demand that each country loses just before a fault and just after it, shapes (n, c); of all demand
    served together the least and the most that can be lost just before it, shapes (n,), as bounds prove; the widest
    gap, shape (1,); and `events` and `repairs` as in `sogdia.flows.years.Tally`.
    """

    before: Floats
    after: Floats
    least: Floats
    most: Floats
    gap: Floats
    events: Ints
    repairs: Floats


@dataclass(frozen=True)
class Rerouting:
    """Answers what is lost of the demand served before, for any set of lost spans.

    Attributes
    ----------
    serving
        The network, ready for losses.
    number
        Shape (m,): number in the serving's order of each span that perils name; -1 where it carries nothing.
    order
        Shape (c,): country of each of the serving's places.
    """

    serving: Serving
    number: Ints
    order: Ints
    _known: dict[bytes, tuple[Floats, float, float, float]] = field(default_factory=dict, repr=False)

    def lost(self, spans: Ints) -> tuple[Floats, float, float, float]:
        """Give the share that each country loses, shape (c,), the least and the most of all, and the gap."""
        gone = np.unique(self.number[spans])
        gone = gone[gone >= 0]
        key = gone.tobytes()
        found = self._known.get(key)
        if found is None:
            found = self._answered(gone)
            if len(self._known) < REMEMBERED:
                self._known[key] = found
        return found

    def _answered(self, gone: Ints) -> tuple[Floats, float, float, float]:
        had = self.serving.before
        if not len(gone):
            return np.zeros(len(self.serving.wanted.traffic)), 0.0, 0.0, had.gap
        marked = np.zeros(len(self.serving.wanted.start), dtype=bool)
        marked[gone] = True
        left = self.serving.after(marked)
        lost = np.nan_to_num(lost_by_place(self.serving.wanted, had.pair_gbps, left.pair_gbps))
        by_country = np.empty(len(lost))
        by_country[self.order] = lost
        return by_country, *left.lost_since(had), max(had.gap, left.gap)


def losses_of(struck: Struck, strikes: Strikes, rerouting: Rerouting) -> Losses:
    """Reroute before and after each sampled fault."""
    places, n = len(rerouting.serving.wanted.traffic), len(struck.peril)
    before, after = np.zeros((n, places)), np.zeros((n, places))
    least, most, gap = np.zeros(n), np.zeros(n), 0.0
    for i in range(n):
        out = struck.out[struck.start[i] : struck.start[i + 1]]
        p = struck.peril[i]
        hit = strikes.span[strikes.indptr[p] : strikes.indptr[p + 1]] if p >= 0 else out[:0]
        before[i], least[i], most[i], wide = rerouting.lost(out)
        after[i], _, _, wider = rerouting.lost(np.concatenate([out, hit]))
        gap = max(gap, wide, wider)
    return Losses(before, after, least, most, np.array([gap]), struck.events, struck.repairs)


def demand_rows(batches: Sequence[Losses], strikes_per_year: float, share: float, gap: float) -> dict[str, Floats]:
    """Turn batches into figures by country, each with its interval, as `sogdia.flows.returns.country_rows` does.

    Parameters
    ----------
    strikes_per_year
        Faults of all kinds a year.
    share
        Of the demand of whose loss the hours are told.
    gap
        A country counts as degraded when it loses more than this share: less may be the gap of the answer alone.

    Notes
    -----
    A return period is that between faults that take a country from less to at least so much.
    """

    def part(of: float, least: float) -> Floats:
        return np.array([(b.before >= of - LEAST).mean(axis=0) if of > 0 else (b.before > least).mean(axis=0)
                         for b in batches])  # fmt: skip

    figures = {
        "availability": 1.0 - part(1.0, 0.0),
        "lost_hours_per_year": part(share, 0.0) * HOURS,
        "cut_off_hours_per_year": part(1.0, 0.0) * HOURS,
        "degraded_hours_per_year": part(0.0, gap) * HOURS,
        "demand_lost_per_year": np.array([b.before.mean(axis=0) for b in batches]),
    }
    rows: dict[str, Floats] = {}
    for name, values in figures.items():
        rows |= bounded(name, values)
    for loss in RETURNS:
        crossed = [((b.before < loss - LEAST) & (b.after >= loss - LEAST)).mean(axis=0) for b in batches]
        rows |= return_period(np.array(crossed) * strikes_per_year, f"return_years_{loss * 100:.0f}", np.inf)
    return rows


def settling(batches: Sequence[Losses]) -> dict[str, list[float]]:
    """Tell how the share of all demand that is lost settles as batches are added."""
    least, most = np.array([b.least.mean() for b in batches]), np.array([b.most.mean() for b in batches])
    rows: dict[str, list[float]] = {
        name: [] for name in ("faults_sampled", "share_demand_lost_least", "share_demand_lost_most", "low", "high")
    }
    for n in growing(len(batches)):
        low, high = interval(least[:n]), interval(most[:n])
        told = (low[0], high[0], np.fmax(low[1], 0.0), np.fmin(high[2], 1.0))
        rows["faults_sampled"].append(sum(len(b.least) for b in batches[:n]))
        for name, value in zip(list(rows)[1:], told, strict=True):
            rows[name].append(float(value))
    return rows
