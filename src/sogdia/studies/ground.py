"""The network that a study stands on: the embedded world, files and folders of its user, or several joined into one."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.data import held, outlines, used, world
from sogdia.data.holdings import sha256_of
from sogdia.errors import DataError, DataWarning
from sogdia.formats import read
from sogdia.merging.countries import countries_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sogdia.network import Network
    from sogdia.studies.definition import Ground

WORLD: Final = "world"
HELD: Final = "held:"
"""Before the name of a set of the local store (`held:cable-map`)."""


_NAMED_BY: Final = {"systems": ["system"], "organisations": ["supplier", "physical_infrastructure_provider"]}


@dataclass(frozen=True)
class Laid:
    """The network of a study.

    Attributes
    ----------
    network
        The network, joined where there are several.
    sets
        What it was made of, for the manifest: name, version, hash, licence, citation of each.
    changes
        What was joined and counted together, in plain words.
    """

    network: Network
    sets: tuple[dict[str, Any], ...]
    changes: tuple[str, ...] = ()


def lay(ground: Ground, folder: Path) -> Laid:
    """Open the network that a study stands on.

    Parameters
    ----------
    ground
        The study file's `[network]`.
    folder
        Folder of the study file: other paths are relative to it.

    Raises
    ------
    DataError
        A file that is not there or cannot be read, or a set that the store does not have.
    TableError
        A file whose tables break the network's contract.
    """
    names = [ground.base, *ground.join]
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", DataWarning)
        parts = [(name, opened(name, folder)) for name in names]
    changes = list(dict.fromkeys(str(each.message) for each in told))
    if ground.project:
        parts = [(name, net if name == WORLD else _counted(net, ground.project)) for name, net in parts]
    sets = tuple(_set_of(name, folder) for name in names)
    network = parts[0][1]
    if len(parts) > 1:
        network = _joined(parts, ground.within_km)
        changes.append(f"{' and '.join(short_name(n) for n in names)} joined within {ground.within_km:g} km")
    if ground.project:
        changes.append(
            f"the spans of {' and '.join(short_name(n) for n in names if n != WORLD)} counted as one project"
        )
    network, placed = _placed(network)
    if placed:
        changes.append(f"{placed} nodes without a country given that of the land on which they stand (Natural Earth)")
    return Laid(with_countries(network), sets, tuple(changes))


def seen_from(ground: Ground, folder: Path) -> Ground:
    """Give a ground whose paths, relative to a folder, need it no more."""

    def whole(name: str) -> str:
        return name if name == WORLD or name.startswith(HELD) else (folder / Path(name).expanduser()).as_posix()

    return ground.model_copy(update={"base": whole(ground.base), "join": tuple(map(whole, ground.join))})


def opened(name: str, folder: Path) -> Network:
    """Open one network: `world`, `held:NAME` of the local store, or a path, relative to `folder`."""
    if name == WORLD:
        return world()
    return listed(read(place_of(name, folder)))


def listed(net: Network) -> Network:
    """Give a network whose tables of systems and of organisations hold those that its spans name, were they empty."""
    spans, more = net.spans, {}
    for table, columns in _NAMED_BY.items():
        named = pd.unique(pd.concat([spans[column] for column in columns]).dropna())
        if getattr(net, table).empty and len(named):
            more[table] = pd.DataFrame({"id": named, "name": named})
    return net.replace(**more) if more else net


def place_of(name: str, folder: Path) -> Path:
    """Give the path of a network that is not the world.

    Raises
    ------
    DataError
        The store does not have the set.
    """
    if not name.startswith(HELD):
        return folder / Path(name).expanduser()
    wanted = name.removeprefix(HELD)
    place = held(wanted)
    if place is None:
        raise DataError(f"the study needs the set {wanted!r}; add it: `sogdia data add {wanted} PATH`")
    return place


def short_name(name: str) -> str:
    """Give the name by which a network is spoken of: kebab case, of its last part."""
    stem = Path(name.removeprefix(HELD)).stem if name != WORLD else WORLD
    return re.sub(r"[^a-z0-9]+", "-", stem.casefold()).strip("-") or "network"


def _set_of(name: str, folder: Path) -> dict[str, Any]:
    if name == WORLD:
        return used(WORLD)[0]
    if name.startswith(HELD):
        return used(name.removeprefix(HELD))[0]
    return {"name": Path(name).name, "sha256": sha256_of(place_of(name, folder))}


def _joined(parts: Sequence[tuple[str, Network]], within_km: float) -> Network:
    """Join networks; the world stands first, so that its ids stay."""
    from sogdia.merging import merge  # noqa: PLC0415  studies of one network need none of it

    ordered = sorted(parts, key=lambda part: part[0] != WORLD)
    names: list[str] = []
    for name, _ in ordered:
        stem = short_name(name)
        count = sum(1 for known in names if re.fullmatch(re.escape(stem) + r"(-\d+)?", known))
        names.append(f"{stem}-{count + 1}" if count else stem)
    return merge(*(net for _, net in ordered), within_km=within_km, names=names).network


def _counted(net: Network, project: str) -> Network:
    """Give a network whose spans all carry this project, whatever theirs was."""
    spans, projects = net.spans, net.projects
    spans = spans.assign(project=pd.Series([project] * len(spans), index=spans.index, dtype="string"))
    if project not in set(projects.id):
        row = pd.DataFrame([{"id": project, "name": project, "read": "given"}]).astype(object)
        projects = pd.concat([projects.astype(object), row], ignore_index=True)
    return net.replace(spans=spans, projects=projects)


def _placed(net: Network) -> tuple[Network, int]:
    """Give a network whose nodes on land have a country, and how many had none."""
    nodes = net.nodes
    given = nodes.country.fillna("").to_numpy(dtype=object)
    if not (given == "").any() or net.spans.empty:
        return net, 0
    owner = np.zeros(len(nodes), dtype=np.int64)
    lon, lat = nodes.lon.to_numpy(dtype=float), nodes.lat.to_numpy(dtype=float)
    found = countries_of(lon, lat, given, owner, outlines())
    at_sea = nodes.kind.isin(["branching_unit"]).fillna(value=False).to_numpy(dtype=bool)
    found = np.where(at_sea, given, found)
    filled = int(((given == "") & (found != "")).sum())
    if not filled:
        return net, 0
    full = with_countries(net, set(found) - {""})
    country = pd.Series(found, index=nodes.index, dtype="string")
    return full.replace(nodes=nodes.assign(country=country.mask(country == ""))), filled


def with_countries(net: Network, codes: set[str] | None = None) -> Network:
    """Give a network that knows these countries, else its nodes': those it lacks are the embedded world's."""
    lacking = (set(net.nodes.country.dropna()) if codes is None else codes) - set(net.countries.id)
    if not lacking:
        return net
    facts = world()
    rows = facts.countries[facts.countries.id.isin(lacking)]
    named = facts.sources[facts.sources.id.isin(rows.source) & ~facts.sources.id.isin(net.sources.id)]
    return net.replace(countries=_under(net.countries, rows), sources=_under(net.sources, named))


def _under(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([old.astype(object), new.astype(object)], ignore_index=True) if len(old) else new
