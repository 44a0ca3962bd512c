"""`compiled`: numba's compiler as a typed decorator; machine code is cached beside the source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")


def compiled(function: F) -> F:
    """Compile a function of plain arrays and numbers; the signature stays as written."""
    return cast("F", numba.njit(cache=True, nogil=True)(function))
