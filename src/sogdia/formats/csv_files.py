"""Which CSV files of a folder hold nodes and which spans: by words of their names, else by their columns."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Final

from sogdia.formats.column_guesses import guess_columns, guess_end_places

if TYPE_CHECKING:
    from pathlib import Path

ENDINGS: Final = (".csv", ".tsv", ".txt")
TABLES: Final = ("nodes", "spans")
_WORDS: Final = {
    "nodes": r"nodes?|sites?|points?|stations?|pops?|landings?|vertices|locations?|places?|noeuds?|nodos?|sitios?"
    r"|standorte?|knoten|estacoes",
    "spans": r"spans?|links?|edges?|segments?|lines?|cables?|routes?|circuits?|sections?|connections?|liaisons?"
    r"|troncons?|enlaces?|tramos?|trechos?|strecken?|verbindungen",
}
_HEAD_BYTES: Final = 65_536


def csv_pair_of(path: Path) -> dict[str, Path] | None:
    """Give the CSV of nodes and the CSV of spans of a folder, or of a file and those beside it; None without both."""
    folder = path if path.is_dir() else path.parent
    if not path.is_dir() and path.suffix.lower() not in ENDINGS:
        return None
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in ENDINGS and file.is_file())
    files = [file for file in files if file.suffix.lower() != ".txt" or file == path or path.is_dir()][:200]
    pair = {table: _called(files, table) for table in TABLES}
    if not pair["nodes"] or not pair["spans"] or pair["nodes"][0] == pair["spans"][0]:
        known = {table: [file for file in files if table_of(file) == table] for table in TABLES}
        pair = {table: [file for file in pair[table] if file in known[table]] or known[table] for table in TABLES}
    if not pair["nodes"] or not pair["spans"]:
        return None
    if path.is_file() and path not in pair["nodes"] + pair["spans"]:
        return None
    return {table: found[0] for table, found in pair.items()}


def csv_of_links(path: Path) -> Path | None:
    """Give the one CSV of a folder, or a CSV by itself, that holds links with the places of their ends; else None."""
    if path.is_dir():
        files = [file for file in path.iterdir() if file.suffix.lower() in ENDINGS and file.is_file()]
        return csv_of_links(files[0]) if len(files) == 1 else None
    columns = header_of(path) if path.suffix.lower() in ENDINGS else []
    return path if guess_end_places(columns) or _drawn(columns) else None


def _drawn(columns: list[str]) -> bool:
    taken = guess_columns("spans", columns, ())
    return "geometry" in taken and "start" not in taken


def _called(files: list[Path], table: str) -> list[Path]:
    fitting = [file for file in files if re.search(rf"(?:^|[^a-z])(?:{_WORDS[table]})(?:[^a-z]|$)", file.stem.lower())]
    return sorted(fitting, key=lambda file: (file.stem.lower() != table, file.name))


def table_of(file: Path) -> str | None:
    """Tell by its columns whether a CSV holds nodes or spans.

    A table of places has longitude and latitude; one of links has two ends, or lines.
    """
    columns = header_of(file)
    if {"lon", "lat"} <= set(guess_columns("nodes", columns, ())) and not guess_end_places(columns):
        return "nodes"
    spans = guess_columns("spans", columns, ())
    return "spans" if {"start", "end"} <= set(spans) else None


def header_of(file: Path) -> list[str]:
    """Give the column names of a CSV, whatever its delimiter and encoding; none where it is no text."""
    with file.open("rb") as opened:
        raw = opened.read(_HEAD_BYTES)
    wide = raw[:2] in {b"\xff\xfe", b"\xfe\xff"}
    text = raw.decode("utf-16" if wide else "utf-8-sig", errors="replace")
    if "\0" in text:
        return []
    lines = [line for line in text.splitlines() if line.strip()]
    if lines and re.fullmatch(r"sep=.", lines[0].strip(), re.IGNORECASE):
        lines = lines[1:]
    if not lines:
        return []
    mark = max(",;\t|", key=lines[0].count)
    return [name.strip() for name in next(csv.reader([lines[0]], delimiter=mark), [])]
