"""The folder store: one (Geo)Parquet file for each table and a manifest with their hashes."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sogdia.errors import DataError
from sogdia.results import whole_folder
from sogdia.tables import read_parquet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MANIFEST = "network.json"


def digest(tables: Mapping[str, pd.DataFrame]) -> str:
    """Give the SHA-256 of the tables' cells; neither the order of rows nor of tables changes it."""
    total = hashlib.sha256()
    for name in sorted(tables):
        table = tables[name]
        if table.empty:
            continue
        text = {
            column: shapely.to_wkb(values.to_numpy(dtype=object), hex=True) if column == "geometry" else values
            for column, values in table.items()
        }
        plain = pd.DataFrame(text).astype(object)
        plain = plain.where(plain.notna(), "").astype(str)
        rows = pd.util.hash_pandas_object(plain, index=False, categorize=False).to_numpy()
        total.update(f"{name} {' '.join(table.columns)} {len(table)}".encode())
        total.update(np.sort(rows).tobytes())
    return total.hexdigest()


def save(tables: Mapping[str, pd.DataFrame], folder: Path, version: str) -> Path:
    """Write the tables that have rows; the folder appears whole or not at all.

    Raises
    ------
    DataError
        The folder holds other things.
    """
    if folder.exists() and not (folder / MANIFEST).exists() and any(folder.iterdir()):
        raise DataError(f"{folder} holds other things; give a new folder or an empty one")
    with whole_folder(folder) as beside:
        for name, table in tables.items():
            if table.empty:
                continue
            if "geometry" in table:
                geo = gpd.GeoDataFrame(table.drop(columns="geometry"), geometry=list(table.geometry), crs=4326)
                geo.to_parquet(beside / f"{name}.parquet", compression="zstd")
            else:
                table.to_parquet(beside / f"{name}.parquet", compression="zstd", index=False)
        about = {
            "format": "sogdia-network",
            "schema_version": version,
            "digest": digest(tables),
            "rows": {name: len(table) for name, table in tables.items() if len(table)},
        }
        (beside / MANIFEST).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    return folder


def load(folder: Path, version: str) -> dict[str, pd.DataFrame]:
    """Read the tables of a stored network.

    Raises
    ------
    DataError
        No stored network, one that is not whole, or one of another version of the schema.
    """
    manifest = folder / MANIFEST
    if not folder.is_dir():
        raise DataError(f"no folder {folder}; give one that Network.save wrote")
    if not manifest.is_file():
        raise DataError(f"{folder} is no stored network: {MANIFEST} is missing")
    try:
        about = json.loads(manifest.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as fault:
        raise DataError(f"{manifest} cannot be read: {fault}") from fault
    if about.get("schema_version") != version:
        raise DataError(f"{folder} has schema version {about.get('schema_version')!r}; this Sogdia reads {version!r}")
    out = {}
    for name in about.get("rows", {}):
        path = folder / f"{name}.parquet"
        if not path.is_file():
            raise DataError(f"{folder} is not whole: {path.name} is missing")
        out[name] = read_parquet(path)
    return out
