"""What an offer says that cannot be: all faults at once, each with its mend (workshop)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sogdia.economy.loans import Loan, loan_faults, payment_faults
from sogdia.errors import Fault, nearest_name, raise_faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sogdia.network import Network
    from sogdia.offers.definition import Definition, Lending, Proposal, Stretch

ROLES = ("suppliers", "owners", "operators", "maintainers")


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


def check(definition: Definition, net: Network) -> None:
    """Hold an offer against itself and against the network.

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
    shared = definition.shared
    if shared is not None:
        known = {"us", *(p.name for p in shared.partners)}
        for coalition in shared.coalitions:
            faults += [
                Fault("shared.coalitions", "members", name, "is no partner", nearest_name(name, known))
                for name in coalition.members
                if name not in known
            ]
    raise_faults(faults, f"the offer {definition.offer.id!r} has")


def _names(definition: Definition, net: Network) -> Iterator[Fault]:
    nodes = {*net.nodes.id, *(n.id for n in definition.nodes)}
    people = {*net.organisations.id, *(o.id for o in definition.organisations)}
    lands = {*net.countries.id, *net.nodes.country.dropna()}
    yield from _unknown("offer", "country", [definition.offer.country], lands, "country of the network")
    yield from _unknown("need", "hubs", definition.need.hubs, nodes, "node")
    yield from _places("today", definition.today, nodes)
    for one in definition.today:
        if one.id in set(net.spans.id):
            yield Fault(f"today {one.id!r}", "id", one.id, "is a span of the network", "give another id")
    today = {one.id for one in definition.today}
    for where, proposal in proposals(definition):
        yield from _unknown(where, "systems", proposal.systems, set(net.systems.id), "system of the network")
        for role in ROLES:
            mend = "organisation; add it under [[organisations]]"
            yield from _unknown(where, role, getattr(proposal, role), people, mend)
        yield from _unknown(where, "ends", proposal.ends, today, "id of [[today]]")
        yield from _unknown(where, "ends_not_known", proposal.ends_not_known, today, "id of [[today]]")
        yield from _places(f"{where}.spans", proposal.spans, nodes)
        if not (proposal.systems or proposal.spans):
            yield Fault(where, "spans", "", "builds nothing", "name systems of the network, or give spans")


def _places(where: str, spans: Iterable[Stretch], nodes: set[str]) -> Iterator[Fault]:
    for span in spans:
        yield from _unknown(f"{where} {span.id!r}", "ends", (span.start, span.end), nodes, "node; see [[nodes]]")
        if span.start == span.end:
            yield Fault(f"{where} {span.id!r}", "end", span.end, "is its start too", "give the other end")


def _unknown(where: str, column: str, names: Iterable[str], known: set[str], kind: str) -> Iterator[Fault]:
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
        if lending.payments and not wrong:
            faults += payment_faults(terms, lending.payments, f"{place}.payments")
    if proposal.capex_musd is not None and proposal.grant_musd > proposal.capex_musd:
        mend = "the grants are a part of the cost; mend one of them"
        faults.append(Fault(where, "grant_musd", f"{proposal.grant_musd:g}", "is above the cost to build", mend))
    if proposal.phases and (abs(sum(proposal.phases) - 1) > 1e-6 or min(proposal.phases) < 0):
        faults.append(Fault(where, "phases", f"{sum(proposal.phases):g}", "must be shares that add to 1", "mend them"))
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
