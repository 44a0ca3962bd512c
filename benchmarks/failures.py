"""Write docs/speed-of-failures.md: what a loss costs to reckon, beside peers in the same run.

`python benchmarks/failures.py [PEERS]`: PEERS is the interpreter of an environment with networkit, rustworkx, NetworkX and ngraph; those that
are not there are said to be absent. `python benchmarks/failures.py served` writes the part on served demand anew, and leaves the rest. Graphs are made by chance (fixed seeds): points on the globe, 60 % of them around
hubs, joined by a least spanning tree and short further edges.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from scipy.spatial import ConvexHull

from sogdia.data import world
from sogdia.data.known_countries import with_countries
from sogdia.flows.all_pairs import all_pairs
from sogdia.flows.contraction import Wanted, contract
from sogdia.flows.exact import served_exactly
from sogdia.flows.home_links import with_home_links
from sogdia.flows.layout import lay_out
from sogdia.flows.outages import FailParams
from sogdia.flows.repair import changes
from sogdia.flows.rerouting import wanted_by
from sogdia.flows.served import Served, serve
from sogdia.formats import read

PAGE = Path(__file__).resolve().parents[1] / "docs" / "speed-of-failures.md"
MAP = Path(__file__).resolve().parents[2] / "shared" / "data" / "cables_oucm_2022"
MOST_NODES_OF_LP = 300
LP_PATIENCE_S = 240
KM_PER_MS = 204.2
OUT_PER_KM = 0.12 / 1000 * 23 / 365.25
"""Mean faults of a km at sea that are not yet mended: docs/explanation/failures.md."""
LOSSES = 1000
CHECKED = 200
PEER_LOSSES = {"networkit": 10, "rustworkx": 10, "networkx": 1, "ngraph": 3}

PEER = """
import json, pickle, sys, time
n, u, v, w, lost = pickle.load(open(sys.argv[1], "rb"))
name = sys.argv[2]
lost = lost[: int(sys.argv[3])]
if name == "networkx":
    import networkx as nx
    def full(e):
        g = nx.Graph(); g.add_nodes_from(range(n))
        g.add_weighted_edges_from((int(a), int(b), float(c)) for i, (a, b, c) in enumerate(zip(u, v, w)) if i != e)
        return dict(nx.all_pairs_dijkstra_path_length(g))
elif name == "rustworkx":
    import rustworkx as rx
    def full(e):
        g = rx.PyGraph(); g.add_nodes_from(range(n))
        g.add_edges_from([(int(a), int(b), float(c)) for i, (a, b, c) in enumerate(zip(u, v, w)) if i != e])
        return rx.all_pairs_dijkstra_path_lengths(g, float)
elif name == "ngraph":
    import netgraph_core as ng, numpy as np
    engine, m = ng.Algorithms(ng.Backend.cpu()), len(u)
    tail, head = np.r_[u, v].astype(np.int32), np.r_[v, u].astype(np.int32)
    metres = np.r_[w, w] * 1000
    made = ng.StrictMultiDiGraph.from_arrays(n, tail, head, np.ones(2 * m), metres.astype(np.int64), np.arange(2 * m))
    graph, edge = engine.build_graph(made), made.ext_edge_ids_view() % m
    def full(e):
        return [engine.spf(graph, s, edge_mask=edge != e)[0] for s in range(n)]
else:
    import networkit as nk
    def full(e):
        g = nk.Graph(n, weighted=True)
        for i, (a, b, c) in enumerate(zip(u, v, w)):
            if i != e: g.addEdge(int(a), int(b), float(c))
        return nk.distance.APSP(g).run().getDistances()
start = time.perf_counter()
for e in lost: full(e)
print(json.dumps((time.perf_counter() - start) / len(lost)))
"""


def globe(n: int, degree: float, seed: int = 7) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Make a graph of n places: the ends of its edges, and their lengths in km."""
    chance = np.random.default_rng(seed)
    hubs = max(20, n // 60)
    lon_hub = chance.uniform(-180, 180, hubs)
    lat_hub = np.degrees(np.arcsin(chance.uniform(-0.6, 0.85, hubs)))
    near = int(0.6 * n)
    of = chance.integers(0, hubs, near)
    lon = np.radians(np.r_[lon_hub[of] + chance.normal(0, 4, near), chance.uniform(-180, 180, n - near)])
    lat = np.r_[np.radians(lat_hub[of] + chance.normal(0, 3, near)), np.arcsin(chance.uniform(-0.6, 0.9, n - near))]
    at = np.c_[np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]
    faces = ConvexHull(at).simplices
    edges = np.unique(np.sort(np.vstack([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [0, 2]]]), axis=1), axis=0)
    km = 6371 * 2 * np.arcsin(np.linalg.norm(at[edges[:, 0]] - at[edges[:, 1]], axis=1) / 2) * 1.15
    tree = minimum_spanning_tree(csr_matrix((km, edges.T), shape=(n, n))).tocoo()
    held = np.isin(edges[:, 0] * n + edges[:, 1], np.minimum(tree.row, tree.col).astype(int) * n
                   + np.maximum(tree.row, tree.col))  # fmt: skip
    rest = np.flatnonzero(~held)
    more = rest[np.argsort(km[rest] * chance.uniform(0.3, 3, len(rest)))[: int(degree * n / 2) - held.sum()]]
    kept = np.sort(np.r_[np.flatnonzero(held), more])
    return edges[kept, 0], edges[kept, 1], km[kept]


