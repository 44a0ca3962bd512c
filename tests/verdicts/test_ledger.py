from __future__ import annotations

import pandas as pd
import pytest

from sogdia.errors import DataError, ParameterError, TableError
from sogdia.verdicts.ledger import COLUMNS, FINDINGS, STUDIES, claims
from sogdia.verdicts.ledger_page import PAGE, claims_page

FIGURES = (
    "2.43 %", "11", "26", "1.68 million", "25 % against 18 %", "500 million", "15", "50 million", "2001", "4 nm", "2",
    "3", "5", "9",
)  # fmt: skip


def test_every_figure_of_both_studies_has_a_row():
    table = claims().table
    assert set(FIGURES) <= set(table.figure)
    assert set(table.study) == set(STUDIES)
    assert set(table.finding) <= set(FINDINGS)


def test_every_row_names_a_page_and_a_time():
    table = claims().table
    assert table.source.str.startswith("http").all()
    assert (table[["claim", "found", "found_date", "as_of"]] != "").all(axis=None)


def test_the_page_is_that_of_the_table():
    assert PAGE.read_text(encoding="utf-8") == claims_page()


def test_one_study_and_one_finding_may_be_asked_for():
    assert set(claims("A").table.study) == {"A"}
    assert set(claims(finding="dated").table.finding) == {"dated"}
    with pytest.raises(ParameterError, match="unknown study"):
        claims("C")
    with pytest.raises(ParameterError, match="did you mean"):
        claims(finding="contradict")


def test_a_ledger_of_ones_own_is_held_to_the_contract(tmp_path):
    row = dict.fromkeys(COLUMNS, "x") | {"study": "D", "finding": "true", "read": "read", "source_url": "page"}
    path = tmp_path / "claims.csv"
    pd.DataFrame([row, row]).to_csv(path, index=False)
    with pytest.raises(TableError, match=r"(?s)is none of A, B.*is none of sourced.*is no address.*stands twice"):
        claims(table=path)
    with pytest.raises(DataError, match="no file"):
        claims(table=tmp_path / "none.csv")
