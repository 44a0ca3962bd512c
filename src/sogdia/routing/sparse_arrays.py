"""Arrays of zeros of which only the parts that are written take memory: for grids that are read within a corridor."""

from __future__ import annotations

import mmap
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
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