def rows(n: int, u: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give compressed sparse rows: indptr, neighbour, edge."""
    tail, head, label = np.r_[u, v], np.r_[v, u], np.tile(np.arange(len(u)), 2)
    order = np.lexsort((label, head, tail))
    return np.searchsorted(tail[order], np.arange(n + 1)).astype(np.int64), head[order].astype(np.int64), label[order]


def scipy_full(n: int, u: np.ndarray, v: np.ndarray, w: np.ndarray, lost: int) -> np.ndarray:
    """Find all least ways without an edge, as a user of SciPy would."""
    left = np.arange(len(u)) != lost
    return dijkstra(csr_matrix((w[left], (u[left], v[left])), shape=(n, n)), directed=False)


def singles(n: int, degree: float, losses: int) -> dict[str, float]:
    """Time all pairs and `losses` single losses."""
    u, v, w = globe(n, degree)
    start = time.perf_counter()
    ways = all_pairs(*rows(n, u, v), w)
    ready = time.perf_counter() - start
    lost = np.random.default_rng(3).permutation(len(u))[:losses]
    group = np.arange(n) % 200
    start = time.perf_counter()
    count = sum(1 for _ in changes(ways, ([e] for e in lost), group))
    return {"nodes": n, "edges": len(u), "losses": count, "all_pairs_s": ready, "s": time.perf_counter() - start,
            "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6}  # fmt: skip


def beside_peers(peers: str | None) -> list[str]:
    """Time 1,000 single losses beside peers, and check 200 against full recomputation."""
    n = 1500
    u, v, w = globe(n, 2.7)
    ways = all_pairs(*rows(n, u, v), w)
    lost = np.random.default_rng(3).permutation(len(u))[:LOSSES]
    list(changes(ways, [[0]]))
    start = time.perf_counter()
    found = list(changes(ways, ([e] for e in lost)))
    ours = time.perf_counter() - start
    start, wrong = time.perf_counter(), 0
    before = ways.dist
    full_s = 0.0
    for e, change in zip(lost[:CHECKED], found, strict=False):
        begin = time.perf_counter()
        after = scipy_full(n, u, v, w, e)
        full_s += time.perf_counter() - begin
        still = np.isfinite(after)
        added, parted = (after[still] - before[still]).sum() / 2, (~still).sum() / 2
        wrong += not (np.isclose(change.added.sum(), added, rtol=1e-9, atol=1e-6) and change.parted.sum() == parted)
    scipy_s = full_s / CHECKED * LOSSES
    lines = [
        f"{LOSSES:,} single losses on {n:,} nodes and {len(u):,} edges; of {CHECKED} checked against full recomputation {wrong} differ.",
        "",
        "| | seconds for 1,000 losses | times Sogdia |",
        "|---|---|---|",
        f"| Sogdia | {ours:.2f} | 1 |",
        f"| SciPy, as a user would | {scipy_s:.0f} | {scipy_s / ours:.0f} |",
    ]
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "case.pkl"
        case.write_bytes(pickle.dumps((n, u, v, w, lost.tolist())))
        for name, count in PEER_LOSSES.items():
            done = subprocess.run([peers or sys.executable, "-c", PEER, str(case), name, str(count)],
                                  capture_output=True, text=True, check=False)  # fmt: skip
            if done.returncode:
                lines.append(f"| {name} | absent | |")
            else:
                each = json.loads(done.stdout)
                lines.append(f"| {name} (from {count} losses) | {each * LOSSES:.0f} | {each * LOSSES / ours:.0f} |")
    return lines


def traffic(n: int, places: int, seed: int) -> Wanted:
    """Make traffic between places of a graph, more than it can carry."""
    u, v, w = globe(n, 3.0, seed)
    chance = np.random.default_rng(seed)
    home = np.full(n, -1)
    home[chance.permutation(n)[:places]] = np.arange(places)
    mass = chance.lognormal(0, 1.2, places)
    wanted = np.outer(mass, mass)
    np.fill_diagonal(wanted, 0.0)
    capacity = chance.lognormal(3.5, 1.0, len(u))
    return Wanted(
        u.astype(np.int64), v.astype(np.int64), w, capacity, home, wanted * (capacity.sum() / wanted.sum() / 4)
    )


def served() -> list[str]:
    """Time served demand after single losses beside the exact linear programme, in seconds of processor."""
    lines = ["| nodes | places | spans | LP, s a loss | Sogdia, before, s | Sogdia, s a loss | times | mended alone | widest gap | farthest from the LP |",
             "|---|---|---|---|---|---|---|---|---|---|"]  # fmt: skip
    warm = serve(traffic(40, 6, 0))
    for e in range(20):
        warm.after(np.arange(60) == e)
    for n, places in ((60, 12), (120, 20), (300, 50), (600, 100), (1200, 150)):
        wanted = traffic(n, places, 1)
        start = time.process_time()
        ready = serve(wanted)
        first = time.process_time() - start
        m = len(wanted.start)
        lost = [np.arange(m) == e for e in np.random.default_rng(5).permutation(m)[:100]]
        start = time.process_time()
        answers = [ready.after(one) for one in lost]
        each = (time.process_time() - start) / len(lost)
        gap = max(a.gap for a in answers)
        alone = sum(a.rounds == 0 for a in answers) / len(answers)
        exact, far = None, None
        if n <= MOST_NODES_OF_LP:
            start = time.process_time()
            best = [served_exactly(wanted.without(one))[0] for one in lost[:2]]
            exact = (time.process_time() - start) / len(best)
            far = max(1 - a.total_gbps / b for a, b in zip(answers, best, strict=False))
        told = ("", "", "") if exact is None else (f"{exact:.2f}", f"{exact / each:.0f}", f"{far:.2%}")
        lines.append(
            f"| {n:,} | {places} | {m:,} | {told[0]} | {first:.2f} | {each:.5f} | {told[1]} | {alone:.0%} | {gap:.2%} | {told[2]} |"
        )
    return lines


LP = """
import json, pickle, sys, time
from sogdia.flows.exact import served_exactly
wanted = pickle.load(open(sys.argv[1], "rb"))
start = time.process_time()
print(json.dumps((time.process_time() - start, served_exactly(wanted)[0], time.process_time() - start)))
"""


def contracted(wanted: Wanted) -> Wanted:
    """Give the same question on the graph that Sogdia makes smaller, for an LP that starts from it too.

    A merged node may hold several places, so that each place has a node of its own at each of its merged nodes, at the end of a span
    that is never full.
    """
    graph = contract(wanted)
    nodes, count = len(graph.indptr) - 1, len(graph.member)
    place = np.repeat(np.arange(len(wanted.traffic)), np.diff(graph.member_start))
    return Wanted(
        np.r_[graph.ends[:, 0], graph.member], np.r_[graph.ends[:, 1], nodes + np.arange(count)],
        np.r_[graph.delay_ms, np.ones(count)], np.r_[graph.capacity, np.full(count, wanted.amount.sum())],
        np.r_[np.full(nodes, -1), place], wanted.traffic,
    )  # fmt: skip


def exactly(wanted: Wanted, found: Served) -> tuple[float | None, str]:
    """Solve the linear programme in a process of its own: seconds of processor, None where patience ends; and how far the answer is."""
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "case.pkl"
        case.write_bytes(pickle.dumps(wanted))
        try:
            done = subprocess.run(
                [sys.executable, "-c", LP, str(case)], check=True, timeout=LP_PATIENCE_S, capture_output=True
            )
        except subprocess.TimeoutExpired:
            return None, ""
    _, best, seconds = json.loads(done.stdout)
    return seconds, f"{1 - found.total_gbps / best:.2%}"


def whole_maps() -> list[str]:
    """Time Monte Carlo losses on the cable map of 2022 and on the world: spans out at once as faults and repairs leave them."""
    lines = ["| network | spans | edges kept | pairs | before, s | losses | spans out at once | ms a loss | 100,000 losses, s | mended alone | widest gap | LP on the edges kept, s a loss | times | answer under the LP's |",
             "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|"]  # fmt: skip
    count = 100_000 if os.environ.get("SOGDIA_SLOW") == "1" else 300
    for name, net in (("cables_oucm_2022", with_countries(read(MAP))), ("the world of Sogdia", world())):
        asked = FailParams()
        layout = lay_out(with_home_links(net), None, asked.demand, asked.capacity)
        wanted, _ = wanted_by(layout, 0)
        start = time.process_time()
        ready = serve(wanted)
        first = time.process_time() - start
        sea = (layout.wires.net.spans.setting == "submarine").to_numpy(dtype=bool)[layout.wires.row]
        out = np.clip(np.where(sea, wanted.delay_ms * KM_PER_MS, 0.0) * OUT_PER_KM, 0.0, 1.0)
        chance = np.random.default_rng(1)
        lost = chance.random(len(out)) < out
        found = ready.after(lost)
        gap, alone = 0.0, 0
        start = time.process_time()
        for _ in range(count):
            answer = ready.after(chance.random(len(out)) < out)
            gap, alone = max(gap, answer.gap), alone + (answer.rounds == 0)
        each = (time.process_time() - start) / count
        seconds, far = exactly(contracted(wanted.without(lost)), found)
        told = (
            (f"none in {LP_PATIENCE_S} s", "", "")
            if seconds is None
            else (f"{seconds:.1f}", f"{seconds / each:.0f}", far)
        )
        lines.append(
            f"| {name} | {len(out):,} | {len(ready.task.graph.capacity):,} | {len(wanted.amount):,} | {first:.1f} | {count:,} | {out.sum():.1f} | "
            f"{1000 * each:.1f} | {1e5 * each:,.0f} | {alone / count:.1%} | {gap:.2%} | {' | '.join(told)} |"
        )
    return lines


SERVED = "## Served demand after a loss"
OTHERS = "## Years of faults, and sweeps"
"""Written by hand, from `benchmarks/availability.py` and `benchmarks/sweeps.py`; both are left as they stand."""


def served_part() -> list[str]:
    """Write what served demand costs."""
    return [SERVED, "",
            f"Written on a machine with a load of {os.getloadavg()[0]:.1f}; seconds of processor. The most traffic in sum, gap asked for 2 %, "
            "certified; single losses after one plan made before. LP: all ways at once, HiGHS, up to "
            f"{MOST_NODES_OF_LP} nodes. Mended alone: losses answered by the plan from before, of which only what went over lost spans was "
            "placed anew, and by its prices.", "", *served(), "",
            "Monte Carlo on whole maps: each span at sea is out by chance, as 0.12 faults a 1,000 km and year and 23 days to mend leave it. "
            "The seconds for 100,000 losses are in proportion where fewer were run. The LP (HiGHS, dual simplex) is given the graph that "
            "Sogdia makes smaller, which favours it: as `--method exact` asks, on all spans of cables_oucm_2022, one loss took HiGHS 162 s "
            "of processor (22 November 2026, load 8 to 11, 1,324 s by the clock) for the same optimum to ten digits.",
            "", *whole_maps(), ""]  # fmt: skip


def main() -> None:
    """Measure, and write the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(SERVED)
    kept = "\n" + "".join(rest.partition(OTHERS)[1:])
    if sys.argv[1:] == ["served"]:
        PAGE.write_text(before + "\n".join(served_part()) + kept, encoding="utf-8")
        return
    peers = sys.argv[1] if len(sys.argv) > 1 else None
    text = ["# What a loss costs to reckon", "",
            f"Written by `benchmarks/failures.py` on {os.cpu_count()} cores; load of the machine when it began: "
            f"{os.getloadavg()[0]:.1f}. Ratios are of one run.", "", "## Least ways after a loss", "",
            *beside_peers(peers), "", "## Cost against nodes and scenarios", "",
            "| nodes | edges | losses | all pairs, s | losses, s | ms a loss | peak GB |", "|---|---|---|---|---|---|---|"]  # fmt: skip
    whole = os.environ.get("SOGDIA_SLOW") == "1"
    for n, degree, losses in ((500, 2.7, 500), (1000, 2.7, 500), (2000, 2.7, 500), (2000, 2.7, 2000),
                              (4012, 5461 * 2 / 4012, 6000 if whole else 400)):  # fmt: skip
        f = singles(n, degree, losses)
        text.append(f"| {n:,} | {f['edges']:,} | {f['losses']:,} | {f['all_pairs_s']:.2f} | {f['s']:.2f} | "
                    f"{1000 * f['s'] / f['losses']:.2f} | {f['peak_gb']:.2f} |")  # fmt: skip
    text += ["", "Memory is 24 bytes for each pair of root and node, and sums for a chunk of losses: it does not grow with the "
             "number of losses.", "", *served_part()]  # fmt: skip
    PAGE.write_text("\n".join(text) + kept, encoding="utf-8")


if __name__ == "__main__":
    main()
