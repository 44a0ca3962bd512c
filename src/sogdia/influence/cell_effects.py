"""Averages of the effects of single treated cells: over all, by years since treatment, by group and by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.influence.effects import Term

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.influence.study_panel import StudyPanel

    Floats = NDArray[np.float64]


def cell_terms(panel: StudyPanel, cells: NDArray[np.bool_]) -> tuple[list[Term], list[Floats]]:
    """Name the averages of treated cells, shape (N, T), and give their weights, each of shape (N, T), summing to 1."""
    first = np.where(np.isfinite(panel.first), panel.first, 0.0).astype(np.int64)[:, None]
    group = np.broadcast_to(first, cells.shape)
    year = np.broadcast_to(panel.years[None, :], cells.shape)
    terms, weights = [Term("att", n=int(cells.sum()))], [cells / cells.sum()]
    for kind, label in (("event", year - group), ("group", group), ("calendar", year)):
        for at in np.unique(label[cells]):
            chosen = cells & (label == at)
            terms.append(Term(kind, int(at), n=int(chosen.sum())))
            weights.append(chosen / chosen.sum())
    return terms, weights
