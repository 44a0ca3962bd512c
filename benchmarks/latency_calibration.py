"""Fit `LatencyParams` to measured round trips, and hold each mechanism against cities and countries left out.

`python benchmarks/latency_calibration.py` prints the fitted parameters; `validation.py` uses the functions. Least squares
of the logarithm of observed over predicted, from the same round numbers each time: the same answer wherever it runs.
"""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import least_squares

from sogdia.data import world
from sogdia.flows.detours import Detours, land_ms, thinness
from sogdia.flows.layout import standing, wire
from sogdia.flows.paths import distances
from sogdia.flows.round_trip import NEAR_MS, LatencyParams
from sogdia.flows.ways import MS_PER_KM, Seeker
from sogdia.geodesy import distance_km

if TYPE_CHECKING:
    import pandas as pd

START: Final = {
    "low_income_slack": 1.0, "sea_span_ms": 1.0, "spread_ms": 5.0, "least_handover": 1.0, "foreign_handover": 3.0,
}  # fmt: skip
"""Round numbers from which every fit starts; all are 0 or more and are fitted as logarithms."""
MOST_STEPS: Final = 8
MOST_KNOWN: Final = 6
"""Costs of fibre that are kept: a step of the fit asks for few."""
NONE: Final = 1e-3
"""A mechanism that is left out costs this much."""
WITHOUT: Final[dict[str, dict[str, float]]] = {
    "no choice: the cheapest way by fibre, wherever it is handed over": {"spread_ms": 0.05},
    "foreign networks as often at every exchange": {"foreign_handover": NONE},
    "no slack of land fibre in countries of low income": {"low_income_slack": NONE},
    "no cost of spans at sea": {"sea_span_ms": NONE},
}
"""What each mechanism is worth: the parameters that are held when it is left out."""


class Pairs:
    """Pairs of cities over a network of one year, laid out so that a set of parameters is tried in a tenth of a second.

    Parameters
    ----------
    table
        Columns from_lon, from_lat, to_lon, to_lat, observed_ms, floor_ms.
    """

    def __init__(self, table: pd.DataFrame, year: int) -> None:
        ends = table[["from_lon", "from_lat", "to_lon", "to_lat"]].to_numpy(dtype=float)
        self.params = LatencyParams()
        self.known: dict[tuple[float, float], tuple[np.ndarray, np.ndarray]] = {}
        seeker = Seeker(wire(standing(world(), year)), ends, self.params.tails, Detours())
        self.seeker, self.wires, self.hubs = seeker, seeker.wires, seeker.hubs
        points = sorted(seeker.tails)
        number = {point: i for i, point in enumerate(points)}
        self.first = np.array([number[tuple(row)] for row in ends[:, :2].tolist()])
        self.second = np.array([number[tuple(row)] for row in ends[:, 2:].tolist()])
        self.tails = [seeker.tails[point] for point in points]
        self.country = np.array([tail[2] for tail in self.tails])
        self.poor = np.array([seeker.poor.get(c, 0.0) for c in self.country])[[self.first, self.second]].sum(axis=0)
        away = (self.hubs.country[None, :] != self.country[:, None]) * seeker.hub_income
        self.foreign = away[self.first] + away[self.second]
        self.apart_km = np.asarray(distance_km(*ends.T), dtype=float)
        self.land_ms, self.thin = land_ms(self.wires, seeker.poor), thinness(self.wires)
        most = max(len(tail[0]) for tail in self.tails)
        self.last = np.array([np.resize(tail[0], most) for tail in self.tails])
        self.last_ms = np.array([np.resize(tail[1], most) for tail in self.tails]) * MS_PER_KM
        self.observed = table.observed_ms.to_numpy(dtype=float)
        self.floor = table.floor_ms.to_numpy(dtype=float)

    def take(self, rows: np.ndarray) -> Pairs:
        """Give some of the pairs, with the trees of their cities alone."""
        out = copy(self)
        out.known = {}
        used = np.unique(np.concatenate([self.first[rows], self.second[rows]]))
        place = np.full(len(self.tails), -1)
        place[used] = np.arange(len(used))
        out.first, out.second = place[self.first[rows]], place[self.second[rows]]
        out.tails, out.country = [self.tails[i] for i in used], self.country[used]
        out.last, out.last_ms = self.last[used], self.last_ms[used]
        for name in ("poor", "foreign", "apart_km", "observed", "floor"):
            setattr(out, name, getattr(self, name)[rows])
        return out

    def _trees(self, cost: np.ndarray) -> np.ndarray:
        w = self.wires
        return np.array([distances(*w.csr, cost, w.all_alive, at, km * MS_PER_KM)[0] for at, km, _ in self.tails])

    def _joined(self, tree: np.ndarray) -> np.ndarray:
        return (tree[self.first[:, None], self.last[self.second]] + self.last_ms[self.second]).min(axis=1)

    def _fibre(self, detours: Detours) -> tuple[np.ndarray, np.ndarray]:
        """Give what fibre costs by each hub, shape (p, h), and past all of them, shape (p,); the last few are kept."""
        key = (detours.low_income_slack, detours.sea_span_ms)
        if key not in self.known:
            tree = self._trees(self.wires.cost + key[0] * self.land_ms + key[1] * self.thin)
            hub = tree[:, self.hubs.node]
            while len(self.known) >= MOST_KNOWN:
                del self.known[next(iter(self.known))]
            self.known[key] = hub[self.first] + hub[self.second], self._joined(tree)
        return self.known[key]

    def along_fibre(self) -> dict[str, float]:
        """Fit what `flow` and `fail` use, a constant and a factor of the shortest way, by least absolute logarithms."""
        there_and_back = 2.0 * self._joined(self._trees(self.wires.cost))

        def residual(z: np.ndarray) -> np.ndarray:
            return np.log((np.exp(z[0]) + np.exp(z[1]) * there_and_back) / self.observed)

        found = least_squares(residual, [np.log(10.0), 0.0], loss="soft_l1", f_scale=0.01)
        return dict(zip(("handover_ms", "inflation"), np.exp(found.x).tolist(), strict=True))

    def predict(self, values: dict[str, float]) -> np.ndarray:
        """Give the round trips by a set of parameters, ms: the formulas of `latency`, all pairs at once."""
        detours = Detours(**values)
        by_hub, straight = self._fibre(detours)
        apart = self.apart_km[:, None]
        ways = by_hub + detours.handover_ms(self.hubs.smallness, self.foreign, apart)
        direct = straight[:, None] + detours.handover_ms(np.array(self.hubs.none), np.array(0.0), apart)
        ways = np.column_stack([ways, direct])
        least, scale = ways.min(axis=1, keepdims=True), detours.scale_ms(apart)
        soft = (least - scale * np.log(np.exp(-(ways - least) / scale).sum(axis=1, keepdims=True)))[:, 0]
        return np.maximum(2.0 * np.maximum(soft, 0.0), self.floor)


