"""Pre-trends from untreated cells alone: whether the years just before treatment are unlike the earlier ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sogdia.influence.effects import Effects, Term
from sogdia.regression.fixed_effects import independent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.influence.study_panel import StudyPanel
    from sogdia.influence.two_way import TwoWay

    Floats = NDArray[np.float64]


def leads_before(found: Effects, panel: StudyPanel, ways: TwoWay, within: Floats, leads: int) -> Effects:
    """Add the `event` terms -1, -2, ... -`leads` to effects, as far as earlier years are there to compare with.

    Parameters
    ----------
    found
        Effects to add to.
    panel
        Units by years.
    ways
        Unit and year effects on untreated cells.
    within
        Covariates less those effects, shape (k, N, T).
    leads
        How many years before treatment, 0 or more.

    Source
    ------
    Borusyak, Jaravel and Spiess (2024), equation 10.
    """
    event = panel.event()
    known = ways.cells & np.isfinite(event)
    names = [h for h in range(-1, -leads - 1, -1) if (known & (event == h)).any() and (known & (event < h)).any()]
    if not names:
        return found
    given = np.stack([(event == h).astype(float) for h in names])
    columns = np.concatenate([within, ways.left(given)])
    flat = columns[:, ways.cells].T
    raw = np.concatenate([within, given])[:, ways.cells].T
    kept = independent(flat, raw, np.ones(len(flat)))
    use = flat[:, kept]
    if len(use) <= use.shape[1]:
        return found
    inverse = np.linalg.inv(use.T @ use)
    y = ways.left(np.where(ways.cells, panel.outcome, 0.0))
    b = inverse @ (use.T @ y[ways.cells])
    e = y[ways.cells] - use @ b
    score = np.zeros((*ways.cells.shape, use.shape[1]))
    score[ways.cells] = (use * e[:, None]) @ inverse
    influence = score.sum(axis=1)
    places = [(j, h) for j, h in zip(np.cumsum(kept)[len(within) :] - 1, names, strict=True)]
    fine = [(j, h) for (j, h), k in zip(places, kept[len(within) :], strict=True) if k]
    terms = tuple(Term("event", h, n=int((known & (event == h)).sum())) for _, h in fine)
    order = [j for j, _ in fine]
    return replace(
        found,
        terms=(*found.terms, *terms),
        estimates=np.concatenate([found.estimates, b[order]]),
        influence=np.column_stack([found.influence, influence[:, order]]),
    )
