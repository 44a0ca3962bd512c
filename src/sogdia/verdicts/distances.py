"""How far each country's ideal point is from that of each sponsor, as an outcome of the panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

POINTS: Final = "ideal_point"
DISTANCE: Final = "ideal_point_distance"


def with_distances(
    wide: pd.DataFrame, ledger: pd.DataFrame, sponsors: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add the distance from each sponsor that votes, where the panel has ideal points.

    The distance moves when the sponsor moves too; countries that are compared in one year see the same sponsor.

    Parameters
    ----------
    wide, ledger
        Of a panel.
    sponsors
        Labels of sponsors.

    Returns
    -------
    tuple of pd.DataFrame
        Both with what was added.
    """
    if POINTS not in wide:
        return wide, ledger
    years = wide.drop_duplicates("year").set_index("year").index
    columns = {}
    for sponsor in sponsors:
        own = wide[wide.country == sponsor].set_index("year")[POINTS].reindex(years)
        if own.notna().any():
            columns[f"{DISTANCE}:{sponsor}"] = (wide[POINTS] - wide.year.map(own)).abs()
    if not columns:
        return wide, ledger
    line = ledger[ledger.series == POINTS].head(1).assign(series=DISTANCE, sponsors=";".join(columns))
    return pd.concat([wide, pd.DataFrame(columns, index=wide.index)], axis=1), pd.concat(
        [ledger, line], ignore_index=True
    )
