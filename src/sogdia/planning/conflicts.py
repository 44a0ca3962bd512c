"""Says why no design can be: which demands ask for what no choice of capacities gives, and what would mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import Fault, InfeasibleError, raise_faults
from sogdia.formats.design import NO_FAILURE
from sogdia.planning.cut_needs import cut_book
from sogdia.planning.options import link_options
from sogdia.planning.path_flows import PathRouter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.formats.design import DesignInstance

_NAMED: Final = 5
"""Names that a message lists."""


def refuse_impossible(instance: DesignInstance) -> None:
    """Refuse figures that are no figures, demands without a way, and demands beyond all capacity that may be built.

    Raises
    ------
    TableError
        Costs, capacities or demands that are negative or not finite.
    InfeasibleError
        No design carries the demands; the message names the conflict and what would relax it.
    """
    _refuse_figures(instance)
    router = PathRouter(instance)
    model = instance.model
    survive = model.survivability != "N"
    for state in (NO_FAILURE, *(range(len(instance.links)) if survive else ())):
        far, _ = router.distances(np.ones(len(router.arcs.tail)), state)
        wanted = router.wanted(state)[router.bundle]
        if lost := np.flatnonzero(~np.isfinite(far[router.bundle]) & (wanted > 0.0)).tolist():
            raise InfeasibleError(_no_way(instance, lost, state))
    if model.survivability == "P":
        _refuse_lone_lists(instance)
    most = most_capacity(instance)
    for state in (NO_FAILURE, *(range(len(instance.links)) if survive else ())):
        if router.route(most, state) is not None:
            raise InfeasibleError(_too_little(instance, most, state))


def _refuse_lone_lists(instance: DesignInstance) -> None:
    """Refuse demands of which no two listed paths are free of a common link."""
    lists = instance.admissible_paths if instance.model.paths == "E" else ()
    lost = [
        instance.demands[d]
        for d, paths in enumerate(lists)
        if paths and not any(set(one).isdisjoint(other) for one in paths for other in paths)
    ]
    if lost:
        raise InfeasibleError(
            f"demand {_names(lost)}: every two of its listed paths share a link, so none protects the other; list a "
            "path beside them, allow all paths, or ask for no 1+1 protection"
        )


def most_capacity(instance: DesignInstance) -> NDArray[np.float64]:
    """Give the most capacity that each link may have and could use, shape (m,)."""
    options = link_options(instance)
    most = options.capacity * options.most
    added = np.zeros(len(instance.links))
    if options.exclusive:
        np.maximum.at(added, options.link, options.capacity)
    else:
        np.add.at(added, options.link, most)
    return np.asarray(options.installed + added)


def _refuse_figures(instance: DesignInstance) -> None:
    columns = {
        "installed_capacity": instance.links,
        "installed_cost": instance.links,
        "routing_cost": instance.links,
        "fixed_charge": instance.links,
        "module_capacity": instance.module_link,
        "module_cost": instance.module_link,
        "demand_amount": instance.demands,
    }
    faults = [
        Fault(f"{instance.name} row {i + 1}", column, str(getattr(instance, column)[i]), "must be finite, 0 or more")
        for column in columns
        for i in np.flatnonzero(~(np.isfinite(getattr(instance, column)) & (getattr(instance, column) >= 0.0))).tolist()
    ]
    raise_faults(faults, f"{instance.name} has figures that cannot be planned with")


def _names(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(repr(name) for name in names[:_NAMED]) + more


def _no_way(instance: DesignInstance, lost: list[int], state: int) -> str:
    first = lost[0]
    ends = f"{instance.nodes[instance.demand_start[first]]!r} to {instance.nodes[instance.demand_end[first]]!r}"
    names = _names([instance.demands[d] for d in lost])
    rules = [
        text
        for text, holds in (
            ("within its hop limit", instance.model.hops == "Y"),
            ("among its listed paths", instance.model.paths == "E"),
        )
        if holds
    ]
    way = " ".join(["no way", *rules])
    if state == NO_FAILURE:
        return f"demand {names}: {way} from {ends}; add a link between them, or leave the demand out"
    link = instance.links[state]
    return (
        f"demand {names}: {way} from {ends} once link {link!r} fails; add a link that goes round {link!r}, "
        "ask for no survivability, or excuse what a failure cuts off"
    )


def _too_little(instance: DesignInstance, most: NDArray[np.float64], state: int) -> str:
    """Name the cut with the greatest want; where none alone is in want, all demands together are."""
    book = cut_book(instance, np.random.default_rng(0))
    left = np.where(np.arange(len(most)) == state, 0.0, most)
    want = book.demand - book.across @ left
    failed = "" if state == NO_FAILURE else f" once link {instance.links[state]!r} fails"
    if len(want) and want.max() > 0.0:
        worst = int(want.argmax())
        links = [instance.links[e] for e in np.flatnonzero(book.across[worst])]
        return (
            f"{instance.name}: links {_names(links)} may hold {float(book.across[worst] @ left):g} in all{failed}, "
            f"and {book.demand[worst]:g} must cross them; add capacity of {want[worst]:g} there, or take demand away"
        )
    return f"{instance.name}: the demands together need more than all links may hold{failed}; add modules or links"
