"""Series that come with Sogdia: programmes, agreements and projects of every power, and what states accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.data import world
from sogdia.data.framework_facts import FOLDER, framework_facts
from sogdia.panels.accepted import BOUND, spells
from sogdia.panels.long_rows import Series, counted, stock
from sogdia.panels.programme_facts import cultural_programmes, restrictions, standards_posts
from sogdia.panels.provider_series import provider_series

if TYPE_CHECKING:
    from pathlib import Path

LICENCE: Final = "Apache-2.0 (facts; each row names its page)"
VINTAGE: Final = "2026-11"
FIRST_POST: Final = 2007
EARLIEST: Final = 1945
PARTIAL: Final = "a list of known cases, not of all; recalled rows are to be read again"
DIGITAL: Final = ("digital economy", "data", "ai", "internet", "networks", "cybercrime", "cables")
"""Topics of frameworks that are about networks and data."""


def fact_series(last: int, folder: Path = FOLDER) -> list[Series]:
    """Give the shipped series, stocks carried to the year `last`."""
    return [
        *_cultural(folder), *_agreements(last, folder), *_projects(), *_outcomes(last, folder), *_covariates(),
        *provider_series(last, folder, vintage=VINTAGE, licence=LICENCE),
    ]  # fmt: skip


def _series(group: str, name: str, unit: str, meaning: str, rows: pd.DataFrame, **about: object) -> Series:
    told = {"vintage": VINTAGE, "licence": LICENCE, "faults": (PARTIAL,)} | about
    return Series(group, name, unit, meaning, rows, **told)  # type: ignore[arg-type]


def _cultural(folder: Path) -> list[Series]:
    facts = cultural_programmes(folder)
    words = {
        "opened": ("institutes_opened_known", "A first institute of the sponsor opened in the year, as far as known."),
        "closed": ("institutes_closed_known", "The last institute closed in the year, as far as known."),
        "closed_one": ("institute_closed_known", "One of several institutes closed in the year, as far as known."),
    }
    return [
        _series("cultural", name, "institutes", meaning, counted(facts[facts.event == event]))
        for event, (name, meaning) in words.items()
    ]


def _agreements(last: int, folder: Path) -> list[Series]:
    frameworks, acts = framework_facts(folder)
    kept = frameworks[(frameworks.kind == "agreement") & frameworks.launched_by.notna()]
    held = spells(acts[acts.framework.isin(kept.id)], kept)
    sponsors = kept.set_index("id").launched_by.str.split(";").str[0]
    held = held.assign(sponsor=held.framework.map(sponsors))
    gone = held[held.left.notna()].assign(year=lambda t: t.left)
    digital = frameworks[frameworks.topic.isin(DIGITAL) & frameworks.launched_by.notna()]
    joined = _by_sponsor(spells(acts[acts.framework.isin(digital.id)], digital), digital)
    return [
        _series("political", "memoranda_signed", "memoranda", "Memoranda signed with the sponsor in the year.",
                counted(held)),
        _series("political", "memoranda_in_force", "memoranda", "Memoranda with the sponsor at the end of the year.",
                stock(held, last)),
        _series("political", "memoranda_left", "memoranda", "Memoranda with the sponsor left in the year.",
                counted(gone)),
        _series("tech", "frameworks_joined", "frameworks", "Frameworks on networks and data, launched by the sponsor, "
                "that were accepted in the year.", counted(joined), blank="zero", years=(EARLIEST, last)),
    ]  # fmt: skip


def _by_sponsor(held: pd.DataFrame, frameworks: pd.DataFrame) -> pd.DataFrame:
    """Give a row for each state that launched a framework, but for its own acceptance."""
    launched = frameworks.set_index("id").launched_by.str.split(";")
    rows = held.assign(sponsor=held.framework.map(launched)).explode("sponsor")
    return rows[rows.sponsor != rows.country]


def _projects() -> list[Series]:
    net = world()
    pages = net.sources.set_index("id").url
    rows = net.projects.dropna(subset=["countries", "date_agreed"]).assign(
        country=lambda t: t.countries.str.split(";"), year=lambda t: t.date_agreed.str[:4].astype(int),
        source=lambda t: t.source.map(pages).fillna(t.source),
    )  # fmt: skip
    rows = rows.explode("country")
    donors = rows.dropna(subset="donor").assign(sponsor=lambda t: t.donor.str.split(";")).explode("sponsor")
    homes = net.organisations.set_index("id").country
    vendors = rows.dropna(subset="vendor").assign(sponsor=lambda t: t.vendor.str.split(";")).explode("sponsor")
    vendors = vendors.assign(sponsor=vendors.sponsor.map(homes)).dropna(subset="sponsor")
    vendors = vendors.drop_duplicates(["id", "country", "sponsor"])
    columns = ["country", "year", "sponsor", "read", "source"]
    away = (donors.country != donors.sponsor, vendors.country != vendors.sponsor)
    fault = "the register holds projects that are known to it, of every donor, and is not a census"
    return [
        _series("tech", "projects_agreed", "projects", "Communications projects paid for by the sponsor and agreed "
                "in the year, in Sogdia's register.", counted(donors.loc[away[0], columns]), blank="zero",
                faults=(fault,)),
        _series("tech", "vendor_projects_agreed", "projects", "Communications projects built by a vendor of the "
                "sponsor and agreed in the year, in Sogdia's register.", counted(vendors.loc[away[1], columns]),
                blank="zero", faults=(fault,)),
    ]  # fmt: skip


def _outcomes(last: int, folder: Path) -> list[Series]:
    frameworks, acts = framework_facts(folder)
    held = spells(acts, frameworks)
    ours = _by_sponsor(held, frameworks.dropna(subset="launched_by"))
    members = spells(acts[acts.form.isin(BOUND)], frameworks, BOUND).assign(sponsor="")
    limits, posts = restrictions(folder), standards_posts(folder).assign(sponsor="")
    held_by = "six posts; ISO from 2015, IEC and the ITU sector of development from 2011"
    fault = "counts the frameworks in Sogdia's table; lists that are not complete count too few"
    return [
        _series("outcome", "frameworks_accepted", "frameworks", "Frameworks launched by the sponsor that are accepted "
                "at the end of the year.", stock(ours, last), blank="zero", years=(EARLIEST, last), faults=(fault,)),
        _series("outcome", "memberships", "frameworks", "Frameworks that bind or have members, accepted at the end of "
                "the year.", stock(members, last), blank="zero", years=(EARLIEST, last), faults=(fault,)),
        _series("outcome", "standards_posts_held", "posts", "Heads of the ITU, of its three sectors, of ISO and of IEC "
                "who are nationals of the country.", stock(posts, last), blank="zero", years=(FIRST_POST, last),
                faults=(held_by,)),
        _series("outcome", "restrictions_begun", "restrictions", "Bans and exclusions of vendors, apps and software of "
                "the sponsor that began in the year.", counted(limits)),
        _series("outcome", "restrictions_in_force", "restrictions", "Such bans and exclusions at the end of the year.",
                stock(limits, last)),
    ]  # fmt: skip


def _covariates() -> list[Series]:
    countries = world().countries
    pages = world().sources.set_index("id").url
    kept = []
    for name, when, unit, meaning in (
        ("population", "population_year", "people", "People, in the one year that is shipped."),
        ("gdp_musd", "gdp_year", "US$ million", "Gross domestic product, in the one year that is shipped."),
        ("share_internet_users", "internet_year", "share", "Share of people on the internet, in the one year shipped."),
    ):
        rows = countries.dropna(subset=[name, when])
        table = pd.DataFrame(
            {
                "country": rows.id, "year": rows[when].astype(int), "sponsor": "", "value": rows[name].astype(float),
                "read": rows["read"], "source": rows.source.map(pages).fillna(rows.source),
            }
        )  # fmt: skip
        fault = "one year for each country; add `gapminder` or `world-bank` indicators for a series"
        kept.append(_series("covariate", name, unit, meaning, table, faults=(fault,)))
    return kept
