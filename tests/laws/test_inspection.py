"""Laws of the check: what is mended is gone, mending twice is mending once, the order of rows changes nothing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from sogdia.formats.draft import Draft
from sogdia.inspection import CODES, check
from sogdia.inspection.mends import mended_draft

YEAR = 2026
FIXABLE = {code for code, kind in CODES.items() if kind.fixable}
cells = st.sampled_from(
    [None, "KEN", "ke", "NA", "UK", "XK", "Kenya", "404", "CÃ´te d'Ivoire", " UGA", "Atlantis", "\ufffd", ""]
)
degrees = st.one_of(
    st.sampled_from([0.0, 36.8172, -1.2864, 39.6636, -4.0547, 361.0, float("inf")]), st.floats(-200, 200)
)
ids = st.sampled_from(["a", "b", "c", " a", "CÃ´te", "d", None])
lengths = st.one_of(st.none(), st.floats(-10, 1e7), st.sampled_from(["about 5", "530"]))
nodes = st.lists(st.tuples(ids, cells, degrees, degrees), max_size=6)
spans = st.lists(st.tuples(ids, ids, ids, lengths), max_size=6)


def draft(places: list[tuple[object, ...]], links: list[tuple[object, ...]]) -> Draft:
    tables = {
        "nodes": pd.DataFrame(places, columns=["id", "country", "lon", "lat"], dtype=object),
        "spans": pd.DataFrame(links, columns=["id", "start", "end", "length_km"], dtype=object).assign(
            setting="submarine"
        ),
    }
    return Draft(Path("drawn"), "csv", tables)


@given(nodes, spans)
@settings(max_examples=12, deadline=None)
def test_what_is_mended_is_gone_and_mending_twice_is_mending_once(places: list, links: list) -> None:
    once, _ = mended_draft(draft(places, links), YEAR)
    assert not set(check(once, year=YEAR).table.code) & FIXABLE
    twice, told = mended_draft(once, YEAR)
    assert told.empty
    for name, table in once.tables.items():
        assert_frame_equal(table, twice.tables[name])


@given(nodes, spans)
@settings(max_examples=8, deadline=None)
def test_every_finding_has_its_words_and_a_row_of_its_table(places: list, links: list) -> None:
    table = check(draft(places, links), year=YEAR).table
    assert (table.problem != "").all()
    assert (table.mend != "").all()
    assert (table["row"].dropna() >= 1).all()
    assert (table["row"].dropna() <= 6).all()
