"""Design by `find_design` beside the monolith: HiGHS on the whole programme as SNDlib writes it, in the same run.

Give the folder of SNDlib (SOGDIA_REFERENCE_DATA/sndlib when none is given) and the seconds for each (120). Seconds are
those of each process's own work, so that others at work on the machine take nothing away; the monolith has one process,
as HiGHS works on one core, and `find_design` two. Each instance leaves one JSON file; those that are there are not run
again. With `--growth` the seconds to a gap of 1 % on grids of growing size. The pages in docs are written from what is there.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from sogdia.errors import SogdiaError
from sogdia.formats.design import NO_FAILURE, DesignInstance, DesignModel
from sogdia.formats.sndlib import read_model, read_sndlib
from sogdia.planning import find_design
from sogdia.planning.clock import Clock
from sogdia.planning.compact import compact_program
from sogdia.planning.options import link_options
from sogdia.planning.solving import solve
from sogdia.verification import verify_design

HERE = Path(__file__).parent
KEPT = HERE / "planning_results"
PAGE = HERE.parent / "docs" / "speed-of-planning.md"
BEST = {
    ("dfn-gwin", "U-U-M-N-C-A-N-N"): 38752.0,
    ("ta1", "U-U-M-N-C-A-N-N"): 7518328.20,
    ("pdh", "U-U-M-N-C-A-N-N"): 10903843.0,
    ("polska", "U-U-M-N-C-A-N-N"): 23619.0,
    ("polska", "U-U-M-N-C-A-N-U"): 35473.0,
}
"""Best known or proved values: MIPLIB 2010 and 2017; pdh and polska: proved by HiGHS."""
FIXED = (
    ("ta1", "U-U-M-N-C-A-N-N"),
    ("dfn-gwin", "U-U-M-N-C-A-N-N"),
    ("pdh", "U-U-M-N-C-A-N-N"),
    ("polska", "U-U-M-N-C-A-N-N"),
    ("polska", "U-U-M-N-C-A-N-U"),
    ("nobel-germany", "U-U-E-N-C-A-N-U"),
    ("atlanta", "U-U-M-N-C-A-N-U"),
    ("di-yuan", "U-U-E-N-C-A-N-N"),
    ("nobel-germany", "D-B-E-N-C-A-N-N"),
    ("abilene", "D-B-M-N-C-A-N-N"),
    ("newyork", "U-U-M-N-C-A-N-N"),
    ("france", "U-U-M-Y-C-A-N-N"),
    ("sun", "D-D-M-N-C-A-N-N"),
    ("pdh", "D-B-E-N-C-A-N-U"),
    ("di-yuan", "D-B-E-N-C-A-N-U"),
    ("france", "D-B-L-Y-C-A-N-N"),
    ("newyork", "U-U-S-N-C-A-N-U"),
    ("ta1", "U-U-E-N-C-A-N-N"),
    ("polska", "D-B-M-Y-C-A-N-U"),
    ("atlanta", "D-B-S-N-C-A-N-U"),
)
"""Twenty instances over the eleven networks, the three link models, all capacity models and both kinds of survival."""


def monolith(instance: DesignInstance, seconds: float, seed: int = 0) -> dict[str, float | None]:
    """Run HiGHS on the whole programme: every state, nothing added; modules that others beat are left out for it too."""
    states = [NO_FAILURE, *(range(len(instance.links)) if instance.model.survivability == "U" else ())]
    clock = Clock(seconds, by_processor=True)
    answer = solve(compact_program(instance, link_options(instance), states), clock, seed=seed)
    return {
        "objective": answer.objective if np.isfinite(answer.objective) else None,
        "bound": answer.bound if np.isfinite(answer.bound) else None,
        "seconds": clock.spent_s,
    }


def ours(instance: DesignInstance, seconds: float) -> dict[str, object]:
    """Run `find_design` and verify what it gives."""
    steps: list[tuple[float, float]] = []
    clock = Clock(seconds, by_processor=True)
    design = find_design(
        instance, time_limit_s=seconds, by_processor=True, tell=lambda p: steps.append((p.seconds, p.cost))
    )
    best = design.total_cost * (1.0 + 1e-9)
    return {
        "objective": design.total_cost,
        "bound": design.bound if np.isfinite(design.bound) else None,
        "verified": not verify_design(instance, design),
        "seconds": clock.spent_s,
        "found_s": next((round(at, 2) for at, cost in steps if cost <= best), None),
    }


def run(folder: Path, seconds: float, wanted: list[tuple[str, str]]) -> None:
    """Run the instances that have left no file yet."""
    KEPT.mkdir(exist_ok=True)
    for name, code in wanted:
        kept = KEPT / f"{name}.{code}.json"
        if kept.exists():
            continue
        model = folder / name / "models" / f"{code}.txt"
        rules = model if model.exists() else replace(read_model(_unprotected(model)), survivability=code[-1])
        instance = read_sndlib(folder / name / f"{name}.txt", rules)
        told: dict[str, object] = {"name": name, "code": code, "limit_s": seconds, "best_known": BEST.get((name, code))}
        try:
            told["ours"] = ours(instance, seconds)
            told["monolith"] = monolith(instance, seconds)
        except SogdiaError as fault:
            told["fault"] = str(fault)
        told["load"] = round(os.getloadavg()[0], 1)
        beside = kept.with_suffix(".part")
        beside.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        beside.rename(kept)
        print(kept.name, told, flush=True)


def _unprotected(model: Path) -> Path:
    return model.with_name(model.name[: -len("U.txt")] + "N.txt")


def grid(side: int, demands: int, survivability: str) -> DesignInstance:
    """Make a square grid with two modules a link and demands between nodes drawn by chance, always the same."""
    rng = np.random.default_rng(side * 1000 + demands)
    nodes = side * side
    ends = [(v, v + 1) for v in range(nodes) if v % side < side - 1] + [(v, v + side) for v in range(nodes - side)]
    start, end = np.array(ends).T
    pairs = np.array([rng.choice(nodes, 2, replace=False) for _ in range(demands)])
    links = len(start)
    length = rng.uniform(50.0, 150.0, links)
    zero = np.zeros(links)
    return DesignInstance(
        name=f"grid of {side} by {side}", model=DesignModel(survivability=survivability),
        nodes=tuple(f"n{v}" for v in range(nodes)), links=tuple(f"l{e}" for e in range(links)),
        demands=tuple(f"d{d}" for d in range(demands)), node_position=np.zeros((nodes, 2)),
        link_start=start, link_end=end, installed_capacity=zero, installed_cost=zero, routing_cost=zero,
        fixed_charge=zero, module_link=np.repeat(np.arange(links), 2), module_capacity=np.tile([10.0, 40.0], links),
        module_cost=np.stack([length, 2.5 * length], axis=1).ravel(), demand_start=pairs[:, 0], demand_end=pairs[:, 1],
        demand_amount=rng.integers(1, 20, demands).astype(float), routing_unit=np.ones(demands),
        hop_limit=np.zeros(demands, dtype=np.int64), admissible_paths=((),) * demands,
    )  # fmt: skip


def growth(seconds: float) -> None:
    """Measure the gap after growing times on growing grids."""
    KEPT.mkdir(exist_ok=True)
    for side, demands, survivability in (
        (3, 10, "N"), (4, 20, "N"), (5, 40, "N"), (6, 60, "N"), (5, 20, "N"), (5, 80, "N"),
        (3, 10, "U"), (4, 20, "U"), (5, 40, "U"), (6, 60, "U"),
    ):  # fmt: skip
        kept = KEPT / f"grid.{side}.{demands}.{survivability}.json"
        if kept.exists():
            continue
        instance = grid(side, demands, survivability)
        steps: list[tuple[float, float]] = []
        design = find_design(
            instance, time_limit_s=seconds, rel_gap=0.01, by_processor=True,
            tell=lambda p, steps=steps: steps.append((p.seconds, p.gap)),
        )  # fmt: skip
        reached = next((round(at, 1) for at, gap in steps if gap <= 0.01), None)
        told = {
            "nodes": side * side, "links": len(instance.links), "demands": demands, "survivability": survivability,
            "limit_s": seconds, "seconds_to_1_percent": reached, "gap": design.gap,
            "verified": not verify_design(instance, design), "load": round(os.getloadavg()[0], 1),
        }  # fmt: skip
        kept.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        print(kept.name, told, flush=True)


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100.0 * value:.2f} %"


def _row(told: dict[str, dict[str, float]]) -> str:
    name, code, best = str(told["name"]), str(told["code"]), told["best_known"]
    if "fault" in told:
        return f"| {name} | {code} | {str(told['fault'])[:60]} | | | | | | |"
    mine, other = told["ours"], told["monolith"]
    gap = None if mine["bound"] is None else 1.0 - mine["bound"] / mine["objective"]
    beside = None if other["objective"] is None else mine["objective"] / other["objective"] - 1.0
    over = None if best is None else mine["objective"] / float(best) - 1.0
    theirs = "none" if other["objective"] is None else f"{other['objective']:,.2f}"
    their_gap = (
        "" if other["objective"] is None or other["bound"] is None else 1.0 - other["bound"] / other["objective"]
    )
    return (
        f"| {name} | {code} | {mine['objective']:,.2f} | {_percent(gap)} | {_percent(over)} | {theirs} | "
        f"{_percent(their_gap if their_gap != '' else None)} | {_percent(beside)} | {told['limit_s']:g}, {told['load']} |"
    )


def _every(folder: Path) -> list[tuple[str, str]]:
    """Give all instances of the fixed list's classes."""
    shipped = [(path.parts[-3], path.stem) for path in sorted(folder.glob("*/models/*-C-A-N-[NU].txt"))]
    return [*FIXED, *(key for key in shipped if key not in FIXED)]


