"""`ideal_points`: where countries stand, session by session, by how they vote."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import DataError, ParameterError, nearest_name
from sogdia.influence.bridges import find_bridges, items
from sogdia.influence.dynamics import Walk, walk
from sogdia.influence.first_guess import first_guess
from sogdia.influence.fitting import Ballots, Fit, fit
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

SMOOTH: Final = 0.5
"""Variance of the walk when a session has all the votes of it and the one before: the authors' choice."""
LEVEL: Final = 1.6448536269514722
"""Normal quantile of 90 % intervals, those of the publication."""
PARTS_UNTIL: Final = 44
"""Votes on paragraphs and amendments count up to this session (1989), as in the publication of April 2020."""

_RULE: Final = (
    "Points of a dynamic ordinal probit model; over all countries and sessions their mean is 0 and their variance 1. "
    "low and high bound 90 % intervals. {polarity} Absences are missing, unanimous votes carry nothing."
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
    tell
        Called after each step with its number and how far points moved (root mean square).

    Returns
    -------
    Result
        `country`, `cow`, `session`, `year`, `point`, `low`, `high`; sorted by `cow` and session.

    Raises
    ------
    DataError
        No contested votes, or fewer than three countries that cast any.
    ParameterError
        `anchor` never votes, or `smooth` is not above 0.

    Source
    ------
    Bailey, Strezhnev and Voeten (2017); variational EM after Imai, Lo and Olmsted (2016), American Political Science
    Review 110(4), 631-656.

    Examples
    --------
    >>> cast = pd.DataFrame({"roll_call": list("aaabbb"), "country": ["X", "Y", "Z"] * 2, "cow": [1, 2, 3] * 2,
    ...                      "vote": [1, 2, 3, 1, 1, 3]})
    >>> calls = pd.DataFrame({"roll_call": ["a", "b"], "session": 1, "title": "", "part": False})
    >>> ideal_points(cast, calls).table["point"].rank().tolist()
    [1.0, 2.0, 3.0]
    """
    if not (np.isfinite(smooth) and smooth > 0):
        raise ParameterError(f"smooth must be above 0, not {smooth}; the authors take {SMOOTH}")
    known = _used(roll_calls, sessions, only, parts=parts)
    pairs = find_bridges(known) if bridges is None else bridges
    item_of = items(known["roll_call"], pairs)
    votes = _contested(cast, known, item_of)
    chamber, ballots, guess = arrange(votes, smooth)
    found = fit(ballots, chamber, guess, tell=tell)
    sign, polarity = _polarity(votes, chamber, found, anchor)
    table = _table(votes, chamber, found, sign)
    digest = hashlib.sha256(pd.util.hash_pandas_object(votes, index=False).to_numpy().tobytes()).hexdigest()
    silent = sorted(set(known["session"].tolist()) - set(votes["session"].tolist()))
    notes = [f"sessions without contested votes: {', '.join(map(str, silent))}"] if silent else []
    said: dict[str, Any] = {
        "smooth": smooth, "anchor": anchor, "parts": parts, "contested_votes": len(votes), "rounds": found.rounds,
        "items": len(ballots.thresholds), "bridged_roll_calls": len(known) - len(set(item_of.values())),
        "last_change": found.change, "notes": notes,
    }  # fmt: skip
    return Result(table, _RULE.format(polarity=polarity), manifest("ideal_points", said, digest=digest))


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
    """Give the votes on items on which not all voted alike, with `session` and `item`."""
    calls = known[["roll_call", "session"]].assign(item=known["roll_call"].map(item_of))
    votes = cast.merge(calls, on="roll_call")
    kinds = votes.groupby("item")["vote"].transform("nunique")
    votes = votes[kinds > 1]
    if votes["cow"].nunique() < 3:
        raise DataError(
            f"{votes['cow'].nunique()} countries cast contested votes; at least 3 are needed (unanimous votes and "
            "absences carry nothing)"
        )
    return votes.reset_index(drop=True)


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
    point, half = sign * found.points, LEVEL * found.errors
    table = pd.DataFrame(
        {
            "country": names.reindex(cow).to_numpy(), "cow": cow, "session": session, "year": session + 1945,
            "point": point, "low": point - half, "high": point + half,
        }
    )  # fmt: skip
    return table[chamber.cast > 0].sort_values(["cow", "session"], ignore_index=True)
