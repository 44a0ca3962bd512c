"""The whole question as one mixed-integer programme: capacity columns first, then the flows of each state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import bmat, coo_matrix, csr_matrix

from sogdia.planning.network_flows import flow_block
from sogdia.planning.solving import Program

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sogdia.formats.design import DesignInstance
    from sogdia.planning.options import LinkOptions


def capacity_program(options: LinkOptions) -> Program:
    """Give the columns of capacity alone: a column for each option, then one for each charged link.

    Rows: one option of a link at most where they exclude each other; no option of a charged link without its charge.
    """
    charged = np.flatnonzero(options.charged)
    wide = len(options.link) + len(charged)
    place = np.full(len(options.charged), -1)
    place[charged] = len(options.link) + np.arange(len(charged))
    rows: list[tuple[list[int], list[float], float]] = []
    if options.exclusive:
        for link in np.unique(options.link).tolist():
            own = options.columns_of(link).tolist()
            if place[link] >= 0:
                rows.append(([*own, int(place[link])], [1.0] * len(own) + [-1.0], 0.0))
            elif len(own) > 1:
                rows.append((own, [1.0] * len(own), 1.0))
    else:
        for column, link in enumerate(options.link.tolist()):
            if place[link] >= 0:
                rows.append(([column, int(place[link])], [1.0, -float(options.most[column])], 0.0))
    matrix = coo_matrix(
        (
            [value for _, values, _ in rows for value in values],
            (
                [i for i, row in enumerate(rows) for _ in row[0]],
                [column for columns, _, _ in rows for column in columns],
            ),
        ),
        shape=(len(rows), wide),
    ).tocsr()
    return Program(
        cost=np.concatenate([options.cost, options.fixed[charged]]),
        lower=np.zeros(wide),
        upper=np.concatenate([options.most, np.ones(len(charged))]),
        whole=np.concatenate([np.full(len(options.link), options.whole), np.ones(len(charged), dtype=bool)]),
        matrix=matrix,
        row_lower=np.full(len(rows), -np.inf),
        row_upper=np.array([row[2] for row in rows]),
        constant=options.constant,
    )


def capacity_matrix(options: LinkOptions, wide: int) -> csr_matrix:
    """Give the matrix, shape (m, wide), that turns columns into the capacity added to each link."""
    shape = (len(options.charged), wide)
    return coo_matrix((options.capacity, (options.link, np.arange(len(options.link)))), shape=shape).tocsr()


def compact_program(instance: DesignInstance, options: LinkOptions, states: Sequence[int]) -> Program:
    """Give the programme with the flows of the states given; columns of capacity stand first."""
    master = capacity_program(options)
    block = flow_block(instance, states)
    wide = len(master.cost)
    added = capacity_matrix(options, wide)[block.load_link]
    matrix = bmat([[master.matrix, None], [None, block.balance], [-added, block.load]], format="csr")
    room = options.installed[block.load_link]
    return Program(
        cost=np.concatenate([master.cost, block.cost]),
        lower=np.zeros(matrix.shape[1]),
        upper=np.concatenate([master.upper, block.upper]),
        whole=np.concatenate([master.whole, np.zeros(len(block.cost), dtype=bool)]),
        matrix=matrix,
        row_lower=np.concatenate([master.row_lower, block.supply, np.full(len(room), -np.inf)]),
        row_upper=np.concatenate([master.row_upper, block.supply, room]),
        constant=master.constant,
    )
