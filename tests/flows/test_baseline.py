import numpy as np
import pytest

from sogdia.flows.baseline import before
from sogdia.flows.capacity import CapacityParams
from sogdia.flows.demands import DemandParams
from sogdia.flows.layout import lay_out


def test_before_and_after_by_hand(caspian):
    layout = lay_out(caspian, None, DemandParams(), CapacityParams())
    baseline = before(layout, 10)
    codes = layout.demand.countries
    had = dict(zip(codes, baseline.capacity[0], strict=True))
    assert had == {"AZE": 350.0, "GEO": 260.0, "IRN": 40.0, "KAZ": 180.0, "RUS": 140.0, "TKM": 90.0}
    effects = baseline.after(layout.wires.graph.span_ids == "bt")
    left = dict(zip(codes, effects.capacity[0], strict=True))
    assert left == {"AZE": 300.0, "GEO": 260.0, "IRN": 40.0, "KAZ": 180.0, "RUS": 140.0, "TKM": 40.0}
    linked = dict(zip(codes, effects.linked, strict=True))
    assert linked == pytest.approx({"AZE": 20.0, "GEO": 80.0, "IRN": 0.0, "KAZ": 60.0, "RUS": 0.0, "TKM": 0.0})
    assert np.isnan(effects.added_ms[codes.index("IRN")])
