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
    _followed,
    box_words,
    grant_words,
    order_words,
    surety_words,
    switch_words,
    switches,
)
from sogdia.reports.offer_page import offer_html
from sogdia.reports.offer_table import _cell, _falls, decision_table
from sogdia.reports.offer_words import (
    aged,
    blackout_words,
    figure_text,
    missing_words,
    not_held,
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
                  "Judged as of 2026: doing nothing means the cables in service in 2026.",
                  "not advice", "of the facts asked for are known",
                  "What would change that order"):  # fmt: skip
        assert words in text, words
    assert "Shapley" in annex
    assert "No other landing." in annex
    assert annex.count("<img") == 3
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "<script" not in page


def test_a_folder_is_no_page(appraised, tmp_path):
    with pytest.raises(ParameterError, match="is a folder"):
        offer_report(appraised, tmp_path)


def test_the_box_tells_what_the_table_tells_and_what_is_left_out_before_the_order(appraised):
    lines = box_words(appraised)
    starts = ("Gains counted", "Not in money", "Not counted in money", "Gains less costs")
    assert [line.startswith(start) for line, start in zip(lines, starts, strict=True)] == [True] * 4
    rows = appraised.table.set_index(["row", "alternative"])
    columns = [a.key for a in appraised.alternatives]
    hours = [float(x) for x in re.search(r"service in \d+: ([^;]+);", lines[1])[1].replace("\u00a0", "").split("/")]
    assert hours == pytest.approx([rows.base["lost_hours", k] for k in columns], abs=0.5)
    assert order_words(appraised).startswith(
        "Gains less costs, by what could be counted, in US$ million, before any grants"
    )
    assert "doing nothing (the yardstick) 0" in lines[3]
    assert "a shared build (assumed)" in lines[3]
    part = appraised.alternatives[3].account.project.capex_musd / appraised.alternatives[1].account.project.capex_musd
    assert f"the same gains at {100 * part:.0f}\u202f% of the cost" in lines[3]
    moved = re.search(r"then (\S+) in place of (\S+)", _followed(appraised, "cost_ratio", 60.0, 30.0))
    assert [float(x) for x in moved.groups()] == pytest.approx([30 * part, 60 * part], abs=0.5)
    assert _followed(appraised, "hurdle", 0.09, 0.05) == ""
    for (who, whom, said), row in zip(switches(appraised), appraised.ranking.switches.itertuples(), strict=True):
        assert who != whom
        assert ("this offer" in said) == ("shared" in {row.first, row.beside})
    assert all(" would pass " in words for words in switch_words(appraised))


def test_costs_after_and_before_grants_are_told_apart(appraised):
    assert grant_words(appraised) == ""  # all before any grants
    table = appraised.table
    mine = (table.row == "whole_cost") & (table.alternative == "offer")
    words = grant_words(replace(appraised, table=table.assign(text=table.text.mask(mine, ""))))
    assert words.startswith(
        "Costs over the years are told after grants for this offer, before any grants for the rival"
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
    assert f"first year of service, {start + first}, if building began in {start}." in year_words(appraised)
    rows = appraised.table[appraised.table.row.str.startswith("withdrawal_standing")]
    assert _falls(rows.assign(base=range(len(rows), 0, -1)))
    assert not _falls(rows.assign(base=range(len(rows))))


def test_a_row_that_is_the_same_in_all_columns_stands_below_the_table(appraised):
    text = str(decision_table(appraised, "2026-11-22"))
    table, below = text.split("</table>")
    rows = appraised.table[appraised.table.row == "ways_out"]
    assert len(set(rows.base)) == 1
    assert "Fully separate routes abroad" in below
    assert "Fully separate routes abroad" not in table
    assert "(all before any grants)" in table


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("law or decree until 2026-08-14", "none known now; law or decree ended 2026-08-14 p"),
        ("other terms are not known; law until 2026-08", "terms are not known; law ended 2026-08 p"),
        (
            "borrower: x; other terms are not known; law until 2027",
            "borrower: x; law until 2027 p; other terms are not known",
        ),
    ],
)
def test_what_has_ended_does_not_bind_and_the_letter_is_of_what_is_known(text, seen):
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
        (0.799, "doing nothing and this offer cannot be told apart (doing nothing is ahead in 79 of 100)"),
        (0.201, "doing nothing and this offer cannot be told apart (doing nothing is ahead in 20 of 100)"),
        (0.199, "this offer, not doing nothing, is likely ahead (80 of 100)"),
        (0.0, "this offer, not doing nothing, is ahead (every one)"),
    ],
)
def test_words_of_the_order_follow_from_the_share_of_draws(appraised, share, words):
    pairs = pd.DataFrame([("nothing", "offer", share, 1000)], columns=["first", "second", "share_ahead", "draws"])
    told = surety_words(replace(appraised, ranking=replace(appraised.ranking, pairs=pairs)))
    assert told.endswith(f": {words}.")
    assert surety_words(replace(appraised, ranking=replace(appraised.ranking, pairs=pairs[:0]))) == ""


