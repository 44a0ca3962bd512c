from __future__ import annotations

import re

import pytest

from sogdia.errors import ParameterError
from sogdia.offers import offer
from sogdia.offers.definition import Definition
from sogdia.offers.sample import sample, sample_network, sample_result
from sogdia.reports import offer_report
from sogdia.reports.offer_words import aged, figure_text, order_words, switch_words


@pytest.fixture
def appraised():
    return sample_result()


def test_the_page_says_what_it_must(appraised, tmp_path):
    page = offer_report(appraised, tmp_path / "offer.html", author="A. Reader", date="2026-11-22").read_text("utf-8")
    side, annex = page.split('<section class="annex">')
    text = re.sub(r"<[^>]+>", " ", side)
    for words in ("Do nothing", "This offer", "A rival: Cable A", "A shared build", "What it depends on",
                  "prepared by A. Reader", "not advice", "of the facts asked for are known",
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


def test_words_tell_order_and_switches(appraised):
    assert order_words(appraised).startswith("Net worth by the money that could be counted")
    assert all(words.startswith("As good as") for words in switch_words(appraised))


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
    assert "as good as" not in page.split('<section class="annex">')[0]


def test_the_first_side_uses_neutral_words(appraised, tmp_path):
    page = offer_report(appraised, tmp_path / "offer.html", date="2026-11-22").read_text("utf-8")
    for words in ("best rival", "come first", "Should ", "really end", "its home state", "What it binds"):
        assert words not in page, words
    side = page.split('<section class="annex">')[0]
    assert side.index("measured") < side.index("<table")
    assert "<td>–</td>" not in side.split("Cost to build")[1].split("</tr>")[0]


def test_a_law_that_ended_before_the_day_of_the_page_says_so():
    assert aged("law until 2026-08-14", "2026-11-22") == "law ended 2026-08-14"
    assert aged("law until 2027", "2026-11-22") == "law until 2027"


def test_figures_are_told_as_far_as_they_are_known():
    assert figure_text(1234567.0, 1e6, 2e6)[0].startswith("1.2")
    assert figure_text(float("nan"), 1.0, 2.0) == ("–", "")
    assert figure_text(0.001, float("nan"), float("nan")) == ("<0.01", "")
    assert figure_text(-5.0, -8.0, -2.0) == ("−5", "−8 to −2")
