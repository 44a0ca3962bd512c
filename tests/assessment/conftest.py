import pytest

from sogdia.assessment.card import measured
from sogdia.assessment.sample import sample_study, sample_towns


@pytest.fixture(scope="session")
def card():
    return measured(sample_study(), towns=sample_towns())


@pytest.fixture(scope="session")
def bare():
    return measured(sample_study().without(["new-cable"]), towns=sample_towns())


@pytest.fixture
def figures(card):
    return card.table.set_index(["subject", "indicator"])
