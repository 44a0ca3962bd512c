"""What an offer file may say; a key that is not here is refused with the nearest name.

A fact that is not known is left out: it stays empty, is told as such, and lowers the completeness of the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import ConfigDict, Field, ValidationInfo, field_validator

from sogdia.errors import nearest_name
from sogdia.offers.file_values import Country, Currency, Day, Gbps, Musd, Usd, until_when
from sogdia.studies.definition import Ground
from sogdia.studies.ground import seen_from
from sogdia.toml_files import Strict, read_model

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NAME = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class Table(Strict):
    """A table of an offer file: its figures are finite, and its words are not blanks alone."""

    model_config = ConfigDict(allow_inf_nan=False, str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _no_switch(cls, value: Any, info: ValidationInfo) -> Any:  # noqa: ANN401  as found in the file
        if isinstance(value, bool) and "bool" not in str(cls.model_fields[str(info.field_name)].annotation):
            raise ValueError("is true or false, where a figure or words are asked for")
        return value

    @field_validator("sources", check_fields=False)
    @classmethod
    def _of_its_keys(cls, sources: dict[str, str]) -> dict[str, str]:
        for key in sources:
            if key not in cls.model_fields:
                hint = nearest_name(key, cls.model_fields) or "name the key of the fact"
                raise ValueError(f"{key!r} is no key of this table; {hint}")
        return sources


class About(Table):
    """What is offered, to whom and when: `[offer]`."""

    id: str = Field(pattern=NAME, description="name of the offer, kebab case")
    title: str = Field(min_length=1, description="title on the page")
    country: Country = Field(description="country that is offered it (ISO 3166-1 alpha-3)")
    date: Day = Field(description="date of the offer: YYYY, YYYY-MM or YYYY-MM-DD")
    year: int = Field(default=2026, ge=1990, le=2100, description="year of the network and of the traffic")
    question: str = Field(default="", description="the question in one sentence")
    notes: tuple[str, ...] = Field(default=(), description="what a reader must know; printed on the page")


class Need(Table):
    """What the country uses and pays: `[need]`."""

    demand_gbps: Gbps | None = Field(default=None, description="international bandwidth in use, Gbps")
    growth: Literal["low", "base", "high"] = Field(default="base", description="path of demand")
    wholesale_price: Usd | None = Field(default=None, description="now, US$ per Mbps per month")
    price_change: float = Field(default=-0.13, gt=-1, le=1, description="change of wholesale prices a year")
    retail_price: Usd | None = Field(default=None, description="of broadband, US$ per month")
    gni_per_head: Usd | None = Field(default=None, gt=0, description="gross national income per head, US$ a year")
    gdp_musd: float | None = Field(default=None, gt=0, le=1e9, description="gross domestic product, US$ million")
    passed_on: float = Field(default=0.5, ge=0, le=1, description="share of wholesale savings that users get")
    government_revenue_musd: float | None = Field(default=None, gt=0, le=1e9, description="a year, US$ million")
    wage_usd_per_year: Usd | None = Field(default=None, gt=0, description="of building and operating staff")
    grid_g_per_kwh: float | None = Field(
        default=None, ge=0, le=1e5, description="carbon dioxide of the grid's electricity"
    )
    elasticity: float = Field(default=0.5, ge=0, le=1, description="use grows by this per cent for 1 % off the price")
    hurdle: float = Field(default=0.09, gt=-1, le=1, description="economic discount rate")
    wacc: float = Field(default=0.08, gt=-1, le=1, description="the owner's cost of capital")
    hubs: tuple[str, ...] = Field(
        default=("marseille-fra", "singapore-sgp"),
        description="nodes to which delay is told; of these two those that the network has",
    )
    withdrawal_days: float = Field(default=30.0, ge=0, le=3650, description="length of a withdrawal of service, days")
    sources: dict[str, str] = Field(default={}, description="source of each fact, by its key")


class Lending(Table):
    """A loan: `[[proposal.loans]]`. Money is million of its currency."""

    lender: str = Field(min_length=1, description="who lends")
    home: Country | None = Field(default=None, description="home state of the lender")
    currency: Currency = Field(description="ISO 4217 code")
    amount: float = Field(le=1e12, description="principal, million of the currency")
    rate: float = Field(description="interest a year, as a share; where it floats, as expected")
    rate_range: tuple[float, float] | None = Field(default=None, description="least and most of it, where it floats")
    grace_years: float = Field(default=0.0, description="years without repayment")
    tenor_years: float = Field(le=100, description="years from the first drawing to the last payment, grace included")
    repayment: Literal["equal_principal", "annuity", "bullet"] = "equal_principal"
    drawn: tuple[float, ...] = Field(default=(1.0,), description="shares drawn in years 0, 1, ...")
    upfront_share: float = Field(default=0.0, description="fee at signature, share of the principal")
    commitment_share: float = Field(default=0.0, description="fee a year on what is not drawn, as a share")
    periods_per_year: int = 2
    construction_interest: Literal["paid", "capitalised"] = "paid"
    payments: tuple[float, ...] = Field(default=(), description="yearly payments as the offer states them")
    tied: bool | None = Field(default=None, description="whether it must be spent on one vendor or home state")
    borrower: str = Field(default="", description="who borrows")
    guarantee: str = Field(default="", description="who guarantees it")
    collateral: str = Field(default="", description="what is pledged")
    escrow: str = Field(default="", description="accounts that must be held")
    source: str = Field(default="", description="where the terms stand")


class Clause(Table):
    """A clause as a fact: `[[proposal.clauses]]`."""

    kind: Literal[
        "exclusivity",
        "exit",
        "step_in",
        "collateral",
        "escrow",
        "guarantee",
        "data",
        "law",
        "maintenance",
        "tied",
        "other",
    ]
    text: str = Field(min_length=1, description="what it says, in neutral words")
    until: int | str | None = Field(default=None, description='year or day until which it binds: YYYY or "YYYY-MM-DD"')
    cost_musd: Musd | None = Field(default=None, description="what leaving costs by it, US$ million")
    lenders: tuple[str, ...] = Field(default=(), description="of whose loans it is, where it is not of all")
    source: str = Field(default="", description="where it stands")

    @field_validator("until", mode="before")
    @classmethod
    def _until(cls, value: Any) -> Any:  # noqa: ANN401  as found in the file
        return until_when(value)


class Place(Table):
    """A place that the network does not know: `[[nodes]]`."""

    id: str = Field(pattern=NAME)
    name: str
    country: Country | None = None
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)


class Organisation(Table):
    """An organisation that the network does not know: `[[organisations]]`."""

    id: str = Field(pattern=NAME)
    name: str
    country: Country = Field(description="home state")


class Stretch(Table):
    """A span that is offered: `[[proposal.spans]]`; routed and priced where length and cost are left out."""

    id: str = Field(pattern=NAME)
    start: str = Field(description="node at one end")
    end: str = Field(description="node at the other end")
    setting: Literal["submarine", "terrestrial", "satellite"]
    length_km: float | None = Field(default=None, gt=0, le=45_000)
    capex_musd: Musd | None = Field(default=None, description="US$ million of 2024")
    capacity_design_gbps: float | None = Field(default=None, ge=0)


class Standing(Stretch):
    """What serves the country today and the network does not hold, such as a satellite that is rented: `[[today]]`."""

    capacity_lit_gbps: Gbps | None = Field(default=None, description="what it carries")
    musd_per_year: Musd = Field(default=0.0, description="what it costs a year, US$ million")
    source: str = Field(default="", description="whence its figures are")


def named_once(spans: Sequence[Stretch]) -> None:
    """Hold that each span has its own id.

    Raises
    ------
    ValueError
        An id that stands twice.
    """
    ids = [span.id for span in spans]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise ValueError(f"each span has its own id; {', '.join(twice)} stands twice")


class Proposal(Table):
    """One way to build: `[proposal]` is what is offered, each of `[[rivals]]` another."""

    name: str = Field(min_length=1)
    suppliers: tuple[str, ...] = Field(default=(), description="organisations that build")
    owners: tuple[str, ...] = Field(default=(), description="organisations that own")
    operators: tuple[str, ...] = Field(default=(), description="organisations that operate")
    paid_by: str = Field(default="", description="who is reported to pay for it, in words, where no cost is stated")
    maintainers: tuple[str, ...] = Field(default=(), description="organisations that repair")
    systems: tuple[str, ...] = Field(default=(), description="systems of the network that it builds")
    spans: tuple[Stretch, ...] = Field(default=(), description="spans that it builds")
    capacity_gbps: Gbps | None = Field(default=None, description="most that it carries for the country")
    capex_musd: Musd | None = Field(default=None, description="cost to build that the country bears")
    operation_musd_per_year: Musd | None = Field(default=None, description="operation and maintenance")
    grant_musd: Musd = Field(default=0.0, description="part of the cost that others give")
    life_years: int = Field(default=25, ge=1, le=100)
    length_km: float | None = Field(
        default=None, gt=0, le=1e6, description="length that the cost is for, where it is stated"
    )
    build_years: int = Field(default=2, ge=1, le=20)
    price_after: Usd | None = Field(default=None, description="wholesale price with it, prices of year 0")
    share_carried: float | None = Field(default=None, ge=0, le=1, description="share of demand that it carries")
    equipment_share: float = Field(default=0.25, ge=0, le=1, description="share of the cost that the vendor's plant is")
    land_share: float | None = Field(default=None, ge=0, le=1, description="share of the cost that is on land")
    ends: tuple[str, ...] = Field(default=(), description="what of [[today]] ends with it, and its yearly cost")
    ends_not_known: tuple[str, ...] = Field(default=(), description="what of [[today]] may or may not end with it")
    avoided_musd_per_year: Musd = Field(default=0.0, description="other yearly costs that fall away with it")
    share_abroad: float = Field(default=0.0, ge=0, le=1, description="share of its sales that would else go abroad")
    more_users: float | None = Field(default=None, ge=0, le=1e10, description="people who come to use broadband by it")
    phases: tuple[float, ...] = Field(default=(), description="shares of the cost by year of building")
    data_centre_mw: float = Field(default=0.0, ge=0, le=1e5, description="IT load of data centres in it")
    loans: tuple[Lending, ...] = ()
    loans_not_known: tuple[str, ...] = Field(default=(), description="lenders of loans whose amount is not known")
    clauses: tuple[Clause, ...] = ()
    sources: dict[str, str] = Field(default={}, description="source of each fact, by its key")
    notes: tuple[str, ...] = ()

    @field_validator("spans")
    @classmethod
    def _named_once(cls, spans: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
        named_once(spans)
        return spans

    @property
    def spread(self) -> tuple[float, ...]:
        """Shares of the cost by year of building: as stated, else even."""
        return self.phases or (1.0 / self.build_years,) * self.build_years

    @property
    def lays_cable(self) -> bool:
        """Whether it builds spans or systems; a data centre alone does not."""
        return bool(self.systems or self.spans)


class Partner(Table):
    """Who shares a build: `[[shared.partners]]`."""

    name: str = Field(min_length=1)
    alone_musd: Musd = Field(description="what it would pay alone")


class Coalition(Table):
    """What some of the partners would pay together: `[[shared.coalitions]]`; `us` is the country's own part."""

    members: tuple[str, ...] = Field(min_length=1)
    musd: float = Field(ge=0)


