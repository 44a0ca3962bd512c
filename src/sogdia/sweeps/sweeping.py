"""`sweep`: cases by verbs into one store of Parquet files, in chunks that are never lost and never done twice."""

from __future__ import annotations

import hashlib
import io
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sogdia.errors import DataError
from sogdia.results import Result, manifest
from sogdia.sweeps.cases import read_cases
from sogdia.sweeps.chunks import Failed, Setup, code_digest, cut
from sogdia.sweeps.executors import chosen, made
from sogdia.sweeps.store import Store, is_full
from sogdia.sweeps.verbs import VERBS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sogdia.sweeps.cases import Plan
    from sogdia.sweeps.chunks import Chunk, Schemas
    from sogdia.sweeps.executors import Executor

    Progress = Callable[[int, int, str], None]

RULE: Final = (
    "Each row of a data set says its case, verb, network, year and parameters, then what the verb answers. A case's id "
    "is a hash of what is asked: equal questions have equal ids in every sweep. Cases that stand twice are asked once."
)
TOLD: Final = 10
"""Chunks that failed are told in full up to this many."""


@dataclass(frozen=True)
class SweepResult(Result):
    """What a sweep made: its table has a row for each data set; see `sweep`.

    Attributes
    ----------
    folder
        The store.
    """

    folder: Path


