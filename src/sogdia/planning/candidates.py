"""What may be bought: proposed lines, each by whoever may build it, and more capacity on lines that stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.economy import fit_cost_law, published_projects
from sogdia.errors import Fault, pick, raise_faults
from sogdia.flows import CapacityParams, impute
from sogdia.flows.capacity import per_pair_gbps, usual_pairs
from sogdia.formats.plan_question import NEVER, TABLES
from sogdia.units import to_2024_usd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sogdia.economy import CostLaw
    from sogdia.network import Network
    from sogdia.planning.parameters import PlanParams

LINK_COLUMNS: Final = tuple(name for name in TABLES["links"] if name not in ("ms", "leaves"))
"""All but what is told once all links are known."""


@dataclass(frozen=True, eq=False)
class Offers:
    """What may be bought, as rows of the tables of `formats.plan_question`.

    Attributes
    ----------
    link_rows, option_rows, option_link_rows
        Rows.
    supplier_of
        Who would build a candidate, joined by ``+``.
    system_of
        System of each option, empty where it is of none.
    """

    link_rows: list[dict[str, Any]] = field(default_factory=list)
    option_rows: list[dict[str, Any]] = field(default_factory=list)
    option_link_rows: list[tuple[str, str]] = field(default_factory=list)
    supplier_of: dict[str, str] = field(default_factory=dict)
    system_of: dict[str, str] = field(default_factory=dict)

    @property
    def links(self) -> pd.DataFrame:
        """The links that candidates would add."""
        return pd.DataFrame(self.link_rows, columns=list(LINK_COLUMNS))

    @property
    def options(self) -> pd.DataFrame:
        """What may be bought."""
        return pd.DataFrame(self.option_rows, columns=list(TABLES["options"]))

    @property
    def option_links(self) -> pd.DataFrame:
        """The links of each option."""
        return pd.DataFrame(self.option_link_rows, columns=list(TABLES["option_links"]))


def candidates(net: Network, proposed: pd.DataFrame, stock: Network, params: PlanParams) -> Offers:
    """Give the options of a plan.

    A candidate is all proposed spans of a project, else of a system, else the span itself. It costs what its system is
    published to cost, else what its spans cost (`route` fills them), else by its length: the law of published systems
    at sea, and `params.land_musd_per_km`. Its capacity comes in modules up to its design capacity. One without a known
    supplier is offered by each of `params.suppliers` at the same price, of which one at most is taken.

    Raises
    ------
    TableError
        Candidates with neither a cost nor a length.
    """
    for name in params.suppliers:
        pick(name, set(net.organisations.id), "supplier")
    offers = Offers()
    faults: list[Fault] = []
    facts = net.systems.drop_duplicates("id").set_index("id")
    for name, own in proposed.groupby(_unit(proposed), sort=True):
        system = str(own.system.dropna().iloc[0]) if own.system.notna().any() else ""
        whole = bool(system) and len(own) == int((net.spans.system == system).sum())
        cost = _cost(own, facts, system if whole else "", params)
        if np.isfinite(cost):
            _offer(offers, str(name), own, system, cost, _builders(net, system, params), facts, params)
            continue
        mend = "run `sogdia route` first, or state one"
        faults.append(Fault(f"candidate {name}", "capex_musd", "", "has neither cost nor length", mend))
    raise_faults(faults, "the candidates have")
    if not params.new_lines_only:
        _enlarge(offers, stock, params)
    return offers


def rows_of(table: pd.DataFrame) -> Iterator[Any]:
    """Give a table's rows, each with its columns as attributes."""
    yield from table.itertuples(index=False)


def _unit(proposed: pd.DataFrame) -> pd.Series[str]:
    return proposed.project.fillna(proposed.system).fillna(proposed.id).astype(object)


def _builders(net: Network, system: str, params: PlanParams) -> list[str]:
    """Name who may build a candidate; an empty name where nobody is known or offered."""
    roles = net.roles
    known = sorted(set(roles.organisation[(roles.system == system) & (roles.role == "supplier")])) if system else []
    return ["+".join(known)] if known else list(params.suppliers) or [""]


