from __future__ import annotations

import pytest

from sogdia.errors import DataError, TableError
from sogdia.offers.definition import Trade
from sogdia.offers.figures import Sheet
from sogdia.offers.gains import trade_lines
from sogdia.offers.trade import trade_change

ROWS = ["exporter,importer,trade", "KEN,KEN,80", "KEN,FRA,20", "FRA,KEN,20", "FRA,FRA,900", "KEN,IND,5", "IND,KEN,5",
        "FRA,IND,10", "IND,FRA,10", "IND,IND,400"]  # fmt: skip


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "trade.csv"
    path.write_text("\n".join(ROWS) + "\n")
    return path


def test_the_table_is_reproduced_and_cheaper_trade_is_a_gain(table):
    made = trade_change(Trade(file=str(table), log_change=0.1), "KEN")
    assert made.trade_before.loc["KEN", "FRA"] == pytest.approx(20)
    rows = made.countries.set_index("country")
    assert 0 < rows.gdp_change["KEN"] < 0.05
    assert rows.exports_change["KEN"] > 0.05
    assert trade_change(Trade(file=str(table), log_change=0.0), "KEN").countries.gdp_change.abs().max() < 1e-9


def test_only_the_partners_named_get_cheaper(table):
    made = trade_change(Trade(file=str(table), log_change=0.1, partners=("FRA",)), "KEN")
    grown = made.trade_after / made.trade_before
    assert grown.loc["KEN", "FRA"] > 1.05 > grown.loc["KEN", "IND"]


def test_the_lines_say_how_they_were_had(table):
    sheet = Sheet("offer")
    trade_lines(sheet, Trade(file=str(table), log_change=0.1, source="an estimate"), "KEN")
    assert [line.row for line in sheet.lines] == ["trade", "trade_income"]
    assert {line.basis for line in sheet.lines} == {"modelled"}


def test_missing_tables_pairs_and_countries_are_told(table, tmp_path):
    with pytest.raises(DataError, match="no table of trade"):
        trade_change(Trade(file=str(tmp_path / "none.csv"), log_change=0.1), "KEN")
    with pytest.raises(TableError, match="did you mean 'KEN'"):
        trade_change(Trade(file=str(table), log_change=0.1), "KNE")
    table.write_text("\n".join(ROWS[:-1]) + "\n")
    with pytest.raises(TableError, match=r"is missing .found 'IND to IND'.; give every pair"):
        trade_change(Trade(file=str(table), log_change=0.1), "KEN")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("KEN,KEN,80", "KEN,KEN,", "row 2 of trade.csv, column 'trade': is no figure of 0 or more"),
        ("KEN,KEN,80", "KEN,KEN,-80", "is no figure of 0 or more (found '-80')"),
        ("FRA,KEN,20", "KEN,FRA,20", "row 4 of trade.csv, column 'importer': stands twice (found 'KEN to FRA')"),
        ("exporter", "seller", "has no column 'exporter'"),
    ],
)
def test_figures_that_cannot_be_are_told_with_their_row(table, old, new, words):
    table.write_text(table.read_text().replace(old, new))
    with pytest.raises(TableError) as fault:
        trade_change(Trade(file=str(table), log_change=0.1), "KEN")
    assert words in str(fault.value)


def test_a_file_that_is_no_table_is_told(table):
    for content in (b"", b"\xff\xfe\x00" * 9):
        table.write_bytes(content)
        with pytest.raises(DataError, match="is no CSV in UTF-8"):
            trade_change(Trade(file=str(table), log_change=0.1), "KEN")
