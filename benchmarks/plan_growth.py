"""How the time of a plan grows with nodes, candidates and scenarios, on generated networks.

Nodes lie at random in a square and are joined to their nearest ones; each link stands with some capacity and may be
enlarged; candidates join nodes further away. A tenth of the nodes send traffic to any of the hubs (one node in twenty), any one
link may be lost. Every case leaves one JSON file; those that are there are not run again. Seconds are those of the processor. The
table of the page in docs is written from what is there.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path

import numpy as np
import pandas as pd

from sogdia.errors import InfeasibleError
from sogdia.formats.plan_question import PlanQuestion, PlanRules
from sogdia.planning.arrays import arrays_of
from sogdia.planning.buying import Search
from sogdia.planning.clock import Clock
from sogdia.planning.plans import choice_of
from sogdia.planning.scenarios import Scenario, under
from sogdia.planning.two_stages import hedged
from sogdia.verification import verify

HERE = Path(__file__).parent
KEPT = HERE / "planning_results" / "growth"
PAGE = HERE.parent / "docs" / "speed-of-planning-networks.md"
BEGIN, END = "<!-- growth -->", "<!-- end of growth -->"
LIMIT_S = 60.0
CASES = (
    *((nodes, nodes // 4, 1) for nodes in (50, 100, 200, 400, 800)),
    *((200, candidates, 1) for candidates in (25, 100, 200, 400)),
    *((50, 12, scenarios) for scenarios in (2, 4, 8, 16)),
    *((200, 50, scenarios) for scenarios in (4, 16)),
)
"""Nodes, candidates and scenarios."""


def network(nodes: int, candidates: int) -> PlanQuestion:
    """Make a question, always the same for its size; with two phases, so that scenarios have something to decide."""
    rng = np.random.default_rng(nodes * 10_000 + candidates)
    place = rng.uniform(0.0, 1000.0, (nodes, 2))
    far = np.linalg.norm(place[:, None] - place[None], axis=2)
    order = far.argsort(axis=1)
    pairs = sorted({(min(a, b), max(a, b)) for a in range(nodes) for b in order[a, 1:4].tolist()})
    chain = place[:, 0].argsort()
    pairs = sorted(
        {*pairs, *((min(a, b), max(a, b)) for a, b in zip(chain[:-1].tolist(), chain[1:].tolist(), strict=True))}
    )
    new = [(int(a), int(order[a, rng.integers(4, min(12, nodes))])) for a in rng.integers(0, nodes, candidates)]
    ends = [*pairs, *new]
    names = [f"l{k}" for k in range(len(ends))]
    old = len(pairs)
    links = pd.DataFrame(
        {"id": names, "span": names, "start": [f"n{a}" for a, _ in ends], "end": [f"n{b}" for _, b in ends],
         "system": "", "setting": "terrestrial", "length_km": [far[a, b] for a, b in ends], "ms": 1.0,
         "capacity_gbps": [*rng.choice([1000.0, 2000.0, 4000.0], old), *np.zeros(len(new))],
         "first_phase": 0, "end_phase": 10_000, "leaves": False}
    )  # fmt: skip
    length = links.length_km.to_numpy()
    fixed = np.where(np.arange(len(ends)) < old, 0.0, 0.03 * length)
    options = pd.DataFrame(
        {"id": [f"o{k}" for k in range(len(ends))], "name": "", "kind": ["enlarge"] * old + ["build"] * len(new),
         "fixed_musd": fixed, "module_gbps": 1000.0, "module_musd": 0.2 + 0.002 * length, "most_modules": 8,
         "first_phase": 0, "delay_years": 0.0, "rivalry": ""}
    )  # fmt: skip
    origins = rng.choice(nodes, max(3, nodes // 10), replace=False).tolist()
    hubs = [v for v in chain.tolist() if v not in origins][::18]
    places = [(f"N{v}", f"n{v}") for v in origins] + [("hubs", f"n{v}") for v in hubs]
    wants = rng.uniform(500.0, 6000.0, len(origins))
    demands = pd.DataFrame(
        [{"id": f"d{v}", "origin": f"N{v}", "destination": "hubs", "phase": p, "gbps": want * (1.0 + 0.5 * p),
          "people": 1.0, "most_ms": np.nan, "most_ms_lost": np.nan}
         for v, want in zip(origins, wants.tolist(), strict=True) for p in (0, 1)]
    )  # fmt: skip
    return PlanQuestion(
        links=links, options=options, option_links=pd.DataFrame({"option": options.id, "link": links.id}),
        places=pd.DataFrame(places, columns=["group", "node"]), demands=demands,
        risks=pd.DataFrame({"risk": names, "kind": "span", "link": names}),
        stakes=pd.DataFrame(columns=["kind", "name", "link", "option", "share"], dtype=object),
        rules=PlanRules(phases=(2030, 2035), survive=("span",)),
    )  # fmt: skip


def futures(count: int) -> tuple[Scenario, ...]:
    """Make scenarios that are equally likely, with traffic between half and double and prices between 0.7 and 1.5."""
    rng = np.random.default_rng(count)
    drawn = np.column_stack([rng.uniform(0.5, 2.0, count), rng.uniform(0.7, 1.5, count)])
    return tuple(Scenario(f"s{k}", 1.0 / count, float(a), float(b)) for k, (a, b) in enumerate(drawn))


def solved(asked: PlanQuestion, scenarios: int) -> dict[str, object]:
    """Plan one case and verify it."""
    begun = time.process_time()
    task = Clock(np.inf, by_processor=True)
    try:
        if scenarios == 1:
            search = Search(asked, arrays_of(asked))
            best = search.least(task.part(LIMIT_S), gap=0.01, seed=0)
            told = {"search_s": time.process_time() - begun, "gap": best.gap, "needs": len(search.needs)}
            checked = verify(asked, choice_of(best, asked), {"cost_musd": best.value})
            return told | {
                "verify_s": time.process_time() - begun - float(told["search_s"]),
                "verified": checked.verified,
            }
        ahead = futures(scenarios)
        searches = [Search(one, arrays_of(one)) for one in (under(asked, one) for one in ahead)]
        known = np.array([search.least(task.part(LIMIT_S), gap=0.01, seed=0).value for search in searches])
        alone = time.process_time() - begun
        even = np.full(scenarios, 1.0 / scenarios)
        found = hedged(searches, even, known, task.part(LIMIT_S), criterion="expected", gap=0.01, seed=0)
    except InfeasibleError as fault:
        return {"fault": str(fault), "search_s": time.process_time() - begun}
    if found is None:
        return {"fault": "nothing keeps the rules", "search_s": time.process_time() - begun}
    gap = (found.value - found.bound) / found.value
    return {
        "search_s": time.process_time() - begun, "alone_s": alone, "gap": gap, "short": found.short,
        "needs": sum(len(search.needs) for search in searches),
    }  # fmt: skip


def run() -> None:
    """Run the cases that have left no file yet."""
    KEPT.mkdir(parents=True, exist_ok=True)
    solved(network(20, 4), 1)
    for nodes, candidates, scenarios in CASES:
        kept = KEPT / f"{nodes}.{candidates}.{scenarios}.json"
        if kept.exists():
            continue
        asked = network(nodes, candidates)
        told = {
            "nodes": nodes, "links": int((asked.options.kind == "enlarge").sum()), "candidates": candidates,
            "demands": asked.demands.id.nunique(), "scenarios": scenarios, **solved(asked, scenarios),
            "load": round(os.getloadavg()[0], 1),
        }  # fmt: skip
        beside = kept.with_suffix(".part")
        beside.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        beside.rename(kept)
        print(told, flush=True)


def write_page() -> None:
    """Write the table from the cases that are there."""
    files = [KEPT / f"{nodes}.{candidates}.{scenarios}.json" for nodes, candidates, scenarios in CASES]
    told = [json.loads(path.read_text(encoding="utf-8")) for path in files if path.exists()]
    rows = ["| nodes | links that stand | candidates | demands | scenarios | needs | gap | search, s | verification, s |",
            "|---|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for one in told:
        gap = one["fault"] if "fault" in one else f"{one['gap']:.2%}"
        checked = "" if "verify_s" not in one else f"{one['verify_s']:.1f}{'' if one['verified'] else ', not verified'}"
        rows.append(
            f"| {one['nodes']} | {one['links']} | {one['candidates']} | {one['demands']} | {one['scenarios']} | "
            f"{one.get('needs', '')} | {gap} | {one['search_s']:.1f} | {checked} |"
        )
    head, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    tail = rest.partition(END)[2]
    PAGE.write_text(f"{head}{BEGIN}\n" + "\n".join(rows) + f"\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", action="store_true", help="write the table alone")
    if not parser.parse_args().page:
        run()
    write_page()
