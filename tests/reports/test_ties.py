import dataclasses

import pandas as pd
import pytest

from sogdia.assessment.card import measured
from sogdia.assessment.registry import REGISTRY
from sogdia.assessment.sample import sample_study, sample_towns
from sogdia.reports.balance import Move, _ranked, _told
from sogdia.reports.charts import Panel
from sogdia.reports.corridors import MOST_LOSSES, _bars_of_losses, _extremes
from sogdia.reports.cover import _completeness
from sogdia.reports.method import _concentration
from sogdia.reports.numerals import scale_of
from sogdia.reports.ties import cut
from sogdia.reports.view import View

NAMES = {"a": "Aland", "b": "Beland", "c": "Celand"}


@pytest.fixture(scope="module")
def view():
    return View(measured(sample_study(), towns=sample_towns()))


@pytest.mark.parametrize(
    ("figures", "most", "told"),
    [("", 2, (0, 0)), ("9", 2, (1, 0)), ("975", 2, (2, 0)), ("9775", 2, (1, 2)), ("99995", 2, (0, 4)),
     ("99", 2, (2, 0)),
     ("98777", 3, (2, 3)), ("9887", 3, (3, 0))],
)  # fmt: skip
def test_a_list_is_cut_only_where_the_figure_changes(figures, most, told):
    assert cut(list(figures), most) == told


@pytest.mark.parametrize(
    ("figures", "told"),
    [([1, 2, 3], "from Aland 1 ways to Celand 3 ways"), ([1, 1, 3], "from 2 countries 1 ways to Celand 3 ways"),
     ([1, 3, 3], "from Aland 1 ways to 2 countries 3 ways"), ([1, 1, 1], "3 countries with 1 ways")],
)  # fmt: skip
def test_only_who_alone_holds_an_extreme_is_named(figures, told):
    rows = pd.DataFrame({"base": [float(f) for f in figures]}, index=list("abc"))
    words = _extremes(Panel("Ways out", scale_of("ways", rows.base), rows), NAMES)
    assert words.replace("\u202f", " ") == f"Ways out, {told}; figures in the table of countries."


def move(before, after):
    n = len(after)
    rows = pd.DataFrame({
        "subject": [f"X{i}" for i in range(n)], "subject_name": [f"{'ABCDEFGH'[i]}land" for i in range(n)],
        "baseline": [float(b) for b in before], "base": [float(a) for a in after], "unit": "ways", "basis": "modelled",
        "moved": 1,
    })  # fmt: skip
    return Move("exits_landings", "Ways out", rows.assign(change=rows.base - rows.baseline))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [([1, 1, 1], [2, 2, 2], "3 of 3 countries; each 1 → 2"),
     ([1, 1, 1, 1], [2, 4, 2, 2], "4 of 4 countries; most: Bland 1 → 4; 3 countries 1 → 2"),
     ([1, 1, 1], [2, 4, 3], "3 of 3 countries; most: Bland 1 → 4; Cland 1 → 3"),
     ([1, 2, 1], [2, 4, 2], "3 of 3 countries; most: Bland 2 → 4; 2 countries 1 → 2")],
)  # fmt: skip
def test_moves_name_nobody_by_the_alphabet(view, before, after, told):
    words = _told(view, move(before, after), 1).replace("\u202f", " ")
    assert words == f"<b>Ways out</b>: {told} ways"


@pytest.mark.parametrize(
    ("figures", "told"),
    [([3, 3, 3, 3, 3], "each 3"), ([9, 8, 3], "Aland 9, Bland 8, Cland 3"),
     ([9, 3, 3, 3, 3, 2], "Aland 9, 4 countries with 3"),
     ([9, 8, 7, 6, 5], "Aland 9, Bland 8, Cland 7, Dland 6"), ([], "")],
)  # fmt: skip
def test_levels_name_all_equals_or_none(figures, told):
    rows = pd.DataFrame({"subject_name": [f"{'ABCDEFGH'[i]}land" for i in range(len(figures))], "base": figures})
    words = _ranked(rows, scale_of("ways", figures)).replace("\u202f", " ")
    assert words in {told, f"{told} ways", f"{told} ways and one other"}


def test_equal_losses_across_the_cut_are_one_bar():
    count = 2 * MOST_LOSSES
    felt = pd.DataFrame({
        "subject_name": [f"Land {i:02}" for i in range(count)], "note": "landing", "base": [1.0] + [0.5] * (count - 1),
        "low": 0.4, "high": 1.0,
    })  # fmt: skip
    shown, more = _bars_of_losses(felt, scale_of("1"))
    assert shown.label.tolist() == ["Land 00: landing", f"{count - 1} countries, each by a loss of its own"]
    assert more == 0
    few, left = _bars_of_losses(felt.head(MOST_LOSSES + 3), scale_of("1"))
    assert (len(few), left) == (MOST_LOSSES + 3, 0)


def test_the_first_page_lists_every_country_by_its_share(view):
    known = pd.DataFrame({"country": ["X", "Y", "Z"], "name": ["Zland", "Aland", "Nowhere"],
                          "share_known": [0.25, 0.501, None]})  # fmt: skip
    text = _completeness(View(dataclasses.replace(view.card, completeness=known)))
    assert [text.index(words) for words in ("Zland 25%", "Aland 50%", "Nowhere –")] == sorted(
        text.index(words) for words in ("Zland 25%", "Aland 50%", "Nowhere –")
    )


def test_every_index_of_concentration_has_a_definition():
    stems = [stem for stem in REGISTRY if stem.startswith(("hhi_", "largest_"))]
    assert len(stems) == 8
    assert all(_concentration(stem).endswith(".") for stem in stems)
    assert all("is known" in _concentration(stem) for stem in stems if "exit" not in stem)
