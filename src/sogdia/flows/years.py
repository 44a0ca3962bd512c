"""Years of faults and repairs, one after the other, in compiled code (workshop).

Perils strike at random times (Poisson); a fault at sea waits until its zone has a ship, which is then away for its way
and work; a fault on land is mended where it is. What each country has abroad is kept from change to change, and only
the time spent at each level and the worst of each year are written down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from sogdia.flows.chance import exponential, lognormal, stream, uniform
from sogdia.flows.compiled import compiled
from sogdia.flows.gateways import Knots, carry
from sogdia.flows.paths import heap_pop, heap_push
from sogdia.flows.perils import AT_SEA, IN_HOURS, LANDINGS
from sogdia.flows.repairs import ship_back

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

LEVELS: Final = 22
"""Levels of loss: none; more than 0, 5, ... 95 %; all."""
YEAR_DAYS: Final = 365.25
LEAST: Final = 1e-9
"""Shares and days below this count as none: rounding."""


class Strikes(NamedTuple):
    """Perils as the compiled code takes them; see `sogdia.flows.perils.Perils`."""

    cumulative: Floats
    """Rates added up, a year, shape (p,)."""
    indptr: Ints
    span: Ints
    cause: Ints
    mend: Ints
    zone: Ints


class Mending(NamedTuple):
    """How faults are mended: ships, mean days to be ready and at work of each zone, and the rest."""

    ships: Ints
    ready_days: Floats
    work_days: Floats
    land_days: float
    landing_days: float
    withdrawal_days: float
    spread: float


class Abroad(NamedTuple):
    """What countries have abroad; see `sogdia.flows.gateways.Gateways`."""

    knots: Knots
    country: Ints
    carried: Floats
    before: Floats
    cover: Floats
    """Capacity abroad over the demand, shape (c,); infinite where no demand is known."""


class Course(NamedTuple):
    """How things stand as time goes by."""

    down: Ints
    """Faults that each span has, shape (m,)."""
    carried: Floats
    now: Floats
    """Gbps abroad, shape (c,)."""
    since: Floats
    """Day of the last change, shape (c,)."""
    worst: Floats
    """Largest share lost in this year, shape (c,)."""
    back: Floats
    """Day on which each ship of each zone is free, shape (z, ships)."""
    was: Floats
    group: Ints
    held: Ints
    """Scratch."""


class Tally(NamedTuple):
    """What a batch of years gives.

    Days at each level of loss, shape (c, LEVELS); years by their worst level, shape (c, LEVELS); days of all capacity
    lost (a sum of shares) at each level, shape (c, LEVELS), and of all demand lost, shape (c,); events by cause, shape
    (6,); faults mended at sea, days they took and days that they waited for a ship.
    """

    days: Floats
    worst: Ints
    lost_at: Floats
    demand_lost: Floats
    events: Ints
    repairs: Floats


@compiled
def level_of(lost: float) -> int:
    """Give the level of a share lost."""
    if lost <= LEAST:
        return 0
    if lost >= 1.0 - LEAST:
        return LEVELS - 1
    return 1 + int(lost * (LEVELS - 2) + LEAST)


@compiled
def blank(count: int) -> Tally:
    """Give the tally of so many countries before anything has happened."""
    return Tally(
        np.zeros((count, LEVELS)),
        np.zeros((count, LEVELS), dtype=np.int64),
        np.zeros((count, LEVELS)),
        np.zeros(count),
        np.zeros(6, dtype=np.int64),
        np.zeros(3),
    )


@compiled
def _first(mending: Mending, abroad: Abroad, begin: float) -> Course:
    knots = abroad.knots
    places, members = 1, 1
    for k in range(len(knots.indptr) - 1):
        places = max(places, knots.place_at[k + 1] - knots.place_at[k])
        members = max(members, knots.indptr[k + 1] - knots.indptr[k])
    return Course(
        np.zeros(len(knots.capacity), dtype=np.int64),
        abroad.carried.copy(),
        abroad.before.copy(),
        np.full(len(abroad.before), begin),
        np.zeros(len(abroad.before)),
        np.zeros((len(mending.ships), mending.ships.max())),
        np.zeros(2 * members),
        np.zeros(places, dtype=np.int64),
        np.zeros(places, dtype=np.int64),
    )


@compiled
def live(seed: int, number: int, years: int, strikes: Strikes, mending: Mending, abroad: Abroad) -> Tally:
    """Live through a batch of years, after one that is not counted.

    Parameters
    ----------
    seed, number
        Stream of random numbers.
    years
        Years counted, 1 or more.
    """
    state = stream(seed, number)
    begin, end, turn = YEAR_DAYS, (years + 1) * YEAR_DAYS, YEAR_DAYS
    out = blank(len(abroad.before))
    at = _first(mending, abroad, begin)
    keys, items = np.empty(256), np.empty(256, dtype=np.int64)
    size = 0
    total = strikes.cumulative[-1] if len(strikes.cumulative) else 0.0
    strike = exponential(state, YEAR_DAYS / total) if total > 0 else np.inf
    while True:
        mend = keys[0] if size > 0 else np.inf
        if turn <= min(strike, mend):
            _new_year(turn > begin, at, abroad, out)
            if turn >= end:
                break
            turn += YEAR_DAYS
        elif mend <= strike:
            span = items[0]
            size = heap_pop(keys, items, size)
            at.down[span] -= 1
            if at.down[span] == 0:
                _change(span, mend, begin, at, abroad, out)
        else:
            p = int(np.searchsorted(strikes.cumulative, uniform(state) * total))
            out.events[strikes.cause[p]] += 1 if strike >= begin else 0
            for i in range(strikes.indptr[p], strikes.indptr[p + 1]):
                ready = mended_on(state, strike, p, strikes, mending, at.back, out, begin)
                if size == len(keys):
                    keys, items = np.append(keys, np.empty(size)), np.append(items, np.empty(size, dtype=np.int64))
                size = _strike(strikes.span[i], strike, ready, begin, keys, items, size, at, abroad, out)
            strike += exponential(state, YEAR_DAYS / total)
    for c in range(len(abroad.before)):
        _count(c, end, begin, at, abroad, out)
    return out


@compiled
def _strike(
    span: int,
    time: float,
    ready: float,
    begin: float,
    keys: Floats,
    items: Ints,
    size: int,
    at: Course,
    abroad: Abroad,
    out: Tally,
) -> int:
    """Take a span down until it is ready; gives the new size of the heap of spans to come back."""
    at.down[span] += 1
    if at.down[span] == 1:
        _change(span, time, begin, at, abroad, out)
    return int(heap_push(keys, items, size, ready, span))


@compiled
def _new_year(counted: bool, at: Course, abroad: Abroad, out: Tally) -> None:
    """Write down the worst of the year that ends, and begin another with what is lost now."""
    for c in range(len(at.now)):
        if counted:
            out.worst[c, level_of(at.worst[c])] += 1
        at.worst[c] = 1.0 - at.now[c] / abroad.before[c]


@compiled
def mended_on(
    state: NDArray[np.uint64],
    time: float,
    peril: int,
    strikes: Strikes,
    m: Mending,
    back: Floats,
    out: Tally,
    begin: float,
) -> float:
    """Give the day on which a fault is mended."""
    mend, zone = strikes.mend[peril], strikes.zone[peril]
    if mend == AT_SEA:
        ready = time + lognormal(state, m.ready_days[zone], m.spread)
        work = lognormal(state, m.work_days[zone], m.spread)
        finish = ship_back(back[zone], m.ships[zone], ready, work)
        if time >= begin:
            out.repairs[0] += 1.0
            out.repairs[1] += finish - time
            waited = finish - work - ready
            out.repairs[2] += waited if waited > LEAST else 0.0
        return finish
    if mend == IN_HOURS:
        at_landing = strikes.cause[peril] == LANDINGS
        return time + lognormal(state, m.landing_days if at_landing else m.land_days, m.spread)
    return time + lognormal(state, m.withdrawal_days, m.spread)


@compiled
def _change(span: int, time: float, begin: float, at: Course, abroad: Abroad, out: Tally) -> None:
    """Take note that a span went down or came back."""
    knots = abroad.knots
    k = knots.knot[span]
    if k < 0:
        return
    first, last = 2 * knots.indptr[k], 2 * knots.indptr[k + 1]
    for i in range(first, last):
        at.was[i - first] = at.carried[i]
    carry(k, at.down, knots, at.carried, at.group, at.held)
    for i in range(first, last):
        step = at.carried[i] - at.was[i - first]
        if step != 0.0:
            c = abroad.country[i]
            _count(c, time, begin, at, abroad, out)
            at.now[c] = min(max(at.now[c] + step, 0.0), abroad.before[c])
    for i in range(first, last):
        c = abroad.country[i]
        if at.carried[i] < at.was[i - first]:
            at.worst[c] = max(at.worst[c], 1.0 - at.now[c] / abroad.before[c])


@compiled
def _count(c: int, time: float, begin: float, at: Course, abroad: Abroad, out: Tally) -> None:
    """Add the days since the last change at the level that held."""
    days = time - at.since[c]
    if days > 0.0 and time > begin:
        lost = 1.0 - at.now[c] / abroad.before[c]
        level = level_of(lost)
        out.days[c, level] += days
        out.lost_at[c, level] += days * lost
        out.demand_lost[c] += days * max(0.0, 1.0 - (1.0 - lost) * abroad.cover[c])
        at.since[c] = time