def _key(told: dict[str, object]) -> tuple[str, str]:
    return str(told["name"]), str(told["code"])


def _others(told: list[dict[str, dict[str, float]]], folder: Path) -> list[str]:
    """Write the table of the other instances of these classes, and how many were run."""
    if not told:
        return []
    limits = sorted({float(str(t["limit_s"])) for t in told})
    seconds = " or ".join(f"{limit:g}" for limit in limits)
    pairs = {_key(t): (t["ours"]["objective"], t["monolith"]["objective"]) for t in told if "fault" not in t}
    worse = [" ".join(key) for key, (mine, other) in pairs.items() if other is not None and mine > other * 1.005]
    named = f" ({', '.join(worse)})" if worse else ""
    faults = sum("fault" in t for t in told)
    return [
        "## Other instances of these classes",
        "",
        f"{len(told)} of the {len(_every(folder)) - len(FIXED)} others, {seconds} s each, on a machine at work on other things; those without a row were not run.",
        f"Ours is over 0.5 % worse than the monolith on {len(worse)} of them{named}; "
        f"the monolith found nothing on {sum(other is None for _, other in pairs.values())}"
        f"{f'; {faults} have no design' if faults else ''}. Why: `docs/explanation/planning.md`.",
        "",
        "| network | model | cost | gap | over best known | monolith | its gap | ours over the monolith | s, load |",
        "|---|---|---|---|---|---|---|---|---|",
        *(_row(t) for t in told),
        "",
    ]


