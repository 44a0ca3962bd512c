"""A planning question as arrays, and the capacity that a choice gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.formats.plan_question import PlanQuestion


@dataclass(frozen=True, eq=False)
class Arrays:
    """m links, q options, n nodes, p phases, g risks.

    Attributes
    ----------
    start, end
        Shape (m,): nodes.
    standing, alive
        Shape (p, m): capacity that stands, Gbps; and whether a link can carry anything: what is bought for one that is
        gone is gone with it.
    leaves
        Shape (m,).
    gives
        Shape (q, m), by rows: what one module of an option adds to each link, Gbps.
    fixed, module_cost
        Shape (q,), US$ million of 2024.
    most, first_phase
        Shape (q,).
    serves
        Shape (p, p, q) flags: whether what is bought of an option in the second phase is in service in the first.
    origin, destination
        Shape (d, n) flags: nodes at which each demand begins and ends.
    amount
        Shape (p, d), Gbps.
    most_ms
        Shape (2, d): longest round trip of light by any way, without a loss and after one, ms; infinite: no limit.
    ms
        Shape (m,): round trip of light along each link.
    weight
        Shape (d,): share of each demand in what coverage counts.
    demand_names
        Names of demands.
    risks, risk_names
        Links of each risk that the rules name, and its name.
    price, discount
        Shape (p,): prices of each phase, 1 as offered; and the present value of one dollar of it.
    nodes
        Number of nodes.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    standing: NDArray[np.float64]
    alive: NDArray[np.bool_]
    leaves: NDArray[np.bool_]
    gives: csr_matrix
    fixed: NDArray[np.float64]
    module_cost: NDArray[np.float64]
    most: NDArray[np.float64]
    first_phase: NDArray[np.int64]
    serves: NDArray[np.bool_]
    origin: NDArray[np.bool_]
    destination: NDArray[np.bool_]
    amount: NDArray[np.float64]
    most_ms: NDArray[np.float64]
    ms: NDArray[np.float64]
    weight: NDArray[np.float64]
    demand_names: tuple[str, ...]
    risks: tuple[NDArray[np.int64], ...]
    risk_names: tuple[str, ...]
    price: NDArray[np.float64]
    discount: NDArray[np.float64]
    nodes: int

    @property
    def phases(self) -> int:
        """Number of phases."""
        return len(self.standing)

    def serving(self, added: NDArray[np.float64], phase: int) -> NDArray[np.float64]:
        """Sum what is in service in a phase of what was bought, shape (q,); `added` has shape (p, q)."""
        total: NDArray[np.float64] = (added * self.serves[phase]).sum(axis=0)
        return total

    def adds(self, phase: int, weight: NDArray[np.float64]) -> NDArray[np.float64]:
        """Add up what a module adds to the links that are there in a phase, by weights of links: shape (q,), Gbps."""
        added: NDArray[np.float64] = self.gives @ (weight * self.alive[phase])
        return added

    def reaches(self, phase: int, marked: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Count the links among those marked that each option would add to in a phase, shape (q,)."""
        count: NDArray[np.float64] = (self.gives > 0.0).astype(float) @ (marked & self.alive[phase]).astype(float)
        return count

    def touched(self, taken: NDArray[np.float64], phase: int) -> NDArray[np.float64]:
        """Add up for each link how far options that add to it are taken, shape (m,)."""
        total: NDArray[np.float64] = ((self.gives > 0.0).astype(float).T @ taken) * self.alive[phase]
        return total

    def capacity(self, added: NDArray[np.float64], phase: int) -> NDArray[np.float64]:
        """Give the capacity of each link in a phase, shape (m,); `added` are modules by phase, shape (p, q)."""
        more = (self.gives.T @ self.serving(added, phase)) * self.alive[phase]
        capacity: NDArray[np.float64] = self.standing[phase] + more
        return capacity

    def everything(self) -> NDArray[np.float64]:
        """Give all modules that may be bought, each as early as it may be: shape (p, q)."""
        early = np.arange(self.phases)[:, None] == self.first_phase
        bought: NDArray[np.float64] = np.where(early, self.most, 0.0)
        return bought


def arrays_of(asked: PlanQuestion) -> Arrays:
    """Lay a question out as arrays."""
    links, options, rules = asked.links, asked.options, asked.rules
    phases = len(rules.phases)
    number = {name: i for i, name in enumerate(sorted({*links.start, *links.end}))}
    link_at = {name: i for i, name in enumerate(links.id)}
    option_at = {name: i for i, name in enumerate(options.id)}
    pairs = asked.option_links.drop_duplicates()
    row = pairs.option.map(option_at).to_numpy(dtype=np.int64)
    column = pairs.link.map(link_at).to_numpy(dtype=np.int64)
    per_module = options.module_gbps.to_numpy(dtype=float)
    gives = csr_matrix((per_module[row], (row, column)), shape=(len(options), len(links)))
    first, end = links.first_phase.to_numpy(dtype=int), links.end_phase.to_numpy(dtype=int)
    at = np.arange(phases)[:, None]
    alive = (first <= at) & (at < end)
    groups = {name: np.zeros(len(number), dtype=bool) for name in asked.places.group}
    for group, node in zip(asked.places.group, asked.places.node, strict=True):
        groups[group][number[node]] = True
    goods = asked.demands.drop_duplicates("id")
    amount = np.zeros((phases, len(goods)))
    good_at = {name: i for i, name in enumerate(goods.id)}
    for name, phase, gbps in zip(asked.demands.id, asked.demands.phase, asked.demands.gbps, strict=True):
        amount[int(phase), good_at[name]] = gbps
    watched = asked.risks[asked.risks.kind.isin(rules.survive)]
    named = [(str(name), np.array(sorted({link_at[x] for x in rows}))) for name, rows in watched.groupby("risk").link]
    years = np.array(rules.phases, dtype=float)
    empty = np.zeros((0, len(number)), dtype=bool)
    return Arrays(
        start=np.array([number[x] for x in links.start], dtype=np.int64),
        end=np.array([number[x] for x in links.end], dtype=np.int64),
        standing=np.where(alive, links.capacity_gbps.to_numpy(dtype=float), 0.0),
        alive=alive,
        leaves=links.leaves.to_numpy(dtype=bool),
        gives=gives,
        fixed=options.fixed_musd.to_numpy(dtype=float),
        module_cost=options.module_musd.to_numpy(dtype=float),
        most=options.most_modules.to_numpy(dtype=float),
        first_phase=options.first_phase.to_numpy(dtype=np.int64),
        serves=years[:, None, None] >= years[None, :, None] + options.delay_years.to_numpy(dtype=float),
        origin=np.array([groups[x] for x in goods.origin]) if len(goods) else empty,
        destination=np.array([groups[x] for x in goods.destination]) if len(goods) else empty,
        amount=amount,
        most_ms=goods[["most_ms", "most_ms_lost"]].astype(float).fillna(np.inf).to_numpy().T,
        ms=links.ms.to_numpy(dtype=float),
        demand_names=tuple(goods.id.astype(str)),
        weight=_weight(goods, rules.coverage_of if rules.seek != "people" else "people"),
        risks=tuple(rows for _, rows in named),
        risk_names=tuple(name for name, _ in named),
        price=np.array(rules.price_factor or np.ones(phases), dtype=float),
        discount=(1.0 + rules.discount_rate) ** -(years - years[0]),
        nodes=len(number),
    )


def _weight(goods: pd.DataFrame, of: str) -> NDArray[np.float64]:
    """Give the share of each demand in what coverage counts: people of origins, or origins; each origin once."""
    each = goods.people.astype(float).fillna(0.0) if of == "people" else pd.Series(1.0, goods.index)
    share = each / goods.groupby("origin").origin.transform("size")
    total = float(share.sum())
    return np.asarray(share / total if total else share, dtype=float)
