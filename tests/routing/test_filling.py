from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from sogdia.errors import ParameterError
from sogdia.geodesy import geometry_km
from sogdia.routing.filling import route
from sogdia.routing.lattice import Lattice
from sogdia.routing.surface import Surface
from sogdia.routing.tradeoffs import pareto_paths, undominated

if TYPE_CHECKING:
    from sogdia.network import Network


@pytest.fixture(scope="module")
def water() -> Surface:
    return Surface.of(Lattice(-1.0, -3.0, 0.1, 0.1, 60, 60), sea=0.02)


def test_proposed_spans_without_a_line_get_one(triangle: Network, water: Surface) -> None:
    net = route(triangle, water)
    done = net.spans.set_index("id")
    assert done.geometry["ac"] is not None
    assert geometry_km(done.geometry["ac"]) == pytest.approx(222.64, rel=1e-3)
    assert done.length_km["ac"] == 240.0
    assert done.capex_musd["ac"] > 0
    assert done.geometry["ab"] is None
    named = route(triangle, water, spans=["ab"]).spans.set_index("id")
    assert named.length_km["ab"] == pytest.approx(111.3 * 1.065 * 1.01, rel=0.02)


def test_a_span_that_is_not_there_is_told(triangle: Network, water: Surface) -> None:
    with pytest.raises(ParameterError, match="no span 'zz'"):
        route(triangle, water, spans=["zz"])


def test_no_route_of_a_trade_off_is_beaten_by_another(water: Surface) -> None:
    result = pareto_paths((0.0, 0.0), (2.0, 1.0), water, setting="submarine")
    values = result.table[["capex_musd", "faults_per_year", "rtt_ms"]].to_numpy(dtype=float)
    assert undominated(values) == list(range(len(values)))
    assert len(result.lines) == len(result.table)
    assert set(result.items.route) == set(range(len(result.table)))
    assert isinstance(result.table, pd.DataFrame)
