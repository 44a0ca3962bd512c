"""`expose`: on whom and on what a country's international traffic depends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sogdia.dependence.borders import Borders, find_borders
from sogdia.dependence.concentration import concentrate
from sogdia.dependence.disjoint import GATES, double, gates, ways_by_landing, ways_by_strait
from sogdia.dependence.losses import fill_losses
from sogdia.dependence.observed import measured_exits, measured_owners, of_country, subjects
from sogdia.dependence.rows import actor_rows, exit_rows, join, published_exits, published_owners, ranked
from sogdia.dependence.rules import RULES
from sogdia.dependence.supplies import all_counts
from sogdia.dependence.survey import Survey, survey
from sogdia.dependence.tally import Tally, count
from sogdia.dependence.withdrawal import Standing, stand
from sogdia.errors import ParameterError, pick
from sogdia.flows import CapacityParams, DemandParams, SplitParams
from sogdia.flows.layout import Layout, lay_out
from sogdia.flows.mass import BASE_YEAR
from sogdia.results import Result, manifest, write_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from sogdia.network import Network

    Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class ExposeParams:
    """What `expose` takes for granted.

    Attributes
    ----------
    demand, capacity, split
        Traffic, capacity, and how traffic divides over ways.
    hubs
        A country's capacity and its exits are counted to the towns of so many countries of largest traffic, 1 or
        more. Assumed.
    touch_from
        Places (straits, transit countries, landings) are listed from this touch on, in [0, 1].
    loss_from
        Loss is counted for actors of at least this touch, in [0, 1].
    loss_top
        Loss is counted for at most so many actors of a country and dimension, 0 or more.
    loss_countries
        Loss is not counted when more countries than this are asked for, 0 or more.
    exits_threshold
        Disjoint exits that a country is held to, 1 or more. No official rule exists; more than two upstream
        connections is the mark of the Internet Society (Pulse).
    observed_within
        Published shares count when they are at most so many years from the year asked for, 0 or more.
    """

    demand: DemandParams = field(default_factory=DemandParams)
    capacity: CapacityParams = field(default_factory=CapacityParams)
    split: SplitParams = field(default_factory=SplitParams)
    hubs: int = 10
    touch_from: float = 0.001
    loss_from: float = 0.2
    loss_top: int = 5
    loss_countries: int = 30
    exits_threshold: int = 3
    observed_within: int = 1

    def __post_init__(self) -> None:
        for name in ("touch_from", "loss_from"):
            if not 0 <= getattr(self, name) <= 1:
                raise ParameterError(f"{name} is in [0, 1], not {getattr(self, name)}")
        for name, least in (("hubs", 1), ("exits_threshold", 1), ("loss_top", 0), ("loss_countries", 0), ("observed_within", 0)):
            if getattr(self, name) < least:
                raise ParameterError(f"{name} is {least} or more, not {getattr(self, name)}")


@dataclass(frozen=True)
class ExposeResult(Result):
    """On whom and on what countries depend; see `expose`.

    Attributes
    ----------
    concentration
        Rows country, dimension, hhi, effective_number, largest_actor, largest_share, share_unknown, actors, basis,
        source.
    exits
        Rows country, k_landings, k_straits, threshold, meets (k_landings at the threshold or above),
        share_connected (of demand), basis, source.
    suppliers
        Rows supplier, supplier_name, share_systems_split, share_systems_full, share_km_split, share_km_full, basis,
        source: every count of the whole network.
    rules
        Rows topic, text: what the figures mean.
    dropped
        Countries without traffic, each with the reason.
    """

    concentration: pd.DataFrame = field(repr=False)
    exits: pd.DataFrame = field(repr=False)
    suppliers: pd.DataFrame = field(repr=False)
    rules: pd.DataFrame = field(repr=False)
    dropped: dict[str, str] = field(repr=False)

    def save(self, folder: str | Path, name: str = "exposure") -> Path:
        """Write every table as Parquet and CSV beside the manifest; `folder` is replaced whole."""

        def fill(beside: Path) -> None:
            Result(self.table, self.rule, self.manifest).save(beside / "table", name)
            for file in (beside / "table").iterdir():
                file.rename(beside / file.name)
            (beside / "table").rmdir()
            for part in ("concentration", "exits", "suppliers", "rules"):
                getattr(self, part).to_parquet(beside / f"{part}.parquet", index=False)
                getattr(self, part).to_csv(beside / f"{part}.csv", index=False)

        return write_folder(type(beside := __import__("pathlib").Path(folder))(beside), fill)
