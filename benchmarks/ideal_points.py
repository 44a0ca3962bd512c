"""Ideal points of all sessions against a publication: correlations, widths of intervals, time.

Run: python benchmarks/ideal_points.py VOTES PUBLISHED.csv [Matches.csv]
PUBLISHED has ccode, session, IdealPoint, Q5% and Q95%.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pandas as pd

from sogdia.formats.vote_files import read_votes
from sogdia.influence import ideal_points
from sogdia.influence.bridges import read_bridges


def main(votes: str, published: str, matches: str = "") -> None:
    """Print the comparison."""
    read = read_votes(votes)
    pairs = read_bridges(Path(matches)) if matches else None
    begun = time.perf_counter()
    points = ideal_points(read.cast, read.roll_calls, bridges=pairs).table
    took = time.perf_counter() - begun
    theirs = pd.read_csv(published, encoding="latin-1", keep_default_na=False)
    theirs = theirs.astype({"IdealPoint": float, "Q5%": float, "Q95%": float})
    both = theirs.merge(points, left_on=["ccode", "session"], right_on=["cow", "session"])
    each = pd.Series({s: part["point"].corr(part["IdealPoint"]) for s, part in both.groupby("session")})
    width = (both["high"] - both["low"]).median() / (both["Q95%"] - both["Q5%"]).median()
    print(
        f"{len(both):,} points; pooled |r| {abs(both['point'].corr(both['IdealPoint'])):.4f}, median of sessions "
        f"{each.abs().median():.4f}, lowest {each.abs().min():.4f} (session {each.abs().idxmin()})"
    )
    print(f"median width of 90 % intervals, ours to theirs: {width:.3f}; fitted in {took:.0f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
