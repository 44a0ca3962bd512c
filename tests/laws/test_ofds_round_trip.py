"""Network -> Open Fibre Data Standard -> Network: nothing is lost that the standard can say, in any of its formats."""

from __future__ import annotations

import os
import random
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sogdia.formats.ofds_csv import read_ofds_csv, write_ofds_csv
from sogdia.formats.ofds_geojson import read_ofds_geojson, write_ofds_geojson
from sogdia.formats.ofds_json import read_ofds_json, write_ofds_json
from sogdia.formats.ofds_sayable import said_whole
from sogdia.formats.ofds_terms import CLOSED, DOCUMENT, FIELDS, LINK, join, join_record
from sogdia.formats.web_addresses import is_iri
from sogdia.network import SCHEMAS, Network

EXAMPLES = int(os.environ.get("SOGDIA_OFDS_EXAMPLES", "4"))
ROADS = {
    "json": ("x.json", write_ofds_json, read_ofds_json),
    "lines": ("x.jsonl", write_ofds_json, read_ofds_json),
    "geojson": ("x", write_ofds_geojson, read_ofds_geojson),
    "csv": ("y.zip", write_ofds_csv, read_ofds_csv),
}
SAYABLE = {
    "nodes": {"id", "lon", "lat", "kind", "status_published", *(f.column for f in FIELDS["nodes"])},
    "spans": {
        "id",
        "system",
        "year_in_service",
        "fibre_pairs",
        "status_published",
        *(f.column for f in FIELDS["spans"]),
    },
    "systems": {"id", *(f.column for f in FIELDS["networks"])},
    "organisations": {"id", "other_roles", *(f.column for f in FIELDS["organisations"])},
    "projects": {"id", "kind", *(f.column for n in ("phases", "contracts") for f in FIELDS[n])},
}
"""Columns that the standard has a word for."""

ADDRESSES = {field.column for fields in FIELDS.values() for field in fields if field.kind == "iri"}
LETTERS = "abcXYZ019éßж中;|\\/\"',{}[]#&=-_.😀"


def sampled(known):
    return lambda rng: rng.choice(known)


def whole(low, high):
    return lambda rng: rng.randint(low, high)


def real(low, high):
    return lambda rng: rng.choice([low, high, rng.uniform(low, high)])


def flags(rng):
    return rng.random() < 0.5


def texts(rng):
    return "".join(rng.choice(LETTERS) for _ in range(rng.randint(1, 8)))


def days(rng):
    return (date(1990, 1, 1) + timedelta(rng.randint(0, 25_000))).isoformat()


def unique(least, most):
    return lambda rng: list(dict.fromkeys(texts(rng) for _ in range(rng.randint(least, most))))


def codes(rng):
    return join(dict.fromkeys(code.replace(";", "") or "x" for code in unique(1, 3)(rng)))


def addresses(rng):
    """Give web addresses, and texts that are none."""
    return rng.choice(["https://example.org/a?b=c#d", "https://ñandú.example/é", "mailto:a@example.org", texts(rng)])


def records(parts, address):
    """Give a list of records, some parts of which are missing; `address` is the part that is a web address."""

    def some_records(rng):
        made = []
        for _ in range(rng.randint(1, 3)):
            record = {part: (addresses if part == address else texts)(rng) for part in parts if rng.random() < 0.7}
            made.append(join_record(record, parts))
        return join(dict.fromkeys(one for one in made if one)) or None

    return some_records


def amounts(rng):
    return round(rng.uniform(0, 1e6), 3)


def maybe(strategy):
    return lambda rng: strategy(rng) if rng.random() < 0.6 else None


countries = sampled(["GHA", "NAM", "XKX", "GBR", "TWN"])
statuses = sampled(
    [
        ("proposed", None),
        ("proposed", "planned"),
        ("retired", "inactive"),
        ("retired", None),
        ("in_service", None),
        ("cancelled", None),
        ("under_construction", None),
        (None, None),
    ]
)


def some(draw, known):
    return draw(maybe(sampled(known))) if known else None


def several(draw, known):
    return join(dict.fromkeys([draw(sampled(known)), draw(sampled(known))])) if known else None


