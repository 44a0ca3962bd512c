"""World Bank, Gapminder, ITU and windows of round-trip times: small tables of invented figures."""

# ruff: noqa: E501  tables of invented rows are read more easily unbroken

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from sogdia.errors import DataError
from sogdia.formats.gapminder import is_gapminder, read_gapminder
from sogdia.formats.itu import is_itu_bandwidth, read_itu_bandwidth
from sogdia.formats.rtt_windows import is_rtt_windows, read_rtt_windows
from sogdia.formats.world_bank import is_world_bank, read_world_bank

if TYPE_CHECKING:
    from pathlib import Path

HEAD = '"Data Source","World Development Indicators",\n\n"Last Updated Date","2026-01-02",\n\n'
COUNTRIES = {
    "KEN": "Kenya",
    "COD": "Congo, Dem. Rep.",
    "XKX": "Kosovo",
    "NAM": "Namibia",
    "WLD": "World",
    "SSF": "Sub-Saharan Africa",
}
BANK = HEAD + '"Country Name","Country Code","Indicator Name","Indicator Code","2019","2020","2021",\n' + "".join(
    f'"{name}","{code}","Invented share","IN.VE.NT","{i}.5","","{i}.75",\n' for i, (code, name) in enumerate(COUNTRIES.items())
)  # fmt: skip
LONG = "geo,time,invented\n" + "".join(
    f"{g},{y},{y - 2000}\n" for g in ("ken", "nam", "kos", "nld_curacao") for y in range(2001, 2006)
)
ITU = "country,year,mbit_s\n" + "".join(
    f"{c},{y},{(y - 2009) * 100}\n" for c in ("Kenya", "Korea (Rep. of)", "Côte dIvoire") for y in range(2010, 2017)
)
RTT = "window_end_date,src,dst,avg_rtt_ms\n" + "".join(
    f"2024-01-{d:02d},Paris,{c},{d + 10}.5\n" for d in range(1, 11) for c in ("Rome", "Oslo")
)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_world_banks_table_is_read_packed_or_not(tmp_path: Path) -> None:
    plain = written(tmp_path / "API_IN.csv", BANK)
    packed = tmp_path / "API_IN.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("API_IN.csv", BANK)
        archive.writestr("Metadata_Country_API_IN.csv", "x")
    for path in (plain, packed):
        assert is_world_bank(path)
        got = read_world_bank(path)
        assert got.table.country.unique().tolist() == ["COD", "KEN", "NAM", "XKX"]
        assert len(got.table) == 8
        assert got.table[(got.table.country == "COD") & (got.table.year == 2021)].value.item() == 1.75
        assert got.about["Last Updated Date"] == "2026-01-02"
        assert [f.code for f in got.findings] == ["groups-left-out"]


def test_the_world_banks_faults_are_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"column '2019': is no number: row 6 \(found 'n/a'\)"):
        read_world_bank(written(tmp_path / "a.csv", BANK.replace('"0.5"', '"n/a"')))
    odd = read_world_bank(written(tmp_path / "b.csv", BANK.replace('"KEN"', '"QQQ"')))
    assert next((f.code, f.value) for f in odd.findings) == ("unknown-country", "QQQ")
    with pytest.raises(DataError, match="no table of the World Bank"):
        read_world_bank(written(tmp_path / "c.csv", LONG))
    with pytest.raises(DataError, match=r"cells where the header has|truncated"):
        read_world_bank(written(tmp_path / "d.csv", BANK[:-30]))
    (tmp_path / "e.zip").write_bytes(b"PK\x05\x06" + b"\0" * 18)
    with pytest.raises(DataError, match="no single CSV"):
        read_world_bank(tmp_path / "e.zip")


def test_gapminders_long_table_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "invented.csv", LONG)
    assert is_gapminder(path)
    got = read_gapminder(path)
    assert got.table.country.unique().tolist() == ["KEN", "NAM", "XKX", "CUW"]
    assert got.table.indicator.unique().tolist() == ["invented"]
    assert len(got.table) == 20


def test_gapminders_wide_table_is_read_with_its_letters(tmp_path: Path) -> None:
    got = read_gapminder(
        written(tmp_path / "wide.csv", "country,2000,2001,2002\nKenya,1.2k,3M,\nUSSR,1,2,3\nNamibia,−4,5.5B,6\n")
    )
    assert got.table[got.table.country == "KEN"].value.tolist() == [1200.0, 3e6]
    assert got.table[got.table.country == "NAM"].value.tolist() == [-4.0, 5.5e9, 6.0]
    assert [(f.value, f.mend) for f in got.findings] == [("USSR", "rows left out")]
    with pytest.raises(DataError, match=r"is no number: row 2 \(found 'many'\)"):
        read_gapminder(written(tmp_path / "wide.csv", "country,2000,2001,2002\nKenya,many,3M,\n"))
    with pytest.raises(DataError, match="no indicator of Gapminder"):
        read_gapminder(written(tmp_path / "w.csv", "a,b\n1,2\n"))


