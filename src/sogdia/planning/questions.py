"""A network and what is asked of it as a planning question: what stands, what may be bought, what must be carried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sogdia.errors import ParameterError, nearest_name, pick
from sogdia.flows import MassParams, demand, flow, impute
from sogdia.flows.demands import places
from sogdia.flows.mass import masses
from sogdia.formats.plan_question import NEVER, PlanQuestion, PlanRules
from sogdia.network.graph import span_delay_ms, span_length_km
from sogdia.planning.candidates import candidates, rows_of
from sogdia.planning.parameters import EVERYONE
from sogdia.planning.risks import risks, stakes

if TYPE_CHECKING:
    from sogdia.network import Network
    from sogdia.planning.parameters import PlanParams


def question(net: Network, params: PlanParams) -> PlanQuestion:
    """Say a planning question in tables.

    What stands is what `Network.in_service` counts in each phase and no candidate is; what others' traffic takes of
    it in the first phase (`flow` without the origins' traffic) is not free. Candidates are the proposed spans, by
    project, else by system.

    Parameters
    ----------
    net
        Reads nodes, spans (capex_musd and geometry of candidates: `route` fills them), systems, roles, organisations,
        hazards, countries, observations and demands.

    Raises
    ------
    ParameterError
        An origin or a hub that the network has not, or no traffic to carry.
    """
    proposed = (net.spans.status == "proposed").fillna(value=False)
    standing = net.keep_spans(net.spans.id[~proposed])
    alive = [set(standing.in_service(year).spans.id) for year in params.phases]
    stock = standing.keep_spans(set().union(*alive))
    wanted, groups, own = _demands(net, params)
    links = _links(stock, alive, params, own)
    offers = candidates(net, net.spans[proposed], stock, params)
    whole = pd.concat([links, offers.links], ignore_index=True)
    whole["ms"] = whole.span.map(_round_trips(net))
    whole["leaves"] = _leaves(net, whole, wanted)
    joined = set(whole.start) | set(whole.end)
    placed = groups[groups.node.isin(joined)].reset_index(drop=True)
    _check_placed(wanted, placed)
    held = stakes(net, links, offers)
    _check_asked(params, wanted, held)
    return PlanQuestion(
        links=whole, options=offers.options, option_links=offers.option_links, places=placed,
        demands=wanted.drop(columns="country"), risks=risks(net, whole, offers, wanted, held, placed, params.survive),
        stakes=held, rules=rules_of(params),
    )  # fmt: skip


def rules_of(params: PlanParams) -> PlanRules:
    """Give the rules that parameters ask for."""
    shares = (
        ("supplier", params.max_supplier_share),
        ("owner", params.max_owner_share),
        ("home", params.max_country_share),
    )
    return PlanRules(
        phases=params.phases, discount_rate=params.discount_rate, budget_musd=params.budget_musd,
        survive=params.survive, losses=params.survive_cuts, share_kept=params.share_kept,
        most_share={kind: float(most) for kind, most in shares if most is not None},
        share_of=params.share_of, exits=params.exits, payer_budget_musd=dict(params.payer_budget_musd),
        coverage=params.coverage, coverage_of=params.coverage_of, seek=params.seek, routing=params.routing,
        protection=params.protection,
    )  # fmt: skip


def _round_trips(net: Network) -> dict[str, float]:
    """Give the round trip of light along each span, ms; a length that is not known is taken from its ends."""
    spans = net.spans
    one_way = span_delay_ms(spans.setting, span_length_km(spans, net.nodes))
    return dict(zip(spans.id, 2.0 * one_way, strict=True))


def _demands(net: Network, params: PlanParams) -> tuple[pd.DataFrame, pd.DataFrame, set[str]]:
    """Give what is carried in each phase, the nodes of each group, and the countries whose traffic it is."""
    joined = {*net.spans.start, *net.spans.end}
    at = places(net.nodes, joined)
    by_country = {str(code): list(rows.node) for code, rows in at.groupby("country")}
    people = net.countries.set_index("id").population.astype(float)
    rows: list[dict[str, Any]] = []
    if params.origins:
        for code in params.origins:
            pick(code, by_country, "country with a node")
        hubs = _hub_nodes(net, params.hubs, by_country)
        for p, year in enumerate(params.phases):
            mass = masses(net, year, MassParams())[0].set_index("country").demand_gbps
            unknown = [code for code in params.origins if code not in mass.index]
            if unknown:
                raise ParameterError(f"no traffic is known of {', '.join(unknown)}; give countries with users and GDP")
            rows += [
                {"id": f"{code}>hubs", "origin": code, "destination": "hubs", "phase": p, "gbps": float(mass[code]),
                 "people": float(people.get(code, np.nan)), "country": code, **_limits(params, code)}
                for code in params.origins
            ]  # fmt: skip
        groups = [(code, node) for code in params.origins for node in by_country[code]] + [
            ("hubs", node) for node in hubs
        ]
        return pd.DataFrame(rows), pd.DataFrame(groups, columns=["group", "node"]), set(params.origins)
    if net.demands.empty:
        raise ParameterError(
            "there is no traffic to carry; give origins and hubs, or a network with a table of demands"
        )
    for row in rows_of(net.demands):
        rows += [
            {"id": f"{row.start}>{row.end}", "origin": row.start, "destination": row.end, "phase": p,
             "gbps": float(row.traffic_gbps), "people": float(people.get(row.start, np.nan)), "country": row.start,
             **_limits(params, row.start)}
            for p in range(len(params.phases))
        ]  # fmt: skip
    codes = sorted({*net.demands.start, *net.demands.end})
    groups = [(code, node) for code in codes for node in by_country.get(code, [])]
    return pd.DataFrame(rows), pd.DataFrame(groups, columns=["group", "node"]), set(codes)


def _limits(params: PlanParams, country: str) -> dict[str, float]:
    """Give the longest round trips of a country's ways, ms; empty where there is no limit."""
    without, after = (limit if np.isfinite(limit) else np.nan for limit in params.latency_of(country))
    return {"most_ms": without, "most_ms_lost": after}


def _hub_nodes(net: Network, hubs: tuple[str, ...], by_country: dict[str, list[str]]) -> list[str]:
    known = set(net.nodes.id)
    found: list[str] = []
    for hub in hubs:
        if hub not in known and hub not in by_country:
            hint = nearest_name(hub, [*known, *by_country]) or "give the id of a node or a country's code"
            raise ParameterError(f"no hub {hub!r}; {hint}")
        found += [hub] if hub in known else by_country[hub]
    return sorted(set(found))


def _links(stock: Network, alive: list[set[str]], params: PlanParams, own: set[str]) -> pd.DataFrame:
    """Give the spans that stand, with what is free on them once all others' traffic has gone its way."""
    spans = stock.spans
    imputed = impute(stock).set_index("span")
    free = imputed.capacity_gbps.reindex(spans.id).to_numpy(dtype=float)
    if params.origins:
        year = params.phases[0]
        pairs = demand(stock, year=year).pairs
        others = pairs[~pairs.start.isin(own) & ~pairs.end.isin(own)]
        if len(others):
            loaded = flow(stock.replace(demands=others[["start", "end", "traffic_gbps"]]), year=year).table
            load = loaded.set_index("span").load_gbps.reindex(spans.id).fillna(0.0).to_numpy()
            free = np.maximum(free - load, 0.0)
    here = [np.array([name in names for name in spans.id]) for names in alive]
    first = np.argmax(np.array(here), axis=0)
    last = len(here) - np.argmax(np.array(here)[::-1], axis=0)
    return pd.DataFrame(
        {
            "id": spans.id.astype(object), "span": spans.id.astype(object),
            "start": spans.start.astype(object), "end": spans.end.astype(object),
            "system": spans.system.astype(object).fillna(""), "setting": spans.setting.astype(object),
            "length_km": spans.length_km.to_numpy(dtype=float), "capacity_gbps": free, "first_phase": first,
            "end_phase": np.where(last == len(here), NEVER, last),
        }
    )  # fmt: skip


def _leaves(net: Network, links: pd.DataFrame, wanted: pd.DataFrame) -> list[bool]:
    """Mark the links of which one end is in a country of the demands and the other is not."""
    country = dict(zip(net.nodes.id, net.nodes.country.astype(object).fillna(""), strict=True))
    codes = set(wanted.country)
    ends = ((country.get(a, ""), country.get(b, "")) for a, b in zip(links.start, links.end, strict=True))
    return [a != b and (a in codes or b in codes) for a, b in ends]


def _check_placed(wanted: pd.DataFrame, placed: pd.DataFrame) -> None:
    there = set(placed.group)
    missing = sorted({*wanted.origin, *wanted.destination} - there)
    if missing:
        raise ParameterError(
            f"nothing joins {', '.join(missing)} to the network: no span, standing or proposed, ends there"
        )


def _check_asked(params: PlanParams, wanted: pd.DataFrame, held: pd.DataFrame) -> None:
    """Refuse names of payers and countries that stand for nobody, and people whom nobody has counted."""
    payers = sorted(set(held.name[held.kind == "payer"]))
    for name in params.payer_budget_musd:
        pick(name, payers, "payer of what may be bought")
    for name in {*params.latency_limit_ms, *params.latency_limit_lost_ms} - {EVERYONE}:
        pick(name, sorted(set(wanted.country)), "country whose traffic is carried")
    counts_people = params.seek == "people" or (params.coverage is not None and params.coverage_of == "people")
    missing = sorted(set(wanted.country[wanted.people.isna()]))
    if counts_people and missing:
        raise ParameterError(
            f"the people of {', '.join(missing)} are not known; give their population in the table countries, or count "
            "origins"
        )
