import pandas as pd
import pytest

from sogdia.assessment import compare


def test_every_row_of_either_card_stands_once(card, bare):
    table = compare(card, bare).table
    key = ["scope", "subject", "indicator"]
    assert not table.duplicated(key).any()
    both = {*map(tuple, card.table[key].to_numpy()), *map(tuple, bare.table[key].to_numpy())}
    assert {tuple(row) for row in table[key].to_numpy()} == both


def test_difference_and_the_better_side(card, bare):
    rows = compare(bare, card).table.set_index(["subject", "indicator"])
    assert rows.loc[("PAK", "capacity_design_gbps"), "difference"] == pytest.approx(96_000)
    assert rows.loc[("PAK", "capacity_design_gbps"), "better"] == "b"
    assert rows.loc[("PAK", "capex_musd"), "better"] == "a"
    assert rows.loc[("PAK", "exits_landings"), "better"] == "equal"


def test_no_side_is_better_where_a_figure_is_missing(card, bare):
    rows = compare(bare, card).table.set_index(["subject", "indicator"])
    row = rows.loc[("KEN", "capacity_design_gbps")]
    assert pd.isna(row.a)
    assert row.better == ""


def test_swapping_the_cards_swaps_the_answer(card, bare):
    key = ["scope", "subject", "indicator"]
    one = compare(card, bare).table.set_index(key).sort_index()
    two = compare(bare, card).table.set_index(key).sort_index()
    assert one.difference.to_numpy() == pytest.approx(-two.difference.to_numpy(), nan_ok=True)
    assert one.better.replace({"a": "b", "b": "a"}).tolist() == two.better.tolist()


def test_a_card_equals_itself(card):
    table = compare(card, card).table
    assert set(table.better) <= {"equal", ""}


def test_it_prints_both_titles(card, bare):
    text = str(compare(card, bare))
    assert f"a: {card.title}" in text
    assert f"b: {bare.title}" in text
