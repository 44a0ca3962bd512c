"""Linear and mixed-integer programmes as plain arrays, and HiGHS to solve them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
from scipy.sparse import csr_matrix, vstack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.planning.clock import Clock


@dataclass(frozen=True, eq=False)
class Program:
    """Least ``cost @ x + constant`` with ``row_lower <= matrix @ x <= row_upper`` and ``lower <= x <= upper``.

    Attributes
    ----------
    cost, lower, upper
        Shape (c,).
    whole
        Shape (c,): columns that take whole numbers.
    matrix
        Shape (r, c), by rows.
    row_lower, row_upper
        Shape (r,).
    constant
        Added to the objective.
    """

    cost: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    whole: NDArray[np.bool_]
    matrix: csr_matrix
    row_lower: NDArray[np.float64]
    row_upper: NDArray[np.float64]
    constant: float = 0.0

    def with_rows(self, matrix: csr_matrix, lower: NDArray[np.float64]) -> Program:
        """Add rows ``matrix @ x >= lower``."""
        return replace(
            self,
            matrix=vstack([self.matrix, matrix], format="csr"),
            row_lower=np.concatenate([self.row_lower, lower]),
            row_upper=np.concatenate([self.row_upper, np.full(len(lower), np.inf)]),
        )


@dataclass(frozen=True, eq=False)
class Answer:
    """What HiGHS found.

    Attributes
    ----------
    x
        Shape (c,), None where nothing feasible was found.
    objective
        Infinite where nothing feasible was found.
    bound
        No feasible point costs less; infinite where there is none.
    optimal, infeasible
        Proved.
    """

    x: NDArray[np.float64] | None
    objective: float
    bound: float
    optimal: bool
    infeasible: bool


def loaded(program: Program, *, relaxed: bool = False) -> highspy.Highs:
    """Give HiGHS with `program`; single-threaded and silent, so that the same programme gives the same answer."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)  # noqa: FBT003  highspy takes no keywords
    solver.setOptionValue("threads", 1)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.cost), program.matrix.shape[0]
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.cost, program.lower, program.upper
    lp.row_lower_, lp.row_upper_, lp.offset_ = program.row_lower, program.row_upper, program.constant
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = program.matrix.indptr, program.matrix.indices
    lp.a_matrix_.value_ = program.matrix.data
    if not relaxed and program.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[flag] for flag in program.whole.tolist()]
    solver.passModel(lp)
    return solver


def answer_of(solver: highspy.Highs, *, mixed: bool) -> Answer:
    """Read what HiGHS found."""
    status, info = solver.getModelStatus(), solver.getInfo()
    kinds = highspy.HighsModelStatus
    infeasible = status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible, kinds.kObjectiveBound)
    optimal = status == kinds.kOptimal
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    x = np.array(solver.getSolution().col_value) if found else None
    objective = float(info.objective_function_value) if found else np.inf
    bound = float(info.mip_dual_bound) if mixed else (objective if optimal else -np.inf)
    return Answer(x, objective, np.inf if infeasible else bound, optimal, infeasible)


def solve(
    program: Program,
    clock: Clock,
    *,
    limit_s: float = np.inf,
    start: NDArray[np.float64] | None = None,
    cutoff: float = np.inf,
    rel_gap: float = 1e-6,
    relaxed: bool = False,
    seed: int = 0,
) -> Answer:
    """Solve a programme.

    Parameters
    ----------
    clock
        Clock of the search: when it runs out, the best so far is given.
    limit_s
        Seconds of that clock that this programme may take.
    start
        A feasible point to begin with, shape (c,).
    cutoff
        Points that cost more are of no use.
    relaxed
        Take no column in whole numbers.
    """
    solver = loaded(program, relaxed=relaxed)
    mixed = bool(program.whole.any()) and not relaxed
    solver.setOptionValue("mip_rel_gap", rel_gap)
    solver.setOptionValue("mip_abs_gap", 1e-9)
    solver.setOptionValue("random_seed", seed)
    if np.isfinite(cutoff):
        solver.setOptionValue("objective_bound", float(cutoff))
    if start is not None:
        point = highspy.HighsSolution()
        point.col_value = start.tolist()
        solver.setSolution(point)
    end = clock.spent_s + min(limit_s, clock.left_s)

    def late(event: Any) -> None:  # noqa: ANN401  highspy's own event
        if clock.halted or clock.spent_s >= end:
            event.interrupt()

    solver.cbMipInterrupt += late
    solver.cbSimplexInterrupt += late
    solver.run()
    return answer_of(solver, mixed=mixed)
