"""Averages of group-time effects: over all, by years since treatment, by group and by year."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sogdia.influence.effects import Effects, Term

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def averaged(cells: Effects, first: Floats) -> Effects:
    """Put averages before group-time effects; groups weigh by their number of units, which is itself uncertain.

    Parameters
    ----------
    cells
        Terms of kind `group_time`.
    first
        First treated year of the N units, infinite for never, shape (N,).

    Returns
    -------
    Effects
        `att` (all treated cells), `event`, `att_event`, `group`, `att_group`, `calendar`, `att_calendar` (the means of
        the three), then the cells.

    Source
    ------
    Callaway and Sant'Anna (2021), section 3.1, equations 3.2-3.11 and corollary 2 (the weights' own influence).
    """
    group = np.array([term.at or 0 for term in cells.terms])
    year = np.array([term.year or 0 for term in cells.terms])
    after = year >= group
    made: list[tuple[Term, float, Floats]] = []

    def mean(term: Term, chosen: NDArray[np.bool_]) -> tuple[Term, float, Floats]:
        places = np.flatnonzero(chosen)
        estimate, influence = _mean(cells, group[places], places, first)
        count = sum(cells.terms[j].n for j in places)
        return replace(term, n=count), estimate, influence

    made.append(mean(Term("att"), after))
    events = [mean(Term("event", int(e)), year - group == e) for e in np.unique(year - group)]
    made += [*events, _plain("att_event", [each for each in events if (each[0].at or 0) >= 0])]
    groups = [_plain_group(cells, g, np.flatnonzero(after & (group == g))) for g in np.unique(group[after])]
    made += [*groups, _over_groups(groups, first)]
    calendar = [mean(Term("calendar", int(t)), after & (year == t)) for t in np.unique(year[after])]
    made += [*calendar, _plain("att_calendar", calendar)]
    terms, estimates, influence = zip(*made, strict=True)
    return replace(
        cells, terms=(*terms, *cells.terms), estimates=np.array([*estimates, *cells.estimates]),
        influence=np.column_stack([*influence, cells.influence]),
    )  # fmt: skip


def _weights(group: NDArray[np.int64], first: Floats) -> tuple[Floats, Floats]:
    """Give weights by group size and their influence, shapes (m,) and (N, m)."""
    member = (first[:, None] == group[None, :]).astype(float)
    share = member.mean(axis=0)
    total = share.sum()
    centred = member - share
    return share / total, (centred / total - centred.sum(axis=1)[:, None] * share / total**2) / len(first)


def _mean(cells: Effects, group: NDArray[np.int64], places: NDArray[np.intp], first: Floats) -> tuple[float, Floats]:
    weight, moved = _weights(group, first)
    estimates = cells.estimates[places]
    return float(weight @ estimates), cells.influence[:, places] @ weight + moved @ estimates


def _plain(kind: str, parts: list[tuple[Term, float, Floats]]) -> tuple[Term, float, Floats]:
    """Give the plain mean of parts."""
    return (
        Term(kind, n=sum(term.n for term, _, _ in parts)),
        float(np.mean([estimate for _, estimate, _ in parts])),
        np.asarray(np.mean([psi for _, _, psi in parts], axis=0)),
    )


def _plain_group(cells: Effects, group: int, places: NDArray[np.intp]) -> tuple[Term, float, Floats]:
    term, estimate, psi = _plain("group", [(cells.terms[j], cells.estimates[j], cells.influence[:, j]) for j in places])
    return replace(term, at=int(group)), estimate, psi


def _over_groups(groups: list[tuple[Term, float, Floats]], first: Floats) -> tuple[Term, float, Floats]:
    weight, moved = _weights(np.array([term.at or 0 for term, _, _ in groups]), first)
    estimates = np.array([estimate for _, estimate, _ in groups])
    psi = np.column_stack([part for _, _, part in groups]) @ weight + moved @ estimates
    return Term("att_group", n=sum(term.n for term, _, _ in groups)), float(weight @ estimates), psi
