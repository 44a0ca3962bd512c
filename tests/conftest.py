from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from sogdia.network import Network


def pytest_configure(config: pytest.Config) -> None:
    """Know the mark of tests that take minutes."""
    config.addinivalue_line("markers", "slow: measures the whole world again and again; set SOGDIA_SLOW to run it")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out the slow tests unless they are asked for."""
    if "SOGDIA_SLOW" in os.environ:
        return
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="takes minutes: set SOGDIA_SLOW=1 to run it"))


@pytest.fixture(scope="session")
def outside() -> Path:
    """Folder of outside data sets, by SOGDIA_REFERENCE_DATA; a test that needs it is skipped where it is absent."""
    folder = Path(os.environ.get("SOGDIA_REFERENCE_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no outside data at {folder}: set SOGDIA_REFERENCE_DATA")
    return folder


@pytest.fixture
def triangle() -> Network:
    """Three countries on the equator, 1 degree (111.3 km) apart in a row, joined by three spans."""
    nodes = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "name": ["Alpha", "Beta", "Gamma"],
            "country": ["PAK", "DJI", "KEN"],
            "lon": [0.0, 1.0, 2.0],
            "lat": [0.0, 0.0, 0.0],
            "kind": ["landing", "landing", "landing"],
        }
    )
    spans = pd.DataFrame(
        {
            "id": ["ab", "bc", "ac"],
            "start": ["a", "b", "a"],
            "end": ["b", "c", "c"],
            "setting": ["submarine"] * 3,
            "status": ["in_service", "in_service", "proposed"],
            "year_in_service": [2010, 2015, 2030],
            "length_km": [120.0, 120.0, 240.0],
        }
    )
    return Network(nodes=nodes, spans=spans)
