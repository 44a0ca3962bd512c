"""A question and a choice as the verifier's own arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from sogdia.formats.plan_question import PlanQuestion


@dataclass(frozen=True, eq=False)
class Ground:
    """What is recomputed from.

    Attributes
    ----------
    asked
        The question.
    choice, spent
        What is chosen of what is offered, and what each row costs, US$ million, undiscounted.
    options
        What may be bought, by name.
    links, place
        Links, and the place of each by name.
    tail, head
        Shape (m,): numbers of the nodes at the ends of links.
    nodes
        Number of nodes.
    groups
        Numbers of the nodes of each group.
    risks
        Places of the links of each risk that the rules name.
    links_of
        Links of each option.
    left_out
        Demands and phases that are not served.
    """

    asked: PlanQuestion
    choice: pd.DataFrame
    spent: NDArray[np.float64]
    options: pd.DataFrame
    links: pd.DataFrame
    place: dict[str, int]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    nodes: int
    groups: dict[str, frozenset[int]]
    risks: dict[str, NDArray[np.int64]]
    links_of: dict[str, list[str]]
    left_out: frozenset[tuple[str, int]]

    @property
    def phases(self) -> int:
        """Number of phases."""
        return len(self.asked.rules.phases)

    def alive(self, phase: int) -> NDArray[np.bool_]:
        """Say which links can carry anything in a phase, shape (m,)."""
        return ((self.links.first_phase <= phase) & (phase < self.links.end_phase)).to_numpy(dtype=bool)

    def serves(self, option: str, bought: int, phase: int) -> bool:
        """Say whether what is bought of an option in one phase is in service in another."""
        years = self.asked.rules.phases
        return bool(years[int(bought)] + float(self.options.delay_years[option]) <= years[phase])

    def capacity(self, phase: int) -> NDArray[np.float64]:
        """Give the capacity of each link in a phase, shape (m,), Gbps."""
        capacity = self.links.capacity_gbps.to_numpy(dtype=float).copy()
        for row in rows_of(self.choice):
            if self.serves(row.option, row.phase, phase):
                for link in self.links_of.get(row.option, []):
                    capacity[self.place[link]] += row.modules * float(self.options.module_gbps[row.option])
        return np.where(self.alive(phase), capacity, 0.0)

    def goods(self, phase: int) -> pd.DataFrame:
        """Give the demands that are served in a phase."""
        rows = self.asked.demands[self.asked.demands.phase == phase]
        return rows[[(name, phase) not in self.left_out for name in rows.id]]


def ground_of(asked: PlanQuestion, choice: pd.DataFrame, told: dict[str, Any]) -> Ground:
    """Lay a question and a choice out as arrays."""
    links, options = asked.links.reset_index(drop=True), asked.options.set_index("id")
    place = {name: i for i, name in enumerate(links.id)}
    node = {name: i for i, name in enumerate(sorted({*links.start, *links.end}))}
    known = choice[choice.option.isin(options.index) & (choice.phase < len(asked.rules.phases))]
    offers = options.reindex(known.option)
    spent = known.built.to_numpy() * offers.fixed_musd.to_numpy() + known.modules.to_numpy() * (
        offers.module_musd.to_numpy()
    )
    price = np.array(asked.rules.price_factor or [1.0] * len(asked.rules.phases))
    spent = np.asarray(spent, dtype=float) * price[known.phase.to_numpy(dtype=int)]
    watched = asked.risks[asked.risks.kind.isin(asked.rules.survive)]
    return Ground(
        asked=asked,
        choice=known,
        spent=spent,
        options=options,
        links=links,
        place=place,
        tail=np.array([node[x] for x in links.start], dtype=np.int64),
        head=np.array([node[x] for x in links.end], dtype=np.int64),
        nodes=len(node),
        groups={str(name): frozenset(node[x] for x in rows) for name, rows in asked.places.groupby("group").node},
        risks={str(name): np.array([place[x] for x in rows]) for name, rows in watched.groupby("risk").link},
        links_of={str(name): list(rows) for name, rows in asked.option_links.groupby("option").link},
        left_out=frozenset((str(name), int(phase)) for name, phase in told.get("left_out", [])),
    )


def rows_of(table: pd.DataFrame) -> Iterator[Any]:
    """Give a table's rows, each with its columns as attributes."""
    yield from table.itertuples(index=False)
