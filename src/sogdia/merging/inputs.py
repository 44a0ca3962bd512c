"""The networks given to a merging: read, named, and told apart by their digests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sogdia.errors import ParameterError
from sogdia.formats import read
from sogdia.network import Network

if TYPE_CHECKING:
    from collections.abc import Sequence

_ORIGIN = "merged"


@dataclass(frozen=True)
class Input:
    """One network, its name, and the digest of its tables."""

    label: str
    network: Network
    digest: str
    file: str

    @property
    def origin(self) -> str:
        """Id of the sources row that stands for this input: it follows the contents, not the file's name."""
        return f"{_ORIGIN}-{self.digest[:12]}"

    @property
    def title(self) -> str:
        """Title of that row."""
        return f"{self.file or self.label} (network sha256 {self.digest})"


def opened(networks: Sequence[Network | str | Path], names: Sequence[str] | None) -> tuple[list[Input], list[str]]:
    """Read the networks and name them.

    Returns
    -------
    tuple
        The inputs, without those that another already holds, and notes about these.

    Raises
    ------
    ParameterError
        No network, one given twice, or names that do not fit.
    """
    if not networks:
        raise ParameterError("nothing to merge; give two networks or more")
    paths = ["" if isinstance(each, Network) else str(each) for each in networks]
    for i, path in enumerate(paths):
        if path and path in paths[:i]:
            raise ParameterError(f"{path} is given twice; give each network once")
    nets = [each if isinstance(each, Network) else read(each) for each in networks]
    labels = _labels(paths, names)
    inputs = [
        Input(label, net, net.digest, Path(path).name)
        for label, net, path in zip(labels, nets, paths, strict=True)
    ]  # fmt: skip
    for i, each in enumerate(inputs):
        twin = next((other for other in inputs[:i] if other.digest == each.digest and len(each.network.nodes)), None)
        if twin:
            raise ParameterError(
                f"{each.file or each.label} and {twin.file or twin.label} hold one and the same network; "
                "give each network once"
            )
    return _without_held(inputs)


def _labels(paths: Sequence[str], names: Sequence[str] | None) -> list[str]:
    if names is not None and len(names) != len(paths):
        raise ParameterError(f"{len(names)} names for {len(paths)} networks; give one for each, in their order")
    wanted = list(names) if names else [_slug(Path(path).stem) if path else "" for path in paths]
    out: list[str] = []
    for i, name in enumerate(wanted, start=1):
        label, again = name or f"network-{i}", 2
        while label in out:
            if names:
                raise ParameterError(f"the name {name!r} is given twice; give each network its own")
            label, again = f"{name}-{again}", again + 1
        out.append(label)
    return out


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+", "-", text.casefold()).strip("-_")


def _without_held(inputs: list[Input]) -> tuple[list[Input], list[str]]:
    """Leave out an input that another one was merged from: its rows are there already."""
    held = {
        str(key): each.label
        for each in inputs
        for key in each.network.sources.id
        if str(key).startswith(f"{_ORIGIN}-")
    }  # fmt: skip
    kept = [each for each in inputs if each.origin not in held]
    notes = [
        f"{each.label} is part of {held[each.origin]} already (its sources name the same digest): nothing was added"
        for each in inputs
        if each.origin in held
    ]
    return kept, notes
