"""100,000 years of faults and repairs on a cable map: time, and order of magnitude against what is known.

Run: python benchmarks/availability.py [NETWORK] [YEARS]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from sogdia.flows import availability
from sogdia.formats import read

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data" / "cables_oucm_2022"


def main() -> None:
    """Measure and print."""
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    years = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    net = read(place)
    availability(net, years=2)
    began, spent = time.perf_counter(), time.process_time()
    told = availability(net, years=years, seed=1)
    wall, used = time.perf_counter() - began, time.process_time() - spent
    print(f"{years:,} years: {wall:.1f} s by the clock, {used:.1f} s of processor time")
    print(told.perils.to_string(index=False))
    print(told.repairs.to_string(index=False))
    print(told.convergence.to_string(index=False))
    hours = told.table.lost_hours_per_year
    print(f"hours a year with half of the capacity gone: median {hours.median():.1f}, mean {hours.mean():.1f}")
    columns = ["country", "availability", "cut_off_hours_per_year", "lost_hours_per_year", "return_years_100"]
    print(told.table.sort_values("cut_off_hours_per_year", ascending=False)[columns].head(15).to_string(index=False))


if __name__ == "__main__":
    main()
