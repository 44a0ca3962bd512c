import pytest

from sogdia.errors import ParameterError
from sogdia.flows import FailParams, LatencyParams, fail
from sogdia.flows.interruption import guesses

MS_PER_KM = 1.468 / 299.792458


def by_country(result):
    return result.table.set_index("country")


def test_capacity_and_delay_by_hand(caspian):
    found = fail(caspian, cut="trans-caspian")
    kaz = by_country(found).loc["KAZ"]
    assert kaz.share_capacity_lost == pytest.approx(100 / 180)
    assert kaz.share_demand_lost == 0.0
    assert kaz.latency_increase_ms == pytest.approx(2 * LatencyParams().inflation * 400 * MS_PER_KM)
    assert kaz.latency_increase_ms_low <= kaz.latency_increase_ms <= kaz.latency_increase_ms_high
    assert (kaz.capacity_before_gbps, kaz.capacity_after_gbps) == (180.0, 80.0)
    assert found.lost.span.tolist() == ["ba"]
    assert found.description == "trans-caspian cut"


def test_disconnected_pairs_are_demand_lost(caspian):
    rows = by_country(fail(caspian, cut=["turkmen"]))
    assert rows.share_demand_lost["TKM"] == 1.0
    assert rows.share_demand_lost["IRN"] == 1.0
    assert rows.share_capacity_lost["IRN"] == 0.0
    assert rows.share_demand_lost["GEO"] == pytest.approx(30 / 110)
    assert rows.share_demand_lost["KAZ"] == 0.0
    assert rows.latency_increase_ms.isna()["TKM"]


def test_demand_above_what_is_left(caspian):
    spans = caspian.spans
    spans.loc[spans.id == "ar", "capacity_lit_gbps"] = 45.0
    kaz = by_country(fail(caspian.replace(spans=spans), cut="ba")).loc["KAZ"]
    assert kaz.share_demand_lost == pytest.approx(1 - 45 / 60)


def test_low_and_high_come_from_imputed_capacities(caspian):
    spans = caspian.spans
    spans.loc[spans.id == "ba", "capacity_lit_gbps"] = None
    kaz = by_country(fail(caspian.replace(spans=spans), cut="ba")).loc["KAZ"]
    assert kaz.share_capacity_lost_low < kaz.share_capacity_lost < kaz.share_capacity_lost_high
    assert kaz.basis == "assumed"


def test_nothing_lost_changes_nothing(caspian):
    rows = by_country(fail(caspian))
    assert (rows.share_capacity_lost == 0).all()
    assert (rows.share_demand_lost == 0).all()
    assert (rows.latency_increase_ms == 0).all()


def test_everything_lost(caspian):
    rows = by_country(fail(caspian, cut=list(caspian.spans.id)))
    assert (rows.share_capacity_lost == 1).all()
    assert (rows.share_demand_lost == 1).all()
    assert rows.latency_increase_ms.isna().all()


def test_what_was_not_there_is_not_lost(caspian):
    rows = by_country(fail(caspian.keep_spans(["ba", "bg"]), cut="ba"))
    assert rows.share_capacity_lost.isna()["TKM"]
    assert rows.share_demand_lost.isna()["TKM"]
    assert rows.share_demand_lost["KAZ"] == 1.0


def test_spans_of_other_years_may_be_named(caspian):
    spans = caspian.spans
    spans.loc[spans.id == "ba", ["status", "year_in_service"]] = ["proposed", 2030]
    found = fail(caspian.replace(spans=spans), cut="ba", year=2025)
    assert found.lost.empty
    assert (found.table.share_capacity_lost == 0).all()


def test_saved_answers_can_be_read(caspian, tmp_path):
    folder = fail(caspian, cut="ba", near=[(53.0, 40.0, 5.0)]).save(tmp_path / "out")
    assert (folder / "manifest.json").exists()


def test_bad_input(caspian):
    with pytest.raises(ParameterError, match="hubs"):
        FailParams(hubs=0)
    with pytest.raises(ParameterError, match="nothing in the network is called"):
        fail(caspian, cut="atlantis")


def test_usual_ways_are_those_of_a_replay(caspian):
    found = fail(caspian, cut="trans-caspian", method="usual")
    rows = by_country(found)
    told, low, high = guesses(caspian, None).interrupted([set(found.lost.span)])
    told = dict(zip(guesses(caspian, None).countries, told[0], strict=True))
    assert rows.share_demand_lost["KAZ"] == pytest.approx(told["KAZ"])
    assert 0.0 < rows.share_demand_lost["KAZ"] <= 1.0
    assert (rows.share_demand_lost_low <= rows.share_demand_lost_high).all()
    assert (low <= high).all()
    assert found.method == "usual"
    assert found.gap is None
