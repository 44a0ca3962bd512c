"""What sharing a trench saves: the difference of two bills, and nothing where nothing is shared."""

from __future__ import annotations

import numpy as np
import pytest

from sogdia.geodesy import densify
from sogdia.routing.bill import bill
from sogdia.routing.polyline import Line
from sogdia.routing.savings import trench_savings


def road(start, end, height=100.0, setting="terrestrial") -> Line:
    points = densify(np.array([start, end], dtype=float), 5.0)
    return Line(points[:, 0], points[:, 1], np.full(len(points), height), np.full(len(points) - 1, setting))


ONE, BESIDE, FAR = road((0, 0), (4, 0)), road((1, 0.003), (6, 0.003)), road((0, 1), (4, 1))


def test_the_saving_is_the_difference_of_two_bills() -> None:
    saved = trench_savings({"one": ONE, "beside": BESIDE, "far": FAR}).set_index(["first", "second"])
    assert set(saved.index) == {("one", "beside"), ("beside", "one")}
    alone = bill(ONE).capex.musd + bill(BESIDE).capex.musd
    both = bill([ONE, BESIDE]).capex.musd
    assert saved.saving_musd["one", "beside"] == pytest.approx(alone - both, rel=1e-6)
    assert saved.shared_km["one", "beside"] == pytest.approx(334, abs=6)


def test_cables_at_sea_save_nothing() -> None:
    sea = [road((0, 0), (4, 0), -3000.0, "submarine")] * 2
    assert trench_savings(dict(zip("ab", sea, strict=True))).empty
    assert trench_savings({}).empty
    assert trench_savings({"a": ONE}).empty
