"""The reference class as the pages of offers use it: costs that are outcomes, and no others (workshop)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.economy.reference_class import OutsideView, outside_view, reference_projects

if TYPE_CHECKING:
    import pandas as pd

NO_OUTCOME: Final = "may leave out"
"""Words of a source that says that its figure is not the final cost."""


def past_projects() -> pd.DataFrame:
    """Give the projects of the reference class; the cost is empty where its source says that it is no outcome."""
    table = reference_projects()
    partial = table.source.str.contains(NO_OUTCOME, regex=False)
    return table.assign(cost_ratio=table.cost_ratio.mask(partial, np.nan))


def left_out() -> tuple[str, ...]:
    """Name the projects whose cost is not used."""
    table = reference_projects()
    gone = table.cost_ratio.notna() & past_projects().cost_ratio.isna()
    return tuple(table.project[gone].astype(str))


def class_view() -> OutsideView:
    """Give the spread of cost and delay of past projects.

    Examples
    --------
    >>> class_view().cost_count, class_view().slip_count
    (3, 5)
    """
    return outside_view(past_projects())