def network(seed):
    """Make a network with every column that the standard can say, and some that it cannot."""
    rng = random.Random(seed)  # noqa: S311  made data

    def draw(strategy):
        return strategy(rng)

    firms, systems, projects = draw(unique(0, 3)), draw(unique(0, 3)), draw(unique(0, 3))
    towns = list(dict.fromkeys(["first", "second", *draw(unique(0, 3))]))
    tables = {
        "organisations": [
            {"id": i, **{c: draw(maybe(texts)) for c in ("name", "identifier", "identifier_scheme", "legal_name",
             "role_details", "note")}, **{c: draw(maybe(addresses)) for c in ("identifier_uri", "website", "logo")},
             "country": draw(maybe(countries)),
             "state_share": draw(maybe(real(0.0, 1.0)))} for i in firms
        ],
        "systems": [
            {"id": i, **{c: draw(maybe(texts)) for c in ("name", "publisher", "publisher_identifier",
             "accuracy_details", "publisher_identifier_scheme", "publisher_legal_name", "language")},
             **{c: draw(maybe(addresses)) for c in ("website", "publisher_identifier_uri")},
             **{c: draw(maybe(days)) for c in ("publication_date", "collection_date")},
             "links": draw(maybe(records(LINK, "href"))),
             "accuracy_m": draw(maybe(amounts)), "kind": draw(maybe(sampled(["submarine", "satellite"])))}
            for i in systems
        ],
        "projects": [
            {"id": i, "name": draw(maybe(texts)), "description": draw(maybe(texts)), "system": some(draw, systems),
             "financier": several(draw, firms), "vendor": some(draw, firms)} for i in projects
        ],
    }  # fmt: skip
    for row in tables["projects"]:
        if draw(flags):
            row |= {"amount": draw(amounts), "currency": draw(sampled(["USD", "GHS"])),
                    "date_agreed": draw(days), "contract_type": draw(maybe(texts)),
                    "documents": draw(maybe(records(DOCUMENT, "url")))}  # fmt: skip
        elif draw(flags):
            row |= {"amount_musd": draw(amounts), "date_agreed": draw(maybe(sampled(["2019", "2019-05"])))}
    if projects:
        row = {
            "id": "k" + "".join(projects),
            "kind": "contract",
            "name": draw(texts),
            "phases": several(draw, projects),
        }
        tables["projects"].append(row)
    tables["nodes"] = [node(draw, key, firms, projects) for key in towns]
    ends = [rng.sample(towns, 2) for _ in range(rng.randint(0, 5))]
    place = {row["id"]: (row["lon"], row["lat"]) for row in tables["nodes"]}
    tables["spans"] = [
        span(draw, f"s{n}", (a, b), (place[a], place[b]), (firms, projects, systems)) for n, (a, b) in enumerate(ends)
    ]
    if firms and systems:
        keys = dict.fromkeys((draw(sampled(systems)), draw(sampled(firms))) for _ in range(rng.randint(0, 3)))
        tables["roles"] = [
            {"system": s, "organisation": o, "role": draw(sampled(["supplier", "owner", "operator"])),
             "share": draw(maybe(real(0.0, 1.0)))} for s, o in keys
        ]  # fmt: skip
    return Network(**{name: pd.DataFrame(rows) for name, rows in tables.items() if rows})


def node(draw, key, firms, projects):
    status, word = draw(statuses)
    return {
        "id": key, "lon": draw(real(-90.0, 90.0)), "lat": draw(real(-90.0, 90.0)), "name": draw(maybe(texts)),
        "country": draw(maybe(countries)), "status": status, "status_published": word, "project": some(draw, projects),
        "kind": draw(maybe(sampled(["city", "landing", "junction"]))), "type": draw(maybe(codes)),
        "access_point": draw(maybe(flags)), "power": draw(maybe(flags)), "technologies": draw(maybe(codes)),
        **{c: draw(maybe(texts)) for c in ("street_address", "locality", "region", "postal_code", "note")},
        "physical_infrastructure_provider": some(draw, firms), "network_providers": several(draw, firms),
        "international_connections": draw(sampled([None, "TGO|Lomé", "NAM||A;KEN"])),
        "population": draw(maybe(amounts)),
    }  # fmt: skip


def span(draw, key, ends, places, known):
    firms, projects, systems = known
    status, word = draw(statuses)
    day = draw(maybe(days))
    shape = draw(sampled([None, "line", "parts"]))
    (a, b), middle = places, (places[0][0] / 2, places[0][1] / 2)
    line = None
    if shape and a != b:
        line = shapely.LineString([a, middle, b])
        if shape == "parts":
            line = shapely.MultiLineString([[a, middle], [(middle[0], middle[1] / 2), b]])
    return {
        "id": key, "start": ends[0], "end": ends[1], "system": some(draw, systems), "project": some(draw, projects),
        "setting": draw(sampled(["terrestrial", "submarine", "satellite"])), "status": status,
        "status_published": word, "geometry": line, "ready_for_service_date": day,
        "year_in_service": draw(sampled([None, int(day[:4]) if day else 2015])),
        "length_km": draw(maybe(real(20_100.0, 44_000.0))), "fibre_count": draw(maybe(whole(0, 100))),
        "fibre_pairs": draw(maybe(whole(0, 50))), "capacity_lit_gbps": draw(maybe(amounts)),
        "capex_musd": draw(maybe(amounts)), "directed": draw(maybe(flags)), "dark_fibre": draw(maybe(flags)),
        "transmission_medium": draw(maybe(sampled([*CLOSED["media"], "fibre;copper"]))),
        "deployment": draw(maybe(sampled(CLOSED["deployments"]))),
        "fibre_type": draw(maybe(sampled(CLOSED["fibre"]))), "technologies": draw(maybe(codes)),
        **{c: draw(maybe(texts)) for c in ("name", "deployment_details", "fibre_subtype", "fibre_type_details",
                                           "capacity_details", "note")},
        "countries": draw(sampled([None, "GHA", "NAM;XKX"])), "supplier": some(draw, firms),
        "physical_infrastructure_provider": some(draw, firms), "network_providers": several(draw, firms),
    }  # fmt: skip