def write_page(folder: Path) -> None:
    """Write docs/speed-of-planning.md from the files that are there."""
    every = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(KEPT.glob("*.json"))]
    designs, grids = [t for t in every if "code" in t], [t for t in every if "nodes" in t]
    order = {key: i for i, key in enumerate(FIXED)}
    designs.sort(key=lambda t: (order.get((t["name"], t["code"]), len(order)), t["name"], t["code"]))
    fixed, others = designs[: sum(_key(t) in order for t in designs)], [t for t in designs if _key(t) not in order]
    lines = [
        "# How good and how fast designs are",
        "",
        "Written by `benchmarks/planning.py` from SNDlib's problems. Beside each design stands the monolith: HiGHS on the",
        "whole programme. Seconds are those of each process's own work, one process for the monolith and two for `find_design`;",
        "every design below was verified from the inputs alone unless it is said. The last column gives the seconds and",
        "the load of the machine's two cores meanwhile.",
        "",
        "| network | model | cost | gap | over best known | monolith | its gap | ours over the monolith | s, load |",
        "|---|---|---|---|---|---|---|---|---|",
        *(_row(told) for told in fixed),
        "",
        *_others(others, folder),
    ]
    if grids:
        lines += [
            "## Growth with nodes, demands and states",
            "",
            "Square grids, two modules a link, demands drawn by chance: seconds until the gap is 1 %, or the gap at the limit.",
            "",
            "| nodes | links | demands | survives | seconds to 1 % | gap at the end | limit, s | load |",
            "|---|---|---|---|---|---|---|---|",
        ]
        grids.sort(key=lambda t: (t["survivability"], t["nodes"], t["demands"]))
        lines += [
            f"| {t['nodes']} | {t['links']} | {t['demands']} | {'any one link' if t['survivability'] == 'U' else 'nothing'} | "
            f"{t['seconds_to_1_percent'] or 'not reached'} | {_percent(t['gap'])} | {t['limit_s']:g} | {t['load']} |"
            for t in grids
        ]
        lines.append("")
    PAGE.write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Run what is asked for and write the page."""
    data = Path(os.environ.get("SOGDIA_REFERENCE_DATA", HERE.parents[1] / "shared" / "data"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=data / "sndlib")
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--all", action="store_true", help="all instances of the fixed list's classes, overnight")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--page", action="store_true", help="write the page alone")
    asked = parser.parse_args()
    if asked.growth:
        growth(asked.seconds)
    elif not asked.page:
        wanted = list(FIXED)
        if asked.all:
            wanted += [key for key in _every(asked.folder) if key not in FIXED]
        run(asked.folder, asked.seconds, wanted)
    write_page(asked.folder)


if __name__ == "__main__":
    sys.exit(main())
