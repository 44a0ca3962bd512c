"""What an alternative depends on: who holds what, what leaving costs, what is owed (workshop)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sogdia.offers.completing import terms_known
from sogdia.offers.currencies import in_words
from sogdia.offers.debts import LEAST, PLANT
from sogdia.offers.facts import cited
from sogdia.offers.figures import NOT_KNOWN, OR_MORE, basis_of
from sogdia.offers.shortage import AFTER_YEARS

if TYPE_CHECKING:
    from sogdia.network import Network
    from sogdia.offers.debts import Debt
    from sogdia.offers.definition import Clause, Definition, Proposal
    from sogdia.offers.facts import Fact
    from sogdia.offers.figures import Sheet
    from sogdia.offers.measuring import Measures
    from sogdia.offers.money import Account

DEBT_GDP: Final = ("binds", "debt_gdp", "Borrowed, of GDP", "%")
SERVICE_REVENUE: Final = ("binds", "service_revenue", "Highest year of debt, of the state's income", "%")
CURRENCY: Final = ("binds", "currency", "Currency of the loans", "")
CLAUSES: Final = ("binds", "clauses", "Conditions in the contract or law", "")
BUILDER: Final = ("binds", "builder", "Who would build it (where registered)", "")
HOLDER: Final = ("binds", "holder", "Who would own it (where registered)", "")
LENDER: Final = (
    "binds",
    "lender",
    "Who lends, at what yearly interest (inflation not taken off), in what currency",
    "",
)
MAINTENANCE: Final = ("binds", "maintenance", "Who repairs it", "")
EQUIPMENT_YEARS: Final = 15.0
"""Years in which the vendor's plant is used up; operators replace it after 10 to 15, assumed."""
HELD: Final = (
    ("supplier", "Who built the largest part of the route abroad"),
    ("home_of_supplier", "Country whose firms built the largest part"),
    ("owner", "Who owns the largest part of the route abroad"),
    ("home_of_owner", "Country whose firms own most of it"),
    ("operator", "Who runs most of the route abroad"),
)
MOST_FIRMS: Final = 4
"""Firms that are named of those who would build or own it."""
LEAST_UNKNOWN: Final = 0.005
"""A smaller share without a known holder is not told."""
MOST_TOUCH: Final = 99.95
"""A share of traffic above this is all of it, % as printed."""
CLAUSE_KINDS: Final = {
    "exclusivity": "exclusive rights", "exit": "terms of leaving", "step_in": "the lender may take over",
    "collateral": "something is pledged", "escrow": "money is held in an account", "guarantee": "guarantee",
    "data": "rules on data", "law": "law or decree", "maintenance": "terms of repair",
    "tied": "loan to be spent with one vendor only", "other": "other terms",
}  # fmt: skip
"""What a clause is, in plain words."""
LOAN_TERMS: Final = {
    "borrower": "borrower:", "guarantee": "guaranteed by", "collateral": "pledged:", "escrow": "held in an account:",
}  # fmt: skip
"""What a loan says of who stands behind it, and the words before it."""
TOPICS: Final = ("compelled_access", "interruption_power", "state_ownership_of_incumbent")
"""Questions asked of every home state alike."""


def held_lines(sheet: Sheet, measures: Measures, names: dict[str, str], not_drawn: str = "") -> None:
    """Add who holds most of the traffic's way in each dimension, and the ways out.

    Parameters
    ----------
    not_drawn
        What of the alternative is not on the map, in words: the ways out are then a least figure.
    """
    for dimension, name in HELD:
        row = measures.largest(dimension)
        if not row or pd.isna(row.get("largest_share")):
            continue
        who = str(row["largest_actor"])
        unknown = float(row.get("share_unknown") or 0.0)
        beside = f"; {100 * unknown:.0f}\u202f% not known" if unknown >= LEAST_UNKNOWN else ""
        sheet.add(("binds", dimension, name, "% of the route"), 100 * float(row["largest_share"]) * (1.0 - unknown),
                  text=f"{names.get(who, who)}{beside}", basis=str(row["basis"]),
                  source="share of the kilometres that traffic goes, shared among holders",
                  note=f"of {unknown:.0%} of the way the holder is not known")  # fmt: skip
    sheet.add(("binds", "ways_out", "Fully separate routes abroad, by cable", "ways"), measures.ways_out,
              text=OR_MORE if not_drawn else "", note=not_drawn,
              source="Sogdia's count of ways that share no landing and no border crossing")  # fmt: skip


