"""Whatever happens to a sweep, what was done stays, and only what is missing is done again."""

from __future__ import annotations

import errno
import json
import os
import shutil

import pytest

from sogdia.assessment.sample import sample_network
from sogdia.errors import DataError
from sogdia.sweeps import chunks, sweep
from sogdia.sweeps.executors import Serial
from sogdia.sweeps.store import JOURNAL, Store

TEN = f"[verbs.fail]\nnear = {[[43, 12, k] for k in range(1, 11)]}\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Give a folder with a network, a cases file and the store that it makes."""
    folder = tmp_path_factory.mktemp("made")
    sample_network().save(folder / "net")
    (folder / "cases.toml").write_text(f'network = "net"\n{TEN}', encoding="utf-8")
    sweep(folder / "cases.toml", folder / "whole", jobs=1)
    return folder


@pytest.fixture
def whole(made, tmp_path):
    """Give a cases file and the store that it makes, to be harmed."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "cases.toml", tmp_path / "whole"


@pytest.fixture
def asked(monkeypatch):
    """List the chunks that are answered."""
    names = []
    real = chunks.answer

    def noted(setup, chunk, schemas):
        names.append(chunk.name)
        return real(setup, chunk, schemas)

    monkeypatch.setattr("sogdia.sweeps.executors.answer", noted)
    return names


def test_a_finished_sweep_runs_nothing_again(whole, asked):
    path, store = whole
    assert sweep(path, store, jobs=1).table.files.tolist() == [10]
    assert asked == []


@pytest.mark.parametrize("harm", ["gone", "cut short", "altered", "no journal", "torn journal", "half written"])
def test_what_is_harmed_is_done_again_and_nothing_else(whole, asked, same, made, harm):
    path, store = whole
    file, journal = store / "fail" / "fail-000004.parquet", store / JOURNAL
    lines = journal.read_bytes().splitlines(keepends=True)
    if harm == "gone":
        file.unlink()
    elif harm == "cut short":
        file.write_bytes(file.read_bytes()[:-100])
    elif harm == "altered":
        file.write_bytes(b"X" + file.read_bytes()[1:])
    elif harm == "no journal":
        journal.unlink()
    elif harm == "torn journal":
        journal.write_bytes(b"".join(lines[:9]) + lines[9][:30])
    else:
        (store / "fail" / "fail-000099.parquet.partial").write_bytes(b"PAR1")
        journal.write_bytes(b"".join(lines[:4] + lines[5:]))
    sweep(path, store, jobs=1)
    again = {"no journal": 10}.get(harm, 1)
    assert len(asked) == again
    assert same(store, made / "whole")


def test_a_full_disk_is_told_and_loses_nothing(whole, folder, same, monkeypatch, asked):
    path, complete = whole
    real, calls = os.fsync, []

    def full(handle):
        calls.append(handle)
        if len(calls) > 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(DataError, match=r"no room left on the disk of .*: \d of 10 chunks are kept; make room"):
            sweep(path, folder / "out", jobs=1)
    stored = list((folder / "out" / "fail").iterdir())
    assert 0 < len(stored) < 10
    assert [file.suffix for file in stored] == [".parquet"] * len(stored)
    before = len(asked)
    sweep(path, folder / "out", jobs=1)
    assert len(asked) - before == 10 - len(stored)
    assert same(folder / "out", complete)


def test_other_cases_data_or_code_are_noticed(whole, write, folder, monkeypatch):
    path, store = whole
    before = sorted(store.rglob("*"))
    write(TEN.replace("10]]", "11]]"))
    with pytest.raises(DataError, match="holds a sweep of something else") as told:
        sweep(path, store, jobs=1)
    assert "cases sha256" in str(told.value)
    write(TEN)
    monkeypatch.setattr("sogdia.sweeps.sweeping.code_digest", lambda: "other")
    with pytest.raises(DataError, match=r"code sha256: .* there, other now"):
        sweep(path, store, jobs=1)
    monkeypatch.undo()
    sample_network().add("countries", id="TZA", name="Tanzania").save(folder / "net")
    with pytest.raises(DataError, match="networks net: "):
        sweep(path, store, jobs=1)
    assert sorted(store.rglob("*")) == before


def test_a_store_without_answers_may_become_another(write, folder):
    path, out = write(TEN), folder / "out"
    with Store(out, {"verb": "sweep", "chunks": 3}):
        pass
    sweep(path, out, jobs=1)
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["chunks"] == 10


def test_a_folder_of_other_things_is_left_alone(write, folder):
    path = write(TEN)
    (folder / "mine").mkdir()
    (folder / "mine" / "thesis.txt").write_text("x", encoding="utf-8")
    with pytest.raises(DataError, match="holds other things"):
        sweep(path, folder / "mine", jobs=1)
    (folder / "mine" / "manifest.json").write_text('{"verb": "assess"}', encoding="utf-8")
    with pytest.raises(DataError, match="holds another answer"):
        sweep(path, folder / "mine", jobs=1)
    with pytest.raises(DataError, match="is a file"):
        sweep(path, path, jobs=1)


def test_two_sweeps_never_write_one_store(whole):
    path, store = whole
    about = json.loads((store / "manifest.json").read_text(encoding="utf-8"))
    with Store(store, about), pytest.raises(DataError, match="being written by another sweep"):
        sweep(path, store, jobs=1)


def test_chunks_that_fail_are_told_and_the_others_kept(write, folder, monkeypatch):
    path = write(TEN)
    real = Serial.run

    def some(self, tasks):
        for chunk, reply in real(self, tasks):
            bad = chunk.name in {"fail-000000", "fail-000003"}
            yield chunk, chunks.Failed("nothing to be had") if bad else reply

    with monkeypatch.context() as patch:
        patch.setattr(Serial, "run", some)
        with pytest.raises(DataError, match="2 of 10 chunks failed; 8 are kept") as told:
            sweep(path, folder / "out", jobs=1)
    assert "fail-000003 (case " in str(told.value)
    assert sweep(path, folder / "out", jobs=1).table.cases.tolist() == [10]
