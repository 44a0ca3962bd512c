"""Pre-trends taken together: whether the years before treatment are unlike what parallel trends say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import stats

from sogdia.errors import InfeasibleError, ParameterError

if TYPE_CHECKING:
    from sogdia.influence.effects import Effects

LEADS: Final = 5


@dataclass(frozen=True)
class Pretrend:
    """A joint test that no effect stands before treatment.

    Attributes
    ----------
    p
        Of the F distribution.
    statistic, freedom
        F, and its two degrees of freedom.
    events
        Years since treatment that were tested.
    """

    p: float
    statistic: float
    freedom: tuple[int, int]
    events: tuple[int, ...]


def pretrend(found: Effects, leads: int = LEADS) -> Pretrend:
    """Test the last `leads` events before treatment together.

    Parameters
    ----------
    found
        Effects with events before treatment.
    leads
        How many, 1 or more; as many as are estimated, and no more than a third of the clusters.

    Raises
    ------
    ParameterError
        `leads` below 1, or effects without events.
    InfeasibleError
        No event before treatment is estimated.

    Source
    ------
    Wald statistic W of q linear restrictions with clusters; (G - q) / (q (G - 1)) · W is held against F(q, G - q)
    (Hotelling 1931).

    Examples
    --------
    >>> import numpy as np
    >>> from sogdia.influence.effects import Effects, Term
    >>> part = Effects("x", (Term("att"), Term("event", -1)), np.array([1.0, 0.2]), np.full((16, 2), 0.1),
    ...                tuple("abcdefghijklmnop"), np.arange(16))
    >>> round(pretrend(part).statistic, 2)  # (0.2 / 0.4)²
    0.25
    """
    if leads < 1:
        raise ParameterError(f"leads = {leads}: give 1 or more")
    events = found.only("event")
    clusters = len(np.unique(found.clusters))
    places = [j for j, term in enumerate(events.terms) if (term.at or 0) < 0]
    places = places[-min(leads, max(clusters // 3, 1)) :]
    if not places:
        raise InfeasibleError("no event before treatment is estimated: pre-trends cannot be tested")
    covariance = events.covariance[np.ix_(places, places)]
    q = int(np.linalg.matrix_rank(covariance, hermitian=True))
    if not q:
        raise InfeasibleError("events before treatment have no variance: pre-trends cannot be tested")
    beta = events.estimates[places]
    wald = float(beta @ np.linalg.pinv(covariance, hermitian=True) @ beta)
    statistic = wald * (clusters - q) / (q * (clusters - 1))
    tested = tuple(int(events.terms[j].at or 0) for j in places)
    return Pretrend(float(stats.f.sf(statistic, q, clusters - q)), statistic, (q, clusters - q), tested)
