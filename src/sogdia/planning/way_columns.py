"""The programme in which demands choose among ways that are known: purchases, and a column for each set of ways.

Rows: each demand is carried wholly in each state that is looked at, or counted as missing; and no link holds more than
it has, in each such state.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix, vstack

from sogdia.planning.held_ways import used_links
from sogdia.planning.step_rows import step_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.formats.plan_question import PlanRules
    from sogdia.planning.arrays import Arrays
    from sogdia.planning.purchases import Columns
    from sogdia.planning.risk_disjoint import RiskDisjoint, Way
    from sogdia.planning.solving import Program
    from sogdia.planning.step_rows import Key

State = tuple[int, ...]
"""Risks that are lost together; none: nothing is lost."""


@dataclass(frozen=True)
class Carrier:
    """A column: what a demand would be carried by in a phase.

    Attributes
    ----------
    phase, demand
        Numbers.
    block
        The state in which it is chosen: nothing lost, but where single paths are chosen anew after a loss.
    ways
        A working way and its backups.
    """

    phase: int
    demand: int
    block: State
    ways: tuple[Way, ...]


@dataclass(frozen=True, eq=False)
class Taking:
    """What a set of ways takes: the state, links, and how much of a Gbps carried on each."""

    state: State
    links: NDArray[np.int64]
    takes: NDArray[np.float64]


def used_way(ways: tuple[Way, ...], state: State, apart: RiskDisjoint) -> int:
    """Give the place of the first way that no lost risk meets, -1 where all are met."""
    lost = set(state)
    return next((i for i, way in enumerate(ways) if lost.isdisjoint(apart.meets(way))), -1)


def takings(carrier: Carrier, states: Sequence[State], rules: PlanRules, apart: RiskDisjoint) -> list[Taking]:
    """Give what a column takes of links in each state that is looked at."""
    if rules.protection == "1+1":
        return [Taking((), *used_links(rules, carrier.ways))]
    if rules.protection == "reroute":
        share = rules.share_kept if carrier.block else 1.0
        links = np.array(carrier.ways[0], dtype=np.int64)
        return [Taking(carrier.block, links, np.full(len(links), share))]
    found = []
    for state in states:
        at = used_way(carrier.ways, state, apart)
        links = np.array(carrier.ways[at], dtype=np.int64)
        found.append(Taking(state, links, np.full(len(links), 1.0 if at == 0 else rules.share_kept)))
    return found


@dataclass(eq=False)
class Layout:
    """Where things stand in the programme of `laid_out`.

    Attributes
    ----------
    program
        Columns of purchases, then carriers, then what is missing of each demand.
    carriers
        Carriers in order of their columns.
    first
        First column of the carriers.
    served
        Rows of `(phase, demand, block)`.
    links
        Rows of `(phase, state, link)`.
    steps
        The first of two rows of `(phase, block, demand, link)`, and modules asked for (`step_rows`).
    """

    program: Program
    carriers: list[Carrier]
    first: int
    served: dict[tuple[int, int, State], int] = field(default_factory=dict)
    links: dict[tuple[int, State, int], int] = field(default_factory=dict)
    steps: dict[Key, tuple[int, float]] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """Number of rows, the last of the programme."""
        return len(self.served) + len(self.links) + 2 * len(self.steps)

    @property
    def missing(self) -> slice:
        """Columns of what is missing, shares of demands."""
        return slice(self.first + len(self.carriers), None)


def laid_out(
    program: Program,
    columns: Columns,
    carriers: Sequence[Carrier],
    states: dict[int, list[State]],
    arrays: Arrays,
    rules: PlanRules,
    apart: RiskDisjoint,
    penalty: float,
) -> Layout:
    """Lay out the programme.

    Parameters
    ----------
    states
        States that are looked at in each phase, the one without a loss among them.
    penalty
        Cost of a demand that is missing.
    """
    layout = Layout(program, list(carriers), columns.count)
    rows, cols, values = [], [], []
    blocks = {phase: states[phase] if rules.protection == "reroute" else [()] for phase in states}
    for phase in states:
        for d in np.flatnonzero(arrays.amount[phase] > 0.0).tolist():
            for block in blocks[phase]:
                layout.served[phase, d, block] = len(layout.served)
    height = len(layout.served)
    for k, one in enumerate(carriers):
        rows.append(layout.served[one.phase, one.demand, one.block])
        cols.append(columns.count + k)
        values.append(1.0)
        amount = float(arrays.amount[one.phase, one.demand])
        for taking in takings(one, states[one.phase], rules, apart):
            for link, share in zip(taking.links.tolist(), taking.takes.tolist(), strict=True):
                at = layout.links.setdefault((one.phase, taking.state, link), height + len(layout.links))
                rows.append(at)
                cols.append(columns.count + k)
                values.append(-amount * share)
    first_missing = columns.count + len(carriers)
    for (phase, d, _), row in layout.served.items():
        rows.append(row)
        cols.append(first_missing + row)
        values.append(1.0)
        if columns.demands:
            rows.append(row)
            cols.append(int(columns.served_at(phase)[d]))
            values.append(-1.0)
    width = first_missing + len(layout.served)
    layout.steps, more = step_rows(carriers, columns, arrays, rules, apart, height + len(layout.links))
    cells = ([*values, *more[2]], ([*rows, *more[0]], [*cols, *more[1]]))
    own = coo_matrix(cells, shape=(layout.height, width)).tocsr()
    layout.program = _joined(
        program, own + _room(layout, columns, arrays, own.shape), layout, columns, arrays, rules, penalty
    )
    return layout


def _room(layout: Layout, columns: Columns, arrays: Arrays, shape: tuple[int, int]) -> csr_matrix:
    """Give what modules add to the links of the rows."""
    rows, cols, values = [], [], []
    by_link = arrays.gives.tocsc()
    for (phase, _, link), row in layout.links.items():
        if not arrays.alive[phase, link]:
            continue
        at = slice(by_link.indptr[link], by_link.indptr[link + 1])
        for option, gbps in zip(by_link.indices[at].tolist(), by_link.data[at].tolist(), strict=True):
            for bought in np.flatnonzero(arrays.serves[phase][:, option]).tolist():
                rows.append(row)
                cols.append(int(columns.modules_at(bought)[option]))
                values.append(gbps)
    return csr_matrix(coo_matrix((values, (rows, cols)), shape=shape))


def _joined(
    program: Program,
    own: csr_matrix,
    layout: Layout,
    columns: Columns,
    arrays: Arrays,
    rules: PlanRules,
    penalty: float,
) -> Program:
    carriers, missing = len(layout.carriers), len(layout.served)
    more = carriers + missing
    wide = csr_matrix(
        (program.matrix.data, program.matrix.indices, program.matrix.indptr),
        shape=(program.matrix.shape[0], columns.count + more),
    )
    standing = np.array(
        [-arrays.standing[phase, link] for phase, _, link in layout.links] + [0.0] * 2 * len(layout.steps)
    )
    each = 0.0 if columns.demands else 1.0
    return replace(
        program,
        cost=np.concatenate([program.cost, np.zeros(carriers), np.full(missing, penalty)]),
        lower=np.concatenate([program.lower, np.zeros(more)]),
        upper=np.concatenate([program.upper, np.ones(more)]),
        whole=np.concatenate(
            [program.whole, np.full(carriers, rules.routing != "split"), np.zeros(missing, dtype=bool)]
        ),
        matrix=vstack([wide, own], format="csr"),
        row_lower=np.concatenate([program.row_lower, np.full(missing, each), standing]),
        row_upper=np.concatenate([program.row_upper, np.full(missing, each), np.full(len(standing), np.inf)]),
    )
