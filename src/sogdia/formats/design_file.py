"""A design as a JSON file: what is added to each link, how each demand is carried in each state, what it costs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sogdia.errors import DataError, nearest_name
from sogdia.formats.design import BACKUP, NO_FAILURE, WORKING, Design, DesignInstance, Flows
from sogdia.formats.text_tables import read_text
from sogdia.formats.whole_files import replacing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_ROLES: Final = {WORKING: "working", BACKUP: "backup"}


def draft_design(instance: DesignInstance, design: Design) -> dict[str, Any]:
    """Tell a design in plain names: links with what is added, flows with their paths, cost items, bound."""
    links = [
        {
            "link": name,
            "added_capacity": float(design.added_capacity[e]),
            "modules": [
                {"capacity": float(instance.module_capacity[k]), "count": int(design.module_count[k])}
                for k in np.flatnonzero((instance.module_link == e) & (design.module_count > 0)).tolist()
            ],
        }
        for e, name in enumerate(instance.links)
        if design.added_capacity[e] > 0.0
    ]
    flows = design.flows
    return {
        "instance": instance.name,
        "model": instance.model.code,
        "objective": design.total_cost,
        "bound": design.bound if np.isfinite(design.bound) else None,
        "cost": dict(design.cost),
        "links": links,
        "flows": [
            {
                "failed": None if state == NO_FAILURE else instance.links[state],
                "demand": instance.demands[demand],
                "role": _ROLES[role],
                "amount": amount,
                "path": [instance.links[e] for e in path],
            }
            for state, demand, role, amount, path in zip(
                flows.state.tolist(), flows.demand.tolist(), flows.role.tolist(), flows.amount.tolist(), flows.links,
                strict=True,
            )
        ],
    }  # fmt: skip


def write_design(instance: DesignInstance, design: Design, path: Path) -> None:
    """Write a design as JSON, whole or not at all."""
    text = json.dumps(draft_design(instance, design), indent=1, ensure_ascii=False, allow_nan=False)
    with replacing(path) as beside:
        beside.write_text(text + "\n", encoding="utf-8")


def read_design(instance: DesignInstance, path: Path) -> Design:
    """Read a design of `instance` that `write_design` wrote.

    Raises
    ------
    DataError
        The file is no design, or names things that the instance does not have.
    """
    try:
        told = json.loads(read_text(path))
        links, flows = told["links"], told["flows"]
        added = np.zeros(len(instance.links))
        count = np.zeros(len(instance.module_link), dtype=np.int64)
        for row in links:
            link = _place(path, row["link"], instance.links, "link")
            added[link] = float(row["added_capacity"])
            for module in row["modules"]:
                own = (instance.module_link == link) & (instance.module_capacity == float(module["capacity"]))
                if not own.any():
                    raise DataError(f"{path.name}: link {row['link']!r} has no module of {module['capacity']:g}")
                count[int(np.flatnonzero(own)[0])] += int(module["count"])
        roles = {word: role for role, word in _ROLES.items()}
        return Design(
            module_count=count,
            added_capacity=added,
            flows=Flows(
                state=np.array([_state(path, row["failed"], instance) for row in flows], dtype=np.int64),
                demand=np.array([_place(path, row["demand"], instance.demands, "demand") for row in flows], dtype=int),
                role=np.array([roles[row["role"]] for row in flows], dtype=np.int64),
                amount=np.array([float(row["amount"]) for row in flows]),
                links=tuple(tuple(_place(path, e, instance.links, "link") for e in row["path"]) for row in flows),
            ),
            cost={str(item): float(value) for item, value in told["cost"].items()},
            bound=float("-inf") if told["bound"] is None else float(told["bound"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise DataError(f"{path.name} is no design that Sogdia wrote ({fault!r})") from fault


def _place(path: Path, name: object, names: Sequence[str], kind: str) -> int:
    if name not in names:
        raise DataError(f"{path.name}: {kind} {name!r} is not of this instance; {nearest_name(str(name), names)}")
    return names.index(str(name))


def _state(path: Path, failed: object, instance: DesignInstance) -> int:
    return NO_FAILURE if failed is None else _place(path, failed, instance.links, "link")
