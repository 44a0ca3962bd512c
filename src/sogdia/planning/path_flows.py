"""Routes all demands over given capacities by paths made as they are needed, or proves that it cannot be done.

Source: Orlowski, Pióro, Tomaszewski, Wessäly (2010), section 3 (path-flow models); Iri (1971) and Onaga, Kakusho (1971)
(metric inequalities: capacities carry the demands exactly when no lengths of links ask for more).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import highspy
import numpy as np

from sogdia.formats.design import NO_FAILURE, UNLIMITED
from sogdia.planning.network_flows import arcs_of
from sogdia.planning.shortest import layered_way, layers, tree, way
from sogdia.planning.whole_units import NoWholeFlowsError, whole_flows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.formats.design import DesignInstance

CARRIED: Final = 1.0 - 1e-9
"""Share of every demand from which all is said to be carried."""
_EASE: Final = 1e-9
_SPECK: Final = 1e-7
"""Flow, beside the greatest demand, that is no more than a tolerance."""


@dataclass(frozen=True)
class Metric:
    """Lengths of links that ask for more than there is: ``weight @ capacity >= amount`` holds for every design.

    Attributes
    ----------
    weight
        Shape (m,); for two directions of one link their lengths are added.
    amount
        Demand times least distance, over all demands.
    """

    weight: NDArray[np.float64]
    amount: float


class PathRouter:
    """A linear programme of path flows that grows by the paths it needs, and keeps its basis between calls."""

    def __init__(self, instance: DesignInstance) -> None:
        self.instance = instance
        self.arcs = arcs_of(instance)
        excused = [
            tuple(instance.excused[instance.excused[:, 1] == d, 0].tolist()) for d in range(len(instance.demands))
        ]
        keys = [
            (instance.demand_start[d], instance.demand_end[d], self._hops(d), self._listed(d), excused[d])
            for d in range(len(instance.demands))
        ]
        bundles = {key: i for i, key in enumerate(dict.fromkeys(keys))}
        self.bundle = np.array([bundles[key] for key in keys])
        self.keys = list(bundles)
        self.amount = np.bincount(self.bundle, instance.demand_amount, minlength=len(bundles)).astype(float)
        self.paths: list[tuple[int, ...]] = []
        self.path_bundle: list[int] = []
        self.known: set[tuple[int, tuple[int, ...]]] = set()
        self.scale = max(1.0, float(self.amount.max()))
        self._asked: NDArray[np.float64] = self.amount
        self._lp = self._begin()
        self.calls = 0

    def _hops(self, demand: int) -> int:
        limited = self.instance.model.hops == "Y"
        limit = int(self.instance.hop_limit[demand]) if limited else UNLIMITED
        return UNLIMITED if limit >= len(self.instance.nodes) - 1 else limit

    def _listed(self, demand: int) -> tuple[tuple[int, ...], ...]:
        paths = self.instance.admissible_paths[demand] if self.instance.model.paths == "E" else ()
        limit = self._hops(demand)
        return tuple(path for path in paths if limit == UNLIMITED or len(path) <= limit)

    def _begin(self) -> highspy.Highs:
        """Lay out the rows: one for each bundle, one for each capacity; the first column is the share carried."""
        lp = highspy.Highs()
        lp.setOptionValue("output_flag", False)  # noqa: FBT003  highspy takes no keywords
        lp.setOptionValue("threads", 1)
        lp.setOptionValue("presolve", "off")
        bundles, rows = len(self.amount), len(self.arcs.row_link)
        none = np.array([], dtype=np.int32)
        for _ in range(bundles):
            lp.addRow(0.0, highspy.kHighsInf, 0, none, np.array([]))
        for _ in range(rows):
            lp.addRow(-highspy.kHighsInf, 0.0, 0, none, np.array([]))
        index = np.arange(bundles, dtype=np.int32)
        lp.addCol(-1.0, 0.0, 1.0, bundles, index, -self.amount / self.scale)
        return lp

    def _add(self, bundle: int, path: tuple[int, ...]) -> bool:
        """Add a path given by its arcs."""
        if (bundle, path) in self.known:
            return False
        self.known.add((bundle, path))
        self.paths.append(path)
        self.path_bundle.append(bundle)
        rows, counts = np.unique(self.arcs.row[list(path)], return_counts=True)
        index = np.concatenate([[bundle], len(self.amount) + rows]).astype(np.int32)
        values = np.concatenate([[1.0], counts.astype(float)])
        self._lp.addCol(0.0, 0.0, highspy.kHighsInf, len(index), index, values)
        return True

    def distances(self, length: NDArray[np.float64], state: int) -> tuple[NDArray[np.float64], list[tuple[int, ...]]]:
        """Give the least length and a least path (arcs) of each bundle, with the link of `state` shut.

        Parameters
        ----------
        length
            Shape (a,).
        """
        arcs, nodes = self.arcs, len(self.instance.nodes)
        length = np.where(arcs.link == state, np.inf, length)
        far = np.full(len(self.keys), np.inf)
        paths: list[tuple[int, ...]] = [()] * len(self.keys)
        trees: dict[tuple[int, int], tuple[NDArray[np.float64], NDArray[np.int64]]] = {}
        for i, (start, end, hops, listed, _) in enumerate(self.keys):
            if listed:
                ways = [self.arcs_along(int(start), path) for path in listed]
                lengths = [float(length[list(arcs_of_path)].sum()) for arcs_of_path in ways]
                best = int(np.argmin(lengths))
                far[i], paths[i] = lengths[best], ways[best]
                continue
            key = (int(start), hops)
            if key not in trees:
                if hops == UNLIMITED:
                    trees[key] = tree(nodes, arcs.tail, arcs.head, length, int(start))
                else:
                    trees[key] = layers(nodes, arcs.tail, arcs.head, length, int(start), hops)
            lengths_to, last = trees[key]
            far[i] = lengths_to[end] if hops == UNLIMITED else lengths_to[-1, end]
            if np.isfinite(far[i]):
                found = way(last, arcs.tail, int(end)) if hops == UNLIMITED else layered_way(last, arcs.tail, int(end))
                paths[i] = tuple(found)
        return far, paths

    def arcs_along(self, start: int, links: tuple[int, ...]) -> tuple[int, ...]:
        """Turn links along a path into arcs."""
        found, at = [], start
        both = self.instance.model.link != "D"
        for link in links:
            forth = int(self.instance.link_start[link]) == at
            found.append(link if forth or not both else link + len(self.instance.links))
            at = int(self.instance.link_end[link] if forth else self.instance.link_start[link])
        return tuple(found)

    def route(self, capacity: NDArray[np.float64], state: int = NO_FAILURE) -> Metric | None:
        """Carry all demands over `capacity`, shape (m,), with the link of `state` failed; None when it can be done.

        Otherwise lengths that prove it cannot.
        """
        self.calls += 1
        self._ask(state)
        room = np.where(self.arcs.row_link == state, 0.0, capacity[self.arcs.row_link]) / self.scale
        bundles, rows = len(self.amount), len(self.arcs.row_link)
        index = np.arange(bundles, bundles + rows, dtype=np.int32)
        self._lp.changeRowsBounds(rows, index, np.full(rows, -highspy.kHighsInf), room * (1.0 + _EASE))
        if not self.paths:
            _, paths = self.distances(np.ones(len(self.arcs.tail)), NO_FAILURE)
            for i, path in enumerate(paths):
                self._add(i, path)
        while True:
            self._lp.run()
            solution = self._lp.getSolution()
            if solution.col_value[0] >= CARRIED:
                return None
            duals = -np.array(solution.row_dual)
            length = np.maximum(duals[bundles:], 0.0)[self.arcs.row]
            price = -duals[:bundles]
            far, paths = self.distances(length, state)
            better = np.flatnonzero(far < price - 1e-9)
            added = sum(self._add(int(i), paths[i]) for i in better.tolist() if paths[i])
            if not added:
                lengths = np.maximum(duals[bundles:], 0.0)
                weight = np.bincount(self.arcs.row_link, lengths, minlength=len(capacity)).astype(float)
                if state != NO_FAILURE:
                    weight[state] = 0.0
                return Metric(weight, float(np.where(self._asked > 0.0, far, 0.0) @ self._asked))

    def wanted(self, state: int) -> NDArray[np.float64]:
        """Give what each bundle asks for in a state: nothing where it is excused."""
        excused = np.array([state in key[4] for key in self.keys])
        return np.where(excused, 0.0, self.amount)

    def _ask(self, state: int) -> None:
        """Let the bundles ask for what they want in a state."""
        if not len(self.instance.excused):
            return
        wanted = self.wanted(state)
        for bundle in np.flatnonzero(wanted != self._asked).tolist():
            self._lp.changeCoeff(bundle, 0, -wanted[bundle] / self.scale)
        self._asked = wanted

    def carried(
        self, capacity: NDArray[np.float64], state: int = NO_FAILURE
    ) -> list[tuple[int, tuple[int, ...], float]]:
        """Give flows (bundle, links, amount) that carry all demands in a state; without failure at the least cost.

        Raises
        ------
        ValueError
            The capacities cannot carry them.
        """
        if self.route(capacity, state) is not None:
            raise ValueError(f"capacities do not carry the demands in state {state}")
        if self.instance.model.routing == "I":
            return self._whole(capacity, state)
        if state == NO_FAILURE and self.instance.routing_cost.any():
            self._cheapen()
        values = np.array(self._lp.getSolution().col_value[1:]) * self.scale
        found = self._told(values, state)
        self._lp.changeColsCost(
            len(self.paths), np.arange(1, len(self.paths) + 1, dtype=np.int32), np.zeros(len(self.paths))
        )
        self._lp.changeColBounds(0, 0.0, 1.0)
        self._lp.changeColCost(0, -1.0)
        return found

    def _told(self, values: NDArray[np.float64], state: int) -> list[tuple[int, tuple[int, ...], float]]:
        """Tell flows on paths that stand in a state, none above what its bundle asks for.

        Specks that the programme's tolerance leaves go to the bundle's greatest flow.
        """
        link = self.arcs.link
        left = self._asked.copy()
        greatest: dict[int, int] = {}
        found: list[tuple[int, tuple[int, ...], float]] = []
        for i in np.argsort(-values, kind="stable").tolist():
            bundle = self.path_bundle[i]
            amount = min(float(values[i]), float(left[bundle]))
            links = tuple(link[list(self.paths[i])].tolist())
            if state in links or amount <= 0.0 or (bundle in greatest and amount <= _SPECK * self.scale):
                continue
            greatest.setdefault(bundle, len(found))
            left[bundle] -= amount
            found.append((bundle, links, amount))
        for bundle, row in greatest.items():
            found[row] = (*found[row][:2], found[row][2] + float(left[bundle]))
        return found

    def _cheapen(self) -> None:
        """Carry all at the least routing cost: fix the share carried at 1, and price paths by cost."""
        arc_cost = self.instance.routing_cost[self.arcs.link]
        bundles = len(self.amount)
        self._lp.changeColBounds(0, CARRIED, 1.0)
        self._lp.changeColCost(0, 0.0)
        while True:
            costs = np.array([arc_cost[list(path)].sum() for path in self.paths])
            index = np.arange(1, len(costs) + 1, dtype=np.int32)
            self._lp.changeColsCost(len(costs), index, costs)
            self._lp.run()
            duals = -np.array(self._lp.getSolution().row_dual)
            far, paths = self.distances(arc_cost + np.maximum(duals[bundles:], 0.0)[self.arcs.row], NO_FAILURE)
            better = np.flatnonzero(far < -duals[:bundles] - 1e-9 * (1.0 + np.abs(duals[:bundles])))
            if not sum(self._add(int(i), paths[i]) for i in better.tolist() if paths[i]):
                return

    def _whole(self, capacity: NDArray[np.float64], state: int) -> list[tuple[int, tuple[int, ...], float]]:
        """Give flows in whole routing units, on the paths known; a `ValueError` where they have none."""
        values = whole_flows(self, capacity, state)
        if values is None:
            raise NoWholeFlowsError("no flows in whole routing units were found")
        return self._told(values, state)
