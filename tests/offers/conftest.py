from __future__ import annotations

import pytest

from sogdia.offers.sample import sample_network, sample_result


@pytest.fixture(scope="session")
def net():
    return sample_network()


@pytest.fixture(scope="session")
def result():
    return sample_result()


@pytest.fixture(scope="session")
def cell(result):
    """Give a figure: row and column."""
    rows = result.table.set_index(["row", "alternative"])

    def of(row, alternative, column="base"):
        return rows.loc[(row, alternative), column]

    return of
