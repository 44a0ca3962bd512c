"""The study of East Africa under budgets, and under other assumptions: what is built, how well it is proved, how long.

Every case leaves one JSON file; those that are there are not run again. The table of the page in docs is written from what
is there.
Seconds are those of the processor; the network is drawn and priced once for all cases.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sogdia.data import terrain
from sogdia.errors import InfeasibleError
from sogdia.planning import PlanParams
from sogdia.planning.alternatives import near_plans
from sogdia.planning.arrays import arrays_of
from sogdia.planning.buying import Search
from sogdia.planning.clock import Clock
from sogdia.planning.obstacles import refusal
from sogdia.planning.plans import choice_of, result_of
from sogdia.planning.prices import price_of_rules
from sogdia.planning.questions import question
from sogdia.routing import route
from sogdia.studies import study

if TYPE_CHECKING:
    import pandas as pd

HERE = Path(__file__).parent
KEPT = HERE / "planning_results" / "budgets"
PAGE = HERE.parent / "docs" / "speed-of-planning-networks.md"
BEGIN, END = "<!-- cases -->", "<!-- end of cases -->"
STUDY = "east-africa-europe"
BUDGETS = (300.0, 400.0, 500.0, 600.0, 800.0, 1000.0, 1250.0, 1500.0)
DEAR = PlanParams()


def dearer(times: float) -> dict[str, object]:
    """Give the prices of enlarging, so many times dearer."""
    return {"enlarge_sea_musd": DEAR.enlarge_sea_musd * times, "enlarge_land_musd": DEAR.enlarge_land_musd * times}


CASES: dict[str, dict[str, object]] = {
    **{f"budget {b:,.0f}": {"budget_musd": (b,)} for b in BUDGETS},
    "budget 40": {"budget_musd": (40.0,)},
    "no rule of suppliers": {"max_supplier_share": None},
    "shares of what is added": {"share_of": "new-capacity"},
    "shares of cost": {"share_of": "cost"},
    "enlarging 3 times dearer": dearer(3.0),
    "enlarging 10 times dearer": dearer(10.0),
    "new lines only": {"new_lines_only": True},
    "new lines only, no rule of suppliers": {"new_lines_only": True, "max_supplier_share": None},
    "traffic of 2035": {"phases": (2035,)},
    "traffic of 2035, enlarging 10 times dearer": {"phases": (2035,), **dearer(10.0)},
    "traffic of 2035, new lines only": {"phases": (2035,), "new_lines_only": True},
    "any two landings or straits": {"survive_cuts": 2},
    "span, landing, strait and supplier": {"survive": ("span", "landing", "strait", "supplier")},
    "no way over 150 ms without a loss": {"latency_limit_ms": {"all": 150.0}},
    "no way over 150 ms, nor over 250 after a loss": {
        "latency_limit_ms": {"all": 150.0}, "latency_limit_lost_ms": {"all": 250.0},
    },
}  # fmt: skip
"""Names of cases, and what each changes of the study's own question."""


def run(only: list[str]) -> None:
    """Run the cases that have left no file yet."""
    KEPT.mkdir(parents=True, exist_ok=True)
    wanted = [name for name in (only or CASES) if not _file(name).exists()]
    if not wanted:
        return
    asked = study(STUDY)
    net = route(asked.network, terrain())
    own = asked.definition.plan.model_dump(exclude_unset=True) if asked.definition.plan else {}
    own.pop("scenarios", None)
    for name in wanted:
        begun, wall = time.process_time(), time.perf_counter()
        told: dict[str, object] = {"case": name, "load": round(os.getloadavg()[0], 1)}
        params = PlanParams(**{**own, **CASES[name]})
        try:
            told |= solved(net, params, begun)
        except InfeasibleError as fault:
            told |= {"fault": str(fault), "seconds": round(time.process_time() - begun, 1)}
        told["seconds_in_all"] = round(time.process_time() - begun, 1)
        told["wall_s"] = round(time.perf_counter() - wall, 1)
        beside = _file(name).with_suffix(".part")
        beside.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        beside.rename(_file(name))
        print(name, {k: v for k, v in told.items() if k not in ("built", "rules", "alternatives")}, flush=True)


def solved(net: object, params: PlanParams, begun: float) -> dict[str, object]:
    """Plan one case: cost, gap, seconds, what is built, three alternatives, and the price of each rule."""
    asked = question(net, params)
    ready = time.process_time()
    search = Search(asked, arrays_of(asked))
    task = Clock(np.inf, by_processor=True)
    try:
        best = search.least(task.part(params.time_limit_s), gap=params.gap, seed=params.seed)
    except InfeasibleError as fault:
        raise refusal(asked, params.gap, params.seed, task) from fault
    searched = time.process_time()
    found = result_of(net, params, search, best)
    told = {
        "cost_musd": found.cost_musd, "gap": found.gap, "verified": bool(found.checks.holds.all()),
        "asking_s": round(ready - begun, 1), "search_s": round(searched - ready, 1),
        "verify_s": round(time.process_time() - searched, 1),
        "lines": found.table.option[found.table.kind == "build"].tolist(),
        "lines_musd": float(found.table.cost_musd[found.table.kind == "build"].sum()),
        "enlarged": int((found.table.kind == "enlarge").sum()),
        "enlarged_tbps": float(found.table.added_gbps[found.table.kind == "enlarge"].sum() / 1000.0),
        "seconds": round(time.process_time() - begun, 1),
    }  # fmt: skip
    others = near_plans(search, best, 3, 0.1, params.seed, 30.0, task)
    told["alternatives"] = [
        {"cost_musd": one.value, "differs": int(_differs(choice_of(one, asked), found.choice))} for one in others
    ]
    rules = price_of_rules(search, best, params.gap, params.seed, 60.0, task)
    told["rules"] = rules.to_dict(orient="records")
    return told


def _differs(one: pd.DataFrame, other: pd.DataFrame) -> int:
    """Count the options that one plan uses and the other does not."""
    return len(set(one.option) ^ set(other.option))


def _file(name: str) -> Path:
    return KEPT / f"{name.replace(' ', '-').replace(',', '')}.json"


def write_page() -> None:
    """Write the page from the cases that are there."""
    told = [json.loads(_file(name).read_text(encoding="utf-8")) for name in CASES if _file(name).exists()]
    rows = ["| case | cost | gap | new lines (their cost) | enlarged | alternatives | price of each rule | s |",
            "|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for one in told:
        if "fault" in one:
            rows.append(f"| {one['case']} | none | | {one['fault']} | | | | {one['seconds']:.0f} |")
            continue
        lines = f"{', '.join(one['lines'])} ({one['lines_musd']:,.0f})" if one["lines"] else "none"
        others = ", ".join(f"{x['cost_musd']:,.1f} ({x['differs']})" for x in one["alternatives"]) or "none"
        prices = "; ".join(f"{x['rule']}: {max(x['price_musd'], 0.0):,.1f}" for x in one["rules"])
        checked = "" if one["verified"] else ", not verified"
        rows.append(
            f"| {one['case']} | {one['cost_musd']:,.1f} | {one['gap']:.2%}{checked} | {lines} | "
            f"{one['enlarged']} ({one['enlarged_tbps']:,.0f} Tbps) | {others} | {prices} | {one['seconds']:.0f} |"
        )
    head, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    tail = rest.partition(END)[2]
    table = "\n".join(rows)
    PAGE.write_text(f"{head}{BEGIN}\n{table}\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", action="append", default=[], choices=list(CASES), help="only this case; repeatable")
    run(parser.parse_args().case)
    write_page()
