# ruff: noqa: E501  tables of invented rows are read more easily unbroken
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sogdia.errors import DataError
from sogdia.formats.pings import is_pings, read_pings

if TYPE_CHECKING:
    from pathlib import Path

PLACES = {"1": ("Nairobi", "Kenya", -1.28, 36.82), "2": ("Paris", "France", 48.86, 2.35), "3": ("Tokyo", "Japan", 35.68, 139.77),
          "4": ("Lima", "Peru", -12.05, -77.04), "5": ("Windhoek", "NA", -22.56, 17.08)}  # fmt: skip
SERVERS = "id,name,country,latitude,longitude\n" + "".join(
    f"{i},{n},{c},{lat},{lon}\n" for i, (n, c, lat, lon) in PLACES.items()
)
PINGS = "source,destination,timestamp,min,avg,max,mdev\n" + "".join(
    f"{a},{b},2020-01-01 00:00:00,{t},{t + 1},{t + 9},0.5\n"
    for a in PLACES
    for b in PLACES
    if (t := 0.1 if a == b else 220.5)
)


def folder_of(path: Path, pings: str = PINGS, servers: str = SERVERS) -> Path:
    path.mkdir(exist_ok=True)
    (path / "pings.csv").write_text(pings)
    (path / "servers.csv").write_text(servers)
    return path


def test_pings_are_read_with_their_servers(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "w")
    assert is_pings(folder)
    assert is_pings(folder / "pings.csv")
    got = read_pings(folder)
    assert len(got.table) == 25
    assert got.table.rtt_min_ms.max() == 220.5
    assert got.servers.country.tolist() == ["KEN", "FRA", "JPN", "PER", "NAM"]
    assert got.findings == ()
    assert read_pings(folder / "pings.csv").table.equals(got.table)


def test_a_server_that_is_too_quick_and_one_without_a_place_are_told(tmp_path: Path) -> None:
    quick = PINGS.replace("4,1,2020-01-01 00:00:00,220.5", "4,1,2020-01-01 00:00:00,20.5") + "9,1,x,1,2,3,0\n"
    got = read_pings(folder_of(tmp_path / "w", quick))
    assert next((f.code, f.key) for f in got.findings) == ("unknown-server", "9")
    assert {f.key for f in got.findings if f.code == "misplaced-server"} == {"1", "4"}
    assert len(got.table) == 26


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("1,2,2020-01-01 00:00:00,220.5", "1,2,2020-01-01 00:00:00,fast", "column 'min': is no number: row 3"),
        ("1,2,2020-01-01 00:00:00,220.5", "1,2,2020-01-01 00:00:00,-220.5", "column 'min': is negative: row 3"),
        ("1,2,2020-01-01 00:00:00,220.5", "1,2,2020-01-01 00:00:00,999", "column 'min': is over the average: row 3"),
    ],
)
def test_wrong_cells_are_refused_with_their_row(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(DataError, match=words):
        read_pings(folder_of(tmp_path / "w", PINGS.replace(old, new, 1)))


def test_wrong_servers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match=r"column 'country': is no country that Sogdia knows: row 4 \(found 'Atlantis'\)"
    ):
        read_pings(folder_of(tmp_path / "w", servers=SERVERS.replace("Japan", "Atlantis")))
    with pytest.raises(DataError, match="column 'latitude': is no latitude: row 2"):
        read_pings(folder_of(tmp_path / "w", servers=SERVERS.replace("-1.28", "-128")))
    (tmp_path / "w" / "servers.csv").unlink()
    with pytest.raises(DataError, match="one CSV of servers is needed"):
        read_pings(tmp_path / "w")


@pytest.mark.outside
def test_the_published_pings_are_read(outside: Path) -> None:
    got = read_pings(outside / "rtt_wonderproxy_2020")
    assert len(got.servers) == 123
    assert got.table.rtt_min_ms.notna().all()
