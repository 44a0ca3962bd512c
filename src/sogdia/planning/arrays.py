"""A planning question as arrays, and the capacity that a choice gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

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
    standing
        Shape (p, m): capacity that stands, Gbps.
    leaves
        Shape (m,).
    gives
        Shape (q, m): what one module of an option adds to each link, Gbps.
    fixed, module_cost
        Shape (q,), US$ million of 2024.
    most, first_phase
        Shape (q,).
    origin, destination
        Shape (d, n) flags: nodes at which each demand begins and ends.
    amount
        Shape (p, d), Gbps.
    risks, risk_names
        Links of each risk that the rules name, and its name.
    discount
        Shape (p,): present value of one dollar of each phase.
    nodes
        Number of nodes.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    standing: NDArray[np.float64]
    leaves: NDArray[np.bool_]
    gives: NDArray[np.float64]
    fixed: NDArray[np.float64]
    module_cost: NDArray[np.float64]
    most: NDArray[np.float64]
    first_phase: NDArray[np.int64]
    origin: NDArray[np.bool_]
    destination: NDArray[np.bool_]
    amount: NDArray[np.float64]
    risks: tuple[NDArray[np.int64], ...]
    risk_names: tuple[str, ...]
    discount: NDArray[np.float64]
    nodes: int

    def capacity(self, modules: NDArray[np.float64], phase: int) -> NDArray[np.float64]:
        """Give the capacity of each link in a phase when each option has so many modules by then, shape (m,)."""
        capacity: NDArray[np.float64] = self.standing[phase] + modules @ self.gives
        return capacity


def arrays_of(asked: PlanQuestion) -> Arrays:
    """Lay a question out as arrays."""
    links, options, rules = asked.links, asked.options, asked.rules
    phases = len(rules.phases)
    number = {name: i for i, name in enumerate(sorted({*links.start, *links.end}))}
    link_at = {name: i for i, name in enumerate(links.id)}
    option_at = {name: i for i, name in enumerate(options.id)}
    gives = np.zeros((len(options), len(links)))
    per_module = options.module_gbps.to_numpy(dtype=float)
    for option, link in zip(asked.option_links.option, asked.option_links.link, strict=True):
        gives[option_at[option], link_at[link]] = per_module[option_at[option]]
    first, end = links.first_phase.to_numpy(dtype=int), links.end_phase.to_numpy(dtype=int)
    at = np.arange(phases)[:, None]
    standing = np.where((first <= at) & (at < end), links.capacity_gbps.to_numpy(dtype=float), 0.0)
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
        standing=standing,
        leaves=links.leaves.to_numpy(dtype=bool),
        gives=gives,
        fixed=options.fixed_musd.to_numpy(dtype=float),
        module_cost=options.module_musd.to_numpy(dtype=float),
        most=options.most_modules.to_numpy(dtype=float),
        first_phase=options.first_phase.to_numpy(dtype=np.int64),
        origin=np.array([groups[x] for x in goods.origin]) if len(goods) else empty,
        destination=np.array([groups[x] for x in goods.destination]) if len(goods) else empty,
        amount=amount,
        risks=tuple(rows for _, rows in named),
        risk_names=tuple(name for name, _ in named),
        discount=(1.0 + rules.discount_rate) ** -(years - years[0]),
        nodes=len(number),
    )
