"""What the bipartitions of an instance ask of capacity, with and without a failed link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sogdia.planning.bipartitions import bipartitions
from sogdia.planning.cuts import Needs, crossings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.formats.design import DesignInstance


@dataclass(frozen=True)
class CutBook:
    """Bipartitions of an instance.

    Attributes
    ----------
    across
        Shape (b, m): links across each.
    demand
        Shape (b,): demand across each, above 0.
    installed
        Shape (m,): capacity that stands already.
    survivability
        Letter of the model.
    fails
        Shape (m,): links after whose failure all demands must still be carried.
    """

    across: NDArray[np.bool_]
    demand: NDArray[np.float64]
    installed: NDArray[np.float64]
    survivability: str
    fails: NDArray[np.bool_]

    def needs(self, held: NDArray[np.float64]) -> Needs:
        """Give what each bipartition asks for at the point where links hold `held` in all, shape (m,).

        Where failures must be survived, the link that holds most across a cut is taken to fail; with 1+1 protection all
        that crosses a cut crosses it twice besides.
        """
        rows, amounts = [self.across.astype(float)], [self.demand * (2.0 if self.survivability == "P" else 1.0)]
        if self.survivability != "N":
            weight = self.across.astype(float)
            may_fail = self.across & self.fails[None, :]
            worst = np.where(may_fail, held[None, :], -1.0).argmax(axis=1)
            weight[np.arange(len(weight)), worst] = 0.0
            some, every = may_fail.any(axis=1), (may_fail == self.across).all(axis=1)
            twice = self.across.sum(axis=1)
            rows += [weight[some], self.across[every].astype(float)]
            amounts += [self.demand[some], (self.demand * twice / np.maximum(twice - 1, 1))[every]]
        weight, amount = np.concatenate(rows), np.concatenate(amounts)
        amount = amount - weight @ self.installed
        asked = amount > 1e-9
        return Needs(weight[asked], amount[asked])


def cut_book(instance: DesignInstance, rng: np.random.Generator) -> CutBook:
    """List the bipartitions of an instance that demand crosses."""
    halves = bipartitions(len(instance.nodes), instance.link_start, instance.link_end, rng)
    across, demand = crossings(instance, halves)
    some = demand > 0.0
    across, first = np.unique(across[some], axis=0, return_index=True)
    fails = ~np.isin(np.arange(len(instance.links)), instance.excused[:, 0])
    return CutBook(across, demand[some][first], instance.installed_capacity, instance.model.survivability, fails)
