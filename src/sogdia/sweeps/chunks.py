"""Chunks of cases: cut from a plan in one way whoever runs them, answered as Parquet files, bit for bit the same."""

from __future__ import annotations

import hashlib
import io
import platform
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import numba
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pandas.api import types
from threadpoolctl import threadpool_limits

from sogdia.errors import SogdiaError, TableError
from sogdia.sweeps.grids import build
from sogdia.sweeps.verbs import ROW, VERBS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sogdia.network import Network
    from sogdia.studies import Study
    from sogdia.sweeps.cases import Plan
    from sogdia.sweeps.grids import Combination
    from sogdia.sweeps.verbs import Answer

CHUNKS_AT_LEAST: Final = 64
"""A verb's cases are cut into so many chunks at least, when there are as many cases."""
FIRST: Final = ("case", "verb", "network", "year")
"""Columns that every table of the store begins with; an answer's own of these names are left out."""


@dataclass(frozen=True)
class Chunk:
    """Cases of one verb that are answered and kept together.

    Attributes
    ----------
    name
        Name of its files: ``VERB-NUMBER``.
    verb, ground, year, params
        As in `cases.Part`.
    lead
        Columns that are the same for all its cases.
    cases
        One row for each case: ``case`` and what the verb alone is told.
    """

    name: str
    verb: str
    ground: str
    year: int | None
    params: Combination
    lead: dict[str, Any]
    cases: pd.DataFrame

    def __str__(self) -> str:
        ids = self.cases["case"]
        return f"{self.name} (case {ids.iloc[0]}{f' to {ids.iloc[-1]}' if len(ids) > 1 else ''})"


@dataclass(frozen=True)
class Setup:
    """What a worker gets once: what is measured, and the version of the code that measures it."""

    things: Mapping[str, Network | Study]
    code: str


@dataclass(frozen=True)
class Failed:
    """A chunk that could not be answered, and why."""

    why: str


Schemas = dict[str, pa.Schema]
"""Columns of each data set of a verb; empty where they are not known yet."""
Files = dict[str, bytes]
"""A chunk's answer: for each data set the bytes of a Parquet file."""


def cut(plan: Plan) -> Iterator[Chunk]:
    """Cut a plan into chunks: the same whoever runs them, and however many do."""
    counts = {verb: sum(len(part.ids) for part in plan.parts if part.verb == verb) for verb in VERBS}
    numbers = dict.fromkeys(VERBS, 0)
    for part in plan.parts:
        size = max(1, min(VERBS[part.verb].size, counts[part.verb] // CHUNKS_AT_LEAST))
        for start in range(0, len(part.ids), size):
            here = slice(start, start + size)
            cases = part.own.iloc[here].reset_index(drop=True)
            cases.insert(0, "case", part.ids[here])
            name = f"{part.verb}-{numbers[part.verb]:06d}"
            numbers[part.verb] += 1
            yield Chunk(name, part.verb, part.ground, part.year, part.params, part.lead, cases)


def answer(setup: Setup, chunk: Chunk, schemas: Schemas) -> Files | Failed:
    """Answer a chunk with one thread, one chunk at a time in a process.

    Parameters
    ----------
    schemas
        Columns of the verb's data sets; where they are empty they are taken from the answer itself.
    """
    with _ONE_AT_A_TIME, one_thread():
        try:
            ask = _ready(_Key(chunk.verb, chunk.ground, chunk.year, chunk.params), _Thing(setup.things[chunk.ground]))
            tables = ask(_records(chunk.cases.drop(columns="case")))
            return {
                data_set: _written(_tidy(chunk, rows), schemas.get(data_set), chunk)
                for name, rows in tables.items()
                if (data_set := f"{chunk.verb}_{name}" if name else chunk.verb)
            }
        except SogdiaError as fault:
            return Failed(str(fault))


def _records(cases: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): cell for name, cell in row.items()} for row in cases.to_dict(orient="records")]


_ONE_AT_A_TIME = Lock()


@contextmanager
def one_thread() -> Iterator[None]:
    """Let numba and linear algebra take one thread: sums then have one order."""
    before = numba.get_num_threads()
    numba.set_num_threads(1)
    try:
        with threadpool_limits(1):
            yield
    finally:
        numba.set_num_threads(before)


@dataclass(frozen=True)
class _Key:
    verb: str
    ground: str
    year: int | None
    params: Combination


class _Thing:
    """A network or study that is one with itself alone, so that a cache can hold what was made of it."""

    def __init__(self, thing: Network | Study) -> None:
        self.thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Thing) and self.thing is other.thing

    def __hash__(self) -> int:
        return id(self.thing)


@lru_cache(maxsize=2)
def _ready(key: _Key, of: _Thing) -> Answer:
    """Make what a verb needs before any case, kept for the next chunks of the same setting."""
    verb = VERBS[key.verb]
    return verb.ready(of.thing, key.year, build(verb.params, key.params) if verb.params else None)


def _tidy(chunk: Chunk, rows: pd.DataFrame) -> pd.DataFrame:
    """Put case, verb, network, year, parameters and what the verb was told before the rows of an answer."""
    at = rows[ROW].to_numpy()
    told = chunk.cases.iloc[at].reset_index(drop=True)
    rows = rows.drop(columns=[ROW, *(name for name in FIRST if name in rows)]).reset_index(drop=True)
    ahead = {"case": told["case"], **{name: _constant(value, len(rows)) for name, value in chunk.lead.items()}}
    ahead |= {str(name): cells for name, cells in told.items() if name not in ahead and name not in rows}
    rows = rows.drop(columns=[name for name in rows if name in ahead])
    return pd.concat([pd.DataFrame(ahead), rows], axis="columns")


def _constant(value: object, count: int) -> pd.Series[Any]:
    kinds: dict[type, Any] = {bool: "boolean", int: "Int64", float: "float64", type(None): "Int64"}
    return pd.Series([value] * count, dtype=kinds.get(type(value), "string"))


def _written(rows: pd.DataFrame, schema: pa.Schema | None, chunk: Chunk) -> bytes:
    """Write rows as a Parquet file: of the columns of `schema`, no others, whatever they hold."""
    fixed = schema or pa.schema([(str(name), _type(values)) for name, values in rows.items()])
    if list(rows.columns) != fixed.names:
        other = sorted(set(rows.columns) ^ set(fixed.names))
        raise TableError(f"{chunk}: the columns {', '.join(other)} are not in every chunk; report this as a bug")
    arrays = []
    for field in fixed:
        values = rows[field.name]
        text = values.astype("string") if pa.types.is_string(field.type) else values
        arrays.append(pa.Array.from_pandas(text, type=field.type))
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=fixed), sink, compression="zstd")
    return sink.getvalue()


def _type(values: pd.Series[Any]) -> pa.DataType:
    if types.is_bool_dtype(values):
        return pa.bool_()
    if types.is_integer_dtype(values):
        return pa.int64()
    return pa.float64() if types.is_float_dtype(values) else pa.string()


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Give the SHA-256 of Sogdia's code and of the versions on which its figures rest."""
    package = Path(__file__).resolve().parents[1]
    total = hashlib.sha256(platform.python_version().encode())
    for path in sorted(package.rglob("*.py")):
        total.update(f"{path.relative_to(package).as_posix()}\n".encode())
        total.update(path.read_bytes())
    return total.hexdigest()
