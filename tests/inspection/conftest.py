"""Good tables, and every fault made in them with the code that tells it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import shapely

from sogdia.formats.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Callable

TOWNS = {
    "nairobi": ("KEN", 36.8172, -1.2864),
    "mombasa": ("KEN", 39.6636, -4.0547),
    "kampala": ("UGA", 32.5825, 0.3163),
    "dodoma": ("TZA", 35.7395, -6.1722),
    "windhoek": ("NAM", 17.0836, -22.5594),
}
ROADS = [("nairobi", "mombasa", 530.0), ("nairobi", "kampala", 660.0), ("nairobi", "dodoma", 640.0),
         ("dodoma", "windhoek", 3200.0)]  # fmt: skip


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    """Five towns of Africa joined by four spans with lines: nothing is wrong."""
    nodes = pd.DataFrame([(name, *rest) for name, rest in TOWNS.items()], columns=["id", "country", "lon", "lat"])
    place = {name: rest[1:] for name, rest in TOWNS.items()}
    spans = pd.DataFrame(
        {
            "id": [f"{a}-{b}" for a, b, _ in ROADS],
            "start": [a for a, _, _ in ROADS],
            "end": [b for _, b, _ in ROADS],
            "setting": "terrestrial",
            "status": "in_service",
            "year_in_service": [2009, 2012, 2015, 2020],
            "length_km": [km for *_, km in ROADS],
            "capacity_design_gbps": [100.0, 400.0, 100.0, 10.0],
            "geometry": [shapely.LineString([place[a], place[b]]) for a, b, _ in ROADS],
        }
    )
    return {"nodes": nodes.astype({"id": object, "country": object}), "spans": spans}


Tables = dict[str, pd.DataFrame]


def cell(table: str, row: int, column: str, value: Any) -> Callable[[Tables], None]:
    def put(tables: Tables) -> None:
        rows = tables[table].astype({column: object})
        rows[column] = [value if i == row else old for i, old in enumerate(rows[column])]
        tables[table] = rows

    return put


def column(table: str, name: str, change: Callable[[pd.Series], Any]) -> Callable[[Tables], None]:
    def put(tables: Tables) -> None:
        tables[table] = tables[table].assign(**{name: change(tables[table][name])})

    return put


def rows(table: str, make: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[Tables], None]:
    def put(tables: Tables) -> None:
        tables[table] = make(tables[table])

    return put


def swap(row: int) -> Callable[[Tables], None]:
    def put(tables: Tables) -> None:
        nodes = tables["nodes"].copy()
        nodes.loc[row, ["lon", "lat"]] = nodes.loc[row, ["lat", "lon"]].to_numpy().copy()
        tables["nodes"] = nodes

    return put


def swap_line(tables: Tables) -> None:
    turned = shapely.transform(tables["spans"].geometry[1], lambda c: c[:, ::-1])
    cell("spans", 1, "geometry", turned)(tables)


def pacific(tables: Tables) -> None:
    """Join Suva and Apia, on the two sides of the antimeridian, by a line that goes the wrong way round."""
    ends = pd.DataFrame({"id": ["suva", "apia"], "country": ["FJI", "WSM"], "lon": [178.4419, -171.7514],
                         "lat": [-18.1416, -13.8333]})  # fmt: skip
    tables["nodes"] = pd.concat([tables["nodes"], ends], ignore_index=True)
    line = shapely.LineString([(178.4419, -18.1416), (-171.7514, -13.8333)])
    span = pd.DataFrame(
        {"id": ["tui"], "start": ["suva"], "end": ["apia"], "setting": ["submarine"], "geometry": [line]}
    )
    tables["spans"] = pd.concat([tables["spans"], span], ignore_index=True)


def seychelles(tables: Tables) -> None:
    """Join Mombasa and Mahé as if there were land between them."""
    rows("nodes", more(id="mahe", country="SYC", lon=55.4513, lat=-4.6236))(tables)
    rows("spans", more(id="far", start="mombasa", end="mahe", setting="terrestrial"))(tables)


def more(**cells: Any) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda table: pd.concat([table, pd.DataFrame([cells])], ignore_index=True)


def again(at: int, **cells: Any) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda table: pd.concat([table, table.iloc[[at]].assign(**cells)], ignore_index=True)


def metres(values: pd.Series) -> pd.Series:
    return values * 1000.0


FAULTS: list[tuple[str, Callable[[Tables], None]]] = [
    ("swapped-coordinates", swap(1)),
    ("sign-error", cell("nodes", 4, "lat", 22.5594)),
    ("sign-error", cell("nodes", 1, "lon", -39.6636)),
    ("null-island", rows("nodes", lambda t: t.assign(lon=t.lon.mask(t.index == 2, 0), lat=t.lat.mask(t.index == 2, 0)))),  # noqa: E501
    ("country-mismatch", cell("nodes", 0, "country", "BRA")),
    ("far-at-sea", rows("nodes", more(id="lost", country="KEN", lon=-30.1234, lat=-30.4321))),
    ("few-digits", rows("nodes", lambda t: t.assign(lon=t.lon.round(1), lat=t.lat.round(1)))),
    ("same-place", rows("nodes", again(3, id="dodoma-2"))),
    ("isolated-node", rows("nodes", more(id="kisumu", country="KEN", lon=34.7617, lat=-0.0917))),
    ("country-code", cell("nodes", 0, "country", "KE")),
    ("country-code", cell("nodes", 0, "country", "ken")),
    ("country-code", cell("nodes", 0, "country", "404")),
    ("country-code", cell("nodes", 0, "country", 404)),
    ("country-code", cell("nodes", 0, "country", "Kenya")),
    ("country-code", column("nodes", "country", lambda c: c.map({"KEN": "KE", "UGA": "UG", "TZA": "TZ", "NAM": "NA"}))),
    ("country-code", rows("nodes", more(id="pristina", country="XK", lon=21.1655, lat=42.6629))),
    ("country-code", rows("nodes", more(id="london", country="UK", lon=-0.1276, lat=51.5072))),
    ("unknown-country", cell("nodes", 0, "country", "Atlantis")),
    ("unknown-country", cell("nodes", 0, "country", "NA")),
    ("namibia-as-missing", cell("nodes", 4, "country", None)),
    ("missing-country", cell("nodes", 0, "country", None)),
    ("missing-country", column("nodes", "country", lambda c: [None] * len(c))),
    ("dangling-end", cell("spans", 0, "end", "mombassa")),
    ("duplicate-id", rows("nodes", again(0, lat=-1.3))),
    ("duplicate-row", rows("spans", again(0))),
    ("terrestrial-over-sea", seychelles),
    ("duplicate-span", rows("spans", again(0, id="another"))),
    ("self-loop", cell("spans", 0, "end", "nairobi")),
    ("islands", rows("spans", lambda t: t.drop(index=3).pipe(again(0, id="x", start="windhoek", end="walvis")))),
    ("no-nodes", lambda tables: tables.pop("nodes") is None),
    ("unsplit-line", pacific),
    ("swapped-line", swap_line),
    ("line-off-node", cell("spans", 2, "geometry", shapely.LineString([(36.9, -1.2864), (35.7395, -6.1722)]))),
    ("bad-line", cell("spans", 2, "geometry", shapely.Point(36.9, -1.2))),
    ("under-geodesic", cell("spans", 0, "length_km", 400.0)),
    ("length-unit", column("spans", "length_km", metres)),
    ("length-off-by-1000", cell("spans", 0, "length_km", 530_000.0)),
    ("length-off-by-1000", cell("spans", 0, "length_km", 0.53)),
    ("length-in-miles", column("spans", "length_km", lambda v: v * 0.621371)),
    ("retired-before-built", rows("spans", lambda t: t.assign(year_retired=[2001, None, None, None], status=None))),
    ("future-in-service", cell("spans", 0, "year_in_service", 2031)),
    ("retired-in-service", rows("spans", lambda t: t.assign(year_retired=[2020, None, None, None]))),
    ("before-fibre", cell("spans", 0, "year_in_service", 1956)),
    ("capacity-unit", column("spans", "capacity_design_gbps", lambda v: v * 0 + np.array([2e7, 4e6, 9e6, 1e4]))),
    ("capacity-too-large", cell("spans", 0, "capacity_design_gbps", 2e7)),
    ("capacity-per-pair", rows("spans", lambda t: t.assign(capacity_design_gbps=2e7, fibre_pairs=8))),
    ("lit-over-design", rows("spans", lambda t: t.assign(capacity_lit_gbps=[1000.0, 10, 10, 10]))),
    ("negative-number", cell("spans", 0, "length_km", -530.0)),
    ("out-of-range", cell("nodes", 0, "lon", 361.0)),
    ("not-a-value", cell("spans", 0, "length_km", "about 530")),
    ("not-a-value", cell("spans", 0, "length_km", float("inf"))),
    ("empty-required", cell("nodes", 0, "lon", None)),
    ("unknown-value", cell("spans", 0, "setting", "sea")),
    ("unknown-column", rows("spans", lambda t: t.assign(lenght=1))),
    ("missing-column", rows("nodes", lambda t: t.drop(columns="lat"))),
    ("mangled-text", rows("nodes", lambda t: t.assign(name=["CÃ´te", "Mombasa", None, None, None]))),
    ("replacement-character", rows("nodes", lambda t: t.assign(name=["C\ufffdte", "Mombasa", None, None, None]))),
    ("stray-space", cell("nodes", 0, "id", " nairobi")),
]  # fmt: skip


@pytest.fixture
def draft() -> Callable[[Tables], Draft]:
    """Make a draft of tables, with rows that start at line 2 of a CSV."""

    def make(tables: Tables, folder: Path = Path("africa")) -> Draft:
        places = {
            name: pd.DataFrame({"file": f"{name}.csv", "row": range(2, len(table) + 2)})
            for name, table in tables.items()
        }
        return Draft(folder, "csv", tables, rows=places)

    return make


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each fault to the tests that ask for one."""
    if {"code", "spoil"} <= set(metafunc.fixturenames):
        names = [f"{code}-{i}" for i, (code, _) in enumerate(FAULTS)]
        metafunc.parametrize(("code", "spoil"), FAULTS, ids=names)
