"""Which candidate pairs are joined: one to one between any two inputs, never by a guess, whatever the order.

A pair is joined when each is the other's best candidate by a clear margin. What is joined takes its partners out of the
others' way, so the search goes on in rounds until nothing changes; what is still undecided then is ambiguous. A group
never holds two rows of one input, nor two whose names, kinds or countries speak against each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.merging.scores import JOIN, LINK, MAYBE

if TYPE_CHECKING:
    from numpy.typing import NDArray

MARGIN: Final = 0.05
"""Two candidates whose scores differ by less are equally good: 1.25 km of 5, or one letter in fourteen. Assumed."""

WHOLE: Final = 0.06
"""Added to the score of a pair of the same name to the letter where candidates compete: just over the margin."""

JOINED, LINKED, AMBIGUOUS, KEPT = "joined", "linked", "ambiguous", "kept_apart"


@dataclass
class _Groups:
    """Rows that are one, with what each group may not take in."""

    owner: NDArray[np.int64]
    against: set[tuple[int, int]]
    known: set[tuple[int, int]]
    wide: bool
    members: dict[int, list[int]] = field(default_factory=dict)
    parent: dict[int, int] = field(default_factory=dict)

    def find(self, row: int) -> int:
        root = row
        while self.parent.get(root, root) != root:
            root = self.parent[root]
        while self.parent.get(row, row) != root:
            self.parent[row], row = root, self.parent[row]
        return root

    def of(self, row: int) -> list[int]:
        return self.members.get(self.find(row), [row])

    def obstacle(self, a: int, b: int) -> tuple[int, int] | None:
        """Give two rows that a union would bring together against what is known of them; None if there are none."""
        for x in self.of(a):
            for y in self.of(b):
                pair = (min(x, y), max(x, y))
                unknown = not self.wide and pair not in self.known
                if self.owner[x] == self.owner[y] or pair in self.against or unknown:
                    return x, y
        return None

    def free(self, a: int, b: int) -> bool:
        """Tell whether neither group has a row of an input of the other yet."""
        return not {int(self.owner[x]) for x in self.of(a)} & {int(self.owner[y]) for y in self.of(b)}

    def unite(self, a: int, b: int) -> None:
        first, second = sorted((self.find(a), self.find(b)))
        if first != second:
            self.members[first] = sorted(self.of(first) + self.of(second))
            self.members.pop(second, None)
            self.parent[second] = first


@dataclass(frozen=True)
class Pairing:
    """What became of the pairs.

    Attributes
    ----------
    group
        Shape (n,): the lowest position of the rows that are one with each row.
    decision, reason
        Shape (m,): `joined`, `linked`, `ambiguous` or `kept_apart`, and why.
    """

    group: NDArray[np.int64]
    decision: NDArray[Any]
    reason: NDArray[Any]


def pair_up(
    owner: NDArray[np.int64],
    pairs: pd.DataFrame,
    place: NDArray[np.float64],
    *,
    wide: bool = False,
) -> Pairing:
    """Decide every pair.

    Parameters
    ----------
    owner
        Shape (n,): the input of each row.
    pairs
        Columns `a`, `b` (positions, a < b), `score`, `verdict`, `reason`, `identical`, `may_chain` (two rows that may
        stand in one group though they are no candidates for each other), `whole` (the same name to the letter: it goes
        before one that is only the same without generic words) and `ruled` (yes, no, link or empty: the user's word).
    place
        Shape (n, k): what breaks ties in the order of work, so that neither names nor the order of inputs does.
    wide
        Whether rows that are no pair of the list may come into one group.
    """
    a, b = pairs.a.to_numpy(dtype=np.int64), pairs.b.to_numpy(dtype=np.int64)
    verdict = pairs.verdict.to_numpy(dtype=object).copy()
    ruled = pairs.ruled.to_numpy(dtype=object)
    may = np.isin(verdict, [JOIN, LINK]) | pairs.may_chain.to_numpy(dtype=bool)
    clash = (~may & (ruled != "yes")) | (ruled == "no") | (ruled == "link")
    groups = _Groups(
        owner=owner,
        against=set(zip(a[clash].tolist(), b[clash].tolist(), strict=True)),
        known=set(zip(a.tolist(), b.tolist(), strict=True)),
        wide=wide,
    )
    for i in np.flatnonzero(ruled == "yes"):
        groups.unite(int(a[i]), int(b[i]))
    work = pd.DataFrame({"a": a, "b": b, "score": pairs.score.to_numpy(dtype=float)})
    work["score"] += WHOLE * pairs.whole.to_numpy(dtype=float)
    work["rank"] = _rank(work, place)
    work["sure"] = verdict == JOIN
    rivals = np.isin(verdict, [JOIN, MAYBE]) & (ruled == "")
    blocked: dict[int, tuple[int, int]] = {}
    _round(work[rivals & work.sure & pairs.identical.to_numpy(dtype=bool)], groups, blocked, margin=0.0)
    while _round(work[rivals], groups, blocked, margin=MARGIN):
        pass
    decision, reason = _tell(a, b, verdict, ruled, pairs.reason.to_numpy(dtype=object), groups, blocked)
    return Pairing(np.array([groups.find(i) for i in range(len(owner))], dtype=np.int64), decision, reason)


def _rank(work: pd.DataFrame, place: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give each pair its rank, the best first; ties go by places."""
    if work.empty:
        return np.zeros(0, dtype=np.int64)
    one, other = place[work.a.to_numpy()], place[work.b.to_numpy()]
    swap = np.array([tuple(x) > tuple(y) for x, y in zip(one, other, strict=True)], dtype=bool)[:, None]
    low, high = np.where(swap, other, one), np.where(swap, one, other)
    keys = [*high.T[::-1], *low.T[::-1], -work.score.to_numpy().round(9)]
    rank = np.empty(len(work), dtype=np.int64)
    rank[np.lexsort(keys)] = np.arange(len(work))
    return rank


def _round(work: pd.DataFrame, groups: _Groups, blocked: dict[int, tuple[int, int]], margin: float) -> bool:
    """Join the pairs that are clear from both sides; tell whether there were any."""
    together = np.array([groups.find(a) == groups.find(b) for a, b in zip(work.a, work.b, strict=True)], dtype=bool)
    open_ = work[~together & ~work.index.isin(list(blocked))]
    keep = []
    for i, a, b, sure in zip(open_.index, open_.a, open_.b, open_.sure, strict=True):
        if not sure:
            keep += [i] if groups.free(int(a), int(b)) else []
            continue
        found = groups.obstacle(int(a), int(b))
        if found is None:
            keep.append(i)
        elif len(groups.of(int(a))) > 1 or len(groups.of(int(b))) > 1:
            blocked[int(i)] = found
    open_ = open_.loc[keep]
    if open_.empty:
        return False
    clear = open_.sure.to_numpy() & _clear(open_, groups, "a", "b", margin) & _clear(open_, groups, "b", "a", margin)
    done = False
    ready = open_[clear].sort_values("rank")
    for i, a, b in zip(ready.index.tolist(), ready.a.tolist(), ready.b.tolist(), strict=True):
        found = groups.obstacle(a, b)
        if found is None:
            groups.unite(a, b)
            done = True
        elif groups.find(a) != groups.find(b):
            blocked[i] = found
    return done


def _clear(open_: pd.DataFrame, groups: _Groups, side: str, other: str, margin: float) -> NDArray[np.bool_]:
    """Tell for which pairs the partner is the best of its input for the row on `side`, by more than the margin."""
    both = pd.DataFrame(
        {
            "row": np.concatenate([open_.a, open_.b]),
            "to": groups.owner[np.concatenate([open_.b, open_.a])],
            "score": np.concatenate([open_.score, open_.score]),
        }
    ).sort_values("score", ascending=False, kind="stable")
    place_of = both.groupby(["row", "to"], sort=False).cumcount()
    top, second = (both[place_of == n].set_index(["row", "to"]).score for n in (0, 1))
    limit = second.reindex(top.index).fillna(-1.0)
    key = pd.MultiIndex.from_arrays([open_[side], groups.owner[open_[other].to_numpy()]])
    score = open_.score.to_numpy()
    best = score >= top.reindex(key).to_numpy() - 1e-12
    return np.asarray(best & (score - limit.reindex(key).to_numpy() > max(margin - 1e-12, 0.0)), dtype=bool)


def _tell(
    a: NDArray[np.int64],
    b: NDArray[np.int64],
    verdict: NDArray[Any],
    ruled: NDArray[Any],
    why: NDArray[Any],
    groups: _Groups,
    blocked: dict[int, tuple[int, int]],
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Put the outcome of each pair in words."""
    decision, reason = np.full(len(a), KEPT, dtype=object), why.copy()
    for i in range(len(a)):
        x, y = int(a[i]), int(b[i])
        together = groups.find(x) == groups.find(y)
        if ruled[i]:
            apart = LINKED if ruled[i] == "link" else KEPT
            decision[i], reason[i] = (JOINED if together else apart), f"your decision: {ruled[i]}"
        elif together:
            decision[i] = JOINED
            if verdict[i] != JOIN:
                reason[i] = "both are one with a third"
        elif verdict[i] == LINK:
            decision[i] = LINKED
        elif verdict[i] in (JOIN, MAYBE):
            decision[i], reason[i] = _undecided(x, y, verdict[i], why[i], groups, blocked.get(i))
    return decision, reason


def _undecided(
    x: int, y: int, verdict: str, why: str, groups: _Groups, obstacle: tuple[int, int] | None
) -> tuple[str, str]:
    taken = any(groups.owner[m] == groups.owner[y] for m in groups.of(x)) or any(
        groups.owner[m] == groups.owner[x] for m in groups.of(y)
    )
    if taken:
        return KEPT, "a better partner of the same input was found"
    if obstacle is not None:
        return AMBIGUOUS, "joining them would also join two that must stay apart"
    if verdict == JOIN:
        return AMBIGUOUS, f"{why}; but another candidate of the same input is as good"
    return AMBIGUOUS, why
