from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sogdia.formats.files import WRITERS, draft

if TYPE_CHECKING:
    from pathlib import Path

ENDINGS = {"csv": "", "geoparquet": "", "ofds-csv": "", "ofds-geojson": "", "node-link": ".json", "ofds-json": ".json",
           "geopackage": ".gpkg"}  # fmt: skip


def sites(folder: Path) -> Path:
    """Write an operator's own pair: Windows-1252, semicolons, decimal commas, lengths in metres."""
    folder.mkdir()
    (folder / "sites.csv").write_bytes(
        "SITE_ID;Nom;Lon;Lat;Pays\nA1;Lüderitz;15,1591;-26,6420;NA\nB2;Windhoek;17,0832;-22,5594;NA\n".encode("cp1252")
    )
    (folder / "links.csv").write_bytes("LINK;A_END;B_END;LEN_M;Etat\nL1;A1;B2;712000,5;Live\n".encode("cp1252"))
    (folder / "map.toml").write_text(
        '[nodes]\nid = "SITE_ID"\nname = "Nom"\nlon = "Lon"\nlat = "Lat"\ncountry = "Pays"\n'
        '[spans]\nid = "LINK"\nstart = "A_END"\nend = "B_END"\nlength_km = { column = "LEN_M", unit = "m" }\n'
        'setting = { constant = "terrestrial" }\n',
        encoding="utf-8",
    )
    return folder


def test_every_format_is_written_from_an_operators_own_tables(run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    sites(tmp_path / "mine")
    for form in WRITERS:
        target = f"out-{form}{ENDINGS.get(form, '.' + form)}"
        ended = run("convert", "mine", target, "--to", form, "--mapping", "mine/map.toml", "--json")
        assert ended.code == 0, (form, ended.err)
        said = json.loads(ended.out)
        assert (said["read_as"], said["rows"]) == ("csv", {"nodes": 2, "spans": 1})
        net = draft(target).network()
        assert net.spans.length_km.tolist() == [712.0005]
        if form not in {"kml", "kmz"}:
            assert sorted(net.nodes.name) == ["Lüderitz", "Windhoek"]


def test_a_mapping_goes_with_check_too(run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    sites(tmp_path / "mine")
    ended = run("check", "mine", "--mapping", "mine/map.toml", "--json")
    assert ended.code == 0, ended.err
    assert {"encoding", "decimal-comma"} <= {row["code"] for row in json.loads(ended.out)["findings"]}
