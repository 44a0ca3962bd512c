"""The page and the pictures of a plan say what the plan says."""

from __future__ import annotations

import pandas as pd
import pytest

from sogdia.network import Network
from sogdia.planning import PlanParams, live_through, materials, plan
from sogdia.reports.pictures import as_svg
from sogdia.reports.plan_charts import frontier_picture
from sogdia.reports.plan_page import plan_page
from sogdia.reports.plan_picture import plan_picture


@pytest.fixture(scope="module")
def net():
    nodes = pd.DataFrame(
        {"id": ["a", "b"], "name": ["Aktau", "Baku <1>"], "country": ["KAZ", "AZE"], "lon": [51.2, 49.9],
         "lat": [43.6, 40.4]}
    )  # fmt: skip
    spans = pd.DataFrame(
        {"id": ["old", "new", "other"], "start": "a", "end": "b", "setting": "submarine", "length_km": 400.0,
         "status": ["in_service", "proposed", "proposed"], "capacity_lit_gbps": [900.0, None, None],
         "capex_musd": [None, 40.0, 42.0]}
    )  # fmt: skip
    demands = pd.DataFrame({"start": ["KAZ"], "end": ["AZE"], "traffic_gbps": [800.0]})
    return Network(nodes=nodes, spans=spans, demands=demands)


@pytest.fixture(scope="module")
def found(net):
    return plan(net, PlanParams(survive=("span",)), prices=True, alternatives=2)


def test_the_page_holds_every_part(net, found):
    lived = live_through(net, found, years=5)
    page = plan_page(found, "Over <the> sea", plan_picture(found, "Over the sea"), lived, materials(found))
    heads = ("What to build", "Bill of materials", "What each rule costs", "Lines built and not built", "Other plans",
             "Many years of faults", "Checks", "How it was found")  # fmt: skip
    assert [head for head in heads if f"<h2>{head}" not in page] == []
    assert "Over &lt;the&gt; sea" in page
    assert "US$ 42.8 million" in page
    assert "module of 1,000 Gbps, with both ends" in page
    assert "http" not in page.replace("http://www.w3.org", "")


def test_a_plan_that_buys_nothing_says_so(net):
    idle = plan(net, PlanParams())
    page = plan_page(idle, "Idle", plan_picture(idle, "Idle"))
    assert page.count("Nothing need be built") == 1
    assert "Bill of materials" not in page


def test_the_picture_names_places_and_says_its_scale(found):
    drawn = plan_picture(found, "Over the sea")
    words = [text.get_text() for text in drawn.findobj() if hasattr(text, "get_text")]
    assert {"Aktau", "Baku <1>", "New line", "1 Tbps added"} <= set(words)
    assert any(word.startswith("Other plan 1: US\\$ 42.8 million") for word in words)
    assert len(drawn.axes) == 2


def test_a_frontier_is_drawn_by_cost():
    rows = pd.DataFrame(
        {"cost_musd": [0.0, 40.0], "unserved_gbps": [800.0, 0.0], "unserved_bound_gbps": [780.0, 0.0],
         "new_lines": [0, 1]}
    )  # fmt: skip
    drawn = frontier_picture(rows, 800.0)
    assert [text.get_text() for text in drawn.axes[0].texts] == ["no new line", "1 new line"]
    assert as_svg(drawn).startswith(b"<?xml")
