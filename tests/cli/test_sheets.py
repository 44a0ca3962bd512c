from __future__ import annotations

import pytest

from sogdia.cli.catalogue import KINDS, Entry, corridors, find, listing
from sogdia.cli.sheets import sheet


def test_a_system_has_its_holders_and_segments_with_their_sources():
    shown = sheet(next(e for e in find("peace") if e.kind == "systems"))
    assert {"Owners", "Suppliers", "Segments"} <= set(shown.tables)
    for heading in ("Owners", "Suppliers"):
        assert {"organisation", "home", "read", "as_of", "source"} <= set(shown.tables[heading])
    assert {"title", "read", "as_of"} <= set(shown.source)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_sheet(kind):
    for row in listing(kind).head(3).itertuples():
        shown = sheet(Entry(kind, row.id, row.name))
        assert shown.facts
        if kind not in {"studies", "offers"}:
            assert shown.source["read"]


def test_every_corridor_has_a_sheet():
    for key, (study, corridor) in corridors().items():
        assert sheet(Entry("corridors", key, corridor.name)).facts["study"] == study
