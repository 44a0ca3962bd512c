from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from sogdia.errors import ParameterError
from sogdia.offers import offer
from sogdia.offers.definition import Definition
from sogdia.offers.sample import sample, sample_network, sample_result
from sogdia.reports import offer_report
from sogdia.reports.offer_box import (
    box_words,
    counted_words,
    left_out_words,
    surety_words,
    switch_words,
    switches,
    worth_words,
)
from sogdia.reports.offer_notes import grant_words
from sogdia.reports.offer_page import offer_html
from sogdia.reports.offer_table import _cell, _falls, decision_table
from sogdia.reports.offer_words import (
    aged,
    blackout_words,
    figure_text,
    missing_words,
    not_held,
    outgrown_words,
    traffic_words,
    withdrawal_words,
    year_words,
)


@pytest.fixture
def appraised():
    return sample_result()


def test_the_page_says_what_it_must(appraised, tmp_path):
    page = offer_report(appraised, tmp_path / "offer.html", author="A. Reader", date="2026-11-22").read_text("utf-8")
    side, annex = page.split('<section class="annex">')
    text = re.sub(r"<[^>]+>", " ", side)
    for words in ("Do nothing", "This offer", "A rival: Cable A", "A shared build", "What it depends on",
                  "prepared by A. Reader",
                  "Doing nothing means the cables of 2026.",
                  "not advice", "of the facts that such a page needs (the annex lists them) are known", "At a glance",
                  "one of these alone held"):  # fmt: skip
        assert words in text, words
    assert "Shapley" in annex
    assert "No other landing." in annex
    assert annex.count("<img") == 3
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "<script" not in page


def test_a_folder_is_no_page(appraised, tmp_path):
    with pytest.raises(ParameterError, match="is a folder"):
        offer_report(appraised, tmp_path)


def test_the_box_says_what_is_left_out_before_what_comes_out_and_tells_what_the_table_tells(appraised):
    heads, lines = zip(*box_words(appraised), strict=True)
    assert heads == ("About these offers:", "Counted in money:", "Not counted:", "By this count,", "How sure:")
    assert "what a shortage costs" in lines[2]
    rows = appraised.table.set_index(["row", "alternative"]).base
    life = appraised.definition.proposal.life_years
    for key, name in (("offer", "this offer"), ("rival", "the rival (Cable A)"), ("shared", "a shared build")):
        told = re.search(rf"{re.escape(name)} (costs|brings) (?:US\$ )?(\S+) million more", lines[3])
        assert (-1 if told[1] == "costs" else 1) * float(told[2]) == pytest.approx(rows["enpv", key], abs=0.5)
    assert lines[3].startswith(f"over {life} years of service in today's dollars, before any grants, ")
    part = appraised.alternatives[3].account.project.capex_musd / appraised.alternatives[1].account.project.capex_musd
    assert f"{100 * part:.0f}\u202f% of building alone" in lines[0]
    assert "which nobody has offered" in lines[0]
    assert "a shared build" not in lines[4]


def test_figures_that_would_change_the_order_stand_with_those_of_the_shared_build(appraised):
    lead, told, _ = switch_words(appraised)
    assert "one of these alone held" in lead
    worth, order = appraised.ranking.worth, appraised.ranking.order
    assert "shared" in worth
    assert "shared" not in order
    parts = [a.account.project.capex_musd for a in (appraised.alternatives[3], appraised.alternatives[1])]
    for (who, whom, said), line, row in zip(
        switches(appraised), told, appraised.ranking.switches.itertuples(), strict=True
    ):
        assert who != whom
        assert line.startswith(said)
        if row.shared == row.shared:
            assert "a shared build" in said
        if row.figure == "cost_ratio":
            ends = re.search(r"a shared build: (\S+) in place of ([\d.]+)", said).groups()
            assert [float(x) for x in ends] == pytest.approx([row.shared * parts[0], parts[0]], abs=0.5)


def test_costs_after_and_before_grants_are_told_apart(appraised):
    assert grant_words(appraised) == ""  # all before any grants
    table = appraised.table
    mine = (table.row == "whole_cost") & (table.alternative == "offer")
    words = grant_words(replace(appraised, table=table.assign(text=table.text.mask(mine, ""))))
    assert words.startswith(
        "costs over the years are told after grants for this offer, before any grants for the rival"
    )


def test_who_holds_a_new_part_is_told_as_not_known_where_traffic_would_pass_it(appraised):
    assert not_held(appraised, "supplier") == set()
    gone = appraised.completeness.assign(
        known=appraised.completeness.known & (appraised.completeness.fact != "suppliers")
    )
    unknown = replace(appraised, completeness=gone)
    assert {"offer", "shared"} <= not_held(unknown, "supplier")
    before, after = (str(decision_table(x, "2026-11-22")).count("new part not") for x in (appraised, unknown))
    assert after > before


