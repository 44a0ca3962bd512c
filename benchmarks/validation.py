"""Write docs/validation.md: Sogdia's round-trip times and masses against measured ones, and where they fail.

Reads the outside data that SOGDIA_REFERENCE_DATA names (default ../shared/data); nothing of it is kept but summaries.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from sogdia.data import world
from sogdia.flows import LatencyParams, latency
from sogdia.flows.mass import MassParams, masses

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
        f"Shipped: access {default.access_ms:g} ms, inflation {default.inflation:g}, fitted on the network as it stood a little earlier. "
        "At the 90th percentile a single constant on the physical path does as well: the gain is in the middle.",
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


def plain_name(name: str) -> str:
    """Bring a cable's name to what two lists may share: lower case, no brackets, no spaces or signs."""
    short = re.sub(r"\(.*?\)", "", name.lower().replace("/", " "))
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\b(cable|system|submarine|network)\b", "", short))


def facts_section() -> list[str]:
    """Compare the embedded cables with an outside list of late 2022, by name."""
    folder = OUTSIDE / "cables_oucm_2022" / "cable"
    listed = {}
    for path in sorted(folder.glob("*.json")):
        row = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(row, dict) and "name" in row:
            listed[plain_name(row["name"])] = row
    ours = world().systems
    ours = ours[(ours.kind == "submarine") & ours.name.notna()]
    pairs = [
        (row, listed[plain_name(row.name)])
        for row in ours.rename_axis(None).itertuples(index=False)
        if plain_name(row.name) in listed
    ]
    years = []
    for a, b in pairs:
        found = re.search(r"(?:19|20)\d{2}", str(b.get("rfs") or ""))
        if found and not pd.isna(a.year_in_service):
            years.append((float(a.year_in_service), int(found.group())))
    lengths = []
    for a, b in pairs:
        digits = re.sub(r"[^0-9.]", "", str(b.get("length") or ""))
        if digits and not pd.isna(a.length_km):
            lengths.append((float(a.length_km), float(digits)))
    near_year = np.mean([abs(x - y) <= 1 for x, y in years])
    near_length = np.mean([abs(x / y - 1) <= 0.10 for x, y in lengths])
    return [
        "## Facts",
        "",
        f"Embedded submarine systems: {len(ours)}. Of these {len(pairs)} are found by name in an outside list of late 2022 "
        f"(Open Undersea Cable Map, {len(listed)} cables; not part of the project).",
        "",
        "| fact | compared | agree |",
        "|---|---|---|",
        f"| first year of service, within one year | {len(years)} | {near_year:.0%} |",
        f"| length, within 10 % | {len(lengths)} | {near_length:.0%} |",
        "",
        "The two are not fully independent: both lean on the same trade press. Open disagreements stay as our source has them.",
        "",
    ]


def mass_section() -> list[str]:
    """Compare the model of used bandwidth with ITU's figures of 2019 and 2020."""
    rows = pd.read_csv(OUTSIDE / "itu_bandwidth" / "itu_i4214_used_capacity_mbits_long.csv")
    rows.columns = [str(c).lower() for c in rows.columns]
    value = next(c for c in rows.columns if "mbit" in c or c == "value")
    name = next(c for c in rows.columns if c in {"country", "economy", "name"})
    rows = (
        rows[(rows.year.isin([2019, 2020])) & (rows[value] > 0)].sort_values("year").drop_duplicates(name, keep="last")
    )
    net = world()
    code = dict(zip(net.countries.name.str.casefold(), net.countries.id, strict=True))
    seen = pd.Series((rows[value] / 1000.0).to_numpy(), index=rows[name].str.casefold().map(code)).dropna()
    seen = seen[seen.index.notna()]
    told, _ = masses(net.replace(observations=net.observations.iloc[:0]), 2020, MassParams())
    both = pd.concat([seen.rename("seen"), told.set_index("country").demand_gbps.rename("told")], axis=1, join="inner")
    ratio = np.log(both.told / both.seen)
    rank = both.rank().corr().iloc[0, 1]
    return [
        "## Used international bandwidth",
        "",
        f"Model from internet users and income against ITU's used bandwidth of 2019-20, {len(both)} countries matched by name: rank "
        f"correlation {rank:.2f}; half of the countries within a factor of {np.exp(ratio.abs().median()):.1f}, nine of ten within "
        f"{np.exp(ratio.abs().quantile(0.9)):.0f}. The line was fitted on ITU's figures of 2017, so this is no test on new "
        "countries; published figures replace it where they exist.",
        "",
    ]


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
    path.write_text(
        "\n".join([*head, *latency_section(), *mass_section(), *facts_section()]).rstrip() + "\n", encoding="utf-8"
    )
    print(path)


if __name__ == "__main__":
    main()
