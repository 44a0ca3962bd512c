"""Memory of large grids: zeros of which only the written parts take memory, and giving freed memory back."""

from __future__ import annotations

import ctypes
import mmap
import sys
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import DTypeLike, NDArray

_PLAIN_BYTES: Final = 1 << 26
"""Smaller arrays are made in the usual way, unless few of their pages are written."""
_SPARSE_BYTES: Final = 1 << 22


def zeros(shape: int | tuple[int, ...], dtype: DTypeLike, *, sparse: bool = False) -> NDArray[Any]:
    """Give zeros; large ones on pages that the system maps when they are first written, small pages each.

    Parameters
    ----------
    sparse
        Whether only few parts will be written: then small pages save memory, else large ones save time.
    """
    count, kind = int(np.prod(shape)), np.dtype(dtype)
    if count * kind.itemsize < (_SPARSE_BYTES if sparse else _PLAIN_BYTES):
        return np.zeros(shape, dtype=kind)
    memory = mmap.mmap(-1, count * kind.itemsize)
    if hasattr(mmap, "MADV_NOHUGEPAGE"):
        memory.madvise(mmap.MADV_NOHUGEPAGE)
    return np.frombuffer(memory, dtype=kind).reshape(shape)


@cache
def _trim() -> Callable[[int], int] | None:
    if not sys.platform.startswith("linux"):
        return None
    found: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return found


def give_back() -> None:
    """Give freed memory back to the system, where the C library can be asked to (glibc); takes some milliseconds."""
    if trim := _trim():
        trim(0)
