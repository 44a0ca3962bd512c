"""The shipped terrain: heights and passages of the globe at five minutes, packed in one file."""

from __future__ import annotations

import lzma
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.routing.sparse_arrays import zeros

if TYPE_CHECKING:
    from numpy.typing import NDArray

TERRAIN: Final = Path(__file__).resolve().parent / "terrain.xz"
"""Heights of ETOPO5 (NOAA, public domain; notice in terrain-COPYRIGHT.txt) and passages of the country outlines."""
SHAPE: Final = (2160, 4320)
_BAND: Final = 60
"""Rows read at a time."""


def pack(path: Path, height: NDArray[np.int16], holds: NDArray[np.uint8], shut: NDArray[np.uint8]) -> None:
    """Write heights (differences along rows, low bytes then high ones), then what cells hold and shut sides."""
    step = np.diff(height.astype(np.int32), axis=1, prepend=0).astype("<i2")
    halves = step.view(np.uint8).reshape(*SHAPE, 2)
    planes = [halves[..., 0], halves[..., 1], holds, shut]
    beside = path.with_suffix(".tmp")
    beside.write_bytes(lzma.compress(b"".join(np.ascontiguousarray(p).tobytes() for p in planes), preset=9))
    beside.replace(path)


def unpack(path: Path = TERRAIN) -> tuple[NDArray[np.int16], NDArray[np.uint8], NDArray[np.uint8]]:
    """Read heights (m), what cells hold (bit 0 water, bit 1 land) and shut sides, each of `SHAPE`, from the south.

    The file is read once; what cells hold is kept in bits and laid out anew at each call.
    """
    height, bits, shut = _read(path)
    holds = zeros(SHAPE, np.uint8, sparse=True)
    for first in range(0, SHAPE[0], _BAND):
        water, land = (np.unpackbits(plane[first : first + _BAND], axis=1) for plane in bits)
        holds[first : first + _BAND] = land << 1 | water
    return height, holds, shut


@cache
def _read(path: Path) -> tuple[NDArray[np.int16], NDArray[np.uint8], NDArray[np.uint8]]:
    """Read the file a few rows at a time; what cells hold as bits, shape (2, rows, columns / 8)."""
    step, shut = np.empty((*SHAPE, 2), dtype=np.uint8), np.empty(SHAPE, dtype=np.uint8)
    bits = np.empty((2, SHAPE[0], SHAPE[1] // 8), dtype=np.uint8)
    with lzma.open(path) as file:
        for plane in range(4):
            for first in range(0, SHAPE[0], _BAND):
                rows = slice(first, first + _BAND)
                part = np.frombuffer(file.read(_BAND * SHAPE[1]), dtype=np.uint8).reshape(_BAND, SHAPE[1])
                if plane < 2:
                    step[rows, :, plane] = part
                elif plane == 2:
                    bits[0, rows], bits[1, rows] = np.packbits(part & 1, axis=1), np.packbits(part & 2, axis=1)
                else:
                    shut[rows] = part
    height = step.view("<i2")[..., 0]
    np.cumsum(height, axis=1, dtype=np.int16, out=height)
    return height, bits, shut
