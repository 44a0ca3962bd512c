"""`ideal_points`: where countries stand, session by session, by how they vote."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import DataError, ParameterError, nearest_name, pick
from sogdia.influence.bridges import find_bridges, items
from sogdia.influence.dynamics import Walk, walk
from sogdia.influence.first_guess import first_guess
from sogdia.influence.fitting import Ballots, Fit, fit
from sogdia.influence.sampler import ROUNDS, sample
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

SMOOTH: Final = 0.5
"""Variance of the walk when a session has all the votes of it and the one before: the authors' choice."""
METHODS: Final = {
    "sampler": "Drawn as the published points are: each country's walk looks back only.",
    "variational": "Fitted by variational EM: each country's walk looks back and ahead.",
}
PARTS_UNTIL: Final = 44
"""Votes on paragraphs and amendments count up to this session (1989), as in the publication of April 2020."""

_RULE: Final = (
    "Points of a dynamic ordinal probit model; over all countries and sessions their mean is 0 and their variance 1. "
    "{method} low and high bound 90 % intervals. {polarity} Absences are missing, unanimous votes carry nothing."
)


def ideal_points(
    cast: pd.DataFrame,
    roll_calls: pd.DataFrame,
    *,
    bridges: pd.DataFrame | None = None,
    sessions: Iterable[int] | None = None,
    only: Iterable[str] | None = None,
    parts: bool = False,
    anchor: int | None = None,
    smooth: float = SMOOTH,
    method: str = "sampler",
    rounds: int = ROUNDS,
    seed: int = 0,
    tell: Callable[[int, float], None] | None = None,
) -> Result:
    """Estimate ideal points from roll-call votes.

    Parameters
    ----------
    cast
        Votes cast: `roll_call`, `country`, `cow`, `vote` (1 yes, 2 abstain, 3 no).
    roll_calls
        `roll_call`, `session`, `title`, `part`.
    bridges
        Pairs of roll calls (`first`, `second`) that share one item; by default those of equal titles in consecutive
        sessions (`bridges.find_bridges`).
    sessions
        Sessions to use; by default all.
    only
        Roll calls to use (those of an issue); by default all.
    parts
        Use votes on paragraphs and amendments of sessions after 44 too.
    anchor
        COW number of the country whose mean point is positive. By default the side that votes no more often is.
    smooth
        Variance of the random walk, above 0: two equally busy sessions differ by a variance of half of it.
    method
        `sampler`: as the published points are drawn, to be read beside them; `variational`: the walk looks both ways,
        and nothing is drawn by chance.
    rounds
        Rounds of the sampler, 30 or more; the first third is not kept.
    seed
        Seed of the sampler, 0 or more.
    tell
        Called now and then with the number of steps done and the share that is done.

    Returns
    -------
    Result
        `country`, `cow`, `session`, `year`, `point`, `low`, `high`; sorted by `cow` and session.

    Raises
    ------
    DataError
        No contested votes, or fewer than three countries that cast any.
    ParameterError
        `anchor` never votes, `smooth` is not above 0, no such method, fewer than 30 rounds, or a seed below 0.

    Source
    ------
    Bailey, Strezhnev and Voeten (2017), and their program; variational EM after Imai, Lo and Olmsted (2016), American
    Political Science Review 110(4), 631-656.

    Examples
    --------
    >>> cast = pd.DataFrame({"roll_call": list("aaabbb"), "country": ["X", "Y", "Z"] * 2, "cow": [1, 2, 3] * 2,
    ...                      "vote": [1, 2, 3, 1, 1, 3]})
    >>> calls = pd.DataFrame({"roll_call": ["a", "b"], "session": 1, "title": "", "part": False})
    >>> ideal_points(cast, calls).table["point"].rank().tolist()
    [1.0, 2.0, 3.0]
    """
    _check(smooth, method, rounds, seed)
    known = _used(roll_calls, sessions, only, parts=parts)
    pairs = find_bridges(known) if bridges is None else bridges
    item_of = items(known["roll_call"], pairs)
    votes = _contested(cast, known, item_of)
    chamber, ballots, guess = arrange(votes, smooth)
    if method == "sampler":
        found = sample(ballots, chamber, guess, smooth=smooth, rounds=rounds, seed=seed, tell=tell)
    else:
        found = fit(ballots, chamber, guess, tell=tell)
    sign, polarity = _polarity(votes, chamber, found, anchor)
    table = _table(votes, chamber, found, sign)
    digest = hashlib.sha256(pd.util.hash_pandas_object(votes, index=False).to_numpy().tobytes()).hexdigest()
    silent = sorted(set(known["session"].tolist()) - set(votes["session"].tolist()))
    notes = [f"sessions with less than two contested votes: {', '.join(map(str, silent))}"] if silent else []
    said: dict[str, Any] = {
        "smooth": smooth, "method": method, "seed": seed, "anchor": anchor, "parts": parts,
        "contested_votes": len(votes), "rounds": found.rounds,
        "items": len(ballots.thresholds), "bridged_roll_calls": len(known) - len(set(item_of.values())),
        "unsettled": found.unsettled, "notes": notes,
    }  # fmt: skip
    rule = _RULE.format(method=METHODS[method], polarity=polarity)
    return Result(table, rule, manifest("ideal_points", said, digest=digest))


