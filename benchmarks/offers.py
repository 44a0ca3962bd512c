"""What a page of an offer takes, and its engines beside peers in one run: docs/validation-offers.md.

Run: ``python benchmarks/offers.py``. Needs numpy-financial and gegravity (group dev); no outside data.
"""

from __future__ import annotations

import os
import time
import warnings
from pathlib import Path

import numpy as np
import numpy_financial as npf
import pandas as pd

from sogdia.data.embedded import outlines, places, world
from sogdia.data.terrain_file import unpack
from sogdia.economy import counterfactual, irr, irr_of_many, left_out, npv, published_projects, shapley
from sogdia.offers import offer, shipped_offers
from sogdia.reports import offer_report
from sogdia.routing.heights import Heights
from sogdia.routing.lattice import Lattice
from sogdia.routing.span_bills import spans_bill
from sogdia.routing.surroundings import Surroundings
from sogdia.units import to_2024_usd

PAGE = Path(__file__).resolve().parents[1] / "docs" / "validation-offers.md"


def pages() -> pd.DataFrame:
    """Time each shipped offer from its name to its page."""
    rows = []
    for name in shipped_offers():
        wall, work = time.perf_counter(), time.process_time()
        made = offer(name)
        path = Path(f"{name}.bench.html")
        offer_report(made, path, date="2026-01-01")
        size = path.stat().st_size / 1e3
        path.unlink()
        rows.append((name, time.perf_counter() - wall, time.process_time() - work, size, made.share_known))
    return pd.DataFrame(rows, columns=["offer", "wall_s", "cpu_s", "page_kb", "share_known"])


def rates(count: int = 300) -> pd.DataFrame:
    """Time rates of return beside numpy-financial, on streams that change sign once."""
    chance = np.random.default_rng(0)
    flows = np.column_stack([-chance.uniform(20, 100, count), chance.uniform(0, 12, (count, 27))])
    rows = []
    for name, work in (
        ("sogdia, one by one (all rates)", lambda: [irr(f).rate for f in flows]),
        ("sogdia, all at once", lambda: irr_of_many(flows)),
        ("numpy-financial, one by one", lambda: [npf.irr(f) for f in flows]),
    ):
        begin = time.perf_counter()
        found = np.asarray(work(), dtype=float)
        took = time.perf_counter() - begin
        off = max(abs(npv(f, r)) for f, r in zip(flows, found, strict=True))
        rows.append((name, 1e3 * took / count, off))
    return pd.DataFrame(rows, columns=["engine", "ms_each", "largest_npv_at_rate"])