def sweep(
    cases: str | Path,
    out: str | Path,
    *,
    executor: str | None = None,
    jobs: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> SweepResult:
    """Ask verbs of many cases and keep the answers as one store; run again, it does only what is missing.

    Parameters
    ----------
    cases
        A cases file (TOML); `sogdia sweep --example` prints one.
    out
        Folder of the store: new, empty, or of this very sweep, which then goes on.
    executor
        `serial`, `processes` or `dask`; None takes Dask where a scheduler is given, else processes for more than one
        job. The store is the same, bit for bit.
    jobs
        Workers of this machine, 1 or more; None takes the cores that this process may use.
    scheduler
        Address of a Dask scheduler that is there (`tcp://HOST:PORT`).
    progress
        Told the cases done, the cases in all and what is being done.

    Returns
    -------
    SweepResult
        Rows data_set, cases, rows, files, columns, path (a pattern that DuckDB, pandas and others read).

    Raises
    ------
    ParameterError, TableError, DataError
        Any fault of the cases file and of what it names, found before anything runs; a folder that holds something
        else; a disk that is full; chunks that failed. What was done is kept.
    MissingExtraError
        Dask is asked for and not installed.
    """
    tell = progress or (lambda _done, _all, _words: None)
    path, folder = Path(cases), Path(out)
    name, workers = chosen(executor, jobs, scheduler)
    plan = read_cases(path, lambda words: tell(0, 0, words))
    chunks = list(cut(plan))
    about = _about(plan, chunks)
    with Store(folder, about) as store:
        for verb in VERBS:
            if any(part.verb == verb for part in plan.parts):
                store.put(f"cases_{verb}.parquet", _parquet(plan.table(verb)))
        todo = [chunk for chunk in chunks if chunk.name not in store.done]
        if todo:
            setup = Setup({key: ground.thing for key, ground in plan.grounds.items()}, code_digest())
            with _told(store, len(chunks)), made(name, setup, min(workers, len(todo)), scheduler) as hands:
                failed = _work(hands, todo, store, len(plan), tell)
            _raise_failed(failed, store, len(chunks))
        store.finish()
        return SweepResult(_summary(store), RULE, about, folder)


def _about(plan: Plan, chunks: list[Chunk]) -> dict[str, Any]:
    """Say what the sweep is: the same for every run of it, whoever runs it."""
    total = hashlib.sha256()
    for chunk in chunks:
        total.update(f"{chunk.name} {' '.join(chunk.cases['case'])}\n".encode())
    counts = {verb: sum(len(part.ids) for part in plan.parts if part.verb == verb) for verb in VERBS}
    networks = {key: ground.digest for key, ground in sorted(plan.grounds.items())}
    said = manifest("sweep", {"cases": {verb: count for verb, count in counts.items() if count}}, digest="")
    del said["network_sha256"], said["seed"]
    return {
        **said,
        "cases_sha256": total.hexdigest(),
        "chunks": len(chunks),
        "networks": networks,
        "code_sha256": code_digest(),
        "rule": RULE,
    }


def _work(
    hands: Executor, todo: list[Chunk], store: Store, count: int, tell: Callable[[int, int, str], None]
) -> list[tuple[Chunk, str]]:
    """Have every chunk answered and kept; give those that failed, each with the reason.

    Of a verb whose columns are not known one chunk goes first: it settles them for all others.
    """
    failed: list[tuple[Chunk, str]] = []
    schemas = {verb: _stored_schemas(store, verb) for verb in dict.fromkeys(chunk.verb for chunk in todo)}
    done = sum(record["cases"] for record in store.done.values())
    tell(done, count, todo[0].verb)
    while todo:
        first = {chunk.verb: chunk.name for chunk in reversed(todo)}
        now = [chunk for chunk in todo if schemas[chunk.verb] or chunk.name == first[chunk.verb]]
        names = {chunk.name for chunk in now}
        for chunk, reply in hands.run([(chunk, schemas[chunk.verb]) for chunk in now]):
            if isinstance(reply, Failed):
                failed.append((chunk, reply.why))
                continue
            store.keep(chunk.name, len(chunk.cases), {name: (data, _rows(data)) for name, data in reply.items()})
            schemas[chunk.verb] = schemas[chunk.verb] or {name: _schema(data) for name, data in reply.items()}
            done += len(chunk.cases)
            tell(done, count, chunk.verb)
        todo = [chunk for chunk in todo if chunk.name not in names]
    return failed


@contextmanager
def _told(store: Store, count: int) -> Iterator[None]:
    """Say of a disk that is full what is kept, and what to do."""
    try:
        yield
    except OSError as fault:
        if not is_full(fault):
            raise
        raise DataError(
            f"no room left on the disk of {store.folder}: {len(store.done)} of {count} chunks are kept; make room and "
            "run the same command again"
        ) from fault


def _raise_failed(failed: list[tuple[Chunk, str]], store: Store, count: int) -> None:
    if not failed:
        return
    lines = [f"  - {chunk}: {why}" for chunk, why in sorted(failed, key=lambda each: each[0].name)[:TOLD]]
    if len(failed) > TOLD:
        lines.append(f"  ... and {len(failed) - TOLD} more")
    raise DataError(
        f"{len(failed)} of {count} chunks failed; {len(store.done)} are kept in {store.folder}, and the same command "
        "does only what is missing\n" + "\n".join(lines)
    )


def _stored_schemas(store: Store, verb: str) -> Schemas:
    """Give the columns of a verb's data sets as a chunk that is there has them; empty where there is none."""
    record = next((record for record in store.done.values() if record["chunk"].rpartition("-")[0] == verb), None)
    if record is None:
        return {}
    return {Path(name).parent.name: _schema(store.folder / name) for name in record["files"]}


def _schema(source: Path | bytes) -> pa.Schema:
    return pq.read_schema(io.BytesIO(source) if isinstance(source, bytes) else source)


def _rows(content: bytes) -> int:
    return int(pq.read_metadata(io.BytesIO(content)).num_rows)


def _parquet(table: pd.DataFrame) -> bytes:
    sink = io.BytesIO()
    table.to_parquet(sink, index=False, compression="zstd")
    return sink.getvalue()


def _summary(store: Store) -> pd.DataFrame:
    """Tell of each data set how many cases, rows and files it has, and how it is read."""
    tally: dict[str, list[int]] = {}
    for record in store.done.values():
        for data_set, rows in record["rows"].items():
            cases, all_rows, files = tally.get(data_set, [0, 0, 0])
            tally[data_set] = [cases + record["cases"], all_rows + rows, files + 1]
    rows = [
        {
            "data_set": name,
            **dict(zip(("cases", "rows", "files"), tally[name], strict=True)),
            "columns": len(_schema(next((store.folder / name).glob("*.parquet")))),
            "path": (store.folder / name / "*.parquet").as_posix(),
        }
        for name in sorted(tally)
    ]
    return pd.DataFrame(rows).astype({"data_set": "string", "path": "string"})
