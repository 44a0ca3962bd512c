from __future__ import annotations

import numpy as np

from sogdia.routing.sparse_arrays import zeros


def test_large_arrays_are_zero_and_can_be_written_anywhere() -> None:
    for shape in (7, (40_000, 900)):
        made = zeros(shape, np.float32)
        made[-1] = 3.0
        assert made.dtype == np.float32
        assert made.shape == (shape if isinstance(shape, tuple) else (shape,))
        assert made[0].sum() == 0.0
        assert (made[-1] == 3.0).all()
