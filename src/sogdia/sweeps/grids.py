"""Grids of a verb's parameters: `[verbs.NAME.params]` as combinations, and as the verb's own class."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from sogdia.errors import Fault, ParameterError, nearest_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Combination = tuple[tuple[str, Any], ...]
"""Dotted names of parameters and their values, in the order of the file."""


def combinations(kind: type, given: Mapping[str, Any], where: str) -> tuple[list[Combination], list[Fault]]:
    """Give every combination of the parameters' values; a list is a list of values, one within it is one value.

    Parameters
    ----------
    kind
        The verb's frozen parameters, a dataclass whose fields may be dataclasses.
    given
        Tables and values as TOML has them; a name may be dotted or nested.
    where
        Place of `given`, for the faults.

    Examples
    --------
    >>> from sogdia.flows import FailParams
    >>> found, _ = combinations(FailParams, {"hubs": [5, 10], "capacity": {"usable_share": 0.4}}, "params")
    >>> found[0]
    (('hubs', 5), ('capacity.usable_share', 0.4))
    """
    known = dict(_leaves(kind()))
    faults = []
    axes = []
    for name, value in _flat(given):
        if name not in known:
            hint = nearest_name(name, known) or f"known: {', '.join(sorted(known))}"
            faults.append(Fault(where, name, "", "unknown parameter", hint))
            continue
        values = value if isinstance(value, list) else [value]
        if not values:
            faults.append(Fault(where, name, "[]", "has no values", "give one or more"))
        for one in values:
            faults += _mistyped(where, name, one, known[name])
        axes.append([(name, tuple(one) if isinstance(one, list) else one) for one in values])
    if faults:
        return [], faults
    found = list(product(*axes))
    for each in found:
        try:
            build(kind, each)
        except ParameterError as fault:
            faults.append(Fault(where, "", ", ".join(f"{k} = {v}" for k, v in each), str(fault)))
    return found, faults


def build(kind: type, values: Combination) -> Any:  # noqa: ANN401  the verb's own class
    """Make the parameters of a combination.

    Raises
    ------
    ParameterError
        A value out of its range.
    """
    nested: dict[str, Any] = {}
    for name, value in values:
        *path, last = name.split(".")
        at = nested
        for part in path:
            at = at.setdefault(part, {})
        at[last] = value
    return _with(kind(), nested)


def column(name: str) -> str:
    """Give a parameter's column in the store."""
    return name.replace(".", "_")


def _with(start: Any, nested: Mapping[str, Any]) -> Any:  # noqa: ANN401  any dataclass
    changed = {
        name: _with(getattr(start, name), value) if isinstance(value, dict) else value for name, value in nested.items()
    }
    return replace(start, **changed)


def _flat(given: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in given.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _leaves(start: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401  any dataclass
    for each in fields(start):
        value = getattr(start, each.name, MISSING)
        if is_dataclass(value):
            yield from _leaves(value, f"{prefix}{each.name}.")
        else:
            yield f"{prefix}{each.name}", value


def _mistyped(where: str, name: str, value: object, usual: object) -> list[Fault]:
    words = {bool: "true or false", int: "a whole number", float: "a number", str: "text", tuple: "a list in the list"}
    kind = type(usual)
    if kind not in words:
        return []
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    wanted = list if kind is tuple else kind
    fits = number if kind is float else (type(value) is wanted)
    return [] if fits else [Fault(where, name, str(value), f"is not {words[kind]}")]
