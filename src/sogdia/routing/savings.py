"""What is saved when lines share a trench: the civil works of the second line, for a planner's choice of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sogdia.routing.coefficients import values
from sogdia.routing.polyline import Line
from sogdia.routing.profile import profile
from sogdia.routing.shared_risk import trench_pairs
from sogdia.routing.surroundings import Surroundings
from sogdia.routing.unit_costs import land_parts, overhead
from sogdia.routing.works import Works

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike

    from sogdia.routing.line import Route


def trench_savings(
    lines: Mapping[str, Line | Route],
    around: Surroundings | None = None,
    works: Works | None = None,
    reach_km: float | None = None,
) -> pd.DataFrame:
    """Give for each pair of lines that share a trench what the second need not pay when the first is built.

    Parameters
    ----------
    lines
        Lines by id.
    around, works, reach_km
        As in a bill; the distance of sharing is the coefficient where None.

    Returns
    -------
    DataFrame
        One row for each ordered pair: first, second, shared_km (of the second line on the map) and saving_musd: its
        civil works there with management and contingency, US$ million of 2024. A bill of several lines counts what a
        line saves by all before it once, which is no more than the sum of its rows.
    """
    k = values()
    around, works = around or Surroundings(), works or Works()
    ids = sorted(lines)
    own = [Line.of(lines[i]) for i in ids]
    parts = [profile(line, around).assign(line=i) for i, line in enumerate(own)]
    pieces = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["km", "line"])
    if pieces.empty:
        return pd.DataFrame(columns=["first", "second", "shared_km", "saving_musd"])
    ground: dict[str, ArrayLike] = {
        "rock": works.share_rock,
        "urban": pieces.urban.to_numpy(dtype=float),
        "desert": works.share_desert,
    }
    civil = land_parts(
        pieces.elevation_m,
        pieces.slope_deg,
        k,
        along_road=works.share_road,
        protected=works.share_protected,
        ground=ground,
        aerial=works.share_aerial,
    )["civil"]
    km = pieces.km.to_numpy(dtype=float)
    saved = civil * km * (1.0 + k["slack_land_share"]) * (1.0 - k["joint_civil_share"]) * overhead(k)
    piece, other = trench_pairs(pieces, own, reach_km)
    table = pd.DataFrame({"first": other, "second": pieces.line.to_numpy()[piece], "shared_km": km[piece],
                          "saving_musd": saved[piece]})  # fmt: skip
    table = table[table["first"] != table.second].groupby(["first", "second"], as_index=False).sum()
    table = table[table.shared_km >= k["shared_length_land_km"]]
    named = {side: np.asarray(ids, dtype=object)[table[side].to_numpy(dtype=int)] for side in ("first", "second")}
    return table.assign(**named).sort_values(["first", "second"], ignore_index=True)
