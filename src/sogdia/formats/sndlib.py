"""Network and model files of SNDlib in its native format, as one question of design.

Coordinates are often drawing units, so a network becomes a `DesignInstance`, never a `Network`.

Source: sndlib.zib.de, native network and model formats; Orlowski et al. (2010), Networks 55(3).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import DataError, Fault, ParameterError, nearest_name, raise_faults
from sogdia.formats.design import UNLIMITED, DesignInstance, DesignModel
from sogdia.formats.text_tables import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

LETTERS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "DEMAND_MODEL": ("demand", {"UNDIRECTED": "U", "DIRECTED": "D"}),
    "LINK_MODEL": ("link", {"UNDIRECTED": "U", "BIDIRECTED": "B", "DIRECTED": "D"}),
    "LINK_CAPACITY_MODEL": (
        "capacity",
        {
            "LINEAR_LINK_CAPACITIES": "L",
            "SINGLE_MODULAR_CAPACITIES": "S",
            "MODULAR_LINK_CAPACITIES": "M",
            "EXPLICIT_LINK_CAPACITIES": "E",
        },
    ),
    "FIXED_CHARGE_MODEL": ("fixed_charge", {"YES": "Y", "NO": "N"}),
    "ROUTING_MODEL": ("routing", {"CONTINUOUS": "C", "INTEGER": "I", "SINGLE_PATH": "S"}),
    "ADMISSIBLE_PATH_MODEL": ("paths", {"ALL_PATHS": "A", "EXPLICIT_LIST": "E"}),
    "HOP_LIMIT_MODEL": ("hops", {"IGNORE_HOP_LIMITS": "N", "INDIVIDUAL_HOP_LIMITS": "Y"}),
    "SURVIVABILITY_MODEL": (
        "survivability",
        {
            "NO_SURVIVABILITY": "N",
            "ONE_PLUS_ONE_PROTECTION": "P",
            "SHARED_PATH_PROTECTION": "S",
            "UNRESTRICTED_FLOW_RECONFIGURATION": "U",
        },
    ),
}
"""Keys of a model file, the rule that each sets, and the letter of each of its values."""
_ALONE: Final = {"NODE_MODEL": "NO_NODE_HARDWARE", "OBJECTIVE_MODEL": "MINIMIZE_TOTAL_COST"}
"""Keys with one value that is supported."""
_SECTIONS: Final = ("NODES", "LINKS", "DEMANDS", "ADMISSIBLE_PATHS", "META")


@dataclass
class _Reading:
    """What has been read of a network file so far, and its faults."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    nodes: dict[str, int] = field(default_factory=dict)
    positions: list[tuple[float, float]] = field(default_factory=list)
    links: dict[str, int] = field(default_factory=dict)
    ends: list[tuple[int, int]] = field(default_factory=list)
    terms: list[list[float]] = field(default_factory=list)
    modules: list[tuple[int, float, float]] = field(default_factory=list)
    demands: dict[str, int] = field(default_factory=dict)
    wants: list[tuple[int, int, float, float, int]] = field(default_factory=list)
    paths: dict[int, list[tuple[int, ...]]] = field(default_factory=dict)

    def blame(self, line: int, column: str, value: object, problem: str, mend: str = "") -> None:
        self.faults.append(Fault(f"{self.file} line {line}", column, str(value), problem, mend))


def read_sndlib(network: Path, model: Path | DesignModel) -> DesignInstance:
    """Read a network file and a model file of SNDlib (native format) as one question of design.

    Parameters
    ----------
    network
        Network file.
    model
        Model file, or the rules themselves.

    Raises
    ------
    DataError
        A file is no native file of SNDlib of its kind.
    TableError
        Entries that cannot stand: all of them are listed, with their lines.
    ParameterError
        Rules that contradict each other or are not supported.
    """
    rules = model if isinstance(model, DesignModel) else read_model(model)
    _coherent(rules)
    reading = _Reading(network.name)
    rows: dict[str, Callable[[_Reading, int, list[str]], None]] = {"NODES": _node, "LINKS": _link, "DEMANDS": _demand}
    sections = _sections(_text(network, "network"), network.name)
    for missing in [name for name in ("NODES", "LINKS", "DEMANDS") if name not in sections]:
        raise DataError(f"{network.name} has no section {missing}; give a network file in SNDlib's native format")
    for name, row in rows.items():
        for line, words in _entries(sections[name]):
            row(reading, line, words)
    for line, words in _entries(sections.get("ADMISSIBLE_PATHS", [])):
        _listed_paths(reading, line, words)
    raise_faults(reading.faults, f"{network.name} cannot be read as a question of design")
    if not reading.links or not reading.demands:
        raise DataError(f"{network.name} has {len(reading.links)} links and {len(reading.demands)} demands; give both")
    return _instance(network.stem, rules, reading)


