"""What an estimator of treatment effects answers: estimates with the influence of every unit on each of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from scipy import stats

from sogdia.errors import ParameterError
from sogdia.regression import sandwich

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from sogdia.influence.study_panel import StudyPanel

    Floats = NDArray[np.float64]
    Estimator = Callable[[StudyPanel], "Effects"]

LEVEL: Final = 0.95


@dataclass(frozen=True)
class Term:
    """One estimate's name.

    Attributes
    ----------
    kind
        `att` (all treated cells), `event` (years since treatment began), `group` (units first treated in one year),
        `calendar` (one year), `group_time` (a group in a year), `joiners`, `leavers`, `placebo`.
    at
        Years since treatment, first treated year, or year; None where the kind has but one term.
    year
        Year of a `group_time`.
    n
        Treated cells (units in years) that it rests on.
    """

    kind: str
    at: int | None = None
    year: int | None = None
    n: int = 0

    @property
    def name(self) -> str:
        """Its name in tables."""
        words = [
            self.kind.replace("_", " ").replace("group time", "group"),
            *([] if self.at is None else [f"{self.at}"]),
        ]
        return " ".join([*words, *([] if self.year is None else [f"year {self.year}"])])


@dataclass(frozen=True)
class Effects:
    """Estimates of m terms from N units.

    Attributes
    ----------
    estimator
        Its standard name.
    terms
        The m terms; the first is the headline `att`.
    estimates
        Shape (m,).
    influence
        Shape (N, m): each unit's influence, so that estimate less truth is about its sum over units, and the
        covariance is the sum of its products (within clusters first).
    units, clusters
        Labels of the N units, and their clusters, shape (N,).
    draws
        Shape (draws, m): a bootstrap's estimates, less the estimates; where present, they give the covariance.
    lost
        Sample restrictions: what was left out, and how many rows it cost.
    settings
        Choices and what was found on the way, for a manifest.
    """

    estimator: str
    terms: tuple[Term, ...]
    estimates: Floats
    influence: Floats
    units: tuple[str, ...]
    clusters: NDArray[np.int64]
    draws: Floats | None = None
    lost: tuple[tuple[str, int], ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def covariance(self) -> Floats:
        """Shape (m, m): of the draws where there are any, else from influence, summed within clusters."""
        if self.draws is not None:
            return np.atleast_2d(np.cov(self.draws, rowvar=False))
        return clustered(self.influence, self.clusters)

    @property
    def errors(self) -> Floats:
        """Standard errors, shape (m,)."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def freedom(self) -> Floats:
        """Degrees of freedom of each term, shape (m,): few units that carry most of the variance leave few.

        After Satterthwaite (1946), Biometrics Bulletin 2(6): (sum of variances)² / sum of their squares. For n equal
        normal influences sum(psi^4) / sum(psi^2)^2 is 3 / (n + 2) in the mean; so n = 3 / that - 2. At least 1, at
        most clusters less one, which a bootstrap has (it learns the spread from all units).
        """
        most = max(len(np.unique(self.clusters)) - 1, 1)
        if self.draws is not None:
            return np.full(len(self.terms), float(most))
        squares = _sums(self.influence, self.clusters) ** 2
        total, fourth = squares.sum(axis=0), (squares**2).sum(axis=0)
        found = 3 * total**2 / np.where(fourth > 0, fourth, 1.0) - 2
        return np.clip(np.where(fourth > 0, found, np.inf), 1.0, most)

    @property
    def att(self) -> float:
        """The headline estimate."""
        return float(self.estimates[0])

    def where(self, kind: str) -> list[int]:
        """Give the places of the terms of a kind, by `at`."""
        found = [j for j, term in enumerate(self.terms) if term.kind == kind]
        return sorted(found, key=lambda j: (self.terms[j].at or 0, self.terms[j].year or 0))

    def only(self, *kinds: str) -> Effects:
        """Keep the terms of these kinds, in this order.

        Raises
        ------
        ParameterError
            The estimator gives none of them.
        """
        places = [j for kind in kinds for j in self.where(kind)]
        if not places:
            known = ", ".join(dict.fromkeys(term.kind for term in self.terms))
            raise ParameterError(f"{self.estimator} gives no {' or '.join(kinds)}; it gives {known}")
        return replace(
            self, terms=tuple(self.terms[j] for j in places), estimates=self.estimates[places],
            influence=self.influence[:, places], draws=None if self.draws is None else self.draws[:, places],
        )  # fmt: skip

    def combined(self, weights: Floats, terms: Sequence[Term]) -> Effects:
        """Give linear combinations of the estimates, with weights of shape (new terms, m)."""
        return replace(
            self, terms=tuple(terms), estimates=weights @ self.estimates, influence=self.influence @ weights.T,
            draws=None if self.draws is None else self.draws @ weights.T,
        )  # fmt: skip

    def table(self, level: float = LEVEL) -> pd.DataFrame:
        """Give `term, kind, at, year, estimate, se, low, high, p, n`; intervals of `level` in (0, 1).

        They are those of the t distribution with `freedom`.
        """
        se = self.errors
        known = stats.t(self.freedom)
        reach = known.ppf(0.5 + level / 2)
        ratio = np.abs(self.estimates) / np.where(se > 0, se, np.nan)
        return pd.DataFrame(
            {
                "term": [term.name for term in self.terms], "kind": [term.kind for term in self.terms],
                "at": pd.array([term.at for term in self.terms], dtype="Int64"),
                "year": pd.array([term.year for term in self.terms], dtype="Int64"),
                "estimate": self.estimates, "se": se, "low": self.estimates - reach * se,
                "high": self.estimates + reach * se, "p": 2 * known.sf(ratio),
                "n": pd.array([term.n for term in self.terms], dtype="Int64"),
            }
        )  # fmt: skip


def answer(
    estimator: str, panel: StudyPanel, terms: Sequence[Term], estimates: Floats, influence: Floats, **settings: object
) -> Effects:
    """Put together the effects that an estimator found on a panel; influence of shape (N, m)."""
    return Effects(
        estimator, tuple(terms), np.asarray(estimates, dtype=float), influence, panel.units, panel.clusters,
        lost=panel.lost, settings=dict(settings),
    )  # fmt: skip


def clustered(influence: Floats, clusters: NDArray[np.int64]) -> Floats:
    """Give the covariance of estimates from influence of shape (N, m); clusters larger than a unit have G / (G - 1)."""
    if len(np.unique(clusters)) == len(influence):
        return influence.T @ influence
    return sandwich(influence, [clusters])[0]


def _sums(influence: Floats, clusters: NDArray[np.int64]) -> Floats:
    """Sum influence within clusters, shape (clusters, m)."""
    codes = np.unique(clusters, return_inverse=True)[1]
    sums = np.zeros((int(codes.max()) + 1, influence.shape[1]))
    np.add.at(sums, codes, influence)
    return sums
