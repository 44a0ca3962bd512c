"""Sun and Abraham (2021): an event study by cohort, weighted by the share of each cohort."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.errors import InfeasibleError
from sogdia.influence.effects import Effects, Term, answer
from sogdia.influence.study_panel import StudyPanel, absorbing
from sogdia.influence.two_way import TwoWay
from sogdia.regression.fixed_effects import independent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def sun_abraham(panel: StudyPanel) -> Effects:
    """Regress the outcome on cohort by years-since-treatment (the year before left out), unit and year effects.

    The never treated are the controls; without them the last cohort is, and its treated years are left out.

    Parameters
    ----------
    panel
        Units by years.

    Returns
    -------
    Effects
        `att` (mean over treated cells) and `event` (cohorts weighted by their observed cells).

    Raises
    ------
    InfeasibleError
        Treatment ends for some unit, or there is nothing to compare with.

    Source
    ------
    Sun and Abraham (2021), Journal of Econometrics 225(2), section 4.1: regression 26 and weights of equation 27, which
    are held as given. Clusters are units, with G / (G - 1) · (n - 1) / (n - k).
    """
    panel = absorbing(panel)
    seen, first = panel.seen, panel.first.copy()
    if np.isfinite(first).all():
        last = first.max()
        seen = seen & (panel.years[None, :] < last)
        first[first == last] = np.inf
    event = panel.years[None, :] - first[:, None]
    pairs = [
        (int(g), int(h))
        for g in np.unique(first[np.isfinite(first)])
        for h in np.unique(event[(first == g)[:, None] & seen])
        if h != -1
    ]
    columns = np.stack([((first == g)[:, None] & (event == h)).astype(float) for g, h in pairs])
    ways = TwoWay(seen)
    x = np.moveaxis(np.where(seen[:, :, None], panel.covariates, 0.0), 2, 0)
    given = np.concatenate([x, columns])[:, seen].T
    use = ways.left(np.concatenate([x, columns]))[:, seen].T
    kept = independent(use, given, np.ones(len(use)))
    if not kept[len(x) :].any() or kept.sum() >= len(use):
        raise InfeasibleError("cohorts have no years and units left to compare with; add units that are never treated")
    use = use[:, kept]
    inverse = np.linalg.inv(use.T @ use)
    y = ways.left(np.where(seen, panel.outcome, 0.0))[seen]
    b = inverse @ (use.T @ y)
    score = np.zeros((*seen.shape, use.shape[1]))
    count, rows = len(panel.units), len(use)
    small = np.sqrt(count / (count - 1) * (rows - 1) / max(rows - use.shape[1] - len(panel.years), 1))
    score[seen] = small * (use * (y - use @ b)[:, None]) @ inverse
    own = [(pair, len(x) + j) for j, pair in enumerate(pairs) if kept[len(x) + j]]
    place = np.cumsum(kept) - 1
    cells = {pair: int((columns[j - len(x)] * seen).sum()) for pair, j in own}
    influence = score.sum(axis=1)
    terms, weights = [], []
    for kind, at in [("att", None), *(("event", h) for h in sorted({h for (_, h), _ in own}))]:
        chosen = [(pair, int(place[j])) for pair, j in own if (pair[1] == at if at is not None else pair[1] >= 0)]
        if not chosen:
            raise InfeasibleError("no treated cell has controls in its year; add units that are treated later or never")
        weight = np.zeros(use.shape[1])
        total = sum(cells[pair] for pair, _ in chosen)
        for pair, j in chosen:
            weight[j] = cells[pair] / total
        terms.append(Term(kind, at, n=total))
        weights.append(weight)
    weighting = np.array(weights)
    return answer("sun-abraham", panel, terms, weighting @ b, influence @ weighting.T, reference_event=-1)