def touch_lines(
    sheet: Sheet, measures: Measures, asked: dict[str, list[str]], names: dict[str, str]
) -> None:  # fmt: skip
    """Add how much of the traffic touches what firms built or hold, here and elsewhere: the same rows in each column.

    Parameters
    ----------
    asked
        Actors by dimension (supplier, home_of_supplier, owner), of all columns: see `asked_of`.
    """
    for dimension, words in (("supplier", "Traffic over cables built by this firm"),
                             ("home_of_supplier", "Traffic over cables built by firms in"),
                             ("home_of_owner", "Traffic over cables owned by firms in"),
                             ("owner", "Traffic over cables owned by this firm")):  # fmt: skip
        unknown = float(measures.largest(dimension).get("share_unknown") or 0.0)
        for i, actor in enumerate(asked[dimension]):
            who = names.get(actor, actor)
            key = f"touch_{dimension}_{i + 1}"
            country = dimension.startswith("home_")
            name = f"{words} {with_article(who)}" if country else words
            share = 100 * measures.share_of(dimension, actor) if measures.exposure is not None else math.nan
            bound = LEAST if unknown >= LEAST_UNKNOWN and share < MOST_TOUCH else ""
            told = "; ".join(x for x in (bound, "" if country else who) if x) if math.isfinite(share) else ""
            basis = "assumed" if measures.guessed else "modelled"
            sheet.add(("binds", key, name, "%"), share, text=told, basis=basis,
                      source="share of traffic whose way passes at least one such link, here or far away",
                      note=f"of {unknown:.0%} of the way the holder is not known")  # fmt: skip


def firms_of(net: Network, proposal: Proposal, role: str) -> tuple[str, ...]:
    """Give who holds a role (supplier, owner) in what a proposal builds: as stated, else as registered."""
    here = net.roles[net.roles.system.isin(proposal.systems) & (net.roles.role == role)]
    return (proposal.suppliers if role == "supplier" else proposal.owners) or tuple(dict.fromkeys(here.organisation))


def firm_lines(
    sheet: Sheet, net: Network, proposal: Proposal, names: dict[str, str], homes: dict[str, str]
) -> None:  # fmt: skip
    """Add who would build it and who would own it, with the home state of each firm: as stated, else as registered."""
    for row, named, role in ((BUILDER, proposal.suppliers, "supplier"), (HOLDER, proposal.owners, "owner")):
        firms = firms_of(net, proposal, role)
        told = [_with_home(who, names, homes) for who in firms[:MOST_FIRMS]]
        rest = f" and {len(firms) - MOST_FIRMS} more" if len(firms) > MOST_FIRMS else ""
        source = proposal.sources.get(f"{role}s", "") if named else "the register of systems"
        sheet.add(row, text=", ".join(told) + rest or NOT_KNOWN, basis=basis_of(source), source=source or "the offer")


def _with_home(who: str, names: dict[str, str], homes: dict[str, str]) -> str:
    """Name a firm, without its former names, and its home state."""
    name = names.get(who, who).partition(" (")[0]
    return f"{name} ({names.get(homes[who], homes[who])})" if who in homes else name


def asked_of(
    built: list[tuple[Network, Proposal]], today: Measures, homes: dict[str, str]
) -> dict[str, list[str]]:  # fmt: skip
    """Give whom to ask about in each column alike: the first firms that would build and own, and the largest today."""
    out: dict[str, list[str]] = {"supplier": [], "home_of_supplier": [], "owner": [], "home_of_owner": []}
    for net, proposal in built:
        for dimension in ("supplier", "owner"):
            firms = firms_of(net, proposal, dimension)[:MOST_FIRMS]
            out[dimension] += firms
            out[f"home_of_{dimension}"] += [homes[who] for who in firms if who in homes]
    for dimension, actors in out.items():
        largest = today.largest(dimension).get("largest_actor")
        if largest is not None and pd.notna(largest):
            actors.append(str(largest))
    return {dimension: list(dict.fromkeys(actors)) for dimension, actors in out.items()}


def lock_in_row(year: int) -> tuple[str, str, str, str]:
    """Give the row of what it costs to replace the vendor in a year."""
    return ("binds", f"lock_in_{year}", f"Cost to change the vendor in year {year}", "US$ million")


