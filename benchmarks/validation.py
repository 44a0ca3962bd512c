"""Write docs/validation.md: Sogdia's round-trip times and masses against measured ones, and where they fail.

Reads the outside data that SOGDIA_REFERENCE_DATA names (default ../shared/data); nothing of it is kept but summaries.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from sogdia.data import world
from sogdia.flows import LatencyParams, latency

ROOT = Path(__file__).resolve().parents[1]
OUTSIDE = Path(os.environ.get("SOGDIA_REFERENCE_DATA", ROOT.parent / "shared" / "data"))
LEAST_KM = 500.0
FOLDS = 5


def pings() -> pd.DataFrame:
    """Give the least round trip of each unordered pair of cities, with their places."""
    folder = OUTSIDE / "rtt_wonderproxy_2020"
    servers = pd.read_csv(folder / "servers.csv", keep_default_na=False).set_index("id")
    rows = pd.read_csv(folder / "pings.csv")
    rows = rows[rows.source.isin(servers.index) & rows.destination.isin(servers.index)]
    rows = rows[rows.source != rows.destination]
    ends = np.sort(rows[["source", "destination"]].to_numpy(), axis=1)
    least = rows.assign(a=ends[:, 0], b=ends[:, 1]).groupby(["a", "b"])["min"].min().reset_index(name="observed_ms")
    for end, side in (("a", "from"), ("b", "to")):
        least[f"{side}_lon"] = servers.longitude.astype(float).reindex(least[end]).to_numpy()
        least[f"{side}_lat"] = servers.latitude.astype(float).reindex(least[end]).to_numpy()
        least[f"{side}_city"] = (servers.title + ", " + servers.country).reindex(least[end]).to_numpy()
        least[f"{side}_country"] = servers.country.reindex(least[end]).to_numpy()
    return least[least.observed_ms > 0]


def scores(predicted: np.ndarray, observed: np.ndarray) -> dict[str, float]:
    """Give log-correlation, median and 90th percentile of the absolute relative error."""
    error = np.abs(predicted / observed - 1.0)
    return {
        "log-correlation": float(np.corrcoef(np.log(predicted), np.log(observed))[0, 1]),
        "median error": float(np.median(error)),
        "90th percentile": float(np.quantile(error, 0.9)),
    }


def fit(path_ms: np.ndarray, observed: np.ndarray) -> tuple[float, float]:
    """Fit access and inflation by least absolute relative error (iteratively reweighted least squares)."""
    design = np.column_stack([np.ones(len(path_ms)), path_ms]) / observed[:, None]
    weight = np.ones(len(path_ms))
    for _ in range(50):
        beta = np.linalg.lstsq(design * weight[:, None], weight, rcond=None)[0]
        weight = 1.0 / np.sqrt(np.maximum(np.abs(design @ beta - 1.0), 1e-3))
    return float(beta[0]), float(beta[1])


def by_folds(table: pd.DataFrame) -> tuple[np.ndarray, float]:
    """Predict each pair by parameters fitted on pairs that share no city with it; give also the 80 % cover."""
    cities = np.unique(table[["a", "b"]].to_numpy())
    fold = pd.Series(np.random.default_rng(0).permutation(len(cities)) % FOLDS, index=cities)
    first, second = fold[table.a].to_numpy(), fold[table.b].to_numpy()
    path, observed = table.rtt_ms.to_numpy(), table.observed_ms.to_numpy()
    out, inside = np.full(len(table), np.nan), np.zeros(len(table), dtype=bool)
    for k in range(FOLDS):
        held = (first == k) | (second == k)
        access, inflation = fit(path[~held], observed[~held])
        predicted = access + inflation * path
        low, high = np.quantile((observed / predicted)[~held], [0.1, 0.9])
        mine = held & (np.isnan(out) | (first == k))
        out[mine] = predicted[mine]
        ratio = observed[mine] / predicted[mine]
        inside[mine] = (ratio >= low) & (ratio <= high)
    return out, float(inside.mean())


def latency_section() -> list[str]:
    """Compare latency with measured pings."""
    least = pings()
    bare = replace(LatencyParams(), access_ms=0.0, inflation=1.0, low_factor=1.0, high_factor=1.0)
    told = latency(world(), least, year=2020, params=bare).table
    far = told[told.geodesic_km > LEAST_KM]
    table = far.dropna(subset=["rtt_ms"]).reset_index(drop=True)
    observed = table.observed_ms.to_numpy()
    circle = (table.floor_ms).to_numpy()
    path = table.rtt_ms.to_numpy()
    access, inflation = fit(path, observed)
    crossed, cover = by_folds(table)
    default = LatencyParams()
    shipped = default.access_ms + default.inflation * path
    ratio = observed / shipped
    inside = float(((ratio >= default.low_factor) & (ratio <= default.high_factor)).mean())
    models = {
        "great circle x its best constant": circle * np.median(observed / circle),
        "physical path x its best constant": path * np.median(observed / path),
        "Sogdia, folds by city": crossed,
        "Sogdia as shipped": shipped,
    }
    lines = [
        "## Latency",
        "",
        f"{len(table):,} unordered pairs of {len(np.unique(table[['a', 'b']]))} cities over {LEAST_KM:.0f} km apart, least "
        "round trip of July 2020 (WonderProxy); network of 2020. Error is |predicted / observed - 1|.",
        "",
        "| model | log-correlation | median error | 90th percentile |",
        "|---|---|---|---|",
    ]
    for name, predicted in models.items():
        s = scores(predicted, observed)
        lines.append(f"| {name} | {s['log-correlation']:.3f} | {s['median error']:.1%} | {s['90th percentile']:.1%} |")
    lines += [
        "",
        f"Fitted on all pairs: access {access:.2f} ms, inflation {inflation:.3f}; 10th, 50th, 90th percentile of observed "
        f"over predicted: {', '.join(f'{v:.2f}' for v in np.quantile(observed / (access + inflation * path), [0.1, 0.5, 0.9]))}.",
        f"The 80 % interval covers {cover:.0%} of the pairs held out by city, and as shipped {inside:.0%} of all.",
        f"{np.mean(observed < path):.1%} of the pairs are faster than our shortest path allows: there the network lacks a "
        "link or draws it too long.",
        "",
        *worst(table.assign(ratio=observed / shipped), far),
    ]
    return lines


def worst(table: pd.DataFrame, far: pd.DataFrame) -> list[str]:
    """List where the prediction fails: cities and countries by their median ratio."""
    long = pd.concat(
        [
            table[["from_city", "ratio"]].rename(columns={"from_city": "city"}),
            table[["to_city", "ratio"]].rename(columns={"to_city": "city"}),
        ]
    )
    city = long.groupby("city").ratio.median().sort_values()
    lines = [
        "### Where it fails",
        "",
        "Median of observed over predicted, by city:",
        "",
        "| slower than predicted | ratio | faster than predicted | ratio |",
        "|---|---|---|---|",
    ]
    slow, fast = city[::-1].head(12), city.head(12)
    for (a, x), (b, y) in zip(slow.items(), fast.items(), strict=True):
        lines.append(f"| {a} | {x:.2f} | {b} | {y:.2f} |")
    lost = far[far.rtt_ms.isna()]
    count = pd.concat([lost.from_city, lost.to_city]).value_counts()
    names = ", ".join(count[count > 5].index) or "none"
    lines += [
        "",
        "Slow cities hand traffic over far away (routing policy and prices, not the cable, set the way): the physical lens "
        "cannot see it. Fast ones show a link that the embedded world lacks.",
        f"Cities without a way in the network of 2020: {names}.",
        "",
    ]
    return lines


def main() -> None:
    """Write the page."""
    head = [
        "# Validation",
        "",
        "Generated by `just docs`. Where Sogdia is held against measurements, and where it is wrong.",
        "",
    ]
    path = ROOT / "docs" / "validation.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([*head, *latency_section()]).rstrip() + "\n", encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
