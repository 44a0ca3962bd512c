"""Which sources stand behind the rows that a card rests on, and how each fact was had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from sogdia.reports.view import View

HOW: Final = ("read", "recalled", "derived", "assumed", "given")
"""How a fact was had: read in the source, recalled from it, derived by a rule, assumed, given by the user."""


def sources_used(view: View) -> pd.DataFrame:
    """List the sources behind the facts on the card's countries, the systems that touch them and the study's projects.

    Returns
    -------
    DataFrame
        Rows source, title, publisher, date, url, and the count of facts by each of `HOW`; those with most facts first.
    """
    facts = pd.concat([rows[["source", "read"]] for rows in _rows_used(view)], ignore_index=True).dropna(
        subset=["source"]
    )
    counts = pd.crosstab(facts.source.astype(str), facts["read"].fillna("not stated").astype(str))
    counts = counts.reindex(columns=list(HOW), fill_value=0)
    register = view.card.study.network.sources.drop_duplicates("id").set_index("id")
    out = register.reindex(counts.index)[["title", "publisher", "date", "url"]].join(counts)
    out = out.assign(facts=counts.sum(axis=1)).rename_axis("source").reset_index()
    return out.sort_values(["facts", "source"], ascending=[False, True], ignore_index=True)


def _rows_used(view: View) -> list[pd.DataFrame]:
    net = view.card.study.network
    codes = set(view.country_names)
    place = net.nodes.set_index("id").country
    spans = net.spans
    projects = [p for p, _ in view.projects]
    touching = spans.start.map(place).isin(codes) | spans.end.map(place).isin(codes) | spans.project.isin(projects)
    systems = set(spans.system[touching].dropna())
    spans = spans[touching | spans.system.isin(systems)]
    roles = net.roles[net.roles.system.isin(systems)]
    organisations = net.organisations[net.organisations.id.isin(set(roles.organisation))]
    observed = net.observations[net.observations.subject.isin(codes | systems)]
    nodes = net.nodes[net.nodes.id.isin({*spans.start, *spans.end})]
    return [
        spans, nodes, roles, organisations, observed, net.systems[net.systems.id.isin(systems)],
        net.projects[net.projects.id.isin(projects)], net.countries[net.countries.id.isin(codes)], net.hazards,
        net.laws[net.laws.country.isin(codes)],
    ]  # fmt: skip
