from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "sogdia.cli", "sweep"]
MANY = f'network = "net"\n[verbs.fail]\nnear = {[[43.15, 11.6, k] for k in range(1, 201)]}\n'
WORLD = """
year = [2024, 2026]
[verbs.fail]
each = "system"
[verbs.expose]
country = ["KEN", "DJI", "PAK", "KGZ"]
year = 2026
"""


def content(store):
    """Give every file of a store."""
    return {
        str(path.relative_to(store)): path.read_bytes() for path in sorted(Path(store).rglob("*")) if path.is_file()
    }


def started(*words):
    return subprocess.Popen([*COMMAND, *map(str, words)], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def wait_for(store, files, process, seconds=300):
    """Wait until so many chunks are on the disk."""
    end = time.monotonic() + seconds
    while len(list(Path(store).glob("*/*.parquet"))) < files:
        assert process.poll() is None, "it ended before"
        assert time.monotonic() < end
        time.sleep(0.002)


def children(pid):
    """Give the processes that a process started, and theirs."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(child) for child in task.read_text(encoding="ascii").split()]
    return found + [grandchild for child in found for grandchild in children(child)]


def computing(pid):
    """Give those of its descendants that are workers, the busiest first."""
    spent = {}
    for child in children(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{child}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            spent[child] = int(fields[11]) + int(fields[12])
    return sorted(spent, key=lambda child: -spent[child])


def test_the_example_is_printed_and_understood(run, tmp_path):
    ended = run("sweep", "--example")
    assert ended.code == 0
    assert ended.out.startswith("# A sweep")
    (tmp_path / "cases.toml").write_text(ended.out.replace('"aae-1"', '"aae-11"'), encoding="utf-8")
    ended = run("sweep", "cases.toml")
    assert ended.code == 1
    assert "nothing in the network is called 'aae-11'; did you mean 'aae-1'?" in ended.err
    assert not (tmp_path / "out").exists()


def test_a_sweep_from_file_to_answer(run, network, tmp_path):
    del network
    (tmp_path / "cases.toml").write_text(
        'network = "net"\n[verbs.fail]\neach = "system"\n[verbs.flow]\n', encoding="utf-8"
    )
    ended = run("sweep", "cases.toml", "--jobs", 1, "--json")
    assert ended.code == 0, ended.err
    rows = {row["data_set"]: row for row in json.loads(ended.out)}
    assert (rows["fail"]["cases"], rows["fail"]["rows"]) == (2, 6)
    assert rows["fail"]["path"] == "out/cases/fail/*.parquet"
    again = run("sweep", "cases.toml", "--jobs", 1)
    assert "from 'out/cases/fail/*.parquet'" in again.out
    assert json.loads((tmp_path / "out/cases/manifest.json").read_text(encoding="utf-8"))["chunks"] == 3


def test_what_does_not_go_together_is_told(run):
    assert "give a cases file, or --example" in run("sweep").err
    assert "--scheduler is Dask's" in run("sweep", "a.toml", "--scheduler", "tcp://x:1", "--executor", "serial").err
    assert "no cases file a.toml; print an example with `sogdia sweep --example`" in run("sweep", "a.toml").err


def test_a_sweep_that_is_killed_goes_on_where_it_was(network, tmp_path, run):
    del network
    (tmp_path / "cases.toml").write_text(MANY, encoding="utf-8")
    process = started("cases.toml", "-o", "killed", "--jobs", 1)
    wait_for("killed", 5, process)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    kept = {path: path.stat().st_mtime_ns for path in Path("killed").glob("fail/*.parquet")}
    assert 5 <= len(kept) < 14
    ended = run("sweep", "cases.toml", "-o", "killed", "--jobs", 1, "--quiet")
    assert ended.code == 0, ended.err
    again = [path for path, when in kept.items() if path.stat().st_mtime_ns != when]
    assert len(again) <= 1, "at most the chunk that was being written when it was killed"
    assert run("sweep", "cases.toml", "-o", "whole", "--jobs", 1, "--quiet").code == 0
    assert content("killed") == content("whole")


@pytest.mark.slow
@pytest.mark.parametrize("executor", ["processes", "dask"])
def test_a_worker_killed_and_then_the_whole_run_killed_leaves_the_store_of_one_process(executor, tmp_path, shell):
    (tmp_path / "cases.toml").write_text(WORLD, encoding="utf-8")
    assert shell("sweep", "cases.toml", "-o", "serial", "--executor", "serial", "--quiet").code == 0
    words = ("cases.toml", "-o", "killed", "--executor", executor, "--jobs", 2)
    process = started(*words)
    wait_for("killed", 6, process)
    before = set(children(process.pid))
    os.kill(computing(process.pid)[0], signal.SIGKILL)
    wait_for("killed", 20, process)
    assert set(children(process.pid)) != before, "a worker takes the place of the killed one"
    left = children(process.pid)
    process.kill()
    process.wait()
    kept = {path: path.stat().st_mtime_ns for path in Path("killed").glob("*/*.parquet")}
    ended = shell("sweep", *words, "--quiet")
    assert ended.code == 0, ended.err
    assert sum(path.stat().st_mtime_ns != when for path, when in kept.items()) <= 3, "the files of one chunk at most"
    assert content("killed") == content("serial")
    assert not [pid for pid in left if Path(f"/proc/{pid}/cmdline").is_file() and _is_python(pid)]


def _is_python(pid):
    with contextlib.suppress(OSError):
        return b"python" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


@pytest.mark.slow
def test_a_cluster_that_is_there_makes_the_same_store(network, tmp_path, shell):
    del network
    distributed = pytest.importorskip("distributed")
    (tmp_path / "cases.toml").write_text(MANY, encoding="utf-8")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address=None) as cluster:
        words = ("cases.toml", "-o", "there", "--scheduler", cluster.scheduler_address, "--quiet")
        ended = shell("sweep", *words)
        assert ended.code == 0, ended.err
        cluster.scale(0)
    assert shell("sweep", "cases.toml", "-o", "serial", "--executor", "serial", "--quiet").code == 0
    assert content("there") == content("serial")


@pytest.mark.slow
def test_one_wrong_row_of_a_million_is_found_before_anything_runs(network, tmp_path, run):
    del network
    lines = [f"{k},old,,," if k % 2 else f'{k},,"43.15,11.6,{k % 977 + 1}",,' for k in range(1_000_000)]
    lines[765_431] = '765431,,"43.15,91.6,10",,'
    (tmp_path / "losses.csv").write_text("name,cut,near,strait,withdraw\n" + "\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "cases.toml").write_text('network = "net"\n[verbs.fail]\ntable = "losses.csv"\n', encoding="utf-8")
    ended = run("sweep", "cases.toml")
    assert ended.code == 1
    assert "cases.toml has: 1 fault" in ended.err
    assert "losses.csv row 765432, column 'near': '43.15,91.6,10' is no circle" in ended.err
    assert not (tmp_path / "out").exists()
