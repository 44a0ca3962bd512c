from __future__ import annotations

import json

import pandas as pd
import pytest
from shapely import LineString

from sogdia.network import Network


@pytest.fixture
def proposed(tmp_path):
    nodes = pd.DataFrame({"id": ["a", "b"], "country": ["AZE", "KAZ"], "lon": [50.0, 51.0], "lat": [40.0, 44.0]})
    spans = pd.DataFrame(
        {"id": ["old", "new"], "start": "a", "end": "b", "setting": "terrestrial", "length_km": 600.0,
         "status": ["in_service", "proposed"], "capacity_lit_gbps": [900.0, None], "capex_musd": [None, 40.0],
         "geometry": None}
    )  # fmt: skip
    demands = pd.DataFrame({"start": ["AZE"], "end": ["KAZ"], "traffic_gbps": [800.0]})
    net = Network(nodes=nodes, spans=spans, demands=demands)
    net = net.replace(spans=net.spans.assign(geometry=lines(net)))
    net.save(tmp_path / "net")
    return tmp_path


def lines(net):
    return [LineString([(50.0, 40.0), (51.0, 44.0)]) for _ in range(len(net.spans))]


def test_a_plan_is_made_written_and_verified(run, proposed):
    ended = run("plan", "net", "--survive", "span", "-o", "out/plan", "--json")
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    assert (told["verified"], told["cost_musd"], [row["option"] for row in told["rows"]]) == (True, 40.2, ["new"])
    assert {"plan.html", "plan.png", "materials.csv"} <= {path.name for path in (proposed / "out" / "plan").iterdir()}
    assert run("verify", "out/plan", "--json").code == 0
    choice = proposed / "out" / "plan" / "choice.csv"
    choice.write_text(choice.read_text(encoding="utf-8").replace("new,0,1,1.0", "new,0,0,1.0"), encoding="utf-8")
    broken = run("verify", "out/plan")
    assert broken.code == 1
    assert "bought once where it is used" in broken.err


def test_a_budget_that_is_too_small_is_told_with_the_smallest(run, proposed):
    del proposed
    ended = run("plan", "net", "--survive", "span", "--budget", 30)
    assert ended.code == 1
    assert "the smallest budget with which all hold is US$ 40.2 million" in ended.err


def test_budgets_and_scenarios_are_swept(run, proposed):
    swept = run("plan", "net", "--survive", "span", "--pareto", 2, "--json", "-o", "out/frontier")
    assert swept.code == 0, swept.err
    assert [row["unserved_gbps"] for row in json.loads(swept.out)["rows"]] == pytest.approx([800.0, 0.0], abs=1e-3)
    assert (proposed / "out" / "frontier" / "frontier.png").stat().st_size > 0
    table = "name,probability,demand_factor\nas is,0.6,1\nhalf more,0.4,1.5\n"
    (proposed / "cases.csv").write_text(table, encoding="utf-8")
    weighed = run("plan", "net", "--survive", "span", "--scenarios", "cases.csv", "--json")
    assert weighed.code == 0, weighed.err
    assert json.loads(weighed.out)["buys"]


def test_misspelt_words_have_their_mend(run, proposed):
    del proposed
    assert "write it as NAME=FIGURE" in run("plan", "net", "--latency-limit", "AZE=fast").err
    assert "say whose it is" in run("plan", "net", "--payer-budget", "80").err
    assert "give it as protection (--protection 1+1)" in run("plan", "net", "--routing", "1+1").err
    assert "one of --pareto, --scenarios and --years" in run("plan", "net", "--pareto", 3, "--years", 5).err
    assert "did you mean 'strait'" in run("plan", "net", "--survive", "strat").err
    assert "say what to plan" in run("plan").err
    assert "is no plan: it has no links.csv" in run("verify", "net").err
