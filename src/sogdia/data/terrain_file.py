"""The shipped terrain: heights and passages of the globe at five minutes, packed in one file."""

from __future__ import annotations

import lzma
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

TERRAIN: Final = Path(__file__).resolve().parent / "terrain.xz"
"""Heights of ETOPO5 (NOAA, public domain; notice in terrain-COPYRIGHT.txt) and passages of the country outlines."""
SHAPE: Final = (2160, 4320)


def pack(path: Path, height: NDArray[np.int16], holds: NDArray[np.uint8], shut: NDArray[np.uint8]) -> None:
    """Write heights (differences along rows, low bytes then high ones), then what cells hold and shut sides."""
    step = np.diff(height.astype(np.int32), axis=1, prepend=0).astype("<i2")
    halves = step.view(np.uint8).reshape(*SHAPE, 2)
    planes = [halves[..., 0], halves[..., 1], holds, shut]
    beside = path.with_suffix(".tmp")
    beside.write_bytes(lzma.compress(b"".join(np.ascontiguousarray(p).tobytes() for p in planes), preset=9))
    beside.replace(path)


@cache
def unpack(path: Path = TERRAIN) -> tuple[NDArray[np.int16], NDArray[np.uint8], NDArray[np.uint8]]:
    """Read heights (m), what cells hold (bit 0 water, bit 1 land) and shut sides, each of `SHAPE`, from the south."""
    size = SHAPE[0] * SHAPE[1]
    with lzma.open(path) as file:
        low, high = (np.frombuffer(file.read(size), dtype=np.uint8).reshape(SHAPE) for _ in range(2))
        step = np.empty((*SHAPE, 2), dtype=np.uint8)
        step[..., 0], step[..., 1] = low, high
        del low, high
        height = step.view("<i2")[..., 0]
        np.cumsum(height, axis=1, dtype=np.int16, out=height)
        holds, shut = (np.frombuffer(file.read(size), dtype=np.uint8).reshape(SHAPE) for _ in range(2))
    return height, holds, shut
