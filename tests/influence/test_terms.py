from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sogdia.errors import DataError, ParameterError
from sogdia.influence.terms import column, expanded, labels

TABLE = pd.DataFrame(
    {"x": [1.0, 0.0, np.nan, 4.0], "y": [2, 3, 4, 5], "name": ["a", "b", None, "d"], "a:b": [1, 2, 3, 4]}
)


@pytest.mark.parametrize(
    ("term", "numbers"),
    [
        ("x", [1, 0, np.nan, 4]),
        ("log(y)", np.log([2, 3, 4, 5])),
        ("sqrt(x)", [1, 0, np.nan, 2]),
        ("y^2", [4, 9, 16, 25]),
        ("x:y", [2, 0, np.nan, 20]),
        ("log(y):x^2", [np.log(2), 0, np.nan, 16 * np.log(5)]),
        ("a:b", [1, 2, 3, 4]),
    ],
)
def test_terms(term, numbers):
    assert column(TABLE, term).numbers == pytest.approx(np.array(numbers, dtype=float), nan_ok=True)


def test_what_is_lost_is_told():
    assert column(TABLE, "log(x)").lost == (("x: empty", 1), ("log(x): x is 0 or less", 1))


def test_products_stand_with_their_parts():
    assert expanded(["x*y", "y", "log(x)"]) == ["x", "y", "x:y", "log(x)"]


def test_levels_of_two_columns():
    assert labels(TABLE, "name:y").isna().tolist() == [False, False, True, False]
    assert labels(TABLE, "name:y").nunique() == 3


def test_words_are_no_numbers():
    with pytest.raises(DataError, match=r"'name' is no number in 3 rows \(such as 'a'"):
        column(TABLE, "name")
    with pytest.raises(ParameterError, match="there is no column 'nam'; did you mean 'name'"):
        column(TABLE, "nam")