def test_years_of_service_and_losses_that_fall_say_what_they_are(appraised):
    start, first = appraised.definition.offer.year, appraised.alternatives[1].account.years.first
    assert (
        f"is this offer's first year of service, {start + first}, as if building began in {start}"
        in year_words(appraised)[1]
    )
    assert outgrown_words(appraised)[1]
    rows = appraised.table[appraised.table.row.str.startswith("withdrawal_standing")]
    assert _falls(rows.assign(base=range(len(rows), 0, -1)))
    assert not _falls(rows.assign(base=range(len(rows))))


def test_a_row_that_is_the_same_in_all_columns_stands_below_the_table(appraised):
    text = str(decision_table(appraised, "2026-11-22"))
    table, below = text.split("</table>")
    rows = appraised.table[appraised.table.row == "ways_out"]
    assert len(set(rows.base)) == 1
    assert "Fully separate routes abroad" in table.split("More on what it costs")[0]  # at a glance: always shown
    assert "Townspeople within 50 km" in below
    assert "Townspeople within 50 km" not in table
    assert "(all before any grants)" in table


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("law or decree until 2026-08-14", "none known now"),
        ("further conditions are not known; law until 2026-08", "conditions are not known"),
        (
            "borrower: x; further conditions are not known; law until 2027",
            "borrower: x; law until 2027 p; further conditions are not known",
        ),
    ],
)
def test_what_has_ended_is_left_to_the_annex_and_the_letter_is_of_what_is_known(text, seen):
    row = {"row": "clauses", "text": text, "basis": "measured", "base": 1.0, "low": 1.0, "high": 1.0}
    cell = re.sub(r"<[^>]+>", "", str(_cell(pd.DataFrame([row]), "rival", "2026-11-22", 0)))
    assert cell.replace("\u00a0", " ") == seen


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.0, "doing nothing is ahead of this offer in every one"),
        (0.999, "doing nothing is ahead of this offer in 99 of 100"),
        (0.95, "doing nothing is ahead of this offer in 95 of 100"),
        (0.949, "doing nothing is likely ahead of this offer (94 of 100)"),
        (0.80, "doing nothing is likely ahead of this offer (80 of 100)"),
        (0.799, "doing nothing and this offer are too close to tell apart (doing nothing is ahead in 79 of 100)"),
        (0.201, "doing nothing and this offer are too close to tell apart (doing nothing is ahead in 20 of 100)"),
        (0.199, "this offer, not doing nothing, is likely ahead (80 of 100)"),
        (0.0, "this offer, not doing nothing, is ahead (every one)"),
    ],
)
def test_words_of_the_order_follow_from_the_share_of_draws(appraised, share, words):
    pairs = pd.DataFrame([("nothing", "offer", share, 1000)], columns=["first", "second", "share_ahead", "draws"])
    told = surety_words(replace(appraised, ranking=replace(appraised.ranking, pairs=pairs)))
    assert told.endswith(f", {words}.")
    assert surety_words(replace(appraised, ranking=replace(appraised.ranking, pairs=pairs[:0]))).endswith(
        "the rest assumed or missing."
    )


def test_the_first_line_says_what_is_compared_and_as_of_when(appraised):
    about = appraised.definition.offer.model_copy(update={"date": "2018-05-01"})
    late = replace(
        appraised, definition=appraised.definition.model_copy(update={"offer": about}),
        standing={"old": "in_service"}, taken_out=("Old (A)", "New"),
    )  # fmt: skip
    line = offer_html(late, author="", date="2026-11-22").split('class="kind small">')[1].split("</p>")[0]
    for words in ("Offered 2018-05-01; in service in 2026 according to public sources.",
                  "All is compared as if the choice were still open in 2026.",
                  "the cables of 2026 without Old and New, which are in service: each is left out"):  # fmt: skip
        assert words in line, words


def test_what_is_computed_in_the_place_of_a_fact_is_starred(appraised):
    told = missing_words(appraised)
    table = appraised.completeness
    for row in table[~table.known].itertuples():
        assert (f"{row.fact}*" in told) == (row.basis != ""), row


def test_notes_say_how_long_a_cable_is_out_and_why(appraised):
    assert "30 days: assumed, as for every offer" in withdrawal_words(appraised)[1]
    need = appraised.definition.need.model_copy(
        update={"withdrawal_days": 55.0, "sources": {"withdrawal_days": "https://x.org/a (as in 2019)"}}
    )
    other = replace(appraised, definition=appraised.definition.model_copy(update={"need": need}))
    assert "55 days: as in 2019." in withdrawal_words(other)[1]