def _check(smooth: float, method: str, rounds: int, seed: int) -> None:
    pick(method, METHODS, "method")
    if not (np.isfinite(smooth) and smooth > 0):
        raise ParameterError(f"smooth must be above 0, not {smooth}; the authors take {SMOOTH}")
    if rounds < 30 or seed < 0:
        raise ParameterError(f"rounds = {rounds}, seed = {seed}: give 30 rounds or more and a seed of 0 or more")


def _used(
    roll_calls: pd.DataFrame, sessions: Iterable[int] | None, only: Iterable[str] | None, *, parts: bool
) -> pd.DataFrame:
    known = roll_calls
    if sessions is not None:
        known = known[known["session"].isin(list(sessions))]
    if only is not None:
        known = known[known["roll_call"].isin(list(only))]
    if not parts:
        known = known[~(known["part"] & (known["session"] > PARTS_UNTIL)).astype(bool)]
    if known.empty:
        raise DataError("no roll calls are left; give sessions or an issue that the votes have")
    return known


def _contested(cast: pd.DataFrame, known: pd.DataFrame, item_of: dict[str, str]) -> pd.DataFrame:
    """Give the votes on items on which not all voted alike, with `session` and `item`.

    A session with one such item (the nineteenth, in 1964) is stepped over, as in the publication.
    """
    calls = known[["roll_call", "session"]].assign(item=known["roll_call"].map(item_of))
    votes = cast.merge(calls, on="roll_call")
    kinds = votes.groupby("item")["vote"].transform("nunique")
    votes = votes[kinds > 1]
    items_of = votes.groupby("session")["item"].transform("nunique")
    left: pd.DataFrame = votes[(items_of > 1) | (items_of.max() == 1)]
    if left["cow"].nunique() < 3:
        raise DataError(
            f"{left['cow'].nunique()} countries cast contested votes; at least 3 are needed (unanimous votes and "
            "absences carry nothing)"
        )
    return left.reset_index(drop=True)


def arrange(votes: pd.DataFrame, smooth: float) -> tuple[Walk, Ballots, NDArray[np.float64]]:
    """Lay contested votes out as arrays: the walk, the ballots sorted by item, and the first guess of the points.

    Parameters
    ----------
    votes
        `cow`, `session`, `item`, `vote`.
    """
    country = np.unique(votes["cow"], return_inverse=True)[1].astype(np.int64)
    session = np.unique(votes["session"].astype("int64"), return_inverse=True)[1].astype(np.int64)
    item = np.unique(votes["item"].astype(str), return_inverse=True)[1].astype(np.int64)
    vote = votes["vote"].to_numpy(dtype=np.int8)
    chamber = walk(country, session, smooth)
    place = np.full((int(country.max()) + 1, int(session.max()) + 1), -1, dtype=np.int32)
    place[chamber.country, chamber.session] = np.arange(len(chamber.country))
    state = place[country, session]
    order = np.lexsort((state, item))
    state, item, vote = state[order], item[order], vote[order]
    given = np.zeros((int(item.max()) + 1, 3), dtype=bool)
    given[item, vote - 1] = True
    category = (np.cumsum(given, axis=1) - 1)[item, vote - 1].astype(np.int8)
    starts = np.searchsorted(item, np.arange(len(given) + 1)).astype(np.int64)
    ballots = Ballots(starts, state, category, (given.sum(axis=1) - 1).astype(np.int8))
    return chamber, ballots, first_guess(chamber, state, item, vote)


def _polarity(votes: pd.DataFrame, chamber: Walk, found: Fit, anchor: int | None) -> tuple[float, str]:
    """Say which side is positive, and in which words."""
    numbers = np.unique(votes["cow"])
    cells = pd.DataFrame({"cow": numbers[chamber.country], "t": chamber.session, "point": found.points})[
        chamber.cast > 0
    ]
    if anchor is not None:
        if anchor not in set(numbers.tolist()):
            hint = nearest_name(str(anchor), [str(n) for n in numbers])
            raise ParameterError(f"the anchor, COW number {anchor}, casts no contested vote; {hint}".rstrip("; "))
        own = cells.loc[cells["cow"] == anchor, "point"].mean()
        return (1.0 if own >= 0 else -1.0), f"The side of the country with COW number {anchor} is positive."
    times = np.unique(votes["session"].astype("int64"), return_inverse=True)[1]
    against = votes.assign(t=times, no=(votes["vote"] == 3).astype(float))
    share = against.groupby(["cow", "t"])["no"].mean()
    both = cells.set_index(["cow", "t"])["point"].to_frame().join(share)
    product = float(((both["no"] - both["no"].mean()) * both["point"]).sum())
    return (1.0 if product >= 0 else -1.0), "The side that votes no more often is positive."


def _table(votes: pd.DataFrame, chamber: Walk, found: Fit, sign: float) -> pd.DataFrame:
    numbers = np.unique(votes["cow"])
    sessions = np.unique(votes["session"].astype("int64"))
    names = votes.drop_duplicates("cow").set_index("cow")["country"]
    cow, session = numbers[chamber.country], sessions[chamber.session]
    low, high = (found.low, found.high) if sign > 0 else (-found.high, -found.low)
    table = pd.DataFrame(
        {
            "country": names.reindex(cow).to_numpy(), "cow": cow, "session": session, "year": session + 1945,
            "point": sign * found.points, "low": low, "high": high,
        }
    )  # fmt: skip
    return table[chamber.cast > 0].sort_values(["cow", "session"], ignore_index=True)
