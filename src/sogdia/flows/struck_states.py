"""Which spans are out just before a fault strikes, and which it takes: drawn from years of faults (workshop, compiled).

Faults come at random times, whatever is out (a Poisson process), so that what one finds is what an observer at any time
finds: the mean over faults is the mean over time.

Source
------
Wolff (1982), Poisson arrivals see time averages, Operations Research 30, 223-231.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sogdia.flows.chance import exponential, stream, uniform
from sogdia.flows.compiled import compiled
from sogdia.flows.paths import heap_pop, heap_push
from sogdia.flows.years import YEAR_DAYS, Mending, Strikes, blank, mended_on

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


class Struck(NamedTuple):
    """States of spans at some faults.

    ``out[start[i]:start[i + 1]]`` are the spans out just before fault i, `peril` the number of what strikes then, shape
    (n,); where no fault came, the state at the end of the years, with peril -1. `events` and `repairs` are as in
    `sogdia.flows.years.Tally`.
    """

    start: Ints
    out: Ints
    peril: Ints
    events: Ints
    repairs: NDArray[np.float64]


@compiled
def struck_states(  # noqa: C901  one compiled loop, which calls would slow
    seed: int, number: int, years: int, count: int, strikes: Strikes, mending: Mending, spans: int
) -> Struck:
    """Live through a batch of years after one that is not counted, and note so many of its faults at even distances.

    Parameters
    ----------
    seed, number
        Stream of random numbers.
    years
        Years counted, 1 or more.
    count
        Faults noted at most, 1 or more.
    spans
        Number of spans.
    """
    state = stream(seed, number)
    begin, end = YEAR_DAYS, (years + 1) * YEAR_DAYS
    down = np.zeros(spans, dtype=np.int64)
    back = np.zeros((len(mending.ships), mending.ships.max()))
    tally = blank(0)
    keys, items, size = np.empty(256), np.empty(256, dtype=np.int64), 0
    start, peril = np.zeros(count + 1, dtype=np.int64), np.empty(count, dtype=np.int64)
    out, noted, seen = np.empty(64 * count, dtype=np.int64), 0, 0
    total = strikes.cumulative[-1] if len(strikes.cumulative) else 0.0
    every = max(int(total * years / count), 1)
    offset = int(uniform(state) * every) % every
    time = exponential(state, YEAR_DAYS / total) if total > 0.0 else np.inf
    while time < end:
        while size > 0 and keys[0] <= time:
            down[items[0]] -= 1
            size = heap_pop(keys, items, size)
        p = min(int(np.searchsorted(strikes.cumulative, uniform(state) * total)), len(strikes.cumulative) - 1)
        if time >= begin:
            tally.events[strikes.cause[p]] += 1
            if seen % every == offset and noted < count:
                at = start[noted]
                for s in np.flatnonzero(down):
                    if at == len(out):
                        out = np.append(out, np.empty(len(out), dtype=np.int64))
                    out[at] = s
                    at += 1
                peril[noted], start[noted + 1] = p, at
                noted += 1
            seen += 1
        for i in range(strikes.indptr[p], strikes.indptr[p + 1]):
            ready = mended_on(state, time, p, strikes, mending, back, tally, begin)
            if size == len(keys):
                keys, items = np.append(keys, np.empty(size)), np.append(items, np.empty(size, dtype=np.int64))
            down[strikes.span[i]] += 1
            size = heap_push(keys, items, size, ready, strikes.span[i])
        time += exponential(state, YEAR_DAYS / total)
    if noted == 0:
        for s in np.flatnonzero(down):
            out = np.append(out[: start[1]], np.array([s]))
            start[1] += 1
        peril[0], noted = -1, 1
    return Struck(start[: noted + 1], out[: start[noted]], peril[:noted], tally.events, tally.repairs)