def _offer(
    offers: Offers,
    name: str,
    own: pd.DataFrame,
    system: str,
    cost: float,
    builders: list[str],
    facts: pd.DataFrame,
    params: PlanParams,
) -> None:
    """Offer a candidate by each of its builders."""
    several = len(builders) > 1
    sea = bool((own.setting == "submarine").any())
    year = own.year_in_service.astype(float).max()
    ready = [p for p, phase in enumerate(params.phases) if not np.isfinite(year) or phase >= year]
    title = facts.name.get(system, name) if system else name
    most = max(1, int(_design_gbps(own, facts, system, params) // params.module_gbps))
    for builder in builders:
        option = f"{name} by {builder}" if several else name
        offers.option_rows.append(
            {
                "id": option,
                "name": str(title),
                "kind": "build",
                "fixed_musd": cost,
                "module_gbps": params.module_gbps,
                "module_musd": params.enlarge_sea_musd if sea else params.enlarge_land_musd,
                "most_modules": most,
                "first_phase": ready[0] if ready else len(params.phases),
                "delay_years": 0.0,
                "rivalry": name if several else "",
            }
        )
        offers.supplier_of[option], offers.system_of[option] = builder, system
        for span in rows_of(own):
            link = f"{span.id} by {builder}" if several else str(span.id)
            km = float(span.length_km)
            cells = (link, span.id, span.start, span.end, system, span.setting, km, 0.0, 0, NEVER)
            offers.link_rows.append(dict(zip(LINK_COLUMNS, cells, strict=True)))
            offers.option_link_rows.append((option, link))


def _cost(own: pd.DataFrame, facts: pd.DataFrame, system: str, params: PlanParams) -> float:
    """Give what a candidate costs: published for the system that it is, stated by its spans, or by length."""
    if system in facts.index and pd.notna(facts.capex_musd[system]):
        year = facts.capex_year[system]
        amount = float(facts.capex_musd[system])
        return to_2024_usd(amount, int(year)) if pd.notna(year) else amount
    stated = own.capex_musd.astype(float)
    if stated.notna().all():
        return float(stated.sum())
    km = own.length_km.astype(float)
    sea = (own.setting == "submarine").to_numpy()
    if km.isna().any():
        return float("nan")
    law = _sea_law().cost_musd(float(km[sea].sum())) if sea.any() else 0.0
    return law + float(km[~sea].sum()) * params.land_musd_per_km


@cache
def _sea_law() -> CostLaw:
    table = published_projects()
    return fit_cost_law(table.km, table.musd)


def _design_gbps(own: pd.DataFrame, facts: pd.DataFrame, system: str, params: PlanParams) -> float:
    """Give the design capacity that a candidate may be lit to."""
    stated = [own.capacity_design_gbps.astype(float).max()]
    stated += [float(facts.capacity_design_gbps.astype(float)[system])] if system in facts.index else []
    known = [x for x in stated if np.isfinite(x)]
    if known:
        return max(known)
    if (own.setting == "submarine").any():
        year = float(params.phases[0])
        pairs = own.fibre_pairs.astype(float).max()
        return float(per_pair_gbps(year) * (pairs if np.isfinite(pairs) else usual_pairs(year)))
    return params.enlarge_land_gbps


def _enlarge(offers: Offers, stock: Network, params: PlanParams) -> None:
    """Offer more capacity on what stands: a system at sea whole, up to its design; a trunk over a border alone."""
    spans = stock.spans
    lit = impute(stock).capacity_gbps.to_numpy()
    facts = stock.systems.drop_duplicates("id").set_index("id")
    country = dict(zip(stock.nodes.id, stock.nodes.country.astype(object).fillna(""), strict=True))
    title = stock.nodes.set_index("id").name.astype(object).fillna(pd.Series(stock.nodes.id.array, stock.nodes.id))
    sea = (spans.setting == "submarine").to_numpy()
    system_of = spans.system.astype(object).fillna("").to_numpy()
    for system in sorted(set(system_of[sea]) - {""}):
        at = np.flatnonzero(sea & (system_of == system))
        room = _room(facts, system, float(lit[at].max()))
        if room >= params.module_gbps:
            name = str(facts.name.get(system, system))
            _add(offers, system, name, system, params.enlarge_sea_musd, room, list(spans.id.iloc[at]), params)
    for k in np.flatnonzero((spans.setting == "terrestrial").to_numpy()).tolist():
        room = params.enlarge_land_gbps - float(lit[k])
        if country[spans.start.iloc[k]] != country[spans.end.iloc[k]] and room >= params.module_gbps:
            span = str(spans.id.iloc[k])
            name = " to ".join(str(title[side]) for side in (spans.start.iloc[k], spans.end.iloc[k]))
            _add(offers, span, name, str(system_of[k]), params.enlarge_land_musd, room, [span], params)


def _room(facts: pd.DataFrame, system: str, lit: float) -> float:
    """Give how much more a system can be lit to: up to its design, else as far as lit shares leave it."""
    design = float(facts.capacity_design_gbps.astype(float).get(system, np.nan))
    if np.isfinite(design):
        return design - lit
    return lit * (1.0 / CapacityParams().usable_share - 1.0)


def _add(
    offers: Offers, thing: str, name: str, system: str, price: float, room: float, links: list[str], params: PlanParams
) -> None:
    option = f"enlarge {thing}"
    offers.system_of[option] = system
    offers.option_rows.append(
        {
            "id": option, "name": name, "kind": "enlarge", "fixed_musd": 0.0, "module_gbps": params.module_gbps,
            "module_musd": price, "most_modules": int(room // params.module_gbps), "first_phase": 0,
            "delay_years": 0.0, "rivalry": "",
        }
    )  # fmt: skip
    offers.option_link_rows.extend((option, link) for link in links)