def read_model(path: Path) -> DesignModel:
    """Read a model file of SNDlib (native format).

    Raises
    ------
    DataError
        The file is no model file.
    ParameterError
        A key or a value that is not known or not supported, or a key missing.
    """
    found: dict[str, str] = {}
    for raw in _text(path, "model").splitlines():
        line = raw.split("#")[0].strip()
        if not line or line.startswith("?"):
            continue
        key, _, value = (part.strip() for part in line.partition("="))
        if key in _ALONE:
            if value != _ALONE[key]:
                raise ParameterError(f"{path.name}: {key} = {value} is not supported; only {_ALONE[key]} is")
            continue
        if key not in LETTERS:
            hint = nearest_name(key, [*LETTERS, *_ALONE])
            raise ParameterError(f"{path.name}: unknown key {key!r}; {hint}".rstrip("; "))
        rule, letters = LETTERS[key]
        if value not in letters:
            raise ParameterError(f"{path.name}: {key} = {value!r} is not known; one of {', '.join(letters)}")
        found[rule] = letters[value]
    if missing := [key for key, (rule, _) in LETTERS.items() if rule not in found]:
        raise ParameterError(f"{path.name} does not say {', '.join(missing)}; add a line such as {missing[0]} = ...")
    return DesignModel(**found)


def _coherent(rules: DesignModel) -> None:
    """Refuse rules that contradict each other.

    Source: SNDlib, native model format: undirected demands need undirected links; 1+1 and shared protection of single
    paths are told by the working path.
    """
    if rules.demand == "U" and rules.link != "U":
        raise ParameterError(
            f"{rules.code}: demands without direction need undirected links; set DEMAND_MODEL DIRECTED"
        )
    if rules.survivability == "P" and rules.routing != "S":
        raise ParameterError(f"{rules.code}: 1+1 protection is defined for single paths; set ROUTING_MODEL SINGLE_PATH")


def _text(path: Path, kind: str) -> str:
    text = read_text(path).lstrip("\ufeff")
    head = text.lstrip()[:200].splitlines()[:1]
    if head and head[0].startswith("<"):
        raise DataError(f"{path.name} is XML; give the {kind} file in SNDlib's native format (.txt)")
    if not head or not head[0].startswith("?SNDlib native format"):
        raise DataError(f"{path.name} does not begin with '?SNDlib native format'; give a {kind} file of SNDlib")
    if f"type: {kind}" not in head[0]:
        raise DataError(f"{path.name} is no {kind} file ({head[0][1:].strip()}); give NETWORK first and MODEL second")
    return text


def _sections(text: str, file: str) -> dict[str, list[tuple[int, str]]]:
    """Cut a network file into its sections: for each its words with their lines, brackets apart."""
    found: dict[str, list[tuple[int, str]]] = {}
    current: list[tuple[int, str]] | None = None
    depth = 0
    for number, raw in enumerate(text.splitlines(), 1):
        if raw.startswith("?"):
            continue
        line = raw.split("#")[0]
        for word in re.findall(r"[()]|[^\s()]+", line):
            if depth == 0 and word not in "()":
                if word not in _SECTIONS:
                    raise DataError(f"{file} line {number}: unknown section {word!r}; {nearest_name(word, _SECTIONS)}")
                current = found.setdefault(word, [])
                continue
            depth += (word == "(") - (word == ")")
            if depth < 0 or current is None:
                raise DataError(f"{file} line {number}: a bracket without its partner")
            if depth > 1 or word not in "()" or (word == ")" and depth == 1):
                current.append((number, word))
    if depth:
        raise DataError(f"{file} ends within a bracket; it may be cut short")
    return found


def _entries(words: list[tuple[int, str]]) -> Iterator[tuple[int, list[str]]]:
    """Give each entry of a section: a name outside brackets begins one where the last has had a bracket and its terms.

    An entry stands on lines of its own, as in every file of SNDlib: a new one begins with the first name on a line that
    stands outside all brackets.
    """
    entry: list[str] = []
    first = last = depth = 0
    for line, word in words:
        if depth == 0 and entry and line != last and word not in "()":
            yield first, entry
            entry = []
        if not entry:
            first = line
        entry.append(word)
        depth += (word == "(") - (word == ")")
        last = line
    if entry:
        yield first, entry


def _number(reading: _Reading, line: int, column: str, word: str, least: float = 0.0) -> float:
    try:
        value = float(word)
    except ValueError:
        reading.blame(line, column, word, "is no number")
        return math.nan
    if not math.isfinite(value) or value < least:
        reading.blame(line, column, word, f"must be a finite number of {least:g} or more")
    return value


def _named(reading: _Reading, line: int, kind: str, known: dict[str, int], name: str) -> None:
    if name in known:
        reading.blame(line, kind, name, "stands twice", "rename one")
    known[name] = len(known)


def _pair(reading: _Reading, line: int, names: list[str]) -> tuple[int, int]:
    for name in names:
        if name not in reading.nodes:
            reading.blame(line, "node", name, "is no node of the file", nearest_name(name, reading.nodes))
    if names[0] == names[1]:
        reading.blame(line, "node", names[0], "is both start and end", "leave it out: it needs no link")
    return reading.nodes.get(names[0], 0), reading.nodes.get(names[1], 0)


