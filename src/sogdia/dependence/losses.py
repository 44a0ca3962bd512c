"""Which actors' withdrawal is counted, and what it takes from the country (workshop)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.dependence.holdings import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    SpansOf = Callable[[str, str, str], Flags | None]
    LossOf = Callable[[str, Flags], tuple[float, float, float]]

LOSS: Final = ("loss", "loss_low", "loss_high")
NOTHING: Final = (float("nan"), float("nan"), float("nan"))


def fill_losses(
    rows: pd.DataFrame, spans_of: SpansOf, loss_of: LossOf, *, loss_from: float, top: int, measured_only: bool
) -> pd.DataFrame:
    """Fill the losses of the rows that ask for one.

    Of each country and dimension these are at most `top` actors, those of largest touch, and any other on the same
    spans as one of them: equals are treated alike whatever their names. Published shares always have a loss.

    Parameters
    ----------
    spans_of
        Marks the spans of (country, dimension, actor), None where the network has none.
    loss_of
        Gives the loss, its least and its most for a country without the spans marked.
    measured_only
        Count the loss of published shares only.
    """
    rows = rows.reset_index(drop=True)
    touch, stake = rows.touch.to_numpy(dtype=float), np.nan_to_num(rows.stake.to_numpy(dtype=float))
    measured = (rows.basis == "measured").to_numpy(dtype=bool)
    asked = (rows.actor != UNKNOWN).to_numpy(dtype=bool) & ((touch >= loss_from) & (not measured_only) | measured)
    found = np.full((len(rows), 3), np.nan)
    for (country, dimension), group in rows[asked].groupby(["country", "dimension"], sort=False):
        here = [int(i) for i in group.index.to_numpy()]
        spans = {i: spans_of(str(country), str(dimension), str(rows.actor.iloc[i])) for i in here}
        keys = {i: b"" if mask is None else mask.tobytes() for i, mask in spans.items()}
        known: dict[bytes, tuple[float, float, float]] = {b"": NOTHING}
        order = sorted(here, key=lambda i, k=keys: (-touch[i].round(9), -stake[i].round(9), k[i]))  # type: ignore[misc]
        for place, i in enumerate(order):
            mask = spans[i]
            if mask is not None and keys[i] not in known and (place < top or measured[i]):
                known[keys[i]] = loss_of(str(country), mask)
            out = known.get(keys[i], NOTHING)
            found[i] = _between(float(touch[i]), out) if measured[i] else out
    return rows.assign(**dict(zip(LOSS, found.T, strict=True)))


def _between(share: float, found: tuple[float, float, float]) -> tuple[float, float, float]:
    """Give the loss of a published share: between 0 and the share, by the network where it says anything."""
    if not np.isfinite(found[0]):
        return share, 0.0, share
    return min(found[0], share), 0.0, share
