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
from latency_limits import limits, over_draws

from sogdia.data import world
from sogdia.data.incident_facts import incident_facts
from sogdia.flows import AvailabilityParams, Detours, LatencyParams, availability, latency
from sogdia.flows.mass import RESIDUAL_SD, MassParams, masses
from sogdia.flows.round_trip import ENDS
from sogdia.formats.country_names import country_code
from sogdia.geodesy import distance_km
from sogdia.incidents import Incident, incidents
from sogdia.incidents.record import spans_of

ROOT = Path(__file__).resolve().parents[1]
OUTSIDE = Path(os.environ.get("SOGDIA_REFERENCE_DATA", ROOT.parent / "shared" / "data"))
LEAST_KM = 500.0
FOLDS = 4
FEW_FOLDS = 3
TWINS_KM = 75.0
JUMP = 8.0
ONSET_MS = 5.0
HALF = 0.5
FIRST_SEEN, LAST_SEEN, MIDDLE_YEAR = 2012, 2025, 2018
LIVED = 1000
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


def near_pairs() -> str:
    """Say how the pairs nearer than `LEAST_KM`, on which nothing is fitted, are told."""
    told = latency(world(), pings(), year=2020).table
    near = told[(told.geodesic_km <= LEAST_KM) & told.rtt_ms.notna()]
    s = scores(near.rtt_ms.to_numpy(), near.observed_ms.to_numpy())
    return (
        f"{len(near)} pairs are under {LEAST_KM:.0f} km apart, and nothing was fitted on them: correlation "
        f"{s['log-correlation']:.2f}, median error {s['median error']:.0%}, observed over predicted in the median "
        f"{np.median(near.observed_ms / near.rtt_ms):.2f}."
    )


