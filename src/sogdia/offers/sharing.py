"""The shared build: what the country pays when others build with it (workshop)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sogdia.economy.cost_law import fit_cost_law, published_projects
from sogdia.economy.cost_splitting import Split, by_stand_alone_cost, shapley
from sogdia.economy.joint_works import SAVED_SHARE
from sogdia.errors import ParameterError
from sogdia.offers.facts import NOTHING, Fact
from sogdia.offers.figures import MARKS, basis_of

if TYPE_CHECKING:
    from sogdia.offers.definition import Shared

FOUND: Final = "as the United Nations ESCAP found in Myanmar (2018)"
SAVED_RANGE: Final = (0.3, SAVED_SHARE, 0.8)
"""Share saved on land: 0.5683 is the least published by ESCAP (Myanmar 2018), 0.8 the most told of; 0.3 is assumed."""


def shared_cost(
    shared: Shared | None, alone: Fact, land_share: float, *, lays_cable: bool = True
) -> tuple[Fact, Split | None, str]:
    """Give what the country pays in a shared build, how the cost is split, and the rule in words.

    Parameters
    ----------
    shared
        As the offer says; None for the default: with a road where most of the cost is on land, else with one neighbour
        that would build the same alone.
    alone
        What the country pays alone, US$ million.
    land_share
        Share of that cost that is laying on land: works beside another's cost less, equipment does not.
    lays_cable
        Whether cable is laid; of a data centre alone it is not known what sharing saves, unless the offer says it.

    Raises
    ------
    ParameterError
        Costs of coalitions by which the country would be paid for taking part.
    """
    if not alone.known:
        return alone, None, "not priced, as the cost is not known"
    if shared is not None and shared.partners:
        return _with_partners(shared, alone)
    if not lays_cable and (shared is None or shared.saved_share is None):
        return NOTHING, None, "not priced, as nobody said what building a data centre together would save"
    kind = shared.kind if shared else ("road" if land_share >= 0.5 else "neighbours")
    if kind == "neighbours":
        return _with_a_neighbour(alone)
    stated = shared.saved_share if shared else None
    source = shared.sources.get("saved_share", "") if shared else ""
    base = SAVED_RANGE[1] if stated is None else stated
    sure = stated is not None and basis_of(source) == "measured"
    low, high = (base, base) if sure else (min(SAVED_RANGE[0], base), max(SAVED_RANGE[2], base))
    part = f"here {100 * land_share:.0f}\u202f% of the whole"
    spent = f"{100 * base:.0f}\u202f% of the cost of laying cable over land ({part})"
    whence = source.partition(": ")[2] if source.startswith(MARKS) else source
    road = f"laid together with a {kind}, as if one were built along all of it, paid for apart"
    words = f"{road}: that saves {spent} ({whence or FOUND})"
    costs = (alone.ends[1], alone.ends[0], alone.ends[2])
    made = [cost * (1.0 - land_share * saved) for cost, saved in zip(costs, (base, high, low), strict=True)]
    basis = basis_of(source) if stated is not None else "assumed"
    return Fact(made[0], made[1], made[2], basis, source or FOUND), None, words


def _with_a_neighbour(alone: Fact) -> tuple[Fact, Split | None, str]:
    table = published_projects()
    grows = 2.0 ** fit_cost_law(table.km, table.musd).slope
    split = shapley(["us", "a neighbour"], lambda who: alone.base * (grows if len(who) == 2 else len(who)))
    share = grows / 2.0
    words = (
        f"with a neighbour (assumed) who would otherwise build the same alone: both together are assumed to cost "
        f"{grows:.2f} times one and each pays half, {100 * share:.0f}\u202f% of building alone; work and equipment "
        "are shown at that share too, electricity whole"
    )
    ends = (alone.base * share, alone.low * share, alone.high * share)
    return Fact(*ends, basis="assumed", source="law of cost by length, 15 published systems"), split, words


def _with_partners(shared: Shared, alone: Fact) -> tuple[Fact, Split | None, str]:
    own = {"us": alone.base, **{p.name: p.alone_musd for p in shared.partners}}
    total = sum(own.values())
    known = {frozenset(c.members): c.musd for c in shared.coalitions}
    joint = shared.joint_musd
    if joint is None:
        joint = known.get(frozenset(own), total * (1.0 - (shared.saved_share or 0.0)))
    ratio = joint / total if total > 0 else 1.0

    def cost(who: frozenset[str]) -> float:
        if len(who) == 1:
            return own[next(iter(who))]
        if len(who) == len(own):
            return joint
        return known.get(who, ratio * sum(own[name] for name in who))

    split = by_stand_alone_cost(own, joint) if shared.split == "stand-alone" else shapley(list(own), cost)
    share = split.amounts[split.players.index("us")]
    if share < 0:
        raise ParameterError(
            f"[shared]: by Shapley's value of these costs the country would get US$ {-share:.3g} million for taking "
            "part; mend alone_musd of the partners, or musd of [[shared.coalitions]]"
        )
    scale = share / alone.base if alone.base > 0 else 1.0
    source = shared.sources.get("joint_musd", shared.sources.get("partners", ""))
    who = ", ".join(p.name for p in shared.partners)
    rule = "Shapley's value" if shared.split == "shapley" else "cost of building alone"
    words = f"with {who}; US$ {joint:.3g} million together against {total:.3g} apart, split by {rule}"
    return Fact(share, alone.low * scale, alone.high * scale, basis_of(source), source), split, words