def lock_in_lines(
    sheet: Sheet, proposal: Proposal, own: dict[str, Fact], account: Account, debt: Debt, begins: int
) -> None:
    """Add what it costs to replace the vendor in years of service 1, 5 and 15: plant not used up, fees, and debt.

    What is owed on tied loans counts; where the offer does not say whether a loan is tied it counts in the high end.
    Where loans or clauses are not known it is the vendor's equipment alone. A shared build that saves works has the
    equipment of the offer.

    Parameters
    ----------
    begins
        Calendar year in which building begins: a fee of a clause that has ended by then is not owed.
    """
    capex = own.get("equipment", own["capex"])
    told = debt.told(PLANT) if debt.known else f"{PLANT}; loans are not known"
    if not told and not terms_known(proposal, "clauses"):
        told = f"{PLANT}; terms are not known"
    for year in AFTER_YEARS:
        if not capex.known:
            sheet.add(lock_in_row(year))
            continue
        rest = max(0.0, 1.0 - year / EQUIPMENT_YEARS)
        if told and capex.base == 0:
            sheet.add(lock_in_row(year), text=NOT_KNOWN)
            continue
        plant = [proposal.equipment_share * x * rest for x in capex.ends]
        tied, open_ = _owed(proposal, account, year)
        fee = _fees(proposal, begins + account.years.first + year - 1)
        more = (0.0, 0.0) if told else (fee + tied, fee + tied + open_)
        ends = (plant[1] + more[0], plant[0] + more[0], plant[2] + more[1])
        sheet.add(lock_in_row(year), *ends, text=told, basis="assumed",
                  source=f"plant: {proposal.equipment_share:.0%} of the cost, used up in {EQUIPMENT_YEARS:g} years",
                  note=f"{'without' if told else 'with'} US$ {tied:.3g} million owed on tied loans")  # fmt: skip


def _fees(proposal: Proposal, year: int) -> float:
    """Give the fees of leaving in a calendar year, by the clauses that still bind then, US$ million."""
    bound = [c for c in proposal.clauses if c.until is None or int(str(c.until)[:4]) >= year]
    return sum(clause.cost_musd or 0.0 for clause in bound if clause.kind in {"exit", "exclusivity"})


def _owed(proposal: Proposal, account: Account, year: int) -> tuple[float, float]:
    """Give what is owed after a year of service on tied loans, and on those not said to be tied or not, US$ million."""
    table = account.service
    out = {True: 0.0, False: 0.0}
    for number, lending in enumerate(proposal.loans, 1):
        rows = table[(table.loan == number) & (table.year == account.years.first + year - 1)]
        if lending.tied is not False and len(rows):
            out[lending.tied is True] += float(rows.closing_musd.iloc[0])
    return out[True], out[False]


def _lenders(proposal: Proposal) -> str:
    """Name who lends, each with the interest of its loan."""
    rates = [f"{100 * x.rate:.3g}\u202f%" if x.rate else "no interest" for x in proposal.loans]
    told = [f"{x.lender}: {rate}, {in_words(x.currency)}" for x, rate in zip(proposal.loans, rates, strict=True)]
    return "; ".join([*told, *(f"{who}: not known" for who in proposal.loans_not_known)])


def debt_lines(
    sheet: Sheet, proposal: Proposal, need: dict[str, Fact], account: Account, debt: Debt, laws: str
) -> None:
    """Add debt against the economy and against the state's income, its currencies, guarantees, clauses and laws."""
    gdp, revenue = need["gdp"], need["government_revenue_musd"]
    if gdp.known:
        debt.add(sheet, DEBT_GDP, 100 * debt.musd / gdp.base, gdp.source, most=100 * debt.most_musd / gdp.base)
    if revenue.known:
        base, low, high = (100 * x / revenue.base for x in (account.peak_service(), *account.peak_ends))
        debt.add(sheet, SERVICE_REVENUE, base, revenue.source, ends=(low, high))
    else:
        sheet.add(SERVICE_REVENUE)
    currencies = ", ".join(in_words(code) for code in sorted({x.currency for x in proposal.loans})) or "none"
    more = f"; loan of {' and of '.join(debt.missing)}: not known" if debt.missing else ""
    if debt.known:
        stated = "measured" if proposal.loans else debt.basis
        sheet.add(LENDER, text=_lenders(proposal) or "none", basis=stated, source=debt.source)
        sheet.add(CURRENCY, text=currencies + more, basis=stated, source=debt.source)
    else:
        sheet.add(LENDER, text=", ".join(debt.missing) or NOT_KNOWN, basis="measured", source="the offer")
        sheet.add(CURRENCY, text=NOT_KNOWN)
    guards = dict.fromkeys((kind, getattr(x, kind)) for kind in LOAN_TERMS for x in proposal.loans if getattr(x, kind))
    said = {kind for kind, _ in guards}
    kinds = [clause_kind(c) for c in proposal.clauses if c.kind != "law" and (c.kind not in said or c.until)]
    own = [*(f"{LOAN_TERMS[kind]} {words}{_of_loans(proposal, kind)}" for kind, words in guards), *kinds]
    if terms_known(proposal, "clauses"):
        own = own or ["none"]
    elif own or laws:
        own.append("further conditions are not known")
    told = "; ".join(dict.fromkeys([*own, laws] if laws else own))
    sheet.add(CLAUSES, text=told or NOT_KNOWN, basis="measured", source="clauses of the offer")


