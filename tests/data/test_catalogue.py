from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import h5netcdf
import numpy as np
import pytest

from sogdia.data import held, used
from sogdia.data.catalogue import KINDS, catalogue, entry
from sogdia.data.holdings import add, holding, holdings, remove, store, wrong
from sogdia.data.recognition import _reader, looks_like
from sogdia.errors import DataError, ParameterError

if TYPE_CHECKING:
    from pathlib import Path

RTT = "window_end_date,src,dst,avg_rtt_ms\n" + "".join(f"2024-01-{d:02d},Paris,Rome,{d + 10}.5\n" for d in range(1, 21))


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOGDIA_DATA_DIR", str(tmp_path / "store"))


@pytest.fixture
def rtt(tmp_path: Path) -> Path:
    path = tmp_path / "rtt.csv"
    path.write_text(RTT)
    return path


def test_every_set_says_whose_it_is_and_on_what_terms() -> None:
    for about in catalogue().values():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", about.name)
        assert about.kind in KINDS
        assert about.redistribution in {"yes", "no"}
        assert all(
            (about.title, about.what, about.format, about.licence, about.publisher, about.citation, about.faults)
        )
        assert about.sha256 == "" or re.fullmatch(r"[0-9a-f]{64}", about.sha256)
        assert about.kind == "embedded" or about.url.startswith("http")
        assert (about.reader == "") == (about.kind == "embedded")
        if about.reader:
            assert all(callable(part) for part in _reader(about.reader))


def test_an_unknown_set_has_the_nearest_name() -> None:
    with pytest.raises(ParameterError, match=r"unknown set 'gebko'; did you mean 'gebco'\?"):
        entry("gebko")


def test_a_set_is_taken_in_verified_and_taken_out(rtt: Path) -> None:
    assert held("ibm-rtt") is None
    added, found = add("ibm-rtt", rtt)
    assert added.size == found.size == "20 rows"
    assert held("ibm-rtt") == store() / "ibm-rtt" / "rtt.csv"
    assert held("ibm-rtt").read_text() == RTT  # type: ignore[union-attr]
    assert holdings() == [holding("ibm-rtt")]
    assert wrong(added) == ""
    assert used("ibm-rtt", "world")[0]["sha256"] == added.sha256
    json.dumps(used("ibm-rtt", "world"))
    held("ibm-rtt").write_text(RTT + "x")  # type: ignore[union-attr]
    assert wrong(added) == "has changed since it was added"
    held("ibm-rtt").unlink()  # type: ignore[union-attr]
    assert wrong(added) == "is missing"
    remove("ibm-rtt")
    assert held("ibm-rtt") is None
    with pytest.raises(DataError, match="the store has no 'ibm-rtt'"):
        remove("ibm-rtt")
    with pytest.raises(DataError, match="add it: `sogdia data add ibm-rtt PATH`"):
        used("ibm-rtt")


def test_a_new_version_replaces_the_old_and_a_wrong_file_leaves_it(rtt: Path) -> None:
    add("ibm-rtt", rtt)
    rtt.write_text(RTT + "2024-02-01,Paris,Rome,9.5\n")
    assert add("ibm-rtt", rtt)[0].size == "21 rows"
    rtt.write_text(RTT.replace("Paris,Rome,11.5", "Paris,Rome,soon"))
    with pytest.raises(DataError, match="column 'avg_rtt_ms': is no number: row 2"):
        add("ibm-rtt", rtt)
    assert holding("ibm-rtt").size == "21 rows"  # type: ignore[union-attr]
    assert sorted(p.name for p in store().iterdir()) == ["ibm-rtt"]


