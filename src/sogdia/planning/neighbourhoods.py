"""Which links a neighbourhood search sets free: near a node, across a cut, apart from the relaxation, any."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.planning.master import Master

KINDS: Final = ("near", "across", "apart", "any", "around")


@dataclass
class Neighbourhoods:
    """Draws sets of links; those kinds and sizes that paid are drawn more often.

    Attributes
    ----------
    master
        Bipartitions and relaxation.
    rng
        Source of chance.
    size
        Links set free, by kind.
    worth
        Weight of each kind in the draw.
    """

    master: Master
    rng: np.random.Generator
    size: dict[str, float] = field(default_factory=dict)
    worth: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        links = len(self.master.instance.links)
        self.size = dict.fromkeys(KINDS, max(4.0, min(0.4 * links, 14.0)))
        self.worth = dict.fromkeys(KINDS, 1.0)

    def draw(self, held: NDArray[np.float64]) -> tuple[str, NDArray[np.int64]]:
        """Draw a kind and its links, for a design that holds `held` on each link."""
        weights = np.array([self.worth[kind] for kind in KINDS])
        kind = KINDS[int(self.rng.choice(len(KINDS), p=weights / weights.sum()))]
        wanted = min(len(held), int(self.size[kind]))
        return kind, getattr(self, f"_{kind}")(wanted, held)

    def reward(self, kind: str, *, better: bool, quick: bool, slow: bool) -> None:
        """Take note of how a neighbourhood did."""
        self.worth[kind] = max(0.2, 0.9 * self.worth[kind] + (1.0 if better else 0.05))
        most = float(len(self.master.instance.links))
        if quick and not better:
            self.size[kind] = min(most, self.size[kind] * 1.12 + 0.3)
        if slow:
            self.size[kind] = max(3.0, self.size[kind] * 0.85)

    def _any(self, wanted: int, held: NDArray[np.float64]) -> NDArray[np.int64]:
        return self.rng.permutation(len(held))[:wanted]

    def _near(self, wanted: int, held: NDArray[np.float64]) -> NDArray[np.int64]:
        """Links by how many steps they are away from a node drawn by chance."""
        instance = self.master.instance
        start, end = instance.link_start, instance.link_end
        far = np.full(len(instance.nodes), np.inf)
        far[self.rng.integers(len(far))] = 0.0
        for _ in range(len(far)):
            step = np.minimum(far[start], far[end]) + 1.0
            before = far.copy()
            np.minimum.at(far, start, step)
            np.minimum.at(far, end, step)
            if (before == far).all():
                break
        key = np.minimum(far[start], far[end]) + self.rng.random(len(held))
        return np.argsort(key)[:wanted]

    def _around(self, wanted: int, held: NDArray[np.float64]) -> NDArray[np.int64]:
        """All links of some nodes drawn by chance, one node after the other."""
        instance = self.master.instance
        rank = self.rng.permutation(len(instance.nodes))
        key = np.minimum(rank[instance.link_start], rank[instance.link_end]) + self.rng.random(len(held))
        return np.argsort(key)[:wanted]

    def _across(self, wanted: int, held: NDArray[np.float64]) -> NDArray[np.int64]:
        """Links across a cut drawn by chance, then links that touch them."""
        book, instance = self.master.book, self.master.instance
        if not len(book.demand):
            return self._any(wanted, held)
        cut = book.across[self.rng.integers(len(book.demand))]
        touched = np.zeros(len(instance.nodes), dtype=bool)
        touched[instance.link_start[cut]] = touched[instance.link_end[cut]] = True
        beside = touched[instance.link_start].astype(float) + touched[instance.link_end]
        return np.argsort(-(4.0 * cut + beside + self.rng.random(len(held))))[:wanted]

    def _apart(self, wanted: int, held: NDArray[np.float64]) -> NDArray[np.int64]:
        """Links whose capacity in the design differs most from the relaxation's, with some chance."""
        relaxed = self.master.held(self.master.point) if len(self.master.point) else held
        apart = np.abs(held - relaxed) / max(1.0, float(held.max()))
        return np.argsort(-(apart * self.rng.random(len(held)) ** 0.5 + 0.3 * self.rng.random(len(held))))[:wanted]
