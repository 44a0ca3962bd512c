import numpy as np
import pandas as pd
import pytest

from sogdia.network import Network
from sogdia.reports import Theme, corridor_map, network_map
from sogdia.reports.pictures import as_png, as_svg


def line(*places, project=None, setting="submarine"):
    """Give a network whose nodes are joined one after the other."""
    nodes = pd.DataFrame(
        [{"id": f"n{i}", "name": f"Town {i}", "country": c, "lon": x, "lat": y} for i, (c, x, y) in enumerate(places)]
    )
    spans = pd.DataFrame(
        [
            {"id": f"s{i}", "start": f"n{i}", "end": f"n{i + 1}", "setting": setting, "project": project}
            for i in range(len(places) - 1)
        ]
    )
    projects = pd.DataFrame({"id": [project]}) if project else None
    return Network(nodes=nodes, spans=spans, **({} if projects is None else {"projects": projects}))


TINY = line(("PAK", 67.0, 24.9), ("DJI", 43.1, 11.6), project="new")
PACIFIC = line(("JPN", 140.0, 35.0), ("FJI", 178.4, -18.1), ("USA", -122.0, 37.0), project="new")
POLAR = line(("JPN", 140.0, 42.0), ("RUS", 177.0, 64.7), ("NOR", 23.7, 70.7), ("ISL", -21.9, 64.1), project="new")


@pytest.mark.parametrize("net", [TINY, PACIFIC, POLAR], ids=["tiny", "antimeridian", "polar"])
def test_a_corridor_is_drawn(net):
    theme = Theme(countries=tuple(net.nodes.country), projects=(("new", "The new one"),), hubs=("n0",))
    figure = corridor_map(net, net.keep_spans([]), theme)
    assert as_png(figure, dpi=60)[:4] == b"\x89PNG"
    words = {text.get_text() for text in figure.axes[0].texts}
    assert {"1", "Town 0"} <= words


@pytest.mark.parametrize("net", [TINY, PACIFIC, POLAR], ids=["tiny", "antimeridian", "polar"])
def test_no_stroke_leaps_over_the_map(net):
    for figure in (corridor_map(net), network_map(net)):
        axes = figure.axes[0]
        width = np.diff(axes.get_xlim())[0]
        for lines in axes.collections:
            for path in lines.get_paths():
                points = path.vertices
                if path.codes is None and len(points) > 1:
                    low, high = np.transpose([axes.get_xlim(), axes.get_ylim()])
                    inside = ((points >= low) & (points <= high)).all(axis=1)
                    steps = np.abs(np.diff(points[:, 0]))[inside[:-1] & inside[1:]]
                    assert (steps < 0.25 * width).all()


def test_lost_spans_and_satellites_are_in_the_legend():
    both = line(("PAK", 67.0, 24.9), ("DJI", 43.1, 11.6), ("KEN", 39.7, -4.0))
    sky = line(("PAK", 67.0, 24.9), ("DJI", 43.1, 11.6), setting="satellite")
    lost = corridor_map(both.keep_spans(["s0"]), both)
    words = [text.get_text() for text in lost.legends[0].get_texts()]
    assert words == ["In both networks", "Only in the baseline"]
    assert "In both networks, by satellite" in [t.get_text() for t in corridor_map(sky).legends[0].get_texts()]


def test_names_do_not_cover_each_other():
    rng = np.random.default_rng(1)
    places = [("PAK", float(x), float(y)) for x, y in rng.uniform((60, 20), (75, 35), size=(40, 2))]
    figure = corridor_map(line(*places), None, Theme(countries=("PAK",), labels=40))
    axes = figure.axes[0]
    boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) > 5
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_an_empty_network_is_a_map_without_lines():
    nodes = pd.DataFrame({"id": ["a"], "country": ["PAK"], "lon": [67.0], "lat": [24.9]})
    net = Network(nodes=nodes)
    assert as_png(corridor_map(net), dpi=50)
    assert as_png(network_map(net), dpi=50)


def test_a_vector_picture_depends_on_the_figure_alone():
    assert as_svg(corridor_map(TINY)) == as_svg(corridor_map(TINY))
