"""`compiled`: numba's compiler as a typed decorator; machine code is cached beside the source. And how many threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")


def compiled(function: F) -> F:
    """Compile a function of plain arrays and numbers; the signature stays as written."""
    return cast("F", numba.njit(cache=True, nogil=True)(function))


def threads() -> int:
    """Give the threads that compiled work may take: numba's number, one inside a worker of a sweep."""
    return int(numba.get_num_threads())
