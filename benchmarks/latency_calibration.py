"""Fit `LatencyParams` to measured round trips, and hold each mechanism against cities and countries left out.

`python benchmarks/latency_calibration.py` prints the fitted parameters; `validation.py` uses the functions. Least squares
of the logarithm of observed over predicted with a soft loss, from the same round numbers each time: the same answer
wherever it runs.
"""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import least_squares

from sogdia.data import world
from sogdia.flows.detours import Detours, extra_ms
from sogdia.flows.layout import standing, wire
from sogdia.flows.paths import distances
from sogdia.flows.round_trip import NEAR_MS, LatencyParams
from sogdia.flows.ways import MS_PER_KM, Seeker

if TYPE_CHECKING:
    import pandas as pd

START: Final = {
    "access_ms": 7.0, "access_low_income_ms": 1.0, "inflation": 1.25, "low_income_slack": 1.0, "sea_span_ms": 1.0,
    "hub_ms": 3.0, "domestic_share": 0.5, "abroad_ms": 1.0, "spread_ms": 2.0, "spread_share": 0.02,
}  # fmt: skip
"""Round numbers from which every fit starts; all are 0 or more and are fitted as logarithms. The costs of handover at no
exchange are assumed: the pairs at hand hardly tell them."""
OF_ALL: Final = ("access_ms", "access_low_income_ms", "inflation")
SOFT: Final = 0.5
"""Residuals of the logarithm over this weigh less than their square."""
MOST_STEPS: Final = 8
NONE: Final = 1e-3
"""A mechanism that is left out costs this much; a handover that is barred costs `BARRED`."""
BARRED: Final = 150.0
WITHOUT: Final[dict[str, dict[str, float]]] = {
    "no exchanges: the cheapest way by fibre alone": {
        "hub_ms": BARRED,
        "abroad_ms": BARRED,
        "direct_ms": 0.0,
        "direct_domestic_ms": 0.0,
    },
    "all exchanges alike": {"hub_ms": NONE},
    "no slack of land fibre in countries of low income": {"low_income_slack": NONE},
    "no cost of spans at sea": {"sea_span_ms": NONE},
    "home traffic handed over like any other": {"domestic_share": 1.0, "abroad_ms": NONE, "direct_domestic_ms": 20.0},
    "always the cheapest way": {"spread_ms": 0.01, "spread_share": NONE},
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
        seeker = Seeker(wire(standing(world(), year)), ends, self.params.tails, Detours())
        self.seeker, self.wires, self.hubs = seeker, seeker.wires, seeker.hubs
        points = sorted(seeker.tails)
        number = {point: i for i, point in enumerate(points)}
        self.first = np.array([number[tuple(row)] for row in ends[:, :2].tolist()])
        self.second = np.array([number[tuple(row)] for row in ends[:, 2:].tolist()])
        self.tails = [seeker.tails[point] for point in points]
        self.country = np.array([tail[2] for tail in self.tails])
        self.poor = np.array([seeker.poor.get(c, 0.0) for c in self.country])[[self.first, self.second]].sum(axis=0)
        self.home = (self.country[self.first] == self.country[self.second]) & (self.country[self.first] != "")
        self.abroad = self.home[:, None] & (self.hubs.country[None, :] != self.country[self.first][:, None])
        most = max(len(tail[0]) for tail in self.tails)
        self.last = np.array([np.resize(tail[0], most) for tail in self.tails])
        self.last_ms = np.array([np.resize(tail[1], most) for tail in self.tails]) * MS_PER_KM
        self.observed = table.observed_ms.to_numpy(dtype=float)
        self.floor = table.floor_ms.to_numpy(dtype=float)

    def take(self, rows: np.ndarray) -> Pairs:
        """Give some of the pairs, with the trees of their cities alone."""
        out = copy(self)
        used = np.unique(np.concatenate([self.first[rows], self.second[rows]]))
        place = np.full(len(self.tails), -1)
        place[used] = np.arange(len(used))
        out.first, out.second = place[self.first[rows]], place[self.second[rows]]
        out.tails, out.country = [self.tails[i] for i in used], self.country[used]
        out.last, out.last_ms = self.last[used], self.last_ms[used]
        for name in ("poor", "home", "abroad", "observed", "floor"):
            setattr(out, name, getattr(self, name)[rows])
        return out

    def predict(self, values: dict[str, float]) -> np.ndarray:
        """Give the round trips by a set of parameters, ms: the formulas of `latency`, all pairs at once."""
        detours = Detours(**{name: value for name, value in values.items() if name not in OF_ALL})
        slack, sea = extra_ms(self.wires, self.seeker.poor, detours)
        cost = self.wires.cost + slack + sea
        tree = np.array(
            [distances(*self.wires.csr, cost, self.wires.all_alive, at, km * MS_PER_KM)[0] for at, km, _ in self.tails]
        )
        hub = tree[:, self.hubs.node]
        per_e = detours.hub_ms * np.where(self.home, detours.domestic_share, 1.0)
        ways = (
            hub[self.first] + hub[self.second] + per_e[:, None] * self.hubs.smallness + detours.abroad_ms * self.abroad
        )
        joined = (tree[self.first[:, None], self.last[self.second]] + self.last_ms[self.second]).min(axis=1)
        direct = joined + np.where(self.home, detours.direct_domestic_ms, detours.direct_ms)
        ways = np.column_stack([ways, direct])
        least = ways.min(axis=1, keepdims=True)
        scale = detours.spread_ms + detours.spread_share * least
        soft = (least - scale * np.log(np.exp(-(ways - least) / scale).sum(axis=1, keepdims=True)))[:, 0]
        params = replace(self.params, **{name: values[name] for name in OF_ALL})
        return np.maximum(params.rtt_ms(np.maximum(soft, 0.0), self.poor), self.floor)


def fit(pairs: Pairs, held: dict[str, float] | None = None) -> dict[str, float]:
    """Fit the parameters that are not held; `held` gives the others' values."""
    fixed = held or {}
    free = [name for name in START if name not in fixed]
    least = np.log([1.0 if name == "inflation" else 1e-3 for name in free])
    most = np.log([1.0 if name in {"domestic_share", "spread_share"} else 200.0 for name in free])

    def values(z: np.ndarray) -> dict[str, float]:
        return {**dict(zip(free, np.exp(z).tolist(), strict=True)), **fixed}

    def residual(z: np.ndarray) -> np.ndarray:
        return np.log(pairs.predict(values(z)) / pairs.observed)

    begin = np.clip(np.log([START[name] for name in free]), least + 1e-6, most - 1e-6)
    found = least_squares(
        residual, begin, bounds=(least, most), loss="soft_l1", f_scale=SOFT, diff_step=0.02, max_nfev=MOST_STEPS
    )
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
    detours = Detours(**{name: value for name, value in values.items() if name not in OF_ALL})
    return replace(LatencyParams(), **{name: values[name] for name in OF_ALL}, **bounds, detours=detours)


def folds(first: np.ndarray, second: np.ndarray, count: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Give (held out, fitted on) masks so that no name of a held-out pair is in any pair that is fitted on.

    Parameters
    ----------
    first, second
        Shapes (p,): name of each end (its city, or its country).
    count
        Folds; there are count * (count + 1) / 2 answers, one for each two folds in which the ends may be.
    """
    names = np.unique(np.concatenate([first, second]))
    number = dict(zip(names.tolist(), (np.random.default_rng(0).permutation(len(names)) % count).tolist(), strict=True))
    a, b = (np.array([number[name] for name in side.tolist()]) for side in (first, second))
    out = []
    for k in range(count):
        for m in range(k, count):
            held = ((a == k) & (b == m)) | ((a == m) & (b == k))
            out.append((held, ~np.isin(a, (k, m)) & ~np.isin(b, (k, m))))
    return out


def held_out(
    pairs: Pairs, first: np.ndarray, second: np.ndarray, count: int, held: dict[str, float] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Predict each pair by parameters fitted without its names; say also whether its 80 % range held, shapes (p,)."""
    told, inside = np.full(len(pairs.observed), np.nan), np.zeros(len(pairs.observed), dtype=bool)
    for out, known in folds(first, second, count):
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
    shown = values | spread(told, pairs.observed, pairs.poor)
    print("\n".join(f"{name} = {value:.4g}" for name, value in shown.items()))


if __name__ == "__main__":
    main()
