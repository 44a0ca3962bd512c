"""Every kind of fault that `check` tells, from `codes.csv`, and what readers add, from `reader_codes.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sogdia.formats.draft import Severity


@dataclass(frozen=True)
class Code:
    """One kind of fault.

    Attributes
    ----------
    fixable
        Whether `--fix` mends it.
    meaning, mend
        Plain words.
    """

    code: str
    severity: Severity
    fixable: bool
    meaning: str
    mend: str


def _rows(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _read() -> Mapping[str, Code]:
    return MappingProxyType(
        {
            row["code"]: Code(
                row["code"], cast("Severity", row["severity"]), row["fixable"] == "yes", row["meaning"], row["mend"]
            )
            for row in _rows("codes.csv")
        }
    )


CODES: Final = _read()
"""The kinds of faults by code, in the order of the page."""


READER_CODES: Final = MappingProxyType({row["code"]: row["meaning"] for row in _rows("reader_codes.csv")})
"""What the kinds of findings mean that readers alone tell, by code."""


def reader_codes_table() -> str:
    """Give the table of the readers' codes as the page of `sogdia check` prints it (Markdown)."""
    lines = ["| code | what it is |", "|---|---|", *(f"| `{code}` | {words} |" for code, words in READER_CODES.items())]
    return "\n".join(lines) + "\n"


def codes_table() -> str:
    """Give the table of all codes as the page of `sogdia check` prints it (Markdown).

    Examples
    --------
    >>> codes_table().splitlines()[0]
    '| code | severity | `--fix` | what it is | what to do |'
    """
    lines = ["| code | severity | `--fix` | what it is | what to do |", "|---|---|---|---|---|"]
    lines += [
        f"| `{c.code}` | {c.severity} | {'yes' if c.fixable else ''} | {c.meaning} | {c.mend} |" for c in CODES.values()
    ]
    return "\n".join(lines) + "\n"
