"""How much of what a card needs is known of each country: published facts over needed facts, by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sogdia.assessment.setting import Side
    from sogdia.network import Network

KINDS: Final = ("capacity_known", "owner_known", "supplier_known", "length_known", "lit_observed")
"""Kinds of facts: of the systems that leave the country, the share with a published capacity, owner, supplier and
length; and whether the country's bandwidth in use was observed (1) or is modelled (0)."""

RANK_FROM: Final = 0.4
"""A country is ranked when at least this share of the needed facts is known; assumed."""


def completeness(side: Side, names: dict[str, str], codes: Iterable[str] | None = None) -> pd.DataFrame:
    """Give the completeness of each country's data.

    Parameters
    ----------
    side
        The state of the network.
    names
        Names of countries by code.
    codes
        Countries asked for; None takes all that have a way out.

    Returns
    -------
    DataFrame
        Rows country, name, systems (that leave it), the shares of `KINDS` and share_known, their mean; empty cells and
        share_known 0 where no system leaves the country.
    """
    known = _known(side.net)
    links = side.exits[["country", "key"]].drop_duplicates()
    marks = known.reindex(links.key).fillna(value=False).astype(float)
    marks["country"] = links.country.to_numpy()
    rows = marks.groupby("country").mean()
    rows.insert(0, "systems", links.groupby("country").key.nunique())
    use = side.flow.countries.set_index("country").basis
    rows["lit_observed"] = (use.reindex(rows.index) == "measured").fillna(value=False).to_numpy(dtype=float)
    rows = rows.reindex(sorted(rows.index) if codes is None else sorted(set(codes)))
    rows["systems"] = rows.systems.fillna(0).astype(int)
    rows["share_known"] = rows[list(KINDS)].mean(axis=1).fillna(0.0)
    rows.insert(0, "name", [names.get(code, code) for code in rows.index])
    return rows.rename_axis("country").reset_index()


def _known(net: Network) -> pd.DataFrame:
    """Tell, for each system (and each span without one), whether capacity, owner, supplier and length are published."""
    spans, systems, roles = net.spans, net.systems.set_index("id"), net.roles
    key = spans.system.fillna(spans.id)
    of_system = systems.reindex(key)
    capacity = np.zeros(len(spans), dtype=bool)
    for column in ("capacity_lit_gbps", "capacity_design_gbps", "fibre_pairs"):
        capacity |= spans[column].notna().to_numpy() | of_system[column].notna().to_numpy()
    derived = spans.note.str.contains("assumed", regex=False).fillna(value=False).to_numpy(dtype=bool)
    length = (spans.length_km.notna().to_numpy() & ~derived) | of_system.length_km.notna().to_numpy()
    held = {role: set(roles.system[roles.role == role]) for role in ("owner", "supplier")}
    table = pd.DataFrame(
        {
            "capacity_known": capacity,
            "owner_known": key.isin(held["owner"]).to_numpy(),
            "supplier_known": key.isin(held["supplier"]).to_numpy(),
            "length_known": length,
        }
    )
    return table.groupby(key.to_numpy()).any()