def fit(pairs: Pairs, held: dict[str, float] | None = None) -> dict[str, float]:
    """Fit the parameters that are not held; `held` gives the others' values."""
    fixed = held or {}
    free = [name for name in START if name not in fixed]
    least, most = np.log(1e-3), np.log(200.0)

    def values(z: np.ndarray) -> dict[str, float]:
        return {**dict(zip(free, np.exp(z).tolist(), strict=True)), **fixed}

    def residual(z: np.ndarray) -> np.ndarray:
        return np.log(pairs.predict(values(z)) / pairs.observed)

    begin = np.clip(np.log([START[name] for name in free]), least + 1e-6, most - 1e-6)
    found = least_squares(residual, begin, bounds=(least, most), diff_step=0.02, max_nfev=MOST_STEPS)
    return values(found.x)


def spread(predicted: np.ndarray, observed: np.ndarray, poor: np.ndarray) -> dict[str, float]:
    """Fit the 80 % range: 10th and 90th percentile of the logarithm of observed over predicted, on the two features.

    Source
    ------
    Koenker and Bassett (1978), Regression quantiles, Econometrica 46; by iteratively reweighted least squares.
    """
    log = np.log(observed / predicted)
    short = np.log(np.maximum(NEAR_MS / predicted, 1.0))
    design = np.column_stack([np.ones(len(log)), short, poor])
    out = {}
    for side, share, sign in (("low", 0.1, -1.0), ("high", 0.9, 1.0)):
        beta = np.zeros(3)
        for _ in range(200):
            off = log - design @ beta
            weight = np.where(off > 0, share, 1.0 - share) / np.maximum(np.abs(off), 1e-4)
            beta = np.linalg.solve(design.T @ (design * weight[:, None]), design.T @ (weight * log))
        out[f"{side}_factor"] = float(np.exp(sign * max(sign * beta[0], 0.0)))
        out[f"{side}_near"] = max(float(sign * beta[1]), 0.0)
        out[f"{side}_low_income"] = max(float(sign * beta[2]), 0.0)
    return out


def params_of(values: dict[str, float], bounds: dict[str, float]) -> LatencyParams:
    """Make the parameters of `latency` of fitted values and bounds."""
    return replace(LatencyParams(), **bounds, detours=Detours(**values))


def folds(first: np.ndarray, second: np.ndarray, count: int, seed: int = 0) -> list[tuple[np.ndarray, np.ndarray]]:
    """Give (held out, fitted on) masks so that no name of a held-out pair is in any pair that is fitted on.

    Parameters
    ----------
    first, second
        Shapes (p,): name of each end (its city, or its country).
    count
        Folds; there are count * (count + 1) / 2 answers, one for each two folds in which the ends may be.
    seed
        Of the drawing of names into folds.
    """
    names = np.unique(np.concatenate([first, second]))
    number = dict(
        zip(names.tolist(), (np.random.default_rng(seed).permutation(len(names)) % count).tolist(), strict=True)
    )
    a, b = (np.array([number[name] for name in side.tolist()]) for side in (first, second))
    out = []
    for k in range(count):
        for m in range(k, count):
            held = ((a == k) & (b == m)) | ((a == m) & (b == k))
            if held.any():
                out.append((held, ~np.isin(a, (k, m)) & ~np.isin(b, (k, m))))
    return out


def held_out(
    pairs: Pairs,
    first: np.ndarray,
    second: np.ndarray,
    count: int,
    held: dict[str, float] | None = None,
    seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """Predict each pair by parameters fitted without its names; say also whether its 80 % range held, shapes (p,)."""
    told, inside = np.full(len(pairs.observed), np.nan), np.zeros(len(pairs.observed), dtype=bool)
    for out, known in folds(first, second, count, seed):
        train = pairs.take(known)
        values = fit(train, held)
        params = params_of(values, spread(train.predict(values), train.observed, train.poor))
        told[out] = pairs.take(out).predict(values)
        low, high = params.range_ms(told[out], pairs.poor[out])
        inside[out] = (pairs.observed[out] >= low) & (pairs.observed[out] <= high)
    return told, inside


def main() -> None:
    """Print what fits best on all pairs."""
    from validation import far_pairs  # noqa: PLC0415  validation imports this file

    pairs = Pairs(far_pairs(), 2020)
    values = fit(pairs)
    told = pairs.predict(values)
    shown = values | spread(told, pairs.observed, pairs.poor) | pairs.along_fibre()
    print("\n".join(f"{name} = {value:.4g}" for name, value in shown.items()))


if __name__ == "__main__":
    main()
