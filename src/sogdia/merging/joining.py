"""`merge`: networks of several operators and cable maps as one, with every candidate pair and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sogdia.data import outlines
from sogdia.errors import ParameterError
from sogdia.merging.decisions import read_decisions, settle
from sogdia.merging.inputs import Input, opened
from sogdia.merging.matching import match
from sogdia.merging.stacking import stack
from sogdia.merging.tying import crossing_links, tie
from sogdia.merging.union import CONFLICT_COLUMNS, unite
from sogdia.network import SCHEMAS, Network
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

RULE = (
    "Two rows are joined when name, place, kind and country speak for it and no other candidate is nearly as good; "
    "what could be either is listed as ambiguous and kept apart until a decision settles it. Where values differ, the "
    "first argument wins."
)
_NOTHING = ["table", "id", "input", "id_in_input", "values_kept"]


@dataclass(frozen=True)
class MergeResult(Result):
    """Networks made one.

    Attributes
    ----------
    table
        Every candidate pair: table, input_a, id_a, name_a, input_b, id_b, name_b, distance_km, score and its parts in
        [0, 1] (name_likeness, distance_score, kind_score, country_score, place_score, shared), decision (`joined`,
        `linked`: one place, tied by an assumed joint; `ambiguous`; `kept_apart`) and reason.
    network
        The joined network.
    links
        Joints: kind (`border`, `assumed_joint`, `crossing_span`, `open_end`, `open_landing`), decision, both nodes with
        their inputs and countries, distance_km, the node and spans made, reason.
    conflicts
        Values that did not agree, which was kept, and by which rule.
    provenance
        For each row of the network the inputs and the ids that it has there.
    notes
        What a reader must know, in sentences.
    """

    network: Network
    links: pd.DataFrame
    conflicts: pd.DataFrame
    provenance: pd.DataFrame
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class MergeParams:
    """Parameters of a merging.

    Attributes
    ----------
    within_km
        Two nodes further apart are not joined, km, 0 to 100.
    """

    within_km: float = 5.0

    def __post_init__(self) -> None:
        if not 0 <= self.within_km <= 100:
            raise ParameterError(f"within_km is from 0 to 100, not {self.within_km:g}; 5 joins what is in one town")


def merge(
    *networks: Network | str | Path,
    within_km: float = 5.0,
    names: Sequence[str] | None = None,
    decisions: pd.DataFrame | str | Path | None = None,
    progress: Callable[[str], None] | None = None,
) -> MergeResult:
    """Join networks of several operators and cable maps into one.

    Parameters
    ----------
    networks
        Networks, or paths of files that `read` reads. Order matters for values only: the first that has one wins.
    within_km
        Reach of a joint, km.
    names
        A short name for each network; default: the name of its file, or `network-1` and so on.
    decisions
        Columns a, b (ids, as NAME:ID where two inputs have one id), join (yes, no, or link for two nodes that an
        assumed joint shall tie); a table or the path of a CSV.
    progress
        Told in words what is done.

    Returns
    -------
    MergeResult
        The network, every candidate pair, joints, conflicts and provenance.

    Raises
    ------
    ParameterError
        No network, one network twice, a reach out of range.
    DataError
        A file that cannot be read.
    TableError
        Decisions about unknown ids.

    Notes
    -----
    An id stays as it is in the first input that has it; a row of a later input with the same id gets its input's name
    before it (`kenya-jtl:node-3`). Every row has a source: its own, or a row that names its input's file and digest.

    Examples
    --------
    >>> a = pd.DataFrame({"id": ["msa"], "name": ["Mombasa"], "country": ["KEN"], "lon": [39.67], "lat": [-4.05]})
    >>> b = pd.DataFrame({"id": ["m"], "name": ["MOMBASA POP"], "country": ["KEN"], "lon": [39.66], "lat": [-4.06]})
    >>> merge(Network(nodes=a), Network(nodes=b)).table[["id_a", "id_b", "decision"]].values.tolist()
    [['msa', 'm', 'joined']]
    """
    params = MergeParams(within_km)
    say = progress or (lambda _: None)
    inputs, notes = opened(networks, names)
    ruled = _decided(decisions)
    land = outlines()
    used = [each for each in inputs if any(len(getattr(each.network, name)) for name in SCHEMAS)]
    if len(used) < 2:
        only = (used or inputs)[0]
        links = crossing_links([only.network], [only.label], land)
        return _result(only.network, pd.DataFrame(columns=_TABLE), links, (), params, inputs, notes)
    say("comparing names and places")
    stacks = {name: stack([each.network for each in used], name) for name in SCHEMAS}
    labels = [each.label for each in used]
    settled = settle(ruled[0], stacks, labels, ruled[1]) if ruled else []
    found = match(stacks, labels, land, within_km, settled)
    notes += found.notes
    say("making one network")
    merged = unite(stacks, found.groups, labels, [each.origin for each in used])
    merged.tables["sources"] = _with_origins(merged.tables["sources"], used)
    say("tying what meets")
    tables, links = tie(stacks, found, merged, labels, land, within_km)
    return _result(
        Network(**{name: rows for name, rows in tables.items() if len(rows)}),
        found.table[_TABLE],
        links,
        (merged.conflicts, merged.provenance),
        params,
        inputs,
        notes,
    )


_TABLE = [
    "table", "input_a", "id_a", "name_a", "input_b", "id_b", "name_b", "distance_km", "score", "name_likeness",
    "distance_score", "kind_score", "country_score", "place_score", "shared", "decision", "reason",
]  # fmt: skip


def _decided(decisions: pd.DataFrame | str | Path | None) -> tuple[pd.DataFrame, str] | None:
    if decisions is None:
        return None
    if isinstance(decisions, pd.DataFrame):
        return decisions, "decisions"
    return read_decisions(Path(decisions)), Path(decisions).name


def _with_origins(sources: pd.DataFrame, inputs: Sequence[Input]) -> pd.DataFrame:
    """Put one row for each input, and one for Sogdia's own joints, before the sources that the inputs brought."""
    own = pd.DataFrame(
        {"id": [each.origin for each in inputs], "title": [each.title for each in inputs], "publisher": pd.NA}
    )
    rule = pd.DataFrame({"id": ["sogdia-merge"], "title": ["Joints assumed or derived by `sogdia merge`"]})
    parts = [part for part in (own, rule, sources) if len(part)]
    return pd.concat([part.astype("string") for part in parts], ignore_index=True).drop_duplicates("id")


def _result(
    network: Network,
    table: pd.DataFrame,
    links: pd.DataFrame,
    lists: tuple[pd.DataFrame, ...],
    params: MergeParams,
    inputs: Sequence[Input],
    notes: list[str],
) -> MergeResult:
    conflicts, provenance = lists or (pd.DataFrame(columns=CONFLICT_COLUMNS), pd.DataFrame(columns=_NOTHING))
    asked: dict[str, Any] = {
        "within_km": params.within_km,
        "inputs": [{"name": each.label, "title": each.title} for each in inputs],
    }
    return MergeResult(
        table=table,
        rule=RULE,
        manifest=manifest("merge", asked, digest=network.digest),
        network=network,
        links=links,
        conflicts=conflicts,
        provenance=provenance,
        notes=tuple(notes),
    )
