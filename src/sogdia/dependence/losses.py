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

LOSS: Final = ["loss", "loss_low", "loss_high"]


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
    rows = rows.copy()
    asked = rows[(rows.actor != UNKNOWN) & ((rows.touch >= loss_from) | (rows.basis == "measured"))]
    if measured_only:
        asked = asked[asked.basis == "measured"]
    for (country, dimension), group in asked.groupby(["country", "dimension"], sort=False):
        spans = {i: spans_of(str(country), str(dimension), str(rows.actor.at[i])) for i in group.index}
        keys = {i: b"" if mask is None else mask.tobytes() for i, mask in spans.items()}
        known: dict[bytes, tuple[float, float, float]] = {}
        order = sorted(group.index, key=lambda i: (-round(rows.touch.at[i], 9), -round(_stake(rows, i), 9), keys[i]))
        for place, i in enumerate(order):
            mask, measured = spans[i], rows.basis.at[i] == "measured"
            if mask is not None and keys[i] not in known and (place < top or measured):
                known[keys[i]] = loss_of(str(country), mask)
            found = known.get(keys[i]) if mask is not None else None
            if measured:
                rows.loc[i, LOSS] = _between(rows.touch.at[i], found)
            elif found is not None:
                rows.loc[i, LOSS] = found
    return rows


def _stake(rows: pd.DataFrame, i: object) -> float:
    return float(np.nan_to_num(rows.stake.at[i]))


def _between(share: float, found: tuple[float, float, float] | None) -> tuple[float, float, float]:
    """Give the loss of a published share: between 0 and the share, by the network where it says anything."""
    if found is None or not np.isfinite(found[0]):
        return share, 0.0, share
    return min(found[0], share), 0.0, share
