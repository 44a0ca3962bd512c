"""`offer`: an offer beside doing nothing, a rival and a shared build."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sogdia.data import places
from sogdia.economy.project_model import by_year
from sogdia.flows import flow
from sogdia.offers import binds, gains, money, outages
from sogdia.offers.building import Built, hold_grants, standing, taken_out, with_proposal
from sogdia.offers.checks import check
from sogdia.offers.completing import completeness
from sogdia.offers.debts import debt_of
from sogdia.offers.definition import Definition, Proposal
from sogdia.offers.facts import NOTHING, Fact, class_view, need_facts, proposal_facts
from sogdia.offers.figures import Line, Sheet, table_of
from sogdia.offers.measuring import Measures, capped, measure
from sogdia.offers.opening import file_of, network_of, open_offer
from sogdia.offers.ranking import Ranking, rank
from sogdia.offers.sharing import shared_cost
from sogdia.offers.shortage import country_traffic, outgrown_line, traffic_of, withdrawal_lines
from sogdia.offers.standstill import nothing_lines
from sogdia.offers.trade import trade_table
from sogdia.results import Result, manifest, write_folder
from sogdia.studies.ground import listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from sogdia.economy.cost_splitting import Split
    from sogdia.economy.project_model import Project
    from sogdia.network import Network
    from sogdia.offers.debts import Debt

    Progress = Callable[[float, str], None]

DRAWN_SHARE: Final = 0.9
"""A smaller share of the stated length on the map is told: what is measured by the map is then a least figure."""
RULE: Final = (
    "The order is by gains less costs of the country, later years counting for less; doing nothing is the yardstick, "
    "0. If cost and delay go as in past projects: the middle and nine of ten draws of cost, delay, traffic and prices. "
    "What is not known is told as such and counts for nothing. The order is by money alone; what each column depends "
    "on is told apart."
)


@dataclass(frozen=True)
class Alternative:
    """One column of the page, and what it was computed from."""

    key: str
    name: str
    proposal: Proposal | None = field(repr=False)
    built: Built | None = field(repr=False)
    measures: Measures = field(repr=False)
    facts: dict[str, Fact] = field(repr=False)
    account: money.Account | None = field(repr=False)
    note: str = ""
    imagined: bool = False
    """Whether nobody has offered it: all its figures are assumed."""


@dataclass(frozen=True)
class OfferResult(Result):
    """The page of an offer; see `offer`.

    Attributes
    ----------
    definition
        The offer as read.
    alternatives
        The four columns: nothing, offer, rival, shared.
    need
        What is known of the country.
    ranking
        Order by money, the three figures that would change it, the tornado.
    split
        How the shared build is paid; None where it is not split among players.
    completeness
        Rows of facts: alternative, fact, known, basis, source.
    questions
        The same questions to every home state: country, name, who, topic, fact, source.
    standing
        How the systems of the offer stand in the network: system, status.
    taken_out
        Names of the systems in service in the offer's year that the offer or a rival builds: doing nothing is without
        them.
    """

    definition: Definition = field(repr=False)
    alternatives: tuple[Alternative, ...] = field(repr=False)
    need: dict[str, Fact] = field(repr=False)
    ranking: Ranking = field(repr=False)
    split: Split | None = field(repr=False)
    completeness: pd.DataFrame = field(repr=False)
    questions: pd.DataFrame = field(repr=False)
    standing: dict[str, str] = field(repr=False, default_factory=dict)
    taken_out: tuple[str, ...] = field(repr=False, default=())

    @property
    def title(self) -> str:
        """Title of the offer."""
        return self.definition.offer.title

    @property
    def country_name(self) -> str:
        """Name of the country that is offered it."""
        return str(self.completeness.alternative.iloc[0])

    @property
    def share_known(self) -> float:
        """Share of the facts asked for that are known."""
        return float(self.completeness.known.mean())

    def account(self, key: str) -> money.Account | None:
        """Give the money of a column; None where it has none, as doing nothing."""
        return next((a.account for a in self.alternatives if a.key == key), None)

    def write_into(self, folder: str | Path) -> list[Path]:
        """Write the tables into a folder that is there, and give their paths."""
        target = Path(folder)
        service = [a.account.service.assign(alternative=a.key) for a in self.alternatives if a.account is not None]
        years = [_yearly(a) for a in self.alternatives if a.account is not None]
        tables = {
            "offer": self.table, "completeness": self.completeness, "questions": self.questions,
            "switches": self.ranking.switches, "tornado": self.ranking.bars, "order": self.ranking.pairs,
            "debt_service": pd.concat(service, ignore_index=True), "years": pd.concat(years, ignore_index=True),
        }  # fmt: skip
        written = []
        for name, table in tables.items():
            written.append(target / f"{name}.csv")
            table.to_csv(written[-1], index=False)
        written.append(target / "manifest.json")
        about = {**self.manifest, "rule": self.rule, "title": self.title}
        written[-1].write_text(json.dumps(about, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return written

    def save(self, folder: str | Path, name: str = "offer") -> Path:
        """Write all tables as CSV, and manifest.json; `folder` is replaced whole."""
        del name
        return write_folder(Path(folder), lambda beside: (self.write_into(beside), None)[1])


def _yearly(one: Alternative) -> pd.DataFrame:
    if one.account is None:
        return pd.DataFrame()
    y = one.account.years
    columns = {k: getattr(y, k) for k in ("capex", "operation", "sales", "saved_on_price", "outage_saved", "avoided",
               "economic", "financial", "carried_gbps", "demand_gbps", "price", "price_without")}  # fmt: skip
    return pd.DataFrame(columns).assign(alternative=one.key).rename_axis("year").reset_index()


def offer(
    definition_or_name: Definition | str | Path, *, seed: int = 0, net: Network | None = None,
    progress: Progress | None = None,
) -> OfferResult:  # fmt: skip
    """Set an offer beside doing nothing, one of its rivals and a shared build.

    Parameters
    ----------
    definition_or_name
        An offer as read, the name of a shipped one, or the path of an offer file.
    seed
        Seed of the draws.
    net
        The network to take; by default the one that the offer names.
    progress
        Told the share done, in [0, 1], and what is being done.

    Returns
    -------
    OfferResult
        Rows group (money, gains, binds), row, name, unit, alternative (nothing, offer, rival, shared), base, low, high,
        text, basis, source, note.

    Raises
    ------
    ParameterError, TableError, DataError
        No such offer, or what cannot be in it, with the mend.
    """
    definition = definition_or_name if isinstance(definition_or_name, Definition) else open_offer(definition_or_name)
    tell = progress or (lambda _share, _words: None)
    tell(0.0, "opening the network")
    whole = listed(net) if net is not None else None
    if whole is None:
        whole, changes = network_of(definition)
        about = definition.offer.model_copy(update={"notes": (*definition.offer.notes, *changes)})
        definition = definition.model_copy(update={"offer": about})
    check(definition, whole, "" if isinstance(definition_or_name, Definition) else file_of(definition_or_name))
    if definition.trade is not None:
        trade_table(definition.trade, definition.offer.country)
    base = standing(whole, definition)
    tell(0.1, "drawing and pricing what is built")
    others = definition.rivals or (any_vendor(definition.proposal),)
    built = [with_proposal(whole, base, definition, p, k) for p, k in _keyed(definition.proposal, others)]
    hold_grants((definition.proposal, *others), built)
    tell(0.25, "measuring what stands")
    found = _Finder(definition, whole, base, seed)
    nothing = found.nothing()
    tell(0.45, "measuring the offer")
    mine = found.with_(definition.proposal, "offer", built[0], nothing)
    tell(0.65, "measuring the rivals")
    rivals = [found.with_(p, "rival", b, nothing) for p, b in zip(others, built[1:], strict=True)]
    tell(0.9, "ordering the alternatives")
    return found.result(nothing, mine, rivals)


def _keyed(mine: Proposal, others: tuple[Proposal, ...]) -> list[tuple[Proposal, str]]:
    return [(mine, "offer"), *((other, "rival") for other in others)]


def any_vendor(proposal: Proposal) -> Proposal:
    """Give the rival where none is named: the same build by any vendor without a loan, priced by its parts."""
    spans = tuple(span.model_copy(update={"capex_musd": None}) for span in proposal.spans)
    nobody = {"suppliers": (), "loans": (), "loans_not_known": (), "clauses": (), "capex_musd": None, "grant_musd": 0.0,
              "length_km": None,
              "sources": {"loans": "assumed: without a loan", "grant_musd": "assumed: without a grant"}}  # fmt: skip
    return proposal.model_copy(update={**nobody, "name": "the same build by any vendor", "spans": spans})


@dataclass
class _Finder:
    """Goes through the alternatives of one offer."""

    definition: Definition
    whole: Network
    base: Network
    seed: int

    def __post_init__(self) -> None:
        offer_, need = self.definition.offer, self.definition.need
        self.towns = places()
        rows = flow(self.base, year=offer_.year).countries
        rows = rows[rows.country == offer_.country]
        row: dict[str, Any] = {str(k): v for k, v in rows.iloc[0].items()} if len(rows) else {}
        self.need = need_facts(self.definition, self.whole, row)
        self.traffic = country_traffic(self.definition, self.need["demand"])
        known = {*self.whole.nodes.id, *(n.id for n in self.definition.nodes)}
        self.hubs = tuple(hub for hub in need.hubs if hub in known)
        names = self.whole.organisations.set_index("id").name
        self.names = {str(k): str(v) for k, v in names.items()}
        self.names |= {o.id: o.name for o in self.definition.organisations}
        homes = self.whole.organisations.set_index("id").country.dropna()
        self.people = {str(k): str(v) for k, v in homes.items()}
        self.people |= {o.id: o.country for o in self.definition.organisations}
        self.names |= {str(k): str(v) for k, v in self.whole.countries.set_index("id").name.items()}

    def measured(self, net: Network) -> Measures:
        offer_ = self.definition.offer
        return measure(net, offer_.country, offer_.year, self.hubs, self.towns)

    def nothing(self) -> Alternative:
        seen = self.measured(self.base)
        self.near_people, self.today = seen.near_people, seen
        return Alternative("nothing", "Do nothing", None, None, seen, {}, None)

    def with_(self, proposal: Proposal, key: str, built: Built, nothing: Alternative) -> Alternative:
        systems = [*proposal.systems, key]
        country = self.definition.offer.country
        seen = self.measured(capped(built.net, country, systems, proposal.capacity_gbps))
        share = min(sum(seen.share_of("system", s) for s in systems), 1.0)
        facts = proposal_facts(
            proposal, built, self.need, Fact(share, share / 2, min(2 * share, 1.0), "modelled", "share of the ways of "
            "traffic that touch it, by the network"), class_view(self.definition),
            sum(gbps for name, gbps in seen.abroad.items() if name not in {*nothing.measures.abroad, *seen.guessed}),
            self.definition.ended(proposal),
        )  # fmt: skip
        imagined = key == "rival" and not self.definition.rivals
        one = Alternative(key, proposal.name, proposal, built, seen, facts, None, imagined=imagined)
        return self.valued(one, nothing)

    def valued(self, one: Alternative, nothing: Alternative) -> Alternative:
        if one.proposal is None:
            return one
        known = one.facts["capacity"].known
        traffic = self.traffic
        saved = outages.avoided(self.need["gdp"], nothing.measures, one.measures) if known and traffic else None
        project, missing = money.project_of(self.definition, one.proposal, self.need, one.facts, saved,
                                      sum(nothing.measures.abroad.values()))  # fmt: skip
        if not known and outages.are_there(nothing.measures, traffic):
            missing = (*missing, f"{money.CAPACITY}: {money.OUTAGES} are not counted")
        if known and traffic is None and nothing.measures.outages is not None:
            missing = (*missing, f"traffic of the country: {money.OUTAGES} are not counted")
        account = money.account_of(self.definition, one.proposal, project, missing, self.need, one.facts, self.seed,
                                   one.name if one.key == "rival" else "")  # fmt: skip
        return replace(one, account=account)

    def result(self, nothing: Alternative, mine: Alternative, rivals: list[Alternative]) -> OfferResult:
        best = _best(rivals)
        shared, split = self.shared(mine, nothing)
        country = self.definition.offer.country
        columns = tuple(a for a in (nothing, mine, best, shared) if a is not None)
        projects = {a.key: a.account.project for a in columns
                    if a.account is not None and a.facts["capex"].known and a.account.has_gains}  # fmt: skip
        if "offer" not in projects and mine.account is not None and not mine.account.has_gains:
            projects = {}
        draws = {a.key: a.account.worth for a in columns if a.account is not None and a.key in projects}
        ranking = rank(projects, mine.account.ranges if mine.account else {}, draws)
        made = [(a.built.net, a.proposal) for a in (mine, best) if a and a.built is not None and a.proposal is not None]
        asked = binds.asked_of(made, nothing.measures, self.people)
        largest = sorted(nothing.measures.abroad, key=lambda k: nothing.measures.abroad[k])[-1:]
        lines = [line for one in columns for line in self.lines(one, mine, asked, largest)]
        homes = self.asked_homes(columns, asked)
        for one in (mine, *rivals):
            if one.proposal is not None and one.built is not None:
                for home, who in binds.homes_of(one.built.net, one.proposal).items():
                    homes.setdefault(home, []).extend(who)
        return OfferResult(
            table=table_of(lines),
            rule=RULE,
            manifest=manifest("offer", {"offer": self.definition.model_dump()}, digest=self.whole.digest,
                              seed=self.seed),
            definition=self.definition,
            alternatives=columns,
            need=self.need,
            ranking=ranking,
            split=split,
            completeness=completeness(self.names.get(country, country), self.need, [mine, *rivals]),
            questions=binds.questions(self.whole, homes),
            standing=self.status_of(self.definition.proposal.systems),
            taken_out=tuple(self.system_name(s) for s in taken_out(self.whole, self.definition)),
        )  # fmt: skip

    def system_name(self, system: str) -> str:
        rows = self.whole.systems[self.whole.systems.id == system]
        return str(rows["name"].iloc[0]) if len(rows) else system

    def status_of(self, systems: tuple[str, ...]) -> dict[str, str]:
        rows = self.whole.systems[self.whole.systems.id.isin(systems) & self.whole.systems.status.notna()]
        return {str(row.id): str(row.status) for row in rows.itertuples()}

    def asked_homes(self, columns: tuple[Alternative, ...], asked: dict[str, list[str]]) -> dict[str, list[str]]:
        """Give the home states of lenders and of all firms whose share a column tells, with their names."""
        firms = [*asked["supplier"], *asked["owner"]]
        for one in columns:
            firms += [str(one.measures.largest(d).get("largest_actor", "")) for d in ("supplier", "owner", "operator")]
        homes: dict[str, list[str]] = {}
        for firm in dict.fromkeys(firms):
            if firm in self.people:
                homes.setdefault(self.people[firm], []).append(self.names.get(firm, firm))
        for one in columns:
            for lending in one.proposal.loans if one.proposal is not None else ():
                if lending.home is not None:
                    homes.setdefault(lending.home, []).append(lending.lender)
        return homes

    def shared(self, mine: Alternative, nothing: Alternative) -> tuple[Alternative, Split | None]:
        if mine.proposal is None or mine.built is None:
            return mine, None
        land = gains.land_share(mine.proposal, mine.built)
        cost, split, words = shared_cost(
            self.definition.shared,
            mine.facts["capex"],
            land * (1.0 - mine.proposal.equipment_share),
            lays_cable=mine.proposal.lays_cable,
        )
        scale = cost.base / mine.facts["capex"].base if cost.known and mine.facts["capex"].base else 1.0
        held = mine.facts["operation"]
        kept = scale if split is not None else 1.0
        running = replace(held, base=held.base * kept, low=held.low * kept, high=held.high * kept)
        grant = mine.facts["grant"]
        facts = {
            **mine.facts,
            "capex": cost,
            "capex_parts": NOTHING,
            "equipment": mine.facts["capex"] if split is None else cost,
            "operation": running,
            "grant": replace(grant, base=grant.base * scale),
        }
        loans = tuple(x.model_copy(update={"amount": x.amount * scale, "payments": ()}) for x in mine.proposal.loans)
        unknown = () if cost.known else tuple(x.lender for x in loans)
        lent = {"loans": loans if cost.base > 0 else (), "loans_not_known": (*mine.proposal.loans_not_known, *unknown)}
        proposal = mine.proposal.model_copy(update=lent)
        one = replace(
            mine, key="shared", name="Shared build", facts=facts, proposal=proposal, note=words, imagined=True
        )
        return self.valued(one, nothing), split

    def lines(
        self, one: Alternative, mine: Alternative, asked: dict[str, list[str]], largest: list[str]
    ) -> list[Line]:  # fmt: skip
        sheet = Sheet(one.key)
        laws = binds.laws_of(self.definition)
        money.kept_line(sheet, self.definition, one.proposal)
        if one.account is not None and one.proposal is not None and one.built is not None:
            money.money_lines(sheet, one.account, one.facts, drawn_km(one.built), one.proposal.length_km,
                              self.debt(one, one.proposal))  # fmt: skip
        else:
            nothing_lines(sheet, laws)
        project = self.project(one, mine)
        first = mine.account.years.first if mine.account else 0
        if project is not None:
            gains.use_lines(sheet, self.definition, self.need, by_year(project), first)
        gains.household_line(sheet, self.need)
        rented = one.built is not None and one.built.rented
        known = one.proposal is None or one.facts["capacity"].known
        gains.network_lines(sheet, one.measures, _not_drawn(one), rented=rented)
        losing = one.measures if known else self.least(one)
        holds = self.today.holds_gbps
        outages.outage_lines(sheet, self.need["gdp"], losing, self.traffic, holds, sure=known)
        binds.held_lines(sheet, one.measures, self.names, _not_drawn(one))
        binds.touch_lines(sheet, one.measures, asked, self.names)
        life = mine.proposal.life_years if mine.proposal is not None else 0
        traffic = traffic_of(project, self.need["demand"], first, life) if project is not None else None
        outgrown_line(sheet, losing, traffic, capacity_known=known)
        laid = one.proposal if one.proposal is not None and one.proposal.lays_cable else None
        systems = [*laid.systems, one.key if one.key != "shared" else "offer"] if laid is not None else []
        days = self.definition.need.withdrawal_days
        withdrawal_lines(sheet, self.need["gdp"], days, losing, {"new": systems, "standing": largest}, traffic,
                         capacity_known=known)  # fmt: skip
        if one.account is not None and one.proposal is not None and one.built is not None:
            self.proposal_lines(sheet, one, one.proposal, one.built, one.account, laws)
        if one.imagined:
            return [replace(line, basis="assumed" if line.basis else "") for line in sheet.lines]
        return sheet.lines

    def proposal_lines(
        self, sheet: Sheet, one: Alternative, proposal: Proposal, built: Built, account: money.Account, laws: str
    ) -> None:
        """Add what doing nothing has no line of: trade, work, debt and clauses."""
        if self.definition.trade is not None:
            gains.trade_lines(sheet, self.definition.trade, self.definition.offer.country)
        gains.work_lines(sheet, proposal, built, self.need, one.facts)
        gains.employment_line(sheet, one.measures.near_people - self.near_people)
        debt = self.debt(one, proposal)
        binds.firm_lines(sheet, built.net, proposal, self.names, self.people)
        binds.lock_in_lines(sheet, proposal, one.facts, account, debt, self.definition.offer.year)
        binds.debt_lines(sheet, proposal, self.need, account, debt, laws)
        binds.maintenance_line(sheet, proposal, self.names)

    def least(self, one: Alternative) -> Measures | None:
        """Give what is lost at most by a column of unknown capacity: as today's; None where it may end what serves."""
        if one.proposal is None or self.definition.ended(one.proposal) or one.proposal.ends_not_known:
            return None
        return self.today

    def debt(self, one: Alternative, proposal: Proposal) -> Debt:
        """Give what is borrowed: at most the high end of the cost to build, less grants where these are known."""
        capex, grant = one.facts["capex"], one.facts["grant"]
        most = capex.ends[2] - (grant.base if grant.known else 0.0)
        return debt_of(proposal, self.definition.exchange, most)

    def project(self, one: Alternative, mine: Alternative) -> Project | None:
        """Give the project of an alternative; of doing nothing the offer's years at the price without it."""
        if one.account is not None:
            return one.account.project
        if mine.account is None:
            return None
        return replace(mine.account.project, price_after=mine.account.project.price_before, elasticity=0.0)


def drawn_km(built: Built) -> float:
    """Give the length of what is drawn and is no satellite, km."""
    return float(built.spans.length_km[built.spans.setting != "satellite"].sum())


def _not_drawn(one: Alternative) -> str:
    """Say how much of the stated length is on the map; empty where about all of it is."""
    stated = one.proposal.length_km if one.proposal is not None else None
    if stated is None or one.built is None:
        return ""
    km = drawn_km(one.built)
    return f"{km:,.0f} of {stated:,.0f} km are on Sogdia's map" if km < DRAWN_SHARE * stated else ""


def _best(rivals: list[Alternative]) -> Alternative | None:
    """Give the rival of the largest economic net present value; the first where none has a known cost."""
    known = [r for r in rivals if r.account is not None and r.facts["capex"].known]
    return max(known, key=lambda r: r.account.enpv if r.account else 0.0) if known else next(iter(rivals), None)
