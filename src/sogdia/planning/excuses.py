"""Demands that a single failure cuts off whatever is built: they may be excused in that state, by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sogdia.errors import ParameterError
from sogdia.planning.path_flows import PathRouter

if TYPE_CHECKING:
    from sogdia.formats.design import DesignInstance


def excuse_cut_off(instance: DesignInstance) -> DesignInstance:
    """Excuse, in each failure state, the demands whose only way is the failed link.

    SNDlib excuses none: an instance with such a demand has no design that survives every failure.

    Raises
    ------
    ParameterError
        The model is not that of rerouting everything after a failure (``U``).
    """
    if instance.model.survivability != "U":
        raise ParameterError(
            f"{instance.model.code}: demands that a failure cuts off can be excused with survivability U alone"
        )
    router = PathRouter(instance)
    rows = []
    for state in range(len(instance.links)):
        far, _ = router.distances(np.ones(len(router.arcs.tail)), state)
        rows += [(state, d) for d in np.flatnonzero(~np.isfinite(far[router.bundle])).tolist()]
    return replace(instance, excused=np.array(rows, dtype=np.int64).reshape(-1, 2))
