"""Valid files of the readers that give tables or grids instead of networks, and what reads each; for `fuzz.py`."""

from __future__ import annotations

import gzip
import io
import struct
import warnings
import zipfile
from typing import TYPE_CHECKING, Final

import h5netcdf
import numpy as np
import openpyxl
from scipy.io import netcdf_file

from sogdia.data.recognition import looks_like
from sogdia.formats import un_library
from sogdia.formats.gapminder import read_gapminder
from sogdia.formats.geonames import read_geonames
from sogdia.formats.grids import open_grid
from sogdia.formats.itu import read_itu_bandwidth
from sogdia.formats.pings import read_pings
from sogdia.formats.rda import read_rda
from sogdia.formats.rtt_windows import read_rtt_windows
from sogdia.formats.vote_files import is_votes, read_votes
from sogdia.formats.world_bank import read_world_bank

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

MARK: Final = "data-"
"""Before the name of each of these files."""


def _votes(path: Path) -> None:
    is_votes(path)
    read_votes(path, cache=path.parent.parent / "originals")


def _rda(path: Path) -> None:
    read_rda(path, cache=path / "no-folder")


def _grid(path: Path) -> None:
    grid = open_grid(path)
    west, south, east, north = grid.bounds
    grid.window(west, south, min(east, west + 2), min(north, south + 2), gaps=True)


READERS: Final[Mapping[str, Callable[[Path], object]]] = {
    "pings": read_pings,
    "rtt": read_rtt_windows,
    "geonames": read_geonames,
    "bank": read_world_bank,
    "gapminder": read_gapminder,
    "itu": read_itu_bandwidth,
    "grid": _grid,
    "votes": _votes,
    "library": _votes,
    "rda": _rda,
}