def cells(net, table, columns=None):
    """Give the cells of a table that have a value, by row and column; roles that follow from spans are left out."""
    rows = getattr(net, table)
    if table == "roles":
        rows = rows[~(rows["read"] == "derived").fillna(value=False).to_numpy(dtype=bool)]
    keys = (
        list(rows["id"])
        if "id" in rows
        else list(zip(*(rows[c] for c in ("system", "organisation", "role")), strict=True))
    )
    wanted = [c for c in rows.columns if columns is None or c in columns]
    return {
        (key, column): value
        for column in wanted
        for key, value in zip(keys, rows[column].astype(object).where(rows[column].notna(), None), strict=True)
        if value is not None
    }


def travelled(net, road, **options):
    name, write, read = ROADS[road]
    with tempfile.TemporaryDirectory() as folder:
        return read(write(net, Path(folder) / name, **options))


seeds = st.integers(0, 2**40)
rules = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


@rules
@given(seeds, st.sampled_from(["json", "lines", "csv"]))
def test_with_the_additional_field_every_cell_comes_back(seed, road):
    net = network(seed)
    back = travelled(net, road)
    for table in ("systems", "organisations", "projects", "nodes", "spans", "roles"):
        assert cells(back, table) == cells(net, table), table


@rules
@given(seeds)
def test_geojson_keeps_all_but_what_has_no_feature(seed):
    net = network(seed)
    back = travelled(net, "geojson")
    for table in ("nodes", "spans"):
        assert cells(back, table) == cells(net, table), table
    for table in ("systems", "organisations", "projects", "roles"):
        known = cells(net, table)
        assert all(known[place] == value for place, value in cells(back, table).items()), table


@rules
@given(seeds, st.sampled_from(["json", "csv"]))
def test_without_it_all_that_the_standard_can_say_comes_back(seed, road):
    net = network(seed)
    back = travelled(net, road, additional=False)
    names = dict(zip(net.spans.id, net.spans.system, strict=True))
    for table in ("organisations", "projects", "nodes", "spans"):
        before, after = cells(net, table, SAYABLE[table]), cells(back, table)
        for (key, column), value in before.items():
            if unsayable(net, table, key, column, value):
                continue
            assert (key, column) in after, (table, key, column, value)
            if column != "geometry":
                assert after[key, column] == value, (table, key, column)
    assert len(back.spans) == len(net.spans) == len(names)


@rules
@given(seeds, st.sampled_from(["json", "csv"]), st.booleans())
def test_a_second_journey_changes_nothing(seed, road, additional):
    once = travelled(network(seed), road, additional=additional)
    twice = travelled(once, road, additional=additional)
    for table in ("systems", "organisations", "projects", "nodes", "spans", "roles"):
        assert cells(twice, table) == cells(once, table), table
        if "id" in getattr(once, table):
            assert list(getattr(twice, table).id) == list(getattr(once, table).id), table


def unsayable(net, table, key, column, value):
    """Tell the values that the standard has no word for in a column that it knows; docs/formats/ofds.md lists them."""
    row = getattr(net, table).set_index("id").loc[key]
    return (
        column == "system"
        or (column == "status" and value == "cancelled")
        or (column == "kind" and value not in {"landing", "exchange", "border_crossing", "data_centre", "contract"})
        or (column == "kind" and row.get("type") is not None)
        or (column == "fibre_pairs" and pd.notna(row["fibre_count"]))
        or (column == "date_agreed" and len(value) < 10)
        or (table == "projects" and column == "currency" and pd.isna(row["amount"]))
        or (column in ADDRESSES and not is_iri(value))
        or (column in {"documents", "links"} and not said_whole(value, column))
    )


def test_every_field_of_the_standard_has_its_column():
    tables = {"networks": "systems", "phases": "projects", "contracts": "projects"}
    for array, fields in FIELDS.items():
        known = SCHEMAS[tables.get(array, array)].names
        missing = [f.column for f in fields if f.column not in known and f.column != "roles"]
        assert missing == [], array