def plain_path(table: pd.DataFrame) -> np.ndarray:
    """Give light's round trip on the shortest way through the network, whoever carries it, ms."""
    bare = LatencyParams(
        access_ms=0.0,
        inflation=1.0,
        detours=Detours(0.0, 0.0, 0.0, 0.0, 0.0),
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
        *over_draws(pairs, table, FOLDS, world().countries.set_index("id").region.to_dict()),
        *limits(table, by_city[0]),
        near_pairs(),
        "",
        "The forms were chosen with all cities in view (their parameters were not), so that the held-out rows are somewhat kind.",
        "`flow` and `fail` divide traffic over fibre alone and know no exchanges: their round trips are a constant and one factor "
        "of the physical path, and err as it does.",
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
    return [*lines, *rise(rows)]


def rise(rows: pd.DataFrame) -> list[str]:
    """Say when Frankfurt's ways east grew longer, what they fell back on, and which known loss fits."""
    weeks = rows.assign(pair=rows.a + "-" + rows.b).pivot_table(
        index="window_end_date", columns="pair", values="avg_rtt_ms"
    )
    east = weeks["Frankfurt-Tokyo"]["2024-04-01":"2024-08-31"]
    step = east.diff()
    began = step[step > ONSET_MS].index[0]
    late = step[began + pd.Timedelta(weeks=6) :]
    ended = late[late < -ONSET_MS / 2].index
    low, high = east[: began - pd.Timedelta(days=1)].iloc[-1], east.max()
    lines = [
        f"The figures are means of four weeks, so that a step is a ramp of four: Frankfurt-Tokyo rose from {low:.0f} to {high:.0f} ms "
        f"from the window that ended on {began:%d %B %Y}"
        + (f", and fell from that of {ended[0]:%d %B}. " if len(ended) else ". ")
        + "Frankfurt's ways to Osaka and Sydney rose and fell with it, London's and Madrid's to Osaka and Sydney by half, "
        "London-Tokyo not at all: what was lost is a way from Frankfurt by Suez and Singapore, not anything near Japan.",
        "",
        "| towards | before, ms | during, ms | by Dallas, ms |",
        "|---|---|---|---|",
    ]
    for far in ("Osaka", "Tokyo", "Sydney"):
        pair = weeks[f"Frankfurt-{far}"]
        over = (weeks["Dallas-Frankfurt"] + weeks[f"Dallas-{far}"])["2024-05-19":"2024-06-23"].median()
        during = pair["2024-05-19":"2024-06-23"].median()
        lines.append(f"| {far} | {pair[began - pd.Timedelta(weeks=1)]:.0f} | {during:.0f} | {over:.0f} |")
    lines += [
        "",
        "During the rise Tokyo was as far as the cloud's own ways by Dallas add up to. Losses known in that time, and whether they "
        "came in the week in which the rise began:",
        "",
        "| loss | date | in that week | predicted rise to Tokyo, Osaka, Sydney, ms |",
        "|---|---|---|---|",
    ]
    for one in incidents().values():
        if "2023-10" <= one.date <= "2024-08":
            inside = began - pd.Timedelta(weeks=1, days=1) <= pd.Timestamp(one.date) <= began
            lines.append(f"| {one.name} | {one.date} | {'yes' if inside else 'no'} | {added_ms(one)} |")
    return [
        *lines,
        "",
        "Only the cut of SEA-ME-WE 5 fits in time and place. Our model, which lets traffic use every cable, predicts next to no rise "
        "from any single loss: the world as a whole has other ways as good. The operator leases one of them, which no map shows.",
        "",
    ]


def added_ms(one: Incident) -> str:
    """Give the rise that an incident adds to Frankfurt's round trips, predicted."""
    net = world().in_service(2024)
    asked = pd.DataFrame(
        [dict(zip(ENDS, (*CLOUD["Frankfurt"], *CLOUD[far]), strict=True)) for far in ("Tokyo", "Osaka", "Sydney")]
    )
    out, _ = spans_of(net, one.already_out)
    lost, _ = spans_of(net, one.cuts)
    before = net.keep_spans(set(net.spans.id) - out)
    after = net.keep_spans(set(net.spans.id) - out - lost)
    rise_ms = latency(after, asked).table.rtt_ms - latency(before, asked).table.rtt_ms
    return ", ".join(f"{ms:+.0f}" for ms in rise_ms)


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


def outage_section() -> list[str]:
    """Compare hours a year without half of the capacity with what incidents took."""
    rows, effects = incident_facts()
    days = rows.set_index("id").repair_days.astype(float)
    worst = effects[(effects.kind == "share") & effects.counterpart.isna() & (effects.share_lost >= HALF)]
    seen = worst.assign(
        days=worst.incident.map(days), when=worst.incident.map(rows.set_index("id").date.str[:4].astype(int))
    )
    seen = (
        seen[(seen.when >= FIRST_SEEN) & seen.days.notna()].groupby("country").days.sum()
        * 24.0
        / (LAST_SEEN - FIRST_SEEN + 1)
    )
    net, told = world(), {}
    for side in ("default", "low", "high"):
        params = AvailabilityParams(side=side)
        told[side] = availability(net, years=LIVED, seed=1, year=MIDDLE_YEAR, params=params).table.set_index("country")
    lines = [
        "## Hours lost to cuts",
        "",
        f"Hours a year with half of the capacity abroad gone, predicted for the network of {MIDDLE_YEAR} ({LIVED:,} years lived through; the "
        "interval of the mean, and the means at the low and high sides of the published fault rates), beside what documented "
        f"incidents of {FIRST_SEEN}-{LAST_SEEN} took with half or more gone (their repair time over {LAST_SEEN - FIRST_SEEN + 1} years: one or two "
        "events a country, so an order of magnitude at best).",
        "",
        "| country | predicted | interval of the mean | rates low to high | cut off, predicted | seen |",
        "|---|---|---|---|---|---|",
    ]
    base = told["default"]
    for code, hours in seen.sort_values(ascending=False).items():
        if code in base.index:
            row = base.loc[code]
            lines.append(
                f"| {code} | {row.lost_hours_per_year:.1f} | {row.lost_hours_per_year_low:.1f} to {row.lost_hours_per_year_high:.1f} "
                f"| {told['low'].lost_hours_per_year[code]:.1f} to {told['high'].lost_hours_per_year[code]:.1f} "
                f"| {row.cut_off_hours_per_year:.1f} | {hours:.0f} |"
            )
    both = pd.concat([seen.rename("seen"), base.lost_hours_per_year], axis=1, join="inner")
    off = np.log(np.maximum(both.lost_hours_per_year, 1.0) / both.seen)
    return [
        *lines,
        "",
        f"Half of these {len(both)} countries within a factor of {np.exp(off.abs().median()):.0f} (predictions under an hour count as one). "
        "They were chosen because they were hit, so that what was seen is above the mean of countries like them. The losses that they "
        "saw took several cables at once (Abidjan, the Red Sea); where cables part soon after landing, as they are drawn, the model "
        "seldom takes more than one.",
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
        "\n".join(
            [*head, *latency_section(), *ibm_section(), *mass_section(), *outage_section(), *facts_section()]
        ).rstrip()
        + "\n",
        encoding="utf-8",
    )
    print(path)


if __name__ == "__main__":
    main()
