"""`materials`: what a plan takes to build: km, repeaters, landings, terminals, and modules for what is enlarged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.routing.heights import Heights
from sogdia.routing.span_bills import spans_bill

if TYPE_CHECKING:
    from sogdia.planning.plans import PlanResult
    from sogdia.routing import Surface

COLUMNS: Final = ("option", "item", "quantity", "unit", "low_musd", "cost_musd", "high_musd", "basis", "source")
COUNTED: Final = ("km", "pair-km", "each", "pair-end")
"""Units of what is bought and laid; days of ships, permits and overheads are no materials."""


def materials(found: PlanResult, surface: Surface | None = None) -> pd.DataFrame:
    """List what a plan takes, line by line.

    Parameters
    ----------
    found
        What `plan` answered.
    surface
        The ground under new lines, as `route` takes it; None leaves them out.

    Returns
    -------
    DataFrame
        `COLUMNS`. Costs are those of the items by the table of coefficients; what a line costs in the plan may be
        published, or priced as a whole, so they need not add up to it.
    """
    asked, choice = found.question, found.choice
    kinds = asked.options.set_index("id")
    span_of = dict(zip(asked.links.id, asked.links.span, strict=True))
    spans = asked.option_links.assign(span=asked.option_links.link.map(span_of)).groupby("option").span.agg(list)
    parts = []
    around = surface.surroundings() if surface is not None and surface.surroundings else None
    for option in dict.fromkeys(choice.option):
        if kinds.kind[option] == "build" and surface is not None:
            heights = Heights(surface.lattice, surface.elevation_m)
            items = spans_bill(found.network, spans[option], heights, around).items
            kept = items[items.unit.isin(COUNTED)]
            parts.append(kept.assign(option=option, basis="modelled")[list(COLUMNS)])
    own = choice.assign(size=choice.option.map(kinds.module_gbps), each=choice.option.map(kinds.module_musd))
    added = own.groupby("option", sort=False).agg(
        quantity=("modules", "sum"), size=("size", "first"), each=("each", "first")
    )
    cost = (added.quantity * added.each).to_numpy(dtype=float)
    modules = pd.DataFrame(
        {
            "option": added.index, "item": [f"module of {size:,.0f} Gbps, with both ends" for size in added["size"]],
            "quantity": added.quantity.to_numpy(), "unit": "each", "low_musd": cost, "cost_musd": cost,
            "high_musd": cost, "basis": "assumed", "source": "assumed price of a module",
        }
    )  # fmt: skip
    return pd.concat([*parts, modules[modules.quantity > 0]], ignore_index=True)[list(COLUMNS)]