def trade(n: int = 30) -> pd.DataFrame:
    """Time the counterfactual beside gegravity on one world of n countries, shares held in both."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import gegravity as ge  # noqa: PLC0415  it warns when it is imported

        chance = np.random.default_rng(1)
        names = [f"C{i:02d}" for i in range(n)]
        output = chance.uniform(1, 10, n)
        far = chance.uniform(0, 2, (n, n))
        far = (far + far.T) / 2
        np.fill_diagonal(far, 0)
        tie = np.zeros((n, n))
        tie[0, 1] = tie[1, 0] = 1.0
        begin = time.perf_counter()
        ours = counterfactual(
            names, output, output, np.exp(-far), np.exp(-far + 0.5 * tie), sigma=5, reference=names[2], shares="held"
        )
        mine = time.perf_counter() - begin
        pairs = [
            (names[i], names[j], "2006", 1.0, output[i], output[j], far[i, j], 0.0) for i in range(n) for j in range(n)
        ]
        table = pd.DataFrame(pairs, columns=["exporter", "importer", "year", "trade", "Y", "E", "dist", "tie"])
        begin = time.perf_counter()
        data = ge.BaselineData(table, trade_var_name="trade", expend_var_name="E", output_var_name="Y")
        terms = pd.DataFrame({"var": ["dist", "tie"], "coeff": [-1.0, 0.5], "ste": [0.1, 0.1]})
        model = ge.OneSectorGE(
            data, year="2006", expend_var_name="E", output_var_name="Y", cost_variables=["dist", "tie"],
            cost_coeff_values=ge.CostCoeffs(terms, identifier_col="var", coeff_col="coeff", stderr_col="ste"),
            reference_importer=names[2], sigma=5, quiet=True,
        )  # fmt: skip
        model.build_baseline(omr_rescale=1)
        changed = model.baseline_data.copy()
        pair = (
            changed.exporter.isin(names[:2]) & changed.importer.isin(names[:2]) & (changed.exporter != changed.importer)
        )
        changed.loc[pair, "tie"] = 1.0
        model.define_experiment(changed)
        model.simulate()
        theirs = time.perf_counter() - begin
    gap = np.abs(
        100 * ours.countries.set_index("country").gdp_change - model.country_results["GDP change (percent)"].loc[names]
    ).max()
    return pd.DataFrame(
        [("sogdia", mine, 0.0), ("gegravity", theirs, gap)],
        columns=["engine", "seconds", "largest_gap_in_gdp_change_pp"],
    )


def shares() -> pd.DataFrame:
    """Time Shapley's value exact and sampled, with the sampled one's error against the exact one."""
    rows = []
    for n in (6, 9, 12):
        weight = {f"p{i:02d}": i + 1.0 for i in range(n)}
        begin = time.perf_counter()
        shapley(list(weight), lambda who, w=weight: sum(w[p] for p in who) ** 0.7)
        rows.append((n, "exact", time.perf_counter() - begin, 0.0))
    weight = {f"p{i:02d}": i + 1.0 for i in range(20)}
    begin = time.perf_counter()
    made = shapley(list(weight), lambda who: sum(weight[p] for p in who) ** 0.7, draws=4000)
    rows.append((20, "4,000 orders drawn", time.perf_counter() - begin, max(made.errors) / sum(made.amounts)))
    return pd.DataFrame(rows, columns=["players", "method", "seconds", "error_share_of_total"])


SYSTEMS = {
    "Palau Cable 2 (spur)": "palau-cable-2", "Trans-Caspian plan of 2024": "trans-caspian-fiber-optic", "Tonga-Fiji": "tonga-cable",
    "Coral Sea and domestic network": "coral-sea", "TEAMS": "teams", "MainOne": "mainone", "Medusa": "medusa",
    "EASSy": "eassy", "SEACOM": "seacom", "WACS": "wacs", "SEA-US": "sea-us", "ACE": "ace", "SEA-ME-WE 6": "sea-me-we-6",
    "2Africa (core)": "2africa",
}  # fmt: skip
"""The system of the embedded world that each published project is; a typical transatlantic cable is none."""


def costs() -> tuple[pd.DataFrame, int]:
    """Set each project beside the law of the others and beside its bill of parts along its drawn line."""
    law = published_projects()
    table = left_out(law.km, law.musd)
    net, ground = world(), Heights(Lattice.globe(1 / 12), unpack()[0])
    around = Surroundings.of(net.hazards, outlines(), places())
    table.insert(0, "project", law["name"].to_numpy())
    rows = []
    for project, year, musd in zip(law["name"], law.year, law.musd, strict=True):
        own = net.spans[net.spans.system == SYSTEMS.get(project, "")]
        made = spans_bill(net, own.id, ground, around).capex if len(own) else None
        told = (made.musd, made.low_musd, made.high_musd) if made else (np.nan,) * 3
        rows.append((to_2024_usd(musd, int(year)), float(own.length_km.sum()) if made else np.nan, *told))
    parts = pd.DataFrame(rows, columns=["musd_of_2024", "drawn_km", "parts_musd_of_2024", "parts_low", "parts_high"])
    return pd.concat([table, parts], axis=1), int(table.within.sum())


def main() -> None:
    """Run all and write the page."""
    load = os.getloadavg()[0]
    parts = [
        ("Pages of the shipped offers, with drawing", pages()),
        ("Rates of return", rates()),
        ("Trade counterfactual, 30 countries", trade()),
        ("Shapley's value", shares()),
    ]
    text = ["# Offers: times, and engines beside peers", "", "Written by `python benchmarks/offers.py`; load of the machine "
            f"at the end {os.getloadavg()[0]:.1f}, at the start {load:.1f}. Seconds of the clock (`wall_s`) grow with that load; "
            "seconds of the processor (`cpu_s`) are what a page takes on a machine that does nothing else.", ""]  # fmt: skip
    for title, table in parts:
        text += [f"## {title}", "", _markdown(table), ""]
    left, inside = costs()
    text += ["## Cost law, each project left out", "", f"{inside} of {len(left)} costs ({inside / len(left):.0%}) lie in the "
             "80 % interval of the law of the others. Beside it the bill of parts along the line that Sogdia draws: in "
             "dollars of 2024, for the whole drawn system (that of 2Africa and Palau Cable 2 is longer than the project; "
             "of the Coral Sea cable the domestic part is not drawn).", "", _markdown(left), ""]  # fmt: skip
    PAGE.write_text("\n".join(text), encoding="utf-8")
    print("\n".join(text))


def _figure(value: float) -> str:
    if np.isnan(value):
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _markdown(table: pd.DataFrame) -> str:
    rows = [
        "| " + " | ".join(_figure(v) if isinstance(v, float) else str(v) for v in row) + " |"
        for row in table.itertuples(index=False)
    ]
    return "\n".join(["| " + " | ".join(table.columns) + " |", "|" + "---|" * len(table.columns), *rows])


if __name__ == "__main__":
    main()