def _node(reading: _Reading, line: int, words: list[str]) -> None:
    _named(reading, line, "node", reading.nodes, words[0])
    place = [word for word in words[1:] if word not in "()"][:2]
    if len(place) == 2:
        reading.positions.append((float(_number(reading, line, "x", place[0], -math.inf)), float(place[1])))
    else:
        reading.positions.append((math.nan, math.nan))


def _link(reading: _Reading, line: int, words: list[str]) -> None:
    plain = [word for word in words if word not in "()"]
    if len(plain) < 7 or words[1] != "(" or words[4] != ")" or len(plain) % 2 == 0:
        mend = "write: id ( start end ) installed cost routing setup ( capacity cost ... )"
        reading.blame(line, "link", " ".join(words[:8]), "is no entry of a link", mend)
        return
    _named(reading, line, "link", reading.links, plain[0])
    reading.ends.append(_pair(reading, line, plain[1:3]))
    columns = ("pre-installed capacity", "pre-installed cost", "routing cost", "setup cost")
    reading.terms.append([_number(reading, line, *pair) for pair in zip(columns, plain[3:7], strict=True)])
    for size, price in zip(plain[7::2], plain[8::2], strict=True):
        capacity = _number(reading, line, "module capacity", size)
        if capacity == 0.0:
            reading.blame(line, "module capacity", size, "must be above 0")
        reading.modules.append((len(reading.ends) - 1, capacity, _number(reading, line, "module cost", price)))


def _demand(reading: _Reading, line: int, words: list[str]) -> None:
    plain = [word for word in words if word not in "()"]
    if len(plain) != 6:
        mend = "write: id ( start end ) unit value most-links|UNLIMITED"
        reading.blame(line, "demand", " ".join(words[:8]), "is no entry of a demand", mend)
        return
    _named(reading, line, "demand", reading.demands, plain[0])
    start, end = _pair(reading, line, plain[1:3])
    unit = _number(reading, line, "routing unit", plain[3])
    value = _number(reading, line, "demand value", plain[4])
    hops = (
        UNLIMITED if plain[5].upper() == "UNLIMITED" else int(_number(reading, line, "hop limit", plain[5], 1.0) or 0)
    )
    reading.wants.append((start, end, unit, value, hops))


def _listed_paths(reading: _Reading, line: int, words: list[str]) -> None:
    if words[0] not in reading.demands:
        reading.blame(line, "demand", words[0], "is no demand", nearest_name(words[0], reading.demands))
        return
    demand = reading.demands[words[0]]
    for inner in re.findall(r"\S+ \( ([^()]*) \)", " ".join(words[2:-1])):
        names = inner.split()
        if unknown := [name for name in names if name not in reading.links]:
            reading.blame(line, "admissible path", unknown[0], "is no link", nearest_name(unknown[0], reading.links))
            continue
        path = tuple(reading.links[name] for name in names)
        if fault := _broken(reading, demand, path):
            reading.blame(line, "admissible path", inner, fault)
        reading.paths.setdefault(demand, []).append(path)


def _broken(reading: _Reading, demand: int, path: tuple[int, ...]) -> str:
    """Say what is wrong with a path of a demand; empty when it leads from its start to its end."""
    at, end = reading.wants[demand][:2]
    for link in path:
        one, other = reading.ends[link]
        if at not in (one, other):
            return "does not hang together from the demand's start"
        at = other if at == one else one
    return "" if at == end else "does not lead to the demand's end"


def _instance(name: str, rules: DesignModel, reading: _Reading) -> DesignInstance:
    ends = np.array(reading.ends, dtype=np.int64)
    terms = np.array(reading.terms)
    modules = np.array(reading.modules, dtype=float).reshape(-1, 3)
    wants = np.array([want[:4] for want in reading.wants], dtype=float)
    return DesignInstance(
        name=name,
        model=rules,
        nodes=tuple(reading.nodes),
        links=tuple(reading.links),
        demands=tuple(reading.demands),
        node_position=np.array(reading.positions, dtype=float).reshape(-1, 2),
        link_start=ends[:, 0],
        link_end=ends[:, 1],
        installed_capacity=terms[:, 0],
        installed_cost=terms[:, 1],
        routing_cost=terms[:, 2],
        fixed_charge=terms[:, 3],
        module_link=modules[:, 0].astype(np.int64),
        module_capacity=modules[:, 1],
        module_cost=modules[:, 2],
        demand_start=wants[:, 0].astype(np.int64),
        demand_end=wants[:, 1].astype(np.int64),
        demand_amount=wants[:, 2] * wants[:, 3],
        routing_unit=wants[:, 2],
        hop_limit=np.array([want[4] for want in reading.wants], dtype=np.int64),
        admissible_paths=tuple(tuple(reading.paths.get(d, ())) for d in range(len(reading.demands))),
    )
