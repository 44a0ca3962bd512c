import pytest
import shapely

from sogdia.errors import ParameterError
from sogdia.flows import fail, lost_spans


def lost(net, **what):
    return set(net.spans.id[lost_spans(net, **what).lost])


def test_a_cut_is_a_place_on_a_cable(caspian):
    assert lost(caspian, cut="north") == {"ar", "rg"}
    assert lost(caspian, cut="north@51.0,44.0") == {"ar"}
    assert lost(caspian, cut="North@45.5,43.0") == {"rg"}
    for place in ("51", "51,", "300,10", "a,b"):
        with pytest.raises(ParameterError):
            lost(caspian, cut=f"north@{place},")


def test_areas_and_groups(caspian):
    assert lost(caspian, area=[shapely.box(50.2, 41.5, 51.2, 42.5)]) == {"ba"}
    assert lost(caspian, group="Mid Sea") == {"ba"}
    spans = caspian.spans
    spans.loc[spans.id.isin(["ba", "ti"]), "shared_risk_groups"] = ["duct one; harbour", "harbour"]
    assert lost(caspian.replace(spans=spans), group="harbour") == {"ba", "ti"}
    assert lost(caspian.replace(spans=spans), group="duct one") == {"ba"}
    with pytest.raises(ParameterError, match="did you mean 'harbour'"):
        lost(caspian.replace(spans=spans), group="harbor")
    with pytest.raises(ParameterError, match="polygons"):
        lost(caspian, area=[shapely.Point(0, 0)])


def test_pairs_that_feel_it(caspian):
    rows = fail(caspian, cut="turkmen").pairs
    assert set(zip(rows.start, rows.end, strict=True)) >= {("GEO", "TKM")}
    assert rows.share_demand_parted.max() == pytest.approx(1.0)