def test_another_set_is_told_by_its_content(rtt: Path, tmp_path: Path) -> None:
    assert looks_like(rtt) == ["ibm-rtt"]
    with pytest.raises(DataError, match=r"is not 'gapminder'.*it looks like 'ibm-rtt'"):
        add("gapminder", rtt)
    (tmp_path / "note.txt").write_text("nothing of the kind")
    with pytest.raises(DataError, match=r"is not 'cable-map'.*it begins with 'nothing of the kind'"):
        add("cable-map", tmp_path / "note.txt")
    (tmp_path / "zeros").write_bytes(b"\0" * 9000)
    for name, about in catalogue().items():
        if about.kind != "embedded":
            with pytest.raises(DataError, match="is not"):
                add(name, tmp_path / "zeros")
    assert not store().exists()


def test_what_cannot_be_added_is_told(tmp_path: Path, rtt: Path) -> None:
    with pytest.raises(DataError, match="comes with Sogdia"):
        add("world", rtt)
    with pytest.raises(DataError, match="no file or folder"):
        add("gebco", tmp_path / "none.nc")
    store().mkdir()
    with pytest.raises(DataError, match="is the store itself"):
        add("cable-map", store())
    (store() / "ibm-rtt").mkdir()
    (store() / "ibm-rtt" / "manifest.json").write_text("{")
    with pytest.raises(DataError, match="cannot be read"):
        held("ibm-rtt")


def test_the_store_has_a_place_on_every_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SOGDIA_DATA_DIR")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    for platform in ("linux", "darwin", "win32"):
        monkeypatch.setattr("sys.platform", platform)
        assert store().name == "sogdia"


@pytest.mark.outside
@pytest.mark.parametrize(
    ("name", "file"),
    {
        "cable-map": "cables_oucm_2022", "wonderproxy-pings": "rtt_wonderproxy_2020", "sndlib": "sndlib/polska",
        "itu-bandwidth": "itu_bandwidth/InternationalBandwidthInMbits_2007-2020.xlsx",
        "tle": "tle/gps-ops_2022-02.txt", "bri-dates": "bri_gfdc/bri_mou_dates_gfdc_2025-05.csv",
        "confucius-institutes": "bridash_confucius/confucius_institutes.csv",
        "aiddata-gcof": "aiddata_gcof1_2000_2014/projects.csv",
        "aiddata-gcdf": "aiddata_gcdf2_geocoded/projects_geocoded_subset.csv",
        "pew-opinion": "pew_worldregio/pew_favourability_country_year.csv",
        "ideal-points": "un_idealpoints_july2025/ideal_points_final_passage_1990_2024.csv",
        "state-owned-ases": "state_owned_ases/state_owned_ases.csv",
        "gapminder": "gapminder_systema/internet_users.csv",
    }.items(),
)  # fmt: skip
def test_the_published_sets_are_told_by_their_content(outside: Path, name: str, file: str) -> None:
    assert name in looks_like(outside / file)
    if entry(name).sha256:
        assert add(name, outside / file)[0].known


def test_the_grids_of_two_publishers_are_told_apart(tmp_path: Path) -> None:
    def grid(name: str, step: float, title: str) -> Path:
        lon, lat = 10 + np.arange(12) * step, 20 + np.arange(12) * step
        with h5netcdf.File(tmp_path / name, "w") as file:
            file.attrs["title"] = title
            file.dimensions = {"lat": 12, "lon": 12}
            file.create_variable("lon", ("lon",), data=lon)
            file.create_variable("lat", ("lat",), data=lat)
            file.create_variable("elevation", ("lat", "lon"), data=np.zeros((12, 12), dtype=np.int16))
        return tmp_path / name

    fine, coarse = 15 / 3600, 1200 / 3600
    assert looks_like(grid("a.nc", fine, "The GEBCO_2024 Grid")) == ["gebco"]
    assert looks_like(grid("b.nc", fine, "ETOPO_2022_v1_15s")) == ["etopo"]
    assert looks_like(grid("ETOPO_60s.nc", 60 / 3600, "")) == ["etopo"]
    assert looks_like(grid("c.nc", fine, "")) == ["gebco", "etopo"]
    with pytest.raises(DataError, match="is a grid of 1200 seconds of arc"):
        add("gebco", grid("d.nc", coarse, "a coarse grid"))
