from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

RTT = "window_end_date,src,dst,avg_rtt_ms\n" + "".join(f"2024-01-{d:02d},Paris,Rome,{d + 10}.5\n" for d in range(1, 21))


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOGDIA_DATA_DIR", str(tmp_path / "store"))


def test_a_set_is_added_looked_at_and_removed(run, tmp_path: Path) -> None:
    (tmp_path / "rtt.csv").write_text(RTT + "2024-01-20,Paris,Rome,30.5\n")
    added = run("data", "add", "ibm-rtt", str(tmp_path / "rtt.csv"))
    assert added.code == 0
    assert "added ibm-rtt: 21 rows" in added.out
    assert "1 fault in it" in added.out
    listed = json.loads(run("data", "list", "--json").out)
    assert {row["name"]: row["state"] for row in listed}["ibm-rtt"].startswith("added 20")
    assert len(listed) == len({row["name"] for row in listed})
    assert "ibm-rtt" in run("data", "list", "--held").out
    assert run("data", "path", "ibm-rtt").out.strip() == str(tmp_path / "store" / "ibm-rtt" / "rtt.csv")
    info = json.loads(run("data", "info", "ibm-rtt", "--json").out)
    assert info["holds"] == "21 rows"
    assert run("data", "verify").code == 0
    (tmp_path / "store" / "ibm-rtt" / "rtt.csv").write_text("x")
    changed = run("data", "verify", "ibm-rtt")
    assert changed.code == 1
    assert "has changed since it was added" in changed.out
    assert run("data", "remove", "ibm-rtt").code == 0
    gone = run("data", "path", "ibm-rtt")
    assert gone.code == 1
    assert "add it: `sogdia data add ibm-rtt PATH`" in gone.err


def test_another_set_is_refused_by_its_name(run, tmp_path: Path) -> None:
    (tmp_path / "rtt.csv").write_text(RTT)
    ended = run("data", "add", "world-bank", str(tmp_path / "rtt.csv"))
    assert ended.code == 1
    assert "it looks like 'ibm-rtt'" in ended.err
    assert "Traceback" not in ended.err
    assert not (tmp_path / "store").exists()


def test_each_set_of_the_catalogue_has_its_page(run) -> None:
    shown = run("data", "info", "gebco")
    assert "https://www.gebco.net" in shown.out
    assert "sogdia data add gebco PATH" in shown.out
    assert "did you mean 'gebco'" in run("data", "info", "gebcco").err
