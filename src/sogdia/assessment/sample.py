"""A study small enough to check by hand: Pakistan, Djibouti and Kenya, an old cable and a new one."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from sogdia.assessment.preparing import prepare
from sogdia.network import Network
from sogdia.studies import Study
from sogdia.studies.definition import Definition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sogdia.assessment.setting import Setting


def sample_network() -> Network:
    """Give three countries, an old cable and a new one.

    The old one, of 3,000 km, joins Pakistan to Djibouti; the new one, of 3,200 and 1,800 km, joins Pakistan, Djibouti
    and Kenya.
    """
    nodes = [
        {"id": "karachi-pak", "name": "Karachi", "country": "PAK", "lon": 67.0, "lat": 24.85, "kind": "landing"},
        {"id": "djibouti-dji", "name": "Djibouti", "country": "DJI", "lon": 43.15, "lat": 11.6, "kind": "landing"},
        {"id": "mombasa-ken", "name": "Mombasa", "country": "KEN", "lon": 39.67, "lat": -4.05, "kind": "landing"},
    ]
    spans: list[dict[str, object]] = [
        {"id": "old-1", "system": "old", "start": "karachi-pak", "end": "djibouti-dji", "length_km": 3000.0},
        {"id": "new-1", "system": "new", "start": "karachi-pak", "end": "djibouti-dji", "length_km": 3200.0},
        {"id": "new-2", "system": "new", "start": "djibouti-dji", "end": "mombasa-ken", "length_km": 1800.0},
    ]
    for span in spans:
        new = span["system"] == "new"
        span.update(setting="submarine", project="new-cable" if new else None)
        span.update(status="proposed" if new else "in_service", year_in_service=None if new else 2005)
    systems = [
        {"id": "old", "name": "Old", "capacity_design_gbps": 1_000.0, "year_in_service": 2005},
        {"id": "new", "name": "New", "capacity_design_gbps": 96_000.0, "length_km": 5000.0},
    ]
    organisations: list[dict[str, object]] = [
        {"id": "builder-a", "name": "Builder A", "country": "PAK", "kind": "supplier"},
        {"id": "builder-b", "name": "Builder B", "country": "KEN", "kind": "supplier"},
        {"id": "holder-a", "name": "Holder A", "country": "PAK", "kind": "operator"},
        {"id": "holder-b", "name": "Holder B", "country": "KEN", "kind": "operator"},
    ]
    roles: list[dict[str, object]] = [
        {"system": "old", "organisation": "builder-a", "role": "supplier"},
        {"system": "new", "organisation": "builder-b", "role": "supplier"},
        {"system": "old", "organisation": "holder-a", "role": "owner", "share": 1.0},
        {"system": "new", "organisation": "holder-b", "role": "owner", "share": 1.0},
    ]
    countries = [
        {"id": "PAK", "name": "Pakistan", "lon": 67.0, "lat": 24.85, "population": 200e6},
        {"id": "DJI", "name": "Djibouti", "lon": 43.15, "lat": 11.6, "population": 1e6},
        {"id": "KEN", "name": "Kenya", "lon": 39.67, "lat": -4.05, "population": 50e6},
    ]
    demands = [
        {"start": "PAK", "end": "DJI", "traffic_gbps": 30.0},
        {"start": "PAK", "end": "KEN", "traffic_gbps": 10.0},
    ]
    projects = [{"id": "new-cable", "name": "New cable", "component": "submarine_cable", "status": "agreed"}]
    tables: dict[str, Sequence[Mapping[str, object]]] = {
        "nodes": nodes, "spans": spans, "systems": systems, "organisations": organisations, "roles": roles,
        "countries": countries, "demands": demands, "projects": projects,
        "corridors": [{"id": "three-countries", "name": "Three countries"}],
        "members": [{"corridor": "three-countries", "kind": "project", "member": "new-cable"}],
    }  # fmt: skip
    return Network(**{name: pd.DataFrame(rows) for name, rows in tables.items()})


def sample_towns() -> pd.DataFrame:
    """Give towns: Mombasa with 2 of Kenya's 10 million town people, Nairobi with the rest; Karachi; Djibouti."""
    rows = [
        ("KEN", 39.67, -4.05, 2e6),
        ("KEN", 36.82, -1.29, 8e6),
        ("PAK", 67.0, 24.85, 15e6),
        ("DJI", 43.15, 11.6, 6e5),
    ]
    return pd.DataFrame(rows, columns=["country", "lon", "lat", "population"])


def sample_study() -> Study:
    """Give the study that asks what the new cable changes."""
    definition = Definition.model_validate(
        {
            "study": {
                "id": "sample",
                "title": "A cable for three countries",
                "question": "What does the new cable change?",
            },
            "case": {"year": 2027, "build": ["new-cable"]},
            "baseline": {"year": 2027, "without": ["new-cable"]},
            "projects": ["new-cable"],
            "hubs": ["djibouti-dji"],
            "corridors": [{"id": "three-countries", "name": "Three countries", "projects": ["new-cable"]}],
        }
    )
    return Study(definition, sample_network())


@cache
def sample_setting() -> Setting:
    """Give everything that indicators read of the sample study."""
    return prepare(sample_study(), sample_towns())
