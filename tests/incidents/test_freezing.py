import pytest

from sogdia.errors import ParameterError
from sogdia.incidents import freeze
from sogdia.network import Network


def test_each_system_alone_with_its_date(islands: Network) -> None:
    told = freeze(islands, year=2026)
    shares = told.table.set_index(["system", "country"]).share_lost
    assert shares["one", "TON"] == 1.0
    assert shares["two", "TON"] >= 0.5
    assert shares["two", "FJI"] == 1.0
    assert (told.table.date == told.date).all()


def test_no_system_and_an_unknown_one(islands: Network) -> None:
    with pytest.raises(ParameterError, match="no system under the sea"):
        freeze(islands, year=1990)
    with pytest.raises(ParameterError, match="called three"):
        freeze(islands, systems=["three"])
