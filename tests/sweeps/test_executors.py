"""The store is the same whoever answers, and whatever happens to workers."""

from __future__ import annotations

import os
import signal
import socket
import sys

import numba
import pytest
from threadpoolctl import threadpool_info

from sogdia.errors import DataError, MissingExtraError, ParameterError
from sogdia.sweeps import sweep
from sogdia.sweeps.cases import read_cases
from sogdia.sweeps.chunks import Failed, Setup, answer, code_digest, cut
from sogdia.sweeps.executors import chosen
from sogdia.sweeps.processes import Processes

CASES = f"[verbs.fail]\nnear = {[[43, 12, k] for k in range(1, 25)]}\n[verbs.flow]\n"


def planned(path):
    plan = read_cases(path)
    return Setup({key: ground.thing for key, ground in plan.grounds.items()}, code_digest()), list(cut(plan))


def test_processes_make_the_store_of_one_process_also_when_a_worker_is_killed(write, folder, same, monkeypatch):
    path, made, killed, told = write(CASES), [], [], []
    real = Processes.__init__
    monkeypatch.setattr(Processes, "__init__", lambda hands, *given: (real(hands, *given), made.append(hands))[0])

    def progress(done, count, words):
        told.append((done, count, words))
        if done > 8 and not killed:
            killed.append(made[0].workers[0].process.pid)
            os.kill(killed[0], signal.SIGKILL)

    sweep(path, folder / "one", executor="serial")
    sweep(path, folder / "two", executor="processes", jobs=2, progress=progress)
    assert killed
    assert told[-1][:2] == (25, 25)
    assert same(folder / "one", folder / "two")
    assert all(worker.process is None for worker in made[0].workers)


def test_a_chunk_that_always_kills_its_worker_is_given_up(write, monkeypatch):
    setup, chunks = planned(write(CASES))
    monkeypatch.setattr("sogdia.sweeps.processes.Worker.ask", lambda _self, _task: (_ for _ in ()).throw(EOFError))
    with Processes(setup, 1) as hands:
        replies = [reply for _, reply in hands.run([(chunk, {}) for chunk in chunks[:2]])]
    assert all(isinstance(reply, Failed) and "died 3 times" in reply.why for reply in replies)


def test_one_thread_is_taken(write, monkeypatch):
    seen = []

    def spy(*_):
        seen.extend(pool["num_threads"] for pool in threadpool_info())
        seen.append(numba.get_num_threads())
        raise ParameterError("seen")

    monkeypatch.setattr("sogdia.sweeps.chunks._ready", spy)
    setup, chunks = planned(write(CASES))
    assert answer(setup, chunks[0], {}) == Failed("seen")
    assert set(seen) == {1}


def test_the_executor_that_is_meant():
    assert chosen("serial", 4, None) == ("serial", 1)
    assert chosen("processes", 3, None) == ("processes", 3)
    with pytest.raises(ParameterError, match="did you mean 'serial'"):
        chosen("seriel", 1, None)
    with pytest.raises(ParameterError, match="jobs is 1 or more"):
        chosen(None, 0, None)
    with pytest.raises(ParameterError, match="a scheduler is Dask's"):
        chosen("serial", 1, "tcp://127.0.0.1:1")


def test_without_dask_it_is_said_what_to_install(write, folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'sogdia\[sweep\]'"):
        sweep(write(CASES), folder / "out", executor="dask")
    assert not (folder / "out").exists()


def test_a_scheduler_that_is_not_there_is_told_before_anything_runs(write, folder):
    pytest.importorskip("distributed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(
            DataError, match=rf"nothing answers at {address} .*; start a scheduler with `dask scheduler`"
        ):
            sweep(write(CASES), folder / "out", scheduler=address)
    with pytest.raises(ParameterError, match="write tcp://HOST:PORT"):
        sweep(write(CASES), folder / "out", scheduler="localhost")
    assert not (folder / "out").exists()
