"""Time a sweep of losses on the world beside a loop that calls `fail` for each, and beside itself by other executors.

Give the number of losses (40 when none is given). Ratios are of one run; the stores must be equal, bit for bit.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import sogdia as sg

WARM = 'year = 2026\n[verbs.fail]\ncut = "aae-1"\n'


def files(store: Path) -> dict[str, bytes]:
    """Give every file of a store."""
    return {str(path.relative_to(store)): path.read_bytes() for path in store.rglob("*") if path.is_file()}


def main(count: int) -> None:
    """Print the seconds of each way, and how often it is faster than the loop."""
    net = sg.world()
    systems = sorted(set(net.in_service(2026).spans.system.dropna()) & set(net.systems.id))[:count]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        cases = folder / "cases.toml"
        cases.write_text(WARM, encoding="utf-8")
        sg.sweep(cases, folder / "warm", jobs=1)
        start = time.perf_counter()
        for system in systems[: max(count // 8, 1)]:
            sg.fail(net, cut=system, year=2026)
        loop = (time.perf_counter() - start) * len(systems) / max(count // 8, 1)
        print(f"loop of `fail`, from every eighth: {loop:.1f} s for {len(systems)} losses")
        cases.write_text(f"year = 2026\n[verbs.fail]\ncut = {systems}\n", encoding="utf-8")
        for executor, jobs in (("serial", 1), ("processes", 2), ("dask", 2)):
            start = time.perf_counter()
            sg.sweep(cases, folder / executor, executor=executor, jobs=jobs)
            spent = time.perf_counter() - start
            same = files(folder / executor) == files(folder / "serial")
            print(f"{executor}, {jobs} at work: {spent:.1f} s, {loop / spent:.1f} times the loop; same store: {same}")
        start = time.perf_counter()
        sg.sweep(cases, folder / "serial", executor="serial")
        print(f"again with nothing missing: {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
