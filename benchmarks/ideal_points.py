"""Ideal points of all sessions against a publication: correlations, widths of intervals, time.

Run: python benchmarks/ideal_points.py VOTES PUBLISHED.csv [Matches.csv [METHOD [SEED]]]
PUBLISHED has ccode, session, IdealPoint, Q5% and Q95%.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pandas as pd

from sogdia.formats.vote_files import read_votes
from sogdia.influence import ideal_points
from sogdia.influence.bridges import read_bridges


def main(votes: str, published: str, matches: str = "", method: str = "sampler", seed: str = "0") -> None:
    """Print the comparison."""
    read = read_votes(votes)
    pairs = read_bridges(Path(matches)) if matches else None
    begun, worked = time.perf_counter(), time.process_time()
    points = ideal_points(read.cast, read.roll_calls, bridges=pairs, method=method, seed=int(seed)).table
    took, worked = time.perf_counter() - begun, time.process_time() - worked
    theirs = pd.read_csv(published, encoding="latin-1", keep_default_na=False)
    theirs = theirs.astype({"IdealPoint": float, "Q5%": float, "Q95%": float})
    both = theirs.merge(points, left_on=["ccode", "session"], right_on=["cow", "session"])
    each = pd.Series({s: part["point"].corr(part["IdealPoint"]) for s, part in both.groupby("session")})
    width = (both["high"] - both["low"]).median() / (both["Q95%"] - both["Q5%"]).median()
    print(
        f"{len(both):,} points; pooled |r| {abs(both['point'].corr(both['IdealPoint'])):.4f}, median of sessions "
        f"{each.abs().median():.4f}, lowest {each.abs().min():.4f} (session {each.abs().idxmin()})"
    )
    late = both[both["session"] >= 12]
    print(f"from session 12 on: pooled |r| {abs(late['point'].corr(late['IdealPoint'])):.4f}")
    print(
        f"median width of 90 % intervals, ours to theirs: {width:.3f}; {took:.0f} s by the clock, {worked:.0f} s of "
        f"processor, load {os.getloadavg()[0]:.0f}"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