def test_the_first_line_says_what_is_compared_and_as_of_when(appraised):
    about = appraised.definition.offer.model_copy(update={"date": "2018-05-01"})
    late = replace(
        appraised, definition=appraised.definition.model_copy(update={"offer": about}),
        standing={"old": "in_service"}, taken_out=("Old (A)", "New"),
    )  # fmt: skip
    line = offer_html(late, author="", date="2026-11-22").split('class="kind small">')[1].split("</p>")[0]
    for words in ("Offered 2018-05-01; in service in 2026 according to public sources.",
                  "Judged as if the choice were still open in 2026",
                  "doing nothing means the cables in service in 2026 without Old and New, left out"):  # fmt: skip
        assert words in line, words


def test_what_is_computed_in_the_place_of_a_fact_is_starred(appraised):
    told = missing_words(appraised)
    table = appraised.completeness
    for row in table[~table.known].itertuples():
        assert (f"{row.fact}*" in told) == (row.basis != ""), row


def test_notes_say_how_long_a_cable_is_out_and_why(appraised):
    assert "30 days: assumed, as for every offer" in withdrawal_words(appraised)
    need = appraised.definition.need.model_copy(
        update={"withdrawal_days": 55.0, "sources": {"withdrawal_days": "https://x.org/a (as in 2019)"}}
    )
    other = replace(appraised, definition=appraised.definition.model_copy(update={"need": need}))
    assert "55 days: as in 2019." in withdrawal_words(other)


def test_a_day_of_blackout_is_told_with_its_one_rule(appraised):
    told = "1\u202f% of a day's GDP, from 0.4 to 1.9\u202f%: here US$ 2.7 million a day (1.1 million–5.2 million)."
    assert blackout_words(appraised).endswith(told)  # of a GDP of US$ 100,000 million


@pytest.fixture(scope="module")
def without_prices():
    sources = {"demand_gbps": "the regulator"}
    need = {"wholesale_price": None, "sources": sources}
    net = sample_network()
    gone = net.countries.assign(gdp_musd=float("nan"))
    return offer(Definition.model_validate(sample(need=need)), net=net.replace(countries=gone))


def test_without_a_counted_gain_there_is_no_order_and_no_ratio(without_prices, tmp_path):
    assert order_words(without_prices).startswith("No gain could be counted in money: the wholesale price (")
    assert "cannot say whether the offer is worth its cost" in order_words(without_prices)
    assert without_prices.ranking.order == ("nothing",)
    assert switch_words(without_prices) == []
    rows = without_prices.table.set_index(["row", "alternative"])
    for column in ("offer", "rival", "shared"):
        assert rows.text["bcr", column] == rows.text["enpv", column] == "not counted"
        assert rows.base["whole_cost", column] > 0
    page = offer_report(without_prices, tmp_path / "offer.html", date="2026-11-22").read_text("utf-8")
    lead = page.split('class="lead"')[1].split("</div>")[0]
    assert lead.startswith("><p>No gain could be counted")
    assert "would pass" not in page.split('<section class="annex">')[0]


def test_the_first_side_uses_neutral_words(appraised, tmp_path):
    page = offer_report(appraised, tmp_path / "offer.html", date="2026-11-22").read_text("utf-8")
    for words in ("best rival", "come first", "Should ", "really end", "its home state", "What it binds"):
        assert words not in page, words
    side = page.split('<section class="annex">')[0]
    assert side.index("published or stated") < side.index("<table")
    assert "<td>–</td>" not in side.split("Cost to build")[1].split("</tr>")[0]


def test_a_law_that_ended_before_the_day_of_the_page_says_so():
    assert aged("law until 2026-08-14", "2026-11-22") == "law ended 2026-08-14"
    assert aged("law until 2027", "2026-11-22") == "law until 2027"


def test_figures_are_told_as_far_as_they_are_known():
    assert figure_text(1234567.0, 1e6, 2e6)[0].startswith("1.2")
    assert figure_text(float("nan"), 1.0, 2.0) == ("–", "")
    assert figure_text(0.001, float("nan"), float("nan")) == ("<0.01", "")
    assert figure_text(-5.0, -8.0, -2.0) == ("−5", "−8 to −2")
