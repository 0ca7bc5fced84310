from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus.engine.local import Local, suitable_workers
from tests.processes import is_alive


def square(n: int) -> tuple[int, int]:
    return n * n, os.getpid()


def fail(n: int) -> int:
    raise ValueError(f"no {n}")


def test_one_worker_is_this_process() -> None:
    assert list(Local(1).map(square, [3, 1, 2])) == [(n * n, os.getpid()) for n in (3, 1, 2)]


def test_results_come_in_order_from_other_processes() -> None:
    engine = Local(2)
    try:
        results = list(engine.map(square, range(20)))
    finally:
        engine.close()
    assert [result for result, _ in results] == [n * n for n in range(20)]
    assert os.getpid() not in {pid for _, pid in results}


def test_what_a_task_raises_is_raised_here() -> None:
    engine = Local(2)
    try:
        with pytest.raises(ValueError, match="no 0"):
            list(engine.map(fail, range(3)))
    finally:
        engine.close()


def test_small_input_is_not_worth_a_process() -> None:
    assert suitable_workers(0) == 1
    assert suitable_workers(100_000) == 1
    assert 1 <= suitable_workers(1 << 40) <= (os.cpu_count() or 1)


BUSY = """
import os, signal, time
from corpus.engine.local import Local

def report(n):
    os.write(1, b"%d\\n" % os.getpid())  # in one piece: print may write the end of a line after
    time.sleep(600)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have it ignored
    list(Local(3).map(report, range(9)))
"""


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT])
def test_busy_workers_end_with_their_parent(tmp_path: Path, stop: signal.Signals) -> None:
    script = tmp_path / "busy.py"
    script.write_text(BUSY, "utf-8")
    parent = subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert parent.stdout is not None
    workers = [int(parent.stdout.readline()) for _ in range(3)]
    if stop == signal.SIGKILL:
        parent.kill()
    else:
        os.killpg(parent.pid, stop)  # as a terminal does
    _, told = parent.communicate(timeout=60)
    assert told.count("Traceback") == told.count("\nKeyboardInterrupt") == (stop == signal.SIGINT)
    deadline = time.monotonic() + 20
    while any(is_alive(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(is_alive(pid) for pid in workers)


def fail_beside_long_work(n: int) -> None:
    if n:
        time.sleep(600)
    raise ValueError("no 0")


def test_an_error_does_not_wait_for_other_tasks() -> None:
    engine = Local(2)
    with pytest.raises(ValueError, match="no 0"):
        list(engine.map(fail_beside_long_work, range(3)))
    assert len(list(engine.map(square, range(3)))) == 3  # by new workers
    engine.close()
