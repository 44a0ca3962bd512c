"""How much of what should be known of an offer is known (workshop)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.offers.figures import basis_of

if TYPE_CHECKING:
    from sogdia.offers.appraisal import Alternative
    from sogdia.offers.definition import Proposal
    from sogdia.offers.facts import Fact

REGISTER: Final = "the register of systems of the network"
COUNTRY: Final = ("population", "gdp", "gni_per_head", "government_revenue_musd", "demand",
                  "price_before", "retail_price")  # fmt: skip
STATED: Final = {
    "capex": "capex_musd", "operation": "operation_musd_per_year", "capacity": "capacity_gbps",
    "price_after": "price_after",
}  # fmt: skip
"""Facts of a proposal and the keys that state them; what Sogdia computes in their place does not count as known."""
NAMED: Final = ("suppliers", "owners", "operators", "maintainers")
_REGISTERED: Final = {"suppliers": "supplier", "owners": "owner"}
"""Facts that the register of systems tells too, and the roles there; its operators are those of other landings too."""
WORDS: Final = {
    "gdp": "GDP", "gni_per_head": "income per head", "government_revenue_musd": "the state's income",
    "demand": "traffic", "price_before": "wholesale price", "retail_price": "price for a household",
    "capex": "cost to build", "operation": "cost of operation", "capacity": "capacity",
    "price_after": "price of capacity on it",
    "share": "share of demand carried", "maintainers": "who repairs it",
    "loans": "terms of loans", "clauses": "conditions in the contract",
}  # fmt: skip


def terms_known(proposal: Proposal, key: str) -> bool:
    """Tell whether the loans or the clauses of a proposal are known: some are named, or a source says that none is.

    A law is no clause of a proposal: it holds whoever builds.
    """
    named = [c for c in proposal.clauses if c.kind != "law"] if key == "clauses" else proposal.loans
    return bool(named) or key in proposal.sources


def _registered(one: Alternative, key: str) -> bool:
    """Tell whether the network itself names who holds a role in the systems that are built."""
    role = _REGISTERED.get(key)
    if role is None or one.built is None or one.proposal is None or not one.proposal.systems:
        return False
    roles = one.built.net.roles
    held = set(roles.system[roles.role == role])
    return all(system in held for system in one.proposal.systems)


def completeness(country: str, need: dict[str, Fact], built: list[Alternative]) -> pd.DataFrame:
    """List the facts that a page asks for: alternative, fact, known (stated, not assumed), basis, source."""
    rows: list[tuple[str, str, bool, str, str]] = []
    for key in COUNTRY:
        fact = need[key]
        rows.append((country, WORDS.get(key, key), fact.known and fact.basis != "assumed", fact.basis,
                     fact.source))  # fmt: skip
    for one in built:
        proposal = one.proposal
        if proposal is None:
            continue
        for key in STATED if proposal.lays_cable else ("capex", "operation"):
            fact = one.facts[key]
            known = getattr(proposal, STATED[key]) is not None and fact.basis != "assumed"
            rows.append((one.name, WORDS.get(key, key), known, fact.basis if fact.known else "", fact.source))
        for key in NAMED:
            named = getattr(proposal, key)
            held = not named and _registered(one, key)
            source = REGISTER if held else proposal.sources.get(key, "")
            stated = bool(named) or held
            rows.append((one.name, WORDS.get(key, key), stated, "measured" if stated else "", source))
        for key in ("loans", "clauses"):
            stated = terms_known(proposal, key) and not (key == "loans" and proposal.loans_not_known)
            source = proposal.sources.get(key, "")
            basis = basis_of(source) if source else "measured"
            words = WORDS[key]
            if key == "loans" and proposal.loans and proposal.loans_not_known:
                words = f"terms of the loan of {' and of '.join(proposal.loans_not_known)}"
            rows.append((one.name, words, stated and basis != "assumed", basis if stated else "", source))
    return pd.DataFrame(rows, columns=["alternative", "fact", "known", "basis", "source"])
