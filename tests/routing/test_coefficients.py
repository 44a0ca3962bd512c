"""The one table of coefficients: each row is sourced, in order, and used."""

from __future__ import annotations

from pathlib import Path

import pytest

from sogdia.errors import ParameterError
from sogdia.routing.coefficients import coefficients, values

ROOM = Path(__file__).resolve().parents[2] / "src" / "sogdia" / "routing"
CODE = "\n".join(path.read_text(encoding="utf-8") for path in ROOM.glob("*.py"))


@pytest.mark.parametrize("key", list(coefficients()))
def test_a_coefficient_is_sourced_bounded_and_used(key: str) -> None:
    row = coefficients()[key]
    assert row.unit
    assert row.source
    assert row.meaning
    assert min(row.low, row.high) <= row.default <= max(row.low, row.high)
    by_pattern = key in {"rock_factor", "urban_factor", "desert_factor"} or key.startswith("cable_")
    assert f'"{key}"' in CODE or by_pattern, f"{key} is used nowhere"


def test_what_is_assumed_has_a_wide_range_unless_it_is_a_convention() -> None:
    fixed = {"crossing_least_angle_deg", "crossing_floor_angle_deg", "repeater_pairs", "cost_correlation"}
    for row in coefficients().values():
        if row.source.startswith("assumed") and row.key not in fixed:
            low, high = sorted((row.low, row.high))
            assert high >= 1.2 * low, row.key


def test_a_value_can_be_changed_and_a_wrong_one_is_refused() -> None:
    assert values("high", repeater_musd=1.0)["repeater_musd"] == 1.0
    with pytest.raises(ParameterError, match="did you mean 'repeater_musd'"):
        values(repeater_must=1.0)
    with pytest.raises(ParameterError, match="0 or more"):
        values(repeater_musd=float("nan"))
    with pytest.raises(ParameterError, match="side"):
        values("middle")
