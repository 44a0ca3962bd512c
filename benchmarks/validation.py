"""Write docs/validation.md: Sogdia's round-trip times and masses against measured ones, and where they fail.

Reads the outside data that SOGDIA_REFERENCE_DATA names (default ../shared/data); nothing of it is kept but summaries.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import numpy as np
import pandas as pd
from latency_calibration import WITHOUT, Pairs, held_out

from sogdia.data import world
from sogdia.flows import Detours, LatencyParams, explain, latency
from sogdia.flows.mass import RESIDUAL_SD, MassParams, masses
from sogdia.flows.round_trip import ENDS
from sogdia.formats.country_names import country_code
from sogdia.geodesy import distance_km

ROOT = Path(__file__).resolve().parents[1]
OUTSIDE = Path(os.environ.get("SOGDIA_REFERENCE_DATA", ROOT.parent / "shared" / "data"))
LEAST_KM = 500.0
FOLDS = 4
FEW_FOLDS = 3
TWINS_KM = 75.0
JUMP = 8.0
CLOUD = {
    "Dallas": (-96.80, 32.78), "Frankfurt": (8.68, 50.11), "London": (-0.12, 51.51), "Madrid": (-3.70, 40.42),
    "Osaka": (135.50, 34.69), "Sao Paulo": (-46.63, -23.55), "Sydney": (151.21, -33.87), "Tokyo": (139.69, 35.69),
    "Toronto": (-79.38, 43.65), "Montreal": (-73.57, 45.50), "Washington DC": (-77.04, 38.91), "Chennai": (80.28, 13.09),
    "Mumbai": (72.88, 19.08),
}  # fmt: skip


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


def far_pairs() -> pd.DataFrame:
    """Give the pairs over `LEAST_KM` apart with what `latency` tells of them."""
    told = latency(world(), pings(), year=2020).table
    return told[(told.geodesic_km > LEAST_KM) & told.rtt_ms.notna()].reset_index(drop=True)


def plain_path(table: pd.DataFrame) -> np.ndarray:
    """Give light's round trip on the shortest way through the network, whoever carries it, ms."""
    bare = LatencyParams(
        access_ms=0.0,
        access_low_income_ms=0.0,
        inflation=1.0,
        detours=Detours(0.0, 0.0, 1e6, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    )
    ends = table[["from_lon", "from_lat", "to_lon", "to_lat"]]
    return latency(world(), ends, year=2020, params=bare).table.rtt_ms.to_numpy()


def line(name: str, predicted: np.ndarray, observed: np.ndarray, inside: np.ndarray | None = None) -> str:
    """Give a row of the table of models."""
    s = scores(predicted, observed)
    cover = "" if inside is None else f"{inside.mean():.0%}"
    return f"| {name} | {s['log-correlation']:.3f} | {s['median error']:.1%} | {s['90th percentile']:.1%} | {cover} |"


def twin_floor(table: pd.DataFrame) -> str:
    """Say how far two servers in one city differ towards the same third city: no model of places can tell them apart."""
    every = pings()
    apart = distance_km(every.from_lon, every.from_lat, every.to_lon, every.to_lat)
    seen = {(r.a, r.b): r.observed_ms for r in table.itertuples()} | {
        (r.b, r.a): r.observed_ms for r in table.itertuples()
    }
    off = []
    for twin in every[apart < TWINS_KM].itertuples():
        off += [
            abs(np.log(seen[twin.a, c] / seen[twin.b, c]))
            for c in {name for pair in seen for name in pair}
            if (twin.a, c) in seen and (twin.b, c) in seen
        ]
    return (
        f"Noise of the data: two servers at most {TWINS_KM:.0f} km apart ({(apart < TWINS_KM).sum()} such pairs) differ towards "
        f"the same third city by {np.median(off):.0%} in the median and {np.quantile(off, 0.9):.0%} at the 90th percentile: "
        "that is the choice of networks, which no model of places can tell."
    )


def latency_section() -> list[str]:
    """Compare latency with measured pings."""
    table = far_pairs()
    observed, circle, path = table.observed_ms.to_numpy(), table.floor_ms.to_numpy(), plain_path(table)
    pairs = Pairs(table, 2020)
    by_city = held_out(pairs, table.a.to_numpy(), table.b.to_numpy(), FOLDS)
    by_country = held_out(pairs, table.from_country.to_numpy(), table.to_country.to_numpy(), FOLDS)
    inside = table.observed_ms.between(table.low_ms, table.high_ms).to_numpy()
    head = "| model | log-correlation | median error | 90th percentile | 80 % interval covers |"
    lines = [
        "## Latency",
        "",
        f"{len(table):,} unordered pairs of {len(np.unique(table[['a', 'b']]))} cities over {LEAST_KM:.0f} km apart, least "
        "round trip of July 2020 (WonderProxy); network of 2020. Error is |predicted / observed - 1|.",
        "",
        head,
        "|---|---|---|---|---|",
        line("great circle x its best constant", circle * np.median(observed / circle), observed),
        line("physical path x its best constant", path * np.median(observed / path), observed),
        line("Sogdia, cities held out", by_city[0], observed, by_city[1]),
        line("Sogdia, countries held out", by_country[0], observed, by_country[1]),
        line("Sogdia as shipped", table.rtt_ms.to_numpy(), observed, inside),
        "",
        f"Held out: fitted on pairs of which neither city (country) is in the predicted pair's two folds of {FOLDS}.",
        twin_floor(table),
        f"{np.mean(observed < path):.1%} of the pairs are faster than our shortest path allows: there the network lacks a "
        "link or draws it too long.",
        "",
        "What each mechanism is worth: the model fitted again without it, on all pairs and with cities held out.",
        "",
        head,
        "|---|---|---|---|---|",
    ]
    for name, without in WITHOUT.items():
        told, held = held_out(pairs, table.a.to_numpy(), table.b.to_numpy(), FEW_FOLDS, without)
        lines.append(line(name, told, observed, held))
    told, held = held_out(pairs, table.a.to_numpy(), table.b.to_numpy(), FEW_FOLDS)
    lines += [line("all of them", told, observed, held), "", f"(folds of {FEW_FOLDS}, for time)", ""]
    return lines + worst(table.assign(ratio=observed / table.rtt_ms))


def worst(table: pd.DataFrame) -> list[str]:
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
    lines += [
        "",
        "What is left is mostly of pairs, not of cities: neighbours of small markets whose networks meet next door or an ocean "
        "away (Albania-Greece 15 ms, Kenya-Uganda 165 ms). One server (Winnipeg) is slow towards all.",
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


def ibm_section() -> list[str]:
    """Compare the order of the pairs of a cloud's regions, and ask which loss explains a rise."""
    rows = pd.read_csv(
        OUTSIDE / "rtt_ibmcloud_2026" / "ibm_interregion_rtt_2023_2026.csv", parse_dates=["window_end_date"]
    )
    ends = np.sort(rows[["src", "dst"]].to_numpy(), axis=1)
    rows = rows.assign(a=ends[:, 0], b=ends[:, 1])
    seen = rows.groupby(["a", "b"]).avg_rtt_ms.median().reset_index(name="observed_ms")
    places = {name: CLOUD[name] for name in sorted({*seen.a, *seen.b})}
    for end, side in (("a", "from"), ("b", "to")):
        seen[f"{side}_lon"] = [places[name][0] for name in seen[end]]
        seen[f"{side}_lat"] = [places[name][1] for name in seen[end]]
    told = latency(world(), seen, year=2024).table
    rank = told.rtt_ms.rank().corr(told.observed_ms.rank())
    error = np.abs(told.rtt_ms / told.observed_ms - 1.0).median()
    lines = [
        "## A cloud's own network",
        "",
        f"{len(told)} pairs of 13 regions (IBM Cloud, median of 2023-26): rank correlation {rank:.3f}, median error {error:.1%}; "
        f"great circle: {told.floor_ms.rank().corr(told.observed_ms.rank()):.3f}.",
        "",
    ]
    for near, far in (("Frankfurt", "Osaka"), ("Frankfurt", "Tokyo"), ("Frankfurt", "Sydney"), ("London", "Tokyo")):
        pair = rows[(rows.a == near) & (rows.b == far)].set_index("window_end_date").avg_rtt_ms.sort_index()
        before, during = pair["2024-03-01":"2024-04-21"].median(), pair["2024-05-19":"2024-06-23"].median()
        lines.append(f"* {near}-{far}: {before:.0f} ms in March-April 2024, {during:.0f} ms from mid-May to late June.")
    lines += ["", *rise()]
    return [*lines, ""]


def rise() -> list[str]:
    """Say which loss of one system on the likeliest way would raise Frankfurt-Tokyo, and by how much."""
    net = world().in_service(2024)
    asked = pd.DataFrame(
        [dict(zip(ENDS, (*CLOUD["Frankfurt"], *CLOUD[far]), strict=True)) for far in ("Tokyo", "Sydney")]
    )
    before = latency(net, asked).table.rtt_ms
    systems = sorted(
        {
            system
            for far in ("Tokyo", "Sydney")
            for system in explain(net, CLOUD["Frankfurt"], CLOUD[far]).system.dropna()
        }
    )
    added = {}
    for system in systems:
        left = net.keep_spans(net.spans.id[~(net.spans.system == system).fillna(value=False)])
        added[system] = latency(left, asked).table.rtt_ms - before
    top = sorted(added, key=lambda name: -float(added[name].sum()))[:4]
    told = "; ".join(f"{name} {added[name][0]:+.0f} and {added[name][1]:+.0f} ms" for name in top)
    return [
        "Frankfurt's ways to Japan and to Sydney rose together and fell back together in July, and London-Tokyo did not move: "
        "what was lost is what Frankfurt's ways east have in common, not anything near Japan. Losses of one system on our "
        f"likeliest ways add, to Tokyo and to Sydney: {told}. The operator leases its own capacity, which no map shows; the world "
        "as a whole has other ways nearly as good.",
        "",
    ]


def itu_gbps() -> pd.DataFrame:
    """Give ITU's used international bandwidth by country and year, Gbps, without zeros and jumps."""
    rows = pd.read_csv(OUTSIDE / "itu_bandwidth" / "itu_i4214_used_capacity_mbits_long.csv")
    rows = rows.assign(id=rows.country.map(country_code), gbps=rows.mbit_s / 1000.0)
    table = rows[rows.gbps > 0].drop_duplicates(["id", "year"]).pivot_table(index="id", columns="year", values="gbps")
    running = table.T.rolling(5, center=True, min_periods=2).median().T
    return table.mask(np.abs(np.log(table / running)) > np.log(JUMP))


def mass_section() -> list[str]:
    """Compare the form of the model of used bandwidth with ITU's figures, each country held out."""
    rows = itu_gbps()
    facts = world().countries.set_index("id")
    people = facts.population.astype(float)
    users = people * facts.share_internet_users.astype(float)
    lines = [
        "## Used international bandwidth",
        "",
        "ITU's used bandwidth by internet users and income, the line fitted again without the countries that it predicts (ten "
        f"folds by country). Zeros, and figures over {JUMP:g} times off the running median of five years, are left out.",
        "",
        "| year | countries | rank correlation | half within a factor of | nine of ten within | income's power | users' power |",
        "|---|---|---|---|---|---|---|",
    ]
    for year in (2012, 2017, 2019, 2020):
        frame = pd.DataFrame(
            {"seen": rows[year], "users": users, "income": facts.gdp_musd.astype(float) * 1e6 / people}
        )
        frame = np.log(frame[(frame > 0).all(axis=1)])
        told, beta = crossed_line(frame[["users", "income"]].to_numpy(), frame.seen.to_numpy())
        off = np.exp(np.abs(told - frame.seen))
        rank = pd.Series(told, index=frame.index).rank().corr(frame.seen.rank())
        lines.append(
            f"| {year} | {len(frame)} | {rank:.2f} | {off.median():.1f} | {off.quantile(0.9):.1f} | {beta[2]:.2f} | {beta[1]:.2f} |"
        )
    told = masses(world().replace(observations=world().observations.iloc[:0]), 2020, MassParams())[0]
    both = pd.concat([rows[2020].rename("seen"), told.set_index("country").demand_gbps], axis=1, join="inner").dropna()
    ratio = np.log(both.demand_gbps / both.seen)
    held = (
        (both.seen >= both.demand_gbps / np.exp(RESIDUAL_SD)) & (both.seen <= both.demand_gbps * np.exp(RESIDUAL_SD))
    ).mean()
    return [
        *lines,
        "",
        f"As shipped, without any published figure, against 2020 ({len(both)} countries): rank correlation "
        f"{both.rank().corr().iloc[0, 1]:.2f}, half within a factor of {np.exp(ratio.abs().median()):.1f}, and {held:.0%} within one "
        "standard deviation. Being landlocked, and the traffic of exchanges at home, add nothing that holds out of sample; what is "
        "left is hubs that carry others' traffic (above the line) and closed countries (below). Published figures replace the model.",
        "",
    ]


def crossed_line(features: np.ndarray, seen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Predict each logarithm by a line of least squares fitted on nine tenths without it; give also the line of all."""
    design = np.column_stack([np.ones(len(seen)), features])
    fold = np.random.default_rng(0).permutation(len(seen)) % 10
    out = np.empty(len(seen))
    for k in range(10):
        out[fold == k] = design[fold == k] @ np.linalg.lstsq(design[fold != k], seen[fold != k], rcond=None)[0]
    return out, np.linalg.lstsq(design, seen, rcond=None)[0]


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
        "\n".join([*head, *latency_section(), *ibm_section(), *mass_section(), *facts_section()]).rstrip() + "\n",
        encoding="utf-8",
    )
    print(path)


if __name__ == "__main__":
    main()
