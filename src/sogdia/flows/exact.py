"""The exact linear programme of served demand, all ways at once (workshop): for one loss, and to check faster ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
import numpy as np
import scipy.sparse as sp

from sogdia.errors import InfeasibleError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.flows.contraction import Wanted

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


def served_exactly(wanted: Wanted) -> tuple[float, Floats]:
    """Solve the linear programme over the flows of each place on each span: the most traffic in sum.

    Returns
    -------
    tuple
        Gbps in sum; and the traffic of each pair of ``wanted.pairs``, shape (p,), Gbps.

    Raises
    ------
    InfeasibleError
        The solver gives no optimum.

    Source
    ------
    Ahuja, Magnanti and Orlin (1993), Network Flows, chapter 17: arcs and commodities, one commodity for each origin.
    """
    first, second = wanted.pairs
    p = len(first)
    spans = np.flatnonzero(wanted.capacity > 0)
    if p == 0:
        return 0.0, np.zeros(0)
    sources, commodity = np.unique(first, return_inverse=True)
    n, m, c = len(wanted.home), len(spans), len(sources)
    balance, entry, exits = _balance(wanted, spans, sources, (commodity, second))
    arcs, columns = 2 * m * c, balance.shape[1]
    ends = sp.csr_array((np.ones(len(exits)), (exits, entry)), shape=(p, columns))
    room = sp.csr_array((np.ones(arcs), (np.tile(np.repeat(np.arange(m), 2), c), np.arange(arcs))), shape=(m, columns))
    upper = np.concatenate([np.zeros(n * c), wanted.capacity[spans], wanted.amount])
    lower = np.concatenate([np.zeros(n * c), np.full(m, -np.inf), np.zeros(p)])
    gain = np.zeros(columns)
    gain[entry] = 1.0
    found = solve(gain, sp.csc_array(sp.vstack([balance, room, ends])), lower, upper)
    served = np.bincount(exits, found[entry], minlength=p).astype(float)
    return float(served.sum()), served


def _balance(wanted: Wanted, spans: Ints, sources: Ints, pairs: tuple[Ints, Ints]) -> tuple[sp.csr_array, Ints, Ints]:
    """Give the rows that keep what enters and leaves a node alike, the columns where traffic ends, and their pairs.

    Columns: for each origin both directions of each span; then what enters at the nodes of the origin; then what
    leaves at the nodes of the other place of each pair.
    """
    n, m, c = len(wanted.home), len(spans), len(sources)
    base = np.arange(c)[:, None]
    arc = np.arange(2 * m)[None, :] + 2 * m * base
    tails = np.column_stack([wanted.start[spans], wanted.end[spans]]).ravel()
    heads = np.column_stack([wanted.end[spans], wanted.start[spans]]).ravel()
    rows = [(tails[None, :] + n * base).ravel(), (heads[None, :] + n * base).ravel()]
    columns, values = [arc.ravel(), arc.ravel()], [np.full(arc.size, -1.0), np.full(arc.size, 1.0)]
    count = 2 * m * c
    for number, place in enumerate(sources):
        nodes = np.flatnonzero(wanted.home == place)
        rows.append(nodes + n * number)
        columns.append(count + np.arange(len(nodes)))
        values.append(np.ones(len(nodes)))
        count += len(nodes)
    commodity, other = pairs
    at, out = [], []
    for pair, (number, place) in enumerate(zip(commodity, other, strict=True)):
        nodes = np.flatnonzero(wanted.home == place)
        rows.append(nodes + n * number)
        columns.append(count + np.arange(len(nodes)))
        values.append(np.full(len(nodes), -1.0))
        at.append(count + np.arange(len(nodes)))
        out.append(np.full(len(nodes), pair))
        count += len(nodes)
    matrix = sp.csr_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=(n * c, count)
    )
    return matrix, np.concatenate(at), np.concatenate(out)


def solve(gain: Floats, matrix: sp.csc_array, lower: Floats, upper: Floats) -> Floats:
    """Maximise ``gain @ x`` under ``lower <= matrix @ x <= upper``, x at least 0.

    Raises
    ------
    InfeasibleError
        The solver gives no optimum.
    """
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)  # noqa: FBT003  the solver takes no keyword
    solver.setOptionValue("threads", 1)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = matrix.shape[1], matrix.shape[0]
    model.col_cost_ = gain
    model.col_lower_ = np.zeros(len(gain))
    model.col_upper_ = np.full(len(gain), highspy.kHighsInf)
    model.row_lower_, model.row_upper_ = lower, upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = matrix.indptr
    model.a_matrix_.index_ = matrix.indices
    model.a_matrix_.value_ = matrix.data
    model.sense_ = highspy.ObjSense.kMaximize
    solver.passModel(model)
    solver.run()
    status = solver.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise InfeasibleError(f"the solver found no optimum: {solver.modelStatusToString(status)}")
    return np.asarray(solver.getSolution().col_value, dtype=float)
