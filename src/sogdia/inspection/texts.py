"""Texts that came through a wrong encoding, replacement characters, and stray spaces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sogdia.inspection.flaws import Flaw, flaw
from sogdia.network import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sogdia.inspection.subject import Subject

_TEXT: Final = {"id", "text"}
_REPLACED: Final = "\ufffd"
_UNSEEN: Final = "\u200b\u200c\u200d\u2060\ufeff"
_LEADS: Final = "\u00c2-\u00df\u00e0-\u00f4"
_TAIL: Final = "".join(
    sorted(
        {chr(byte) for byte in range(0x80, 0xC0)}
        | {bytes([byte]).decode("cp1252", errors="ignore") for byte in range(0x80, 0xC0)}
    )
)
_MANGLED: Final = re.compile(f"[{_LEADS}][{re.escape(_TAIL)}]")
_CLOSING: Final = "’”»…›‘“"
_SUSPECT: Final = r"[^\x00-\x7f]|^\s|\s$"
_STRAY: Final = re.compile(rf"^\s|\s$|[{_UNSEEN}]")


def text_flaws(subject: Subject) -> list[Flaw]:
    """Find the texts and ids that are mangled, broken or padded."""
    flaws: list[Flaw] = []
    for name, table in subject.found.items():
        for column in SCHEMAS[name].columns:
            if column.type in _TEXT and column.name in table and len(table):
                flaws += _column(name, table, column.name)
    return flaws


def _column(name: str, table: pd.DataFrame, column: str) -> list[Flaw]:
    if pd.api.types.is_numeric_dtype(table[column]):
        return []
    cells = pa.array(table[column].astype("string"), type=pa.large_string())
    suspect = pc.match_substring_regex(cells, _SUSPECT).fill_null(fill_value=False)
    rows = np.flatnonzero(suspect.to_numpy(zero_copy_only=False))
    if not len(rows):
        return []
    at, kinds = pd.factorize(table[column].iloc[rows].astype("string"))
    texts = [str(text) for text in kinds]
    where = (name, column)
    flaws: list[Flaw] = []
    broken = [i for i, text in enumerate(texts) if _REPLACED in text]
    flaws += flaw("replacement-character", where, table, rows[np.isin(at, broken)],
                  "has a character that was lost in an encoding (U+FFFD)", "write it anew from the source")  # fmt: skip
    changes: tuple[tuple[str, Callable[[str], str], str], ...] = (
        ("mangled-text", decoded, "is UTF-8 that was read as Windows-1252 or Latin-1"),
        ("stray-space", trimmed, "has spaces or unseen characters at its ends"),
    )
    for code, change, problem in changes:
        better = {i: new for i, text in enumerate(texts) if (new := change(text)) != text}
        has = np.isin(at, list(better))
        cured: list[str] = [better[i] for i in at[has]]
        told = [f"write {text!r}" for text in cured]
        flaws += flaw(code, where, table, rows[has], problem, told, cells={column: cured})
    return flaws


def trimmed(text: str) -> str:
    r"""Take spaces and unseen characters off.

    Examples
    --------
    >>> trimmed(" Nairobi\u00a0"), trimmed("\ufeffid")
    ('Nairobi', 'id')
    """
    if not _STRAY.search(text):
        return text
    return text.translate(dict.fromkeys(map(ord, _UNSEEN))).strip()


def decoded(text: str) -> str:
    """Give a text that was read in a wrong encoding as it was meant; any other text as it is.

    Examples
    --------
    >>> decoded("CÃ´te d’Ivoire"), decoded("São Tomé"), decoded("KrakÃ³w"), decoded("UNIVERSITÉ’")
    ('Côte d’Ivoire', 'São Tomé', 'Kraków', 'UNIVERSITÉ’')
    """
    for _ in range(3):
        if not _MANGLED.search(text):
            return text
        better = _MANGLED_RUN.sub(_decode_run, text)
        if better == text:
            return text
        text = better
    return text


_MANGLED_RUN: Final = re.compile(f"[{_LEADS}][{re.escape(_TAIL)}]{{1,3}}")


def _decode_run(match: re.Match[str]) -> str:
    """Decode one sequence of two to four characters; leave it where it is no UTF-8, or a quote after a capital."""
    run, text = match[0], match.string
    before, after = text[: match.start()][-1:], text[match.start() + 2 :][:1]
    if run[0].isupper() and run[1] in _CLOSING and before.isupper() and not after.isalnum():
        return run
    for end in range(len(run), 1, -1):
        try:
            good = b"".join(map(_byte, run[:end])).decode("utf-8")
        except (UnicodeError, ValueError):
            continue
        if len(good) == 1:
            return good + run[end:]
    return run


def _byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return bytes([ord(character)])
