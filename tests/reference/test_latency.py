"""Round trips against measured ones: the figures of docs/validation.md, within a named tolerance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from sogdia.data import world
from sogdia.flows import latency

if TYPE_CHECKING:
    from pathlib import Path

LEAST_CORRELATION = 0.955
MOST_MEDIAN_ERROR = 0.10
MOST_TENTH_ERROR = 0.32
COVER = (0.75, 0.85)


@pytest.mark.outside
def test_round_trips_resemble_measured_ones(outside: Path) -> None:
    folder = outside / "rtt_wonderproxy_2020"
    if not folder.is_dir():
        pytest.skip(f"no {folder}")
    servers = pd.read_csv(folder / "servers.csv", keep_default_na=False).set_index("id")
    rows = pd.read_csv(folder / "pings.csv")
    rows = rows[
        rows.source.isin(servers.index) & rows.destination.isin(servers.index) & (rows.source < rows.destination)
    ]
    rows = rows[rows["min"] > 0].sample(1500, random_state=1)
    pairs = pd.DataFrame(
        {
            "from_lon": servers.longitude.astype(float).reindex(rows.source).to_numpy(),
            "from_lat": servers.latitude.astype(float).reindex(rows.source).to_numpy(),
            "to_lon": servers.longitude.astype(float).reindex(rows.destination).to_numpy(),
            "to_lat": servers.latitude.astype(float).reindex(rows.destination).to_numpy(),
            "seen": rows["min"].to_numpy(),
        }
    )
    told = latency(world(), pairs, year=2020).table
    told = told[(told.geodesic_km > 500) & told.rtt_ms.notna()]
    error = (told.rtt_ms / told.seen - 1.0).abs()
    assert np.corrcoef(np.log(told.rtt_ms), np.log(told.seen))[0, 1] > LEAST_CORRELATION
    assert error.median() < MOST_MEDIAN_ERROR
    assert error.quantile(0.9) < MOST_TENTH_ERROR
    assert COVER[0] <= told.seen.between(told.low_ms, told.high_ms).mean() <= COVER[1]
