"""Facts of countries for networks that bring none: without them no demand can be guessed."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sogdia.network import Network


def with_countries(net: Network) -> Network:
    """Give a network that has neither countries nor demands the embedded facts of the countries of its nodes."""
    if len(net.countries) or len(net.demands) or not net.nodes.country.notna().any():
        return net
    from sogdia.data import world

    facts = world().countries
    here = facts[facts.id.isin(set(net.nodes.country.dropna()))]
    return net.replace(countries=here.assign(source=None).reset_index(drop=True))