def test_a_day_of_blackout_is_told_with_its_one_rule(appraised):
    told = blackout_words(appraised)[1]  # of a GDP of US$ 100,000 million
    assert "1\u202f% of a day's GDP, from 0.4 to 1.9\u202f% (Deloitte, 2016): here US$ 2.7 million (1.1 " in told


@pytest.fixture(scope="module")
def without_prices():
    sources = {"demand_gbps": "the regulator"}
    need = {"wholesale_price": None, "sources": sources}
    net = sample_network()
    gone = net.countries.assign(gdp_musd=float("nan"))
    return offer(Definition.model_validate(sample(need=need)), net=net.replace(countries=gone))


def test_without_a_counted_gain_there_is_no_order_and_no_ratio(without_prices, tmp_path):
    assert counted_words(without_prices).startswith("costs alone. No gain of this offer could be counted")
    assert "cannot say whether it is worth its cost" in counted_words(without_prices)
    assert "as the wholesale price (what operators pay for capacity abroad) " in left_out_words(without_prices)
    assert worth_words(without_prices) == ""
    assert without_prices.ranking.order == ("nothing",)
    assert switch_words(without_prices) == ("", [], "")
    rows = without_prices.table.set_index(["row", "alternative"])
    for column in ("offer", "rival", "shared"):
        assert rows.text["bcr", column] == rows.text["enpv", column] == "not counted"
        assert rows.base["whole_cost", column] > 0
    page = offer_report(without_prices, tmp_path / "offer.html", date="2026-11-22").read_text("utf-8")
    lead = page.split('class="lead"')[1].split("</div>")[0]
    assert lead.index("<b>Counted in money:</b> costs alone.") < lead.index("<b>Not counted:</b>")
    assert "Gains less costs" not in page.split('<section class="annex">')[0]
    assert "would come out" not in page.split('<section class="annex">')[0]


def test_the_first_side_uses_neutral_words(appraised, tmp_path):
    page = offer_report(appraised, tmp_path / "offer.html", date="2026-11-22").read_text("utf-8")
    for words in ("best rival", "come first", "Should ", "really end", "its home state", "What it binds"):
        assert words not in page, words
    side = page.split('<section class="annex">')[0]
    assert side.index("published, or stated with its source") < side.index("<table")
    assert "<td>–</td>" not in side.split("Cost to build")[1].split("</tr>")[0]


def test_a_law_that_ended_before_the_day_of_the_page_says_so():
    assert aged("law until 2026-08-14", "2026-11-22") == "law ended 2026-08-14"
    assert aged("law until 2027", "2026-11-22") == "law until 2027"


def test_figures_are_told_as_far_as_they_are_known():
    assert figure_text(1234567.0, 1e6, 2e6)[0].startswith("1.2")
    assert figure_text(float("nan"), 1.0, 2.0) == ("–", "")
    assert figure_text(0.001, float("nan"), float("nan")) == ("<0.01", "")
    assert figure_text(-5.0, -8.0, -2.0) == ("−5", "−8 to −2")


def test_a_row_of_years_that_is_the_same_everywhere_is_a_line_of_text(appraised):
    rows = appraised.table[appraised.table.row.str.startswith("lock_in_")]
    same = appraised.table.copy()
    for row in rows.row.unique():
        same.loc[same.row == row, ["base", "low", "high", "text", "basis"]] = [3.0, 2.0, 4.0, "", "assumed"]
    page = str(decision_table(replace(appraised, table=same), "2026-11-22"))
    line = page.split("The same in all columns.")[1].split("</p>", maxsplit=1)[0]
    assert "2\u20134" in line
    assert "<div" not in line


def test_who_lends_stands_with_the_interest_and_the_currency(appraised):
    rows = appraised.table.set_index(["row", "alternative"]).text
    assert rows["lender", "nothing"] == "none"
    told = rows["lender", "offer"].split("; ")
    assert len(told) == len(appraised.definition.proposal.loans)
    for words, loan in zip(told, appraised.definition.proposal.loans, strict=True):
        assert words.startswith(f"{loan.lender}: {100 * loan.rate:.3g}\u202f%, ")


def test_old_traffic_says_that_it_is_old(appraised):
    need = {**appraised.need, "demand": replace(appraised.need["demand"], source="the regulator, 2019")}
    stated = appraised.definition.need.model_copy(update={"demand_gbps": 1.0})
    old = replace(appraised, need=need, definition=appraised.definition.model_copy(update={"need": stated}))
    assert "(the regulator, 2019, likely less than there is: what rests on it may lie" in traffic_words(old)
    assert "likely less" not in traffic_words(appraised)
