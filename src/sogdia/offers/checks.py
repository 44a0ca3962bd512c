"""What an offer says that cannot be: all faults at once, each with its mend (workshop)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sogdia.economy.loans import Loan, loan_faults, payment_faults
from sogdia.errors import Fault, nearest_name, raise_faults
from sogdia.geodesy import distance_km
from sogdia.network.checks import too_short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from sogdia.network import Network
    from sogdia.offers.definition import Definition, Lending, Proposal, Shared, Stretch

ROLES = ("suppliers", "owners", "operators", "maintainers")
US = "us"
"""The country itself among those who share a build."""


def loan_of(lending: Lending) -> Loan:
    """Give the terms of a loan as the calculation takes them.

    Raises
    ------
    TableError
        Terms that cannot be.
    """
    return Loan(
        lending.amount, lending.currency, lending.rate, lending.grace_years, lending.tenor_years, lending.repayment,
        lending.drawn, lending.upfront_share, lending.commitment_share, lending.periods_per_year,
        lending.construction_interest,
    )  # fmt: skip


def proposals(definition: Definition) -> list[tuple[str, Proposal]]:
    """Give the offer and its rivals, each with its place in the file."""
    return [("proposal", definition.proposal), *((f"rivals [{i + 1}]", r) for i, r in enumerate(definition.rivals))]


def check(definition: Definition, net: Network, file: str = "") -> None:
    """Hold an offer against itself and against the network.

    Parameters
    ----------
    file
        Name of its file, to be told with its faults; none where empty.

    Raises
    ------
    TableError
        All that is wrong: terms of loans, payments that do not add up, currencies without a rate, names that the
        network does not know, costs below the grants.
    """
    faults = [*_names(definition, net)]
    for where, proposal in proposals(definition):
        faults += _money(where, proposal, definition.exchange)
    for currency, rate in definition.exchange.items():
        if not rate > 0:
            faults.append(Fault("exchange", currency, f"{rate:g}", "must be above 0", "give US$ for one unit of it"))
        elif currency == "USD" and rate != 1:
            faults.append(Fault("exchange", "USD", f"{rate:g}", "is US$ for one US$", "leave it out"))
    if definition.shared is not None:
        faults += _sharing(definition.shared)
    raise_faults(faults, f"{file + ': ' if file else ''}the offer {definition.offer.id!r} has")


def _sharing(shared: Shared) -> Iterator[Fault]:
    names = [partner.name for partner in shared.partners]
    everyone = frozenset((US, *names))
    for name in dict.fromkeys(names):
        if names.count(name) > 1 or name == US:
            words = "stands twice" if name != US else "is the country itself"
            yield Fault("shared.partners", "name", name, words, "give each partner a name of its own")
    if not names:
        for key in ("joint_musd", "coalitions", *(["saved_share"] if shared.kind == "neighbours" else [])):
            if getattr(shared, key):
                mend = "name who builds with you under [[shared.partners]], with alone_musd"
                yield Fault("shared", key, "", "is for partners, and none is named", mend)
    seen: dict[frozenset[str], float] = {}
    for i, coalition in enumerate(shared.coalitions if names else ()):
        where, who = f"shared.coalitions [{i + 1}]", frozenset(coalition.members)
        yield from _unknown(where, "members", coalition.members, everyone, "partner")
        told = " and ".join(coalition.members)
        if len(who) < len(coalition.members) or len(who) == 1:
            words = "are not two or more, each named once"
            yield Fault(where, "members", told, words, "what one pays alone is alone_musd of the partner")
        if who in seen:
            yield Fault(where, "members", told, "stand twice", "give one cost for them")
        seen[who] = coalition.musd
    joint = seen.get(everyone)
    if joint is not None and shared.joint_musd is not None and joint != shared.joint_musd:
        words = f"is not the {joint:g} of the coalition of all"
        yield Fault("shared", "joint_musd", f"{shared.joint_musd:g}", words, "give one of the two")


def _names(definition: Definition, net: Network) -> Iterator[Fault]:
    nodes = {*net.nodes.id, *(n.id for n in definition.nodes)}
    lands = {*net.countries.id, *net.nodes.country.dropna()}
    yield from _unknown("offer", "country", [definition.offer.country], lands, "country of the network")
    if "hubs" in definition.need.model_fields_set:
        yield from _unknown("need", "hubs", definition.need.hubs, nodes, "node")
    yield from _new("nodes", [n.id for n in definition.nodes], set(net.nodes.id), "node")
    people = set(net.organisations.id)
    yield from _new("organisations", [o.id for o in definition.organisations], people, "organisation")
    yield from _new("rivals", [p.name for p in definition.rivals], {definition.proposal.name}, "proposal", "name")
    for table, rows in (("nodes", definition.nodes), ("organisations", definition.organisations)):
        for row in rows:
            yield from _unknown(f"{table} {row.id!r}", "country", filter(None, [row.country]), lands, "country")
    yield from _places("today", definition.today, nodes)
    yield from _short(definition, net)
    yield from _new("today", [one.id for one in definition.today], set(net.spans.id), "span of the network")
    for where, proposal in proposals(definition):
        yield from _built(where, proposal, definition, net)
        yield from _places(f"{where}.spans", proposal.spans, nodes)
        yield from _bound(where, proposal, lands)


def _built(where: str, proposal: Proposal, definition: Definition, net: Network) -> Iterator[Fault]:
    """Find the names of what is built, by whom, and of what ends with it, that are not known."""
    people = {*net.organisations.id, *(o.id for o in definition.organisations)}
    today = {one.id for one in definition.today}
    yield from _unknown(where, "systems", proposal.systems, set(net.systems.id), "system of the network")
    for role in ROLES:
        mend = "organisation; add it under [[organisations]]"
        yield from _unknown(where, role, getattr(proposal, role), people, mend)
    yield from _unknown(where, "ends", proposal.ends, today, "id of [[today]]")
    yield from _unknown(where, "ends_not_known", proposal.ends_not_known, today, "id of [[today]]")
    for name in (x for x in proposal.ends_not_known if x in proposal.ends):
        yield Fault(where, "ends_not_known", name, "stands in `ends` too", "leave it in one of the two")
    if not proposal.lays_cable and proposal.data_centre_mw == 0:
        mend = "name systems of the network, give spans, or data_centre_mw"
        yield Fault(where, "spans", "", "builds nothing", mend)


def _bound(where: str, proposal: Proposal, lands: set[str]) -> Iterator[Fault]:
    """Find the home states of lenders that are no countries, and the lenders of clauses who lend nothing."""
    lenders = {*(x.lender for x in proposal.loans), *proposal.loans_not_known}
    for i, lending in enumerate(proposal.loans):
        home = filter(None, [lending.home])
        yield from _unknown(f"{where}.loans [{i + 1}] ({lending.lender})", "home", home, lands, "country")
    for i, clause in enumerate(proposal.clauses):
        yield from _unknown(f"{where}.clauses [{i + 1}]", "lenders", clause.lenders, lenders, "lender of the loans")


def _new(where: str, names: list[str], known: set[str], kind: str, column: str = "id") -> Iterator[Fault]:
    """Find the names that stand twice, or that are taken."""
    for name in dict.fromkeys(names):
        if name in known:
            yield Fault(where, column, name, f"is the name of a known {kind}", "leave it out, or give another name")
        elif names.count(name) > 1:
            yield Fault(where, column, name, "stands twice", "give each a name of its own")


def _places(where: str, spans: Iterable[Stretch], nodes: set[str]) -> Iterator[Fault]:
    for span in spans:
        yield from _unknown(f"{where} {span.id!r}", "ends", (span.start, span.end), nodes, "node; see [[nodes]]")
        if span.start == span.end:
            yield Fault(f"{where} {span.id!r}", "end", span.end, "is its start too", "give the other end")


def _short(definition: Definition, net: Network) -> Iterator[Fault]:
    """Find the spans whose stated length is under the straight way between their ends."""
    known = net.nodes.set_index("id")[["lon", "lat"]].astype(float)
    place = {str(k): (float(v[0]), float(v[1])) for k, v in zip(known.index, known.to_numpy(), strict=True)}
    place |= {n.id: (n.lon, n.lat) for n in definition.nodes}
    built = [(f"{where}.spans", span) for where, p in proposals(definition) for span in p.spans]
    for where, span in [("today", one) for one in definition.today] + built:
        if span.length_km is None or not {span.start, span.end} <= place.keys():
            continue
        straight = distance_km(*place[span.start], *place[span.end])
        if too_short(np.array([span.length_km]), np.array([straight]))[0]:
            words = f"is under the {float(straight):,.0f} km between its ends"
            yield Fault(
                f"{where} {span.id!r}", "length_km", f"{span.length_km:g}", words, "mend the length or the ends"
            )


def _unknown(where: str, column: str, names: Iterable[str], known: AbstractSet[str], kind: str) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            yield Fault(where, column, name, f"is no {kind}", nearest_name(name, known))


def _money(where: str, proposal: Proposal, exchange: Mapping[str, float]) -> list[Fault]:
    faults = []
    for i, lending in enumerate(proposal.loans):
        place = f"{where}.loans [{i + 1}] ({lending.lender})"
        if lending.currency != "USD" and lending.currency not in exchange:
            mend = f"give US$ for one {lending.currency} under [exchange]"
            faults.append(Fault(place, "currency", lending.currency, "has no rate", mend))
        terms = _terms(lending)
        wrong = loan_faults(terms, place)
        faults += [replace(f, column="amount") if f.column == "principal" else f for f in wrong]
        low, high = lending.rate_range or (lending.rate, lending.rate)
        if not 0 <= low <= lending.rate <= high < 1:
            mend = f"give least and most, with the rate of {lending.rate:g} between them"
            faults.append(Fault(place, "rate_range", f"{low:g}, {high:g}", "does not hold the rate", mend))
        if lending.payments and not wrong:
            faults += payment_faults(terms, lending.payments, f"{place}.payments")
    if proposal.capex_musd is not None and proposal.grant_musd > proposal.capex_musd:
        mend = "the grants are a part of the cost; mend one of them"
        faults.append(Fault(where, "grant_musd", f"{proposal.grant_musd:g}", "is above the cost to build", mend))
    if proposal.phases and (abs(sum(proposal.phases) - 1) > 1e-6 or min(proposal.phases) < 0):
        faults.append(Fault(where, "phases", f"{sum(proposal.phases):g}", "must be shares that add to 1", "mend them"))
    if proposal.phases and "build_years" in proposal.model_fields_set and len(proposal.phases) != proposal.build_years:
        words = f"are the shares of {len(proposal.phases)} years, and build_years is {proposal.build_years}"
        faults.append(Fault(where, "phases", "", words, "give one share for each year of building"))
    lent = sum(
        lending.amount * (1.0 if lending.currency == "USD" else exchange.get(lending.currency, 0.0))
        for lending in proposal.loans
    )
    if proposal.capex_musd is not None and lent + proposal.grant_musd > 1.05 * proposal.capex_musd:
        words = f"and the grants of {proposal.grant_musd:g} are above the cost of {proposal.capex_musd:g}"
        faults.append(
            Fault(where, "loans", f"{lent:.4g}", f"US$ million in all {words}", "mend amounts, cost or rates")
        )
    return faults


def _terms(lending: Lending) -> Loan:
    """Give the terms unchecked, so that their faults can be told with all others."""
    terms = object.__new__(Loan)
    values = {
        "principal": lending.amount, "currency": lending.currency, "rate": lending.rate,
        "grace_years": lending.grace_years, "tenor_years": lending.tenor_years, "repayment": lending.repayment,
        "drawn": lending.drawn, "upfront_share": lending.upfront_share, "commitment_share": lending.commitment_share,
        "periods_per_year": lending.periods_per_year, "construction_interest": lending.construction_interest,
    }  # fmt: skip
    for name, value in values.items():
        object.__setattr__(terms, name, value)
    return terms
