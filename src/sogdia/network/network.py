"""`Network`: the tables of a digital corridor, checked, frozen, copied on write."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd

from sogdia.errors import Fault, TableError, pick, raise_faults
from sogdia.network import store
from sogdia.network.checks import cross_table_faults
from sogdia.tables import Schema, conform, empty, read_schema, references

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SCHEMA_VERSION: Final = "1"
"""Version of the columns' contract; a stored network carries it."""

_ORDER = (
    "sources",
    "countries",
    "organisations",
    "systems",
    "projects",
    "nodes",
    "spans",
    "roles",
    "corridors",
    "members",
    "hazards",
    "demands",
    "observations",
    "laws",
)
SCHEMAS: Final[Mapping[str, Schema]] = MappingProxyType(
    {name: read_schema(Path(__file__).parent / "schema" / f"{name}.csv") for name in _ORDER}
)
"""The schema of each table, by name."""


class Network:
    """Tables of nodes, spans and what belongs to them, in the words of the Open Fibre Data Standard.

    Parameters
    ----------
    **tables
        One DataFrame for each table of `SCHEMAS` that is not empty: ``nodes``, ``spans``, ``systems``, ``roles``,
        ``organisations``, ``projects``, ``corridors``, ``members``, ``countries``, ``hazards``, ``demands``,
        ``observations``, ``laws``, ``sources``. Missing optional columns are filled with missing values.

    Raises
    ------
    TableError
        Any fault of a column, row or reference; all of them are listed in one message.

    Notes
    -----
    A network never changes: `add`, `drop`, `replace` and the selections give a new one, and a table handed out
    is a copy. A span without geometry is drawn as the geodesic of its ends by those who need a line.

    Examples
    --------
    >>> nodes = pd.DataFrame({"id": ["a", "b"], "country": ["PAK", "DJI"], "lon": [67.0, 43.1], "lat": [24.8, 11.6]})
    >>> net = Network(nodes=nodes).add("spans", id="s", start="a", end="b", setting="submarine")
    >>> len(net.spans), net.spans.setting[0]
    (1, 'submarine')
    """

    sources: pd.DataFrame
    countries: pd.DataFrame
    organisations: pd.DataFrame
    systems: pd.DataFrame
    projects: pd.DataFrame
    nodes: pd.DataFrame
    spans: pd.DataFrame
    roles: pd.DataFrame
    corridors: pd.DataFrame
    members: pd.DataFrame
    hazards: pd.DataFrame
    demands: pd.DataFrame
    observations: pd.DataFrame
    laws: pd.DataFrame

    _tables: Mapping[str, pd.DataFrame]
    _digest: str
    __slots__ = ("_digest", "_tables")

    def __init__(self, **tables: pd.DataFrame) -> None:
        for name in tables:
            if name not in SCHEMAS:
                pick(name, SCHEMAS, "table")
        blank = {name: empty(schema) for name, schema in SCHEMAS.items() if name not in tables}
        object.__setattr__(self, "_tables", _checked(blank, tables))

    @classmethod
    def _of(cls, tables: Mapping[str, pd.DataFrame]) -> Network:
        """Make a network of tables that are known to keep the contract."""
        net = cls.__new__(cls)
        object.__setattr__(net, "_tables", MappingProxyType(dict(tables)))
        return net

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in SCHEMAS:
            raise AttributeError(f"'Network' object has no attribute {name!r}")
        return self._tables[name].copy(deep=False)

    def __setattr__(self, name: str, value: Any) -> None:  # noqa: ANN401  any value is refused
        raise AttributeError(f"a network is frozen: use add, drop or replace to get one with another {name!r}")

    def __getstate__(self) -> dict[str, pd.DataFrame]:
        return dict(self._tables)

    def __setstate__(self, state: dict[str, pd.DataFrame]) -> None:
        object.__setattr__(self, "_tables", MappingProxyType(state))

    def __repr__(self) -> str:
        sizes = ", ".join(f"{len(table)} {name}" for name, table in self._tables.items() if len(table))
        return f"Network({sizes})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Network) and all(
            table.equals(getattr(other, name)) for name, table in self._tables.items()
        )

    __hash__ = None  # type: ignore[assignment]

    def replace(self, **tables: pd.DataFrame) -> Network:
        """Give a network in which the named tables are these; only what they touch is checked again."""
        for name in tables:
            if name not in SCHEMAS:
                pick(name, SCHEMAS, "table")
        return Network._of(_checked(self._tables, tables))

    def add(self, table: str, **row: object) -> Network:
        """Give a network with one more row in `table`.

        Raises
        ------
        ParameterError
            No such table.
        TableError
            The row breaks the table's contract.
        """
        pick(table, SCHEMAS, "table")
        one = pd.DataFrame([row]).astype(object)
        old = self._tables[table].astype(object)
        return self.replace(**{table: pd.concat([old, one], ignore_index=True) if len(old) else one})

    def drop(self, table: str, ids: Iterable[str]) -> Network:
        """Give a network without the rows of `table` that have these ids.

        Raises
        ------
        TableError
            An id that is not there, or one that other rows still refer to.
        """
        pick(table, SCHEMAS, "table")
        rows = self._tables[table]
        gone = set(ids)
        known = set(rows["id"]) if "id" in rows else set()
        raise_faults([Fault(table, "id", i, "is not there") for i in sorted(gone - known)], f"cannot drop from {table}")
        return self.replace(**{table: rows[~rows["id"].isin(gone)]})

    def keep_spans(self, ids: Iterable[str]) -> Network:
        """Give a network with only the spans of these ids (and every node, so that what is cut off is seen)."""
        rows = self._tables["spans"]
        kept = rows[rows["id"].isin(set(ids))].reset_index(drop=True)
        return Network._of({**self._tables, "spans": kept})

    def in_service(self, year: int) -> Network:
        """Give the network of `year`: spans that had entered and not left service then.

        A span without a year counts from the start unless its status says that it is proposed, under construction or
        cancelled; planned spans count from their planned year when `year` reaches it; cancelled ones never.
        """
        rows = self._tables["spans"]
        status = rows["status"].fillna("in_service")
        entered = rows["year_in_service"].astype(float)
        left = rows["year_retired"].astype(float)
        unknown = entered.isna() & status.isin(["in_service", "retired"])
        alive = (unknown | (entered <= year)) & ~(left <= year) & (status != "cancelled")
        alive &= ~((status == "retired") & left.isna())
        return self.keep_spans(rows.loc[alive, "id"])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The box of the nodes: (west, south, east, north) in degrees.

        Raises
        ------
        TableError
            There are no nodes.
        """
        nodes = self._tables["nodes"]
        if nodes.empty:
            raise TableError("the network has no nodes; add some")
        return (
            float(nodes.lon.min()),
            float(nodes.lat.min()),
            float(nodes.lon.max()),
            float(nodes.lat.max()),
        )

    @property
    def digest(self) -> str:
        """SHA-256 of the tables' contents, whatever the order of their rows; told once."""
        if not hasattr(self, "_digest"):
            object.__setattr__(self, "_digest", store.digest(self._tables))
        return self._digest

    def save(self, folder: str | Path) -> Path:
        """Write the tables as (Geo)Parquet with a manifest into `folder`, which is replaced whole."""
        return store.save(self._tables, Path(folder), SCHEMA_VERSION)

    @classmethod
    def load(cls, folder: str | Path) -> Network:
        """Read a network that `save` wrote.

        Raises
        ------
        DataError
            The folder is not there, is no stored network or has another schema version.
        """
        return cls(**store.load(Path(folder), SCHEMA_VERSION))

    def to_frame(self, table: str) -> gpd.GeoDataFrame:
        """Give a table with geometry (nodes, spans or hazards) as a GeoDataFrame in EPSG:4326."""
        rows = self._tables[pick(table, ("nodes", "spans", "hazards"), "table with geometry")]
        if table == "nodes":
            geometry = gpd.points_from_xy(rows.lon, rows.lat)
            return gpd.GeoDataFrame(rows, geometry=geometry, crs=4326)
        return gpd.GeoDataFrame(rows.drop(columns="geometry"), geometry=list(rows.geometry), crs=4326)


def _checked(kept: Mapping[str, pd.DataFrame], given: Mapping[str, pd.DataFrame]) -> Mapping[str, pd.DataFrame]:
    """Bring the given tables to their schemas beside the kept ones; raise all faults at once."""
    faults: list[Fault] = []
    ready = dict(kept)
    for name, table in given.items():
        ready[name], wrong = conform(pd.DataFrame(table), SCHEMAS[name])
        faults += wrong
    if not faults:
        touched = {
            name: schema
            for name, schema in SCHEMAS.items()
            if name in given or any(column.references in given for column in schema.columns)
        }
        faults = references(ready, touched) + cross_table_faults(ready, set(given))
    raise_faults(faults, "the network's tables have")
    return MappingProxyType({name: ready[name] for name in SCHEMAS})