def read_data(path: Path) -> None:
    """Tell what a file may be, and read it with the reader that its name asks for."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        looks_like(path)
        READERS[path.name.removeprefix(MARK).split(".")[0]](path)


def data_seeds(folder: Path) -> list[Path]:
    """Write one valid file of each reader, packed and not."""
    town = "{0}\tTown {0}\t\ta,b\t{0}.5\t-{0}.5\tP\tPPL\tNA\t\t01\t\t\t\t{0}000\t\t10\tAfrica/Windhoek\t2024-01-01\n"
    texts = {
        "rtt.csv": "window_end_date,src,dst,avg_rtt_ms\n"
        + "".join(f"2024-01-{d:02d},Paris,{c},{d + 10}.5\n" for d in range(1, 11) for c in ("Rome", "Oslo")),
        "geonames.txt": "".join(town.format(i) for i in range(1, 40)),
        "bank.csv": '"Data Source","World Development Indicators",\n\n"Last Updated Date","2026-01-02",\n\n'
        '"Country Name","Country Code","Indicator Name","Indicator Code","2019","2020","2021",\n'
        '"Kenya","KEN","Made share","MA.DE","1.5","","2"\n"Namibia","NAM","Made share","MA.DE","2.5","","3"\n',
        "gapminder.csv": "geo,time,made\n"
        + "".join(f"{g},{y},{y - 2000}\n" for g in ("ken", "nam", "kos") for y in range(2001, 2009)),
        "itu.csv": "country,year,mbit_s\n"
        + "".join(f"{c},{y},{(y - 2009) * 100}\n" for c in ("Kenya", "Namibia") for y in range(2010, 2017)),
        "grid.asc": "ncols 8\nnrows 6\nxllcorner 10\nyllcorner 20\ncellsize 0.5\nNODATA_value -9999\n"
        + "".join(" ".join(str(r * 8 + c) for c in range(8)) + "\n" for r in range(6)),
    }
    out = []
    for name, text in texts.items():
        (folder / f"{MARK}{name}").write_text(text, encoding="utf-8")
        out.append(folder / f"{MARK}{name}")
    for name in ("bank", "geonames"):
        packed = folder / f"{MARK}{name}.zip"
        inner = next(one for one in texts if one.startswith(name))
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"API_{inner}" if name == "bank" else "NA.txt", texts[inner])
        out.append(packed)
    return [*out, _pings(folder), _workbook(folder), *_netcdf(folder), *_ballots(folder), _r_table(folder)]


def _ballots(folder: Path) -> list[Path]:
    place = folder / f"{MARK}votes"
    place.mkdir()
    members = (("Kenya", "KE"), ("Namibia", "NA"), ("Fiji", "FJ"))
    cast = "".join(f'{n},"{name}",{code},{vote}\n' for n, vote in ((3, "yes"), (4, "no")) for name, code in members)
    (place / "un_votes.csv").write_text("rcid,country,country_code,vote\n" + cast, encoding="utf-8")
    calls = "rcid,session,importantvote,date,unres,amend,para,short,descr\n3,1,0,1946-01-01,R/1/66,1,0,A,B\n4,1,0,1946-01-02,R/1/79,0,0,C,D\n"
    (place / "un_roll_calls.csv").write_text(calls, encoding="utf-8")
    (place / "un_roll_call_issues.csv").write_text("rcid,short_name,issue\n3,me,Palestine\n", encoding="utf-8")
    library = folder / f"{MARK}library.csv"
    head = ",".join(un_library.NEEDED)
    said = {"ms_code": "KEN", "ms_name": "KENYA", "ms_vote": "Y", "date": "2001-01-02", "session": "55", "title": "A"}
    rows = "".join(",".join(said.get(name, f"{name}{i}") for name in un_library.NEEDED) + "\n" for i in range(9))
    library.write_text(f"{head}\n{rows}", encoding="utf-8")
    return [place, library]


def _r_table(folder: Path) -> Path:
    """Write a data frame of one column as R does (format 3, XDR, packed): the parser must stand any change of it."""
    word = struct.Struct(">i").pack

    def symbol(name: str) -> bytes:
        return word(1) + text(name)

    def text(value: str) -> bytes:
        return word(0x00040009) + word(len(value)) + value.encode()

    column = word(0x0000000D) + word(3) + b"".join(word(i) for i in (1, 2, 3))
    marks = word(0x00000402) + symbol("names") + word(0x10) + word(1) + text("rcid")
    marks += word(0x00000402) + symbol("class") + word(0x10) + word(1) + text("data.frame")
    marks += word(0x00000402) + symbol("row.names") + word(0x0D) + word(2) + word(-(2**31)) + word(-3) + word(0xFE)
    frame = word(0x00000313) + word(1) + column + marks
    body = b"RDX3\nX\n" + word(3) + word(0x00040000) + word(0x00030500) + word(5) + b"UTF-8"
    body += word(0x00000402) + symbol("t") + frame + word(0xFE)
    path = folder / f"{MARK}rda.rda"
    path.write_bytes(gzip.compress(body))
    return path


def _pings(folder: Path) -> Path:
    place = folder / f"{MARK}pings"
    place.mkdir()
    rows = [("1", "Nairobi", "Kenya", -1.28, 36.82), ("2", "Paris", "France", 48.86, 2.35), ("3", "X", "NA", -22.5, 17)]
    servers = "".join(",".join(map(str, row)) + "\n" for row in rows)
    (place / "servers.csv").write_text("id,name,country,latitude,longitude\n" + servers, encoding="utf-8")
    pings = "".join(f"{a[0]},{b[0]},2020-01-01 00:00:00,220.5,221.5,229.5,0.5\n" for a in rows for b in rows if a != b)
    (place / "pings.csv").write_text("source,destination,timestamp,min,avg,max,mdev\n" + pings, encoding="utf-8")
    return place


def _workbook(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "i4214"
    sheet.append(["Indicator", "Country", "2010_value", "2010_notes", "2011_value", "2011_notes"])
    for i, name in enumerate(("Kenya", "Namibia")):
        sheet.append(["International bandwidth", name, 10 * (i + 1), None, 12.5 * (i + 1), "estimate"])
    buffer = io.BytesIO()
    book.save(buffer)
    (folder / f"{MARK}itu.xlsx").write_bytes(buffer.getvalue())
    return folder / f"{MARK}itu.xlsx"


def _netcdf(folder: Path) -> list[Path]:
    lon, lat = np.arange(10.5, 18), np.arange(20.5, 26)
    z = np.arange(48, dtype=np.int16).reshape(6, 8)
    modern, classic = folder / f"{MARK}grid.nc", folder / f"{MARK}grid.classic.nc"
    with h5netcdf.File(modern, "w") as file:
        file.dimensions = {"lat": len(lat), "lon": len(lon)}
        file.create_variable("lon", ("lon",), data=lon)
        file.create_variable("lat", ("lat",), data=lat)
        file.create_variable("elevation", ("lat", "lon"), data=z)
    with netcdf_file(classic, "w") as file:
        for name, axis in (("x", lon), ("y", lat)):
            file.createDimension(name, len(axis))
            file.createVariable(name, "f8", (name,))[:] = axis
        file.createVariable("z", "i2", ("y", "x"))[:] = z
    return [modern, classic]