def test_itus_zeros_and_jumps_are_told_and_stand(tmp_path: Path) -> None:
    path = written(
        tmp_path / "itu.csv",
        ITU.replace("Kenya,2012,300", "Kenya,2012,0").replace("Kenya,2014,500", "Kenya,2014,4864000"),
    )
    assert is_itu_bandwidth(path)
    got = read_itu_bandwidth(path)
    assert got.table.country.unique().tolist() == ["CIV", "KEN", "KOR"]
    assert got.table.used_mbps.max() == 4_864_000
    assert [(f.code, f.key, f.row) for f in got.findings] == [
        ("zero", "Kenya 2012", 4), ("jump", "Kenya 2014", 6), ("jump", "Kenya 2015", 7),
    ]  # fmt: skip
    assert "12,160 times the figure before (400)" in got.findings[1].problem


def test_itus_workbook_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "i4214"
    sheet.append(["Indicator", "Country", "2010_value", "2010_notes", "2011_value", "2011_notes"])
    for i, name in enumerate(("Kenya", "Namibia", "Martinique [included in France data]")):
        sheet.append(["International bandwidth", name, 10 * (i + 1), None, 12.5 * (i + 1), "estimate"])
    book.save(tmp_path / "itu.xlsx")
    assert is_itu_bandwidth(tmp_path / "itu.xlsx")
    got = read_itu_bandwidth(tmp_path / "itu.xlsx")
    assert got.table.used_mbps.tolist() == [10, 12.5, 30, 37.5, 20, 25]
    assert got.table.country.tolist() == ["KEN", "KEN", "MTQ", "MTQ", "NAM", "NAM"]
    (tmp_path / "cut.xlsx").write_bytes((tmp_path / "itu.xlsx").read_bytes()[:-200])
    with pytest.raises(DataError):
        read_itu_bandwidth(tmp_path / "cut.xlsx")


def test_itus_unknown_names_are_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"\(did you mean 'Kenya'\?\): row 2 \(found 'Kenia'\)"):
        read_itu_bandwidth(written(tmp_path / "itu.csv", ITU.replace("Kenya,2010", "Kenia,2010")))
    with pytest.raises(DataError, match=r"column 'year': is no year: row 2"):
        read_itu_bandwidth(written(tmp_path / "itu.csv", ITU.replace("Kenya,2010", "Kenya,20100")))


def test_windows_are_read(tmp_path: Path) -> None:
    path = written(tmp_path / "rtt.csv", RTT)
    assert is_rtt_windows(path)
    got = read_rtt_windows(path)
    assert len(got.table) == 20
    assert got.table.window_end.max().day == 10
    twice = read_rtt_windows(written(tmp_path / "rtt.csv", RTT + "2024-01-10,Paris,Oslo,20.5\n"))
    assert [(f.code, f.row) for f in twice.findings] == [("duplicate-row", 22)]
    with pytest.raises(DataError, match=r"column 'window_end_date': is no date .*row 2 \(found '1/1/24'\)"):
        read_rtt_windows(written(tmp_path / "rtt.csv", RTT.replace("2024-01-01,Paris,Rome", "1/1/24,Paris,Rome")))
    with pytest.raises(DataError, match="column 'avg_rtt_ms': is not positive: row 2"):
        read_rtt_windows(written(tmp_path / "rtt.csv", RTT.replace(",11.5", ",0", 1)))


@pytest.mark.outside
def test_the_published_tables_are_read(outside: Path) -> None:
    itu = read_itu_bandwidth(outside / "itu_bandwidth" / "InternationalBandwidthInMbits_2007-2020.xlsx")
    assert len(itu.table) == 2497
    iraq = [f for f in itu.findings if f.key == "Iraq 2017"]
    assert "9,729 times" in iraq[0].problem
    assert sum(f.code == "zero" for f in itu.findings) == 3
    for path in sorted((outside / "wdi_rd").glob("*.csv")):
        assert read_world_bank(path).table.country.notna().all()
    for path in sorted((outside / "gapminder_systema").glob("*.csv")):
        assert {f.code for f in read_gapminder(path).findings} <= {"unknown-country"}
    assert len(read_rtt_windows(next((outside / "rtt_ibmcloud_2026").glob("*.csv"))).table) == 19068
