import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sogdia.assessment.card import Card, measured
from sogdia.assessment.sample import sample_network, sample_study, sample_towns
from sogdia.errors import ParameterError
from sogdia.reports import report
from sogdia.studies import Study


@pytest.fixture(scope="module")
def card():
    return measured(sample_study(), towns=sample_towns())


@pytest.fixture(scope="module")
def text(card, tmp_path_factory):
    path = report(card, tmp_path_factory.mktemp("report") / "card.html", author="A. Reader", date="2026-01-02")
    return path.read_text(encoding="utf-8")


def renamed(card, **about):
    """Give the card of a study with other words in it."""
    definition = card.study.definition
    told = definition.model_copy(update={"study": definition.study.model_copy(update=about)})
    return replace(card, study=replace(card.study, definition=told))


def test_needs_nothing_from_outside(text):
    addresses = re.findall(r"""(?:src|href|srcset|action|data)\s*=\s*["']?([^"'\s>]+)""", text)
    assert addresses
    assert all(a.startswith(("#", "data:image/")) for a in addresses)
    assert "url(" not in text
    assert "@import" not in text


def test_every_picture_has_words(text):
    pictures = re.findall(r"<img [^>]*>", text)
    assert len(pictures) >= 5
    assert all(re.search(r'alt="[^"]{20,}"', picture) for picture in pictures)


def test_tables_have_captions_and_scoped_headings(text):
    assert text.count("<table") == text.count("<caption>") > 5
    assert not re.findall(r"<th(?![^>]*scope=)[ >]", text)
    assert '<html lang="en">' in text


def test_first_page_says_who_when_and_what_was_changed(text, card):
    first = text[: text.index("Key figures by corridor")]
    for words in ("A. Reader", "2026-01-02", "Completeness of data", "What does the new cable change?"):
        assert words in first
    assert all(change.split("(")[0].strip() in first for change in card.changes)


def test_a_title_cannot_break_the_page(card, tmp_path):
    evil = renamed(card, title="<script>alert(1)</script>", question='"><img src=x onerror=y>')
    text = report(evil, tmp_path / "card.html", author="<b>me</b>").read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<img src=x" not in text
    assert "<b>me</b>" not in text


def test_missing_figures_are_dashes_and_never_zeros(card, tmp_path):
    blank = card.table.assign(base=np.nan, low=np.nan, high=np.nan, baseline=np.nan, change=np.nan)
    projects = card.projects.assign(capex_base_musd=np.nan, capex_low_musd=np.nan, capex_high_musd=np.nan, km=np.nan)
    text = report(replace(card, table=blank, projects=projects), tmp_path / "card.html").read_text(encoding="utf-8")
    assert '<td class="num">–</td>' in text
    assert not re.search(r"\b(nan|<NA>|None|inf)\b", re.sub(r'"data:[^"]*"', "", text))


@pytest.mark.parametrize("left", ["corridor", "country", None])
def test_a_card_with_few_rows_is_still_a_report(card, tmp_path, left):
    few = replace(
        card,
        table=card.table[card.table.scope == left] if left else card.table.head(0),
        projects=card.projects.head(0),
        completeness=card.completeness.head(0),
        detail={},
    )
    assert report(few, tmp_path / "card.html").stat().st_size > 10_000


def test_swapping_labels_swaps_names_and_nothing_else(card, tmp_path):
    net, study = sample_network(), sample_study()
    swap = {"Builder A": "Builder B", "Builder B": "Builder A", "Holder A": "Holder B", "Holder B": "Holder A"}
    swapped = net.replace(organisations=net.organisations.assign(name=net.organisations.name.map(swap)))
    other = measured(Study(study.definition, swapped), towns=sample_towns())

    def words(of: Card, name: str) -> str:
        text = report(of, tmp_path / f"{name}.html", date="2026-01-02").read_text(encoding="utf-8")
        text = re.sub(r"[0-9a-f]{64}", "", re.sub(r'"data:[^"]*"', "", text))
        return re.sub("|".join(swap), lambda m: swap[m[0]], text) if name == "other" else text

    assert words(other, "other") == words(card, "one")


def test_the_same_card_makes_the_same_bytes(card, tmp_path):
    one, two = (report(card, tmp_path / f"{n}.html", date="2026-01-02").read_bytes() for n in "ab")
    assert one == two


def test_a_folder_is_refused_and_nothing_is_left_behind(card, tmp_path):
    with pytest.raises(ParameterError, match="is a folder"):
        report(card, tmp_path)
    broken = replace(card, projects=pd.DataFrame({"nothing": [1]}))
    with pytest.raises(KeyError):
        report(broken, tmp_path / "card.html")
    assert list(tmp_path.iterdir()) == []
