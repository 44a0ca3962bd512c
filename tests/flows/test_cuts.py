import pytest

from sogdia.errors import ParameterError
from sogdia.flows.cuts import lost_spans


def lost(net, **what):
    return set(net.spans.id[lost_spans(net, **what).lost])


@pytest.mark.parametrize(
    ("name", "spans"),
    [
        ("ba", {"ba"}),
        ("north", {"ar", "rg"}),
        ("baku", {"ba", "bt", "bg"}),
        ("TURKMEN link", {"bt"}),
        ("anzali", {"ti"}),
        ("Anzali", {"ti"}),
    ],
)
def test_cut_by_id_or_name(caspian, name, spans):
    assert lost(caspian, cut=name) == spans
    assert lost(caspian, cut=[name]) == spans


def test_unknown_names_offer_the_nearest(caspian):
    with pytest.raises(ParameterError, match="did you mean 'trans-caspian'"):
        lost_spans(caspian, cut=["tranz-caspian"])
    with pytest.raises(ParameterError, match="unknown strait 'Mid Se'; did you mean 'Mid Sea'"):
        lost_spans(caspian, strait="Mid Se")
    with pytest.raises(ParameterError, match="unknown withdrawal"):
        lost_spans(caspian, withdraw={"suplier": "other"})
    with pytest.raises(ParameterError, match="unknown organisation"):
        lost_spans(caspian, withdraw={"supplier": ["nobody"]})


def test_a_span_may_be_called_by_its_name(caspian):
    net = caspian.replace(spans=caspian.spans.assign(name=["Red Line", *[None] * (len(caspian.spans) - 1)]))
    assert lost(net, cut="red line") == {net.spans.id[0]}


def test_every_fault_is_told_at_once(caspian):
    with pytest.raises(ParameterError) as told:
        lost_spans(caspian, cut=["ti", "tranz-caspian", "x"], strait="Mid Se", near=[(0.0, 95.0, 1.0)])
    assert str(told.value).startswith("what is lost has 4 faults\n  - nothing in the network is called 'tranz-caspian'")
    with pytest.raises(ParameterError, match=r"unknown strait 'anzali'.*; a cut at a place is trans-caspian@LON,LAT"):
        lost_spans(caspian, cut="trans-caspian@anzali")


def test_near_a_point_spares_the_sky(caspian):
    net = caspian.add("spans", id="sky", start="aktau", end="baku", setting="satellite")
    assert lost(net, near=[(51.17, 43.65, 5.0)]) == {"ba", "ar"}
    assert lost(net, near=[(50.5, 42.0, 30.0)]) == {"ba"}
    assert lost(net, near=[(20.0, 10.0, 30.0)]) == set()


@pytest.mark.parametrize("spot", [(200.0, 0.0, 10.0), (0.0, 95.0, 10.0), (0.0, 0.0, 0.0), (0.0, 0.0)])
def test_bad_circles(caspian, spot):
    with pytest.raises(ParameterError, match="near takes"):
        lost_spans(caspian, near=[spot])


def test_strait_takes_what_is_under_the_sea(caspian):
    assert lost(caspian, strait="mid") == {"ba"}
    assert lost(caspian, strait=["mid sea"]) == {"ba"}


def test_withdrawals(caspian):
    assert lost(caspian, withdraw={"supplier": "mother"}) == {"ba"}
    assert lost(caspian, withdraw={"supplier": ["daughter", "other"]}) == {"ba", "bt"}
    assert lost(caspian, withdraw={"supplier": "other"}, year=2022) == set()
    assert lost(caspian, withdraw={"owner": "mother"}) == {"bg"}
    assert lost(caspian, withdraw={"country": "irn"}) == {"ti"}
    assert lost(caspian, withdraw={"home": "KAZ"}) == {"bg"}
    assert lost(caspian, withdraw={"home": "AZE"}) == {"ba"}


def test_losses_add_up_and_are_told(caspian):
    loss = lost_spans(caspian, cut="ti", strait="mid")
    assert loss.lost.sum() == 2
    assert loss.description == "ti cut; all under the sea in mid lost"
    assert lost_spans(caspian).description == "nothing lost"


def test_a_cut_is_a_place_on_a_cable(caspian):
    strait = caspian.hazards.id[0]
    whole = lost_spans(caspian, cut="trans-caspian").lost
    there = lost_spans(caspian, cut=f"trans-caspian@{strait}").lost
    assert there.sum() <= whole.sum()
    assert (whole | ~there).all()
    with pytest.raises(ParameterError, match="unknown strait"):
        lost_spans(caspian, cut="trans-caspian@nowhere")
