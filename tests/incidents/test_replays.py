from pathlib import Path

import pandas as pd
import pytest

from sogdia.data.incident_facts import incident_facts
from sogdia.errors import DataError, ParameterError, TableError
from sogdia.incidents import Incident, incidents, replay
from sogdia.incidents.record import spans_of
from sogdia.network import Network


def effects(*rows: tuple[str, str, float | None]) -> pd.DataFrame:
    return pd.DataFrame(
        [(c, None, kind, share, "traffic", "https://example.org", "read", "") for c, kind, share in rows],
        columns=["country", "counterpart", "kind", "share_lost", "metric", "source_url", "read", "note"],
    )


def cut(*cuts: str, date: str = "2020-01-01") -> Incident:
    seen = effects(("TON", "share", 1.0), ("FJI", "unaffected", None), ("AUS", "affected", None))
    seen["counterpart"] = [None, "AUS", "TON"]
    return Incident("own", "one's own", date, cuts, effects=seen)


def test_a_single_cable_takes_all_of_an_island(islands: Network) -> None:
    told = replay(cut("one"), net=islands)
    rows = told.table.set_index("country")
    assert rows.loc["TON", "predicted"] == pytest.approx(1.0)
    assert rows.loc["TON", "verdict"] == "within"
    assert rows.loc["FJI", "verdict"] == "right"
    assert rows.loc["AUS", "verdict"] == "hit"
    assert told.summary.recall.iloc[0] == 1.0


def test_a_cut_is_where_it_was(islands: Network) -> None:
    net = islands
    assert spans_of(net, ("two@151.2,-33.9,50",))[0] == {"bc"}
    assert spans_of(net, ("two@0,0,50",)) == (set(), ["two@0,0,50"])
    assert spans_of(net, ("two@0,0,50",), whole=True)[0] == {"bc"}


def test_before_the_cable_there_is_nothing_to_cut(islands: Network) -> None:
    with pytest.raises(ParameterError, match="knows nothing of what was cut in 'own'"):
        replay(cut("one", date="2010-01-01"), net=islands)


def test_an_unknown_incident_has_the_nearest_name() -> None:
    with pytest.raises(ParameterError, match="did you mean 'tonga-2022'"):
        replay("tonga-2023x")


def test_a_bad_circle_is_told(islands: Network) -> None:
    with pytest.raises(ParameterError, match="write LON,LAT,KM"):
        spans_of(islands, ("two@here,there,50",))


def test_every_documented_incident_has_effects_and_a_source() -> None:
    rows, seen = incident_facts()
    assert set(seen.incident) == set(rows.id)
    for table in (rows, seen):
        assert table.source_url.str.startswith("http").all()
        assert table.read.isin(["read", "recalled"]).all()
    assert not seen.duplicated(["incident", "country", "counterpart", "kind"]).any()


def test_every_documented_incident_cuts_something_of_its_year(world: Network) -> None:
    for one in incidents().values():
        lost, unknown = spans_of(world.in_service(one.year), one.cuts)
        assert lost, one.id
        assert len(unknown) < len(one.cuts)


def test_incidents_of_ones_own_are_held_to_the_contract(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"incidents\.csv"):
        incidents(tmp_path)
    (tmp_path / "incidents.csv").write_text(
        "id,name,date,cuts,already_out,cause,repair_days,source_url,read,note\nx,X,soon,,,,,,read,\n"
    )
    (tmp_path / "incident_effects.csv").write_text(
        "incident,country,counterpart,kind,share_lost,metric,source_url,read,note\ny,KEN,,lost,2,m,u,read,\n"
    )
    with pytest.raises(TableError, match="4 faults"):
        incidents(tmp_path)