def clause_kind(clause: Clause) -> str:
    """Say what kind of clause it is, and until when it holds."""
    until = f" until {clause.until}" if clause.until else ""
    kind = CLAUSE_KINDS[clause.kind]
    return f"{kind.removeprefix('loan ') if clause.lenders else kind}{_of(clause.lenders)}{until}"


def _of(lenders: tuple[str, ...]) -> str:
    """Say of whose loans a condition is; empty where it is not stated.

    Examples
    --------
    >>> _of(("Bank A", "Bank B")), _of(())
    (' (loans of Bank A and of Bank B)', '')
    """
    return f" (loan{'s' if len(lenders) > 1 else ''} of {' and of '.join(lenders)})" if lenders else ""


def _of_loans(proposal: Proposal, kind: str) -> str:
    """Say of whose loans a condition is that loans state: as a clause of the kind says, else of which loans it is."""
    alike = [c for c in proposal.clauses if c.kind == kind]
    if any(not c.lenders for c in alike) and len(proposal.loans) + len(proposal.loans_not_known) > 1:
        return " (all loans)"
    named = tuple(dict.fromkeys(who for c in alike for who in c.lenders))
    those = tuple(x.lender for x in proposal.loans if getattr(x, kind))
    every = len(those) == len(proposal.loans) and not proposal.loans_not_known
    return _of(named or (() if every else those))


def with_article(country: str) -> str:
    """Put the article before a country whose name asks for it.

    Examples
    --------
    >>> with_article("United Nations"), with_article("Nowhere")
    ('the United Nations', 'Nowhere')
    """
    return f"the {country}" if country.startswith("United ") or country.endswith((" Islands", " Republic")) else country


def laws_of(definition: Definition) -> str:
    """Give the laws that an offer file names, in words: a law holds in every column."""
    clauses = [c for p in (definition.proposal, *definition.rivals) for c in p.clauses if c.kind == "law"]
    return "; ".join(dict.fromkeys(clause_kind(c) for c in clauses))


def maintenance_line(sheet: Sheet, proposal: Proposal, names: dict[str, str]) -> None:
    """Add who repairs it; not known where the offer does not say it."""
    who = ", ".join(names.get(i, i) for i in proposal.maintainers)
    source = proposal.sources.get("maintainers", "")
    sheet.add(MAINTENANCE, text=who or NOT_KNOWN, basis="measured", source=source)


def questions(net: Network, homes: dict[str, list[str]]) -> pd.DataFrame:
    """Put the same questions to the home state of every supplier, owner and lender that is named.

    Parameters
    ----------
    homes
        Home state: what is at home there.

    Returns
    -------
    DataFrame
        country, name, who, topic, fact (empty where none is recorded), source.
    """
    laws, lands = net.laws, net.countries.set_index("id").name
    rows: list[dict[str, Any]] = []
    for home, who in sorted(homes.items()):
        for topic in TOPICS:
            found = laws[(laws.country == home) & (laws.topic == topic)]
            facts = "; ".join(found.fact.astype(str)) if len(found) else ""
            source = "; ".join(
                f"{'recalled: ' if row.read == 'recalled' else ''}{cited(net, str(row.source))}"
                for row in found.itertuples()
            )
            rows.append({"country": home, "name": str(lands.get(home, home)), "who": ", ".join(sorted(set(who))),
                         "topic": topic, "fact": facts, "source": source})  # fmt: skip
    return pd.DataFrame(rows, columns=["country", "name", "who", "topic", "fact", "source"])


def homes_of(net: Network, proposal: Proposal) -> dict[str, list[str]]:
    """Give the home states of who builds, owns and operates an alternative, with their names."""
    systems = {*proposal.systems}
    roles = net.roles[net.roles.system.isin(systems) & net.roles.role.isin(["supplier", "owner", "operator"])]
    who = {*roles.organisation, *proposal.suppliers, *proposal.owners, *proposal.operators, *proposal.maintainers}
    people = net.organisations.set_index("id")
    out: dict[str, list[str]] = {}
    for key in sorted(who & set(people.index)):
        home = people.country[key]
        if pd.notna(home):
            out.setdefault(str(home), []).append(str(people.name[key] if isinstance(people.name, pd.Series) else key))
    return out
