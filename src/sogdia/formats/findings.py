"""Gathers findings while a reader goes through a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sogdia.formats.draft import Finding

if TYPE_CHECKING:
    from sogdia.formats.draft import Severity


class Findings:
    """A list of findings of one file, or of several where `file` is given with each.

    Parameters
    ----------
    file
        File as the user would name it.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._all: list[Finding] = []

    def add(
        self,
        severity: Severity,
        code: str,
        problem: str,
        *,
        row: int | None = None,
        key: object = "",
        column: str = "",
        value: object = "",
        mend: str = "",
        mended: bool = False,
        file: str = "",
    ) -> None:
        """Note one fault; its fields are those of `Finding`."""
        shown = "" if value is None else str(value)
        shown = shown if len(shown) <= 80 else shown[:77] + "..."
        name = "" if key is None else str(key)[:80]
        self._all.append(
            Finding(severity, code, file or self.file, row, name, column, shown, problem, mend, mended=mended)
        )

    def extend(self, more: Findings) -> None:
        """Take over the findings of another file."""
        self._all += more.listed()

    def listed(self) -> tuple[Finding, ...]:
        """Give what was found, in the order in which it was found."""
        return tuple(self._all)

    def __len__(self) -> int:
        return len(self._all)