class Shared(Table):
    """A shared build: `[shared]`."""

    kind: Literal["neighbours", "road", "rail", "power"]
    saved_share: float | None = Field(default=None, ge=0, lt=1, description="share of the cost on land that is saved")
    joint_musd: Musd | None = Field(default=None, gt=0, description="cost of all together")
    partners: tuple[Partner, ...] = ()
    coalitions: tuple[Coalition, ...] = ()
    split: Literal["shapley", "stand-alone"] = "shapley"
    sources: dict[str, str] = Field(default={})


class Trade(Table):
    """What is known of trade, for the change that cheaper data bring: `[trade]`."""

    file: str = Field(
        min_length=1, description="CSV of exporter, importer, trade (home sales too), from the offer file"
    )
    log_change: float = Field(ge=-5, le=5, description="change of ln trade that the offer brings with each partner")
    partners: tuple[str, ...] = Field(default=(), description="with whom trade gets cheaper; all where none is named")
    sigma: float = Field(default=5.0, gt=1, le=50, description="elasticity of substitution")
    source: str = Field(default="", description="whence the change is")


class Definition(Table):
    """A whole offer file."""

    offer: About
    need: Need = Field(default=Need(), description="what the country uses and pays")
    network: Ground = Field(default=Ground(), description="as in a study; a name alone is its `base`")
    exchange: dict[Currency, float] = Field(default={}, description="US$ per unit of each currency")
    today: tuple[Standing, ...] = ()
    proposal: Proposal
    rivals: tuple[Proposal, ...] = Field(default=(), max_length=20)
    shared: Shared | None = None
    trade: Trade | None = None
    nodes: tuple[Place, ...] = ()
    organisations: tuple[Organisation, ...] = ()

    @field_validator("network", mode="before")
    @classmethod
    def _by_name(cls, network: Any) -> Any:  # noqa: ANN401  as found in the file
        return {"base": network} if isinstance(network, str) else network

    @field_validator("today")
    @classmethod
    def _named_once(cls, today: tuple[Standing, ...]) -> tuple[Standing, ...]:
        named_once(today)
        return today

    def ended(self, proposal: Proposal) -> tuple[Standing, ...]:
        """Give what of today ends with a proposal."""
        return tuple(one for one in self.today if one.id in proposal.ends)


def read_definition(path: Path) -> Definition:
    """Read an offer file.

    Raises
    ------
    DataError
        The file is missing, is not UTF-8 or is not TOML (with the line).
    ParameterError
        Keys or values that an offer file may not have: all of them, each with its mend.
    """
    made = read_model(path, Definition, "offer file")
    found: dict[str, Any] = {"network": seen_from(made.network, path.parent)}
    if made.trade is not None:
        found["trade"] = made.trade.model_copy(update={"file": str(path.parent / made.trade.file)})
    return made.model_copy(update=found)
