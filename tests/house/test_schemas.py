"""Every column says what it means, and every number of it has a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sogdia.network import SCHEMAS

if TYPE_CHECKING:
    from sogdia.tables import Schema

TYPES = {"id", "text", "number", "integer", "year", "flag", "geometry"}


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=lambda schema: schema.table)
def test_columns_say_what_they_mean(schema: Schema) -> None:
    for column in schema.columns:
        assert column.meaning, (schema.table, column.name)
        assert column.type in TYPES
        assert not column.references or column.references in SCHEMAS
        if column.type in {"number", "integer"} and (schema.table, column.name) != ("observations", "value"):
            assert column.unit, (schema.table, column.name)


@pytest.mark.parametrize(
    "schema", [s for s in SCHEMAS.values() if s.table != "sources"], ids=lambda schema: schema.table
)
def test_every_table_of_facts_carries_its_source(schema: Schema) -> None:
    assert {"source", "read", "as_of", "note"} <= set(schema.names)
