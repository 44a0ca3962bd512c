from __future__ import annotations

import io
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest

import sogdia as sg
from sogdia.errors import DataError, DataWarning, ParameterError
from sogdia.formats.files import ENDINGS, WRITERS, draft, format_for
from sogdia.formats.folders import networks_in
from sogdia.formats.recognition import recognise

if TYPE_CHECKING:
    from pathlib import Path

    from sogdia.network import Network


@pytest.mark.parametrize("form", sorted(set(WRITERS) - {"kmz"}))
def test_a_format_is_known_by_its_content_whatever_its_name(triangle: Network, tmp_path: Path, form: str) -> None:
    net = triangle.add("systems", id="s", name="S").replace(spans=triangle.spans.assign(system="s"))
    path = sg.write(net, tmp_path / "thing", to=form)
    assert recognise(path) == form
    assert len(draft(path).network().spans) == 3


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.json", "ofds-json"),
        ("a.node-link.json", "node-link"),
        ("a", "geoparquet"),
        ("A.KMZ", "kmz"),
        ("a.ofds.csv", "ofds-csv"),
        ("a.b.gpkg", "geopackage"),
    ],
)
def test_the_ending_says_the_format(tmp_path: Path, name: str, form: str) -> None:
    assert format_for(tmp_path / name) == form
    assert set(ENDINGS.values()) <= set(WRITERS)


def test_an_unknown_ending_or_format_is_told(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r"did you mean '\.gpkg'"):
        format_for(tmp_path / "a.gpk")
    with pytest.raises(ParameterError, match="did you mean 'geopackage'"):
        format_for(tmp_path / "a", "geopackag")


def test_a_zip_of_a_folder_is_read(triangle: Network, tmp_path: Path) -> None:
    folder = sg.write(triangle, tmp_path / "pair", to="csv")
    with zipfile.ZipFile(tmp_path / "pair.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"inside/{file.name}")
    found = draft(tmp_path / "pair.zip")
    assert found.network() == triangle
    assert set(found.rows["nodes"].file) == {"pair.zip/inside/nodes.csv"}


@pytest.mark.parametrize("name", ["../up.csv", "/up.csv", "a/../../up.csv", "..\\up.csv", "C:\\up.csv"])
def test_a_member_that_would_be_written_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(name, "id\n")
    with pytest.raises(DataError, match="written elsewhere"):
        draft(tmp_path / "x.zip")
    assert [item.name for item in tmp_path.iterdir()] == ["x.zip"]


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        member = tarfile.TarInfo("nodes.csv")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/hostname"
        archive.addfile(member)
    with pytest.raises(DataError, match="link or device"):
        draft(tmp_path / "x.tar")


def test_what_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("nodes.csv", bytes(60_000_000))
    (tmp_path / "x.zip").write_bytes(buffer.getvalue())
    with pytest.raises(DataError, match="unpacks to more than"):
        draft(tmp_path / "x.zip")


def test_reading_warns_once_when_faults_were_mended(tmp_path: Path) -> None:
    (tmp_path / "nodes.csv").write_text("id,lon,lat\na,1,2\nb,3,4,x\n")
    (tmp_path / "spans.csv").write_text("start,end,setting\na,b,submarine\n")
    with pytest.warns(DataWarning, match="1 fault was mended; `sogdia check"):
        sg.read(tmp_path)


def test_converting_says_what_is_lost(triangle: Network, tmp_path: Path) -> None:
    net = triangle.add("systems", id="s", name="S")
    sg.write(net, tmp_path / "a.gpkg")
    done = sg.convert(tmp_path / "a.gpkg", tmp_path / "a.graphml")
    assert done.lost == ("table systems (1 row)",)
    assert (done.read_as, done.format, done.rows["spans"]) == ("geopackage", "graphml", 3)
    assert sg.convert(tmp_path / "a.gpkg", tmp_path / "b").lost == ()
    with pytest.raises(DataError, match="the input itself"):
        sg.convert(tmp_path / "b", tmp_path / "b")


def test_what_is_no_format_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(1000))
    with pytest.raises(DataError, match="no format that Sogdia reads"):
        draft(tmp_path / "a.bin")
    with pytest.raises(DataError, match="no file or folder"):
        draft(tmp_path / "b")


def test_a_folder_of_several_operators_is_taken_apart(triangle: Network, tmp_path: Path) -> None:
    one, other = sg.write(triangle, tmp_path / "all" / "a", to="ofds-geojson"), tmp_path / "all" / "b.gpkg"
    sg.write(triangle, other)
    (tmp_path / "all" / "readme.txt").write_text("two operators")
    assert networks_in(tmp_path / "all") == (one, other)
    assert networks_in(one) == (one,)
    assert networks_in(other) == (other,)
