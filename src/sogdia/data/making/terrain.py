"""Make the shipped terrain: `python -m sogdia.data.making.terrain ETOPO5.u1.xz` writes data/terrain.xz.

Height: ETOPO5 of NOAA (public domain), its nodes averaged to the cells between them. What passes: the country outlines
at one minute; a cell of five minutes holds water or land where any of its 25 parts does, and a side between two cells
is shut where no water (or land) of the one touches that of the other across it.
"""

from __future__ import annotations

import lzma
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from scipy import ndimage

from sogdia.data.embedded import outlines
from sogdia.data.terrain_file import TERRAIN, pack
from sogdia.routing.lattice import Lattice
from sogdia.routing.raster import inside

if TYPE_CHECKING:
    from numpy.typing import NDArray

PARTS: Final = 5
"""Parts of a cell's side at which water and land are told apart."""
ROWS: Final = 2160
_BAND: Final = 90


def read_etopo5(path: Path) -> NDArray[np.int16]:
    """Read the packed ETOPO5: 2161 x 4320 nodes, rows from the south, columns from 0 degrees east."""
    packed = np.frombuffer(lzma.decompress(path.read_bytes()), dtype=np.uint8).reshape(2, 2161, 4320)
    steps = np.ascontiguousarray(np.stack([packed[0], packed[1]], axis=-1)).view("<i2")[..., 0]
    return np.cumsum(steps.astype(np.int32), axis=1).astype(np.int16)


def cell_heights(nodes: NDArray[np.int16]) -> NDArray[np.int16]:
    """Average the four nodes around each cell; columns then begin at 180 degrees west."""
    z = nodes.astype(np.int32)
    around = z + np.roll(z, -1, axis=1)
    mean = np.rint((around[:-1] + around[1:]) / 4.0).astype(np.int16)
    return np.roll(mean, 2160, axis=1)


def water_parts(south_row: int, rows: int, land: list[Any]) -> NDArray[np.bool_]:
    """Give which parts of a band of cells are water, shape (rows * PARTS, 4320 * PARTS)."""
    step = 180.0 / ROWS / PARTS
    lattice = Lattice(-180.0, -90.0 + south_row * PARTS * step, step, step, rows * PARTS, 2 * ROWS * PARTS)
    return ~inside(lattice, land)


def chosen(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Keep of each cell's parts the one joined piece that reaches most of its sides (the larger one among equals)."""
    rows, columns = mask.shape[0] // PARTS, mask.shape[1] // PARTS
    blocks = mask.reshape(rows, PARTS, columns, PARTS).transpose(0, 2, 1, 3)
    some = blocks.any(axis=(2, 3)) & ~blocks.all(axis=(2, 3))
    for r, c in np.argwhere(some):
        pieces, count = ndimage.label(blocks[r, c], structure=np.ones((3, 3)))
        if count < 2:
            continue
        ranks = []
        for k in range(1, count + 1):
            one = pieces == k
            sides = int(one[0].any()) + int(one[-1].any()) + int(one[:, 0].any()) + int(one[:, -1].any())
            ranks.append((sides, int(one.sum()), k))
        blocks[r, c] &= pieces == max(ranks)[2]
    return blocks.transpose(0, 2, 1, 3).reshape(mask.shape)


def shut_sides(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Give for each cell but those of the last row the sides E, N, NE, NW (bits 0 to 3) that are not passed."""
    rows, columns = mask.shape[0] // PARTS, mask.shape[1] // PARTS
    wide = ndimage.binary_dilation
    east = np.roll(mask, -1, axis=1)
    touching = np.asarray(mask & wide(east, structure=np.array([[1], [1], [1]])))
    passes_e = np.asarray(touching[:, PARTS - 1 :: PARTS].reshape(rows, PARTS, columns).any(axis=1))
    upper = np.zeros_like(mask)
    upper[:-1] = mask[1:]
    touching = np.asarray(mask & wide(upper, structure=np.array([[1, 1, 1]])))
    passes_n = np.asarray(touching[PARTS - 1 :: PARTS].reshape(rows, columns, PARTS).any(axis=2))
    top = mask[PARTS - 1 :: PARTS]
    low = np.zeros_like(top)
    low[:-1] = mask[::PARTS][1:]
    passes_ne = top[:, PARTS - 1 :: PARTS] & np.roll(low[:, ::PARTS], -1, axis=1)
    passes_nw = top[:, ::PARTS] & np.roll(low[:, PARTS - 1 :: PARTS], 1, axis=1)
    held = np.asarray(mask.reshape(rows, PARTS, columns, PARTS).any(axis=(1, 3)))
    above = np.zeros_like(held)
    above[:-1] = held[1:]
    bits = np.zeros((rows, columns), dtype=np.uint8)
    for bit, passes, other in (
        (1, passes_e, np.roll(held, -1, axis=1)),
        (2, passes_n, above),
        (4, passes_ne, np.roll(above, -1, axis=1)),
        (8, passes_nw, np.roll(above, 1, axis=1)),
    ):
        around = passes
        if bit == 4:
            around = passes | (passes_e & np.roll(passes_n, -1, axis=1)) | (passes_n & _above(passes_e))
        if bit == 8:
            west = np.roll(passes_e, 1, axis=1)
            around = passes | (west & np.roll(passes_n, 1, axis=1)) | (passes_n & _above(west))
        bits[held & other & ~around] |= np.uint8(bit)
    return bits


def _above(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    out = np.zeros_like(mask)
    out[:-1] = mask[1:]
    return out


def passages() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Give by cell what it holds (bit 0 water, bit 1 land) and the shut sides (water in bits 0-3, land in 4-7)."""
    land = [shapely.union_all(outlines().geometry.to_numpy())]
    holds = np.zeros((ROWS, 2 * ROWS), dtype=np.uint8)
    shut = np.zeros((ROWS, 2 * ROWS), dtype=np.uint8)
    for south in range(0, ROWS, _BAND):
        rows = min(_BAND + 1, ROWS - south)
        water = water_parts(south, rows, land)
        keep = min(_BAND, rows)
        for bit, mask in ((0, water), (1, np.logical_not(water))):
            piece = chosen(mask.copy())
            held = np.asarray(piece.reshape(rows, PARTS, -1, PARTS).any(axis=(1, 3)))
            holds[south : south + keep] |= (held[:keep] << bit).astype(np.uint8)
            shut[south : south + keep] |= shut_sides(piece)[:keep] << np.uint8(4 * bit)
    return holds, shut


if __name__ == "__main__":
    heights = cell_heights(read_etopo5(Path(sys.argv[1])))
    pack(TERRAIN, heights, *passages())
    print(f"{TERRAIN.name}: {TERRAIN.stat().st_size / 1e6:.2f} MB")  # noqa: T201  a maker's command speaks
