"""Years that cannot be: retired before built, in service in the future, fibre before there was any."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.inspection.flaws import Flaw, flaw
from sogdia.network.checks import retired_before

if TYPE_CHECKING:
    from sogdia.inspection.subject import Subject
    from sogdia.tables import Breach

FIRST_FIBRE = 1977
"""First calls of the public over fibre: Long Beach, California, April 1977 (General Telephone and Electronics)."""


def year_flaws(subject: Subject) -> list[Breach]:
    """Find the impossible years of spans and systems."""
    flaws: list[Breach] = []
    for name in ("spans", "systems"):
        flaws += [*retired_before(subject.tables[name], name), *_entered(subject, name)]
    return flaws


def _entered(subject: Subject, name: str) -> list[Flaw]:
    table = subject.tables[name]
    built, retired = subject.numbers(name, "year_in_service"), subject.numbers(name, "year_retired")
    status = table.status.fillna("").to_numpy(dtype=object)
    kind = table["setting" if name == "spans" else "kind"].fillna("").to_numpy(dtype=object)
    early = (built < FIRST_FIBRE) & (kind != "satellite") & ~_other_medium(subject, name)
    flaws = flaw(
        "before-fibre", (name, "year_in_service"), table, early, f"is before {FIRST_FIBRE}, when there was no fibre",
        "mend the year; if the cable is of copper, leave it out",
    )  # fmt: skip
    future = (built > subject.year) & (status == "in_service")
    flaws += flaw(
        "future-in-service", (name, "year_in_service"), table, future,
        f"is after {subject.year}, and the status says in_service", "mend the year or the status (under_construction)",
    )  # fmt: skip
    gone = (retired <= subject.year) & (status == "in_service")
    return flaws + flaw(
        "retired-in-service", (name, "year_retired"), table, gone,
        "is past, and the status says in_service", "mend the year or the status (retired)",
    )  # fmt: skip


def _other_medium(subject: Subject, name: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Mark the rows whose medium is told and is no fibre."""
    table = subject.tables[name]
    if "transmission_medium" not in table:
        return np.zeros(len(table), dtype=bool)
    fibre = table["transmission_medium"].str.contains("fibre", case=False, regex=False)
    return (~fibre.fillna(value=True)).to_numpy(dtype=bool)
