"""Flows in whole routing units over given capacities, on the paths that the routing of split flows has found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import coo_matrix

from sogdia.formats.design import NO_FAILURE
from sogdia.planning.clock import Clock
from sogdia.planning.solving import Program, solve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.planning.path_flows import PathRouter

_LIMIT_S: Final = 2.0


class NoWholeFlowsError(ValueError):
    """Capacities that carry split flows were found to carry none in whole routing units."""


def whole_flows(router: PathRouter, capacity: NDArray[np.float64], state: int) -> NDArray[np.float64] | None:
    """Give the flow on each known path in whole routing units; None where none is found.

    Each bundle of demands has to share one routing unit.
    """
    instance, arcs = router.instance, router.arcs
    unit = np.zeros(len(router.amount))
    unit[router.bundle] = instance.routing_unit
    open_paths = [i for i, path in enumerate(router.paths) if not (arcs.link[list(path)] == state).any()]
    of = np.array([router.path_bundle[i] for i in open_paths])
    rows, columns, values = [], [], []
    for j, i in enumerate(open_paths):
        touched, counts = np.unique(arcs.row[list(router.paths[i])], return_counts=True)
        rows += (len(unit) + touched).tolist()
        columns += [j] * len(touched)
        values += (counts * unit[of[j]]).tolist()
    rows += of.tolist()
    columns += list(range(len(of)))
    values += [1.0] * len(of)
    shape = (len(unit) + len(arcs.row_link), len(of))
    room = np.where(arcs.row_link == state, 0.0, capacity[arcs.row_link])
    want = np.round(router.wanted(state) / unit)
    price = instance.routing_cost if state == NO_FAILURE else np.zeros(len(instance.links))
    cost = np.array([price[arcs.link[list(router.paths[i])]].sum() * unit[router.path_bundle[i]] for i in open_paths])
    program = Program(
        cost=cost,
        lower=np.zeros(len(of)),
        upper=want[of],
        whole=np.ones(len(of), dtype=bool),
        matrix=coo_matrix((values, (rows, columns)), shape=shape).tocsr(),
        row_lower=np.concatenate([want, np.full(len(room), -np.inf)]),
        row_upper=np.concatenate([want, room]),
    )
    answer = solve(program, Clock(_LIMIT_S))
    if answer.x is None:
        return None
    found = np.zeros(len(router.paths))
    found[open_paths] = np.round(answer.x) * unit[of]
    return found
