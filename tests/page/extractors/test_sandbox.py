from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.errors import CannotRunError
from corpus.page.extractors import sandbox
from corpus.page.extractors.child import Answer
from corpus.page.extractors.sandbox import Limits, Sandbox
from tests.page.extractors import late_watch
from tests.processes import is_alive

MISBEHAVING = "tests.page.extractors.misbehaving"
LIMITS = Limits(seconds=0.5, memory=1 << 30)
PAGE = "<p>The ferry sails at six.</p>"
# What an extractor does, and why there is no text then.
ERRORS = {
    "computes_forever": "timeout",
    "computes_forever_without_python": "timeout",
    "crashes": "crash",
    "is_killed": "crash",
    "takes_all_memory": "MemoryError",
    "recurses": "RecursionError",
    "exits": "SystemExit",
}


@pytest.fixture(scope="module")
def shared_sandbox() -> Iterator[Sandbox]:
    box = Sandbox(LIMITS)
    yield box
    box.close()


@pytest.fixture
def box() -> Iterator[Sandbox]:
    box = Sandbox(LIMITS)
    yield box
    box.close()


@pytest.mark.parametrize("name", ERRORS)
def test_an_extractor_that_fails_costs_its_own_answer(name: str, shared_sandbox: Sandbox) -> None:
    assert shared_sandbox.run(f"{MISBEHAVING}:{name}", PAGE) == Answer(None, ERRORS[name])
    assert shared_sandbox.run(f"{MISBEHAVING}:returns_the_page", PAGE) == Answer(PAGE)


def test_a_library_in_c_that_takes_too_long(shared_sandbox: Sandbox) -> None:
    deep = "<div>" * 100_000 + PAGE  # takes Resiliparse more than a minute
    answer = shared_sandbox.run("corpus.page.extractors.resiliparse:main_text", deep)
    assert answer == Answer(None, "timeout")


def test_an_extractor_that_waits_is_given_up(monkeypatch: pytest.MonkeyPatch, box: Sandbox) -> None:
    with monkeypatch.context() as hasty:
        hasty.setattr(sandbox, "_PATIENCE", 2)
        assert box.run(f"{MISBEHAVING}:sleeps_forever", PAGE) == Answer(None, "timeout")
    assert box.run(f"{MISBEHAVING}:returns_the_page", PAGE) == Answer(PAGE)


def test_one_process_serves_until_it_must_be_replaced(box: Sandbox) -> None:
    processes = [box.run(f"{MISBEHAVING}:returns_the_process", PAGE).text for _ in range(3)]
    assert len(set(processes)) == 1
    box.run(f"{MISBEHAVING}:crashes", PAGE)
    assert box.run(f"{MISBEHAVING}:returns_the_process", PAGE).text not in processes


def test_what_other_pages_left_in_memory_has_no_say() -> None:
    box = Sandbox(Limits(seconds=10, memory=1 << 30))  # a third of which each page takes for good
    function = f"{MISBEHAVING}:leaves_memory_behind"
    assert [box.run(function, PAGE) for _ in range(8)] == [Answer(PAGE)] * 8
    large = "x" * (200 << 20)  # finds no room beside two of them
    assert box.run(f"{MISBEHAVING}:returns_nothing", large) == Answer(None)
    box.close()


def test_any_characters_reach_the_extractor(shared_sandbox: Sandbox) -> None:
    page = "\ud800 \0 \N{GRINNING FACE} \u202e"
    assert shared_sandbox.run(f"{MISBEHAVING}:returns_the_page", page) == Answer(page)


def test_an_extractor_that_is_not_installed_stops_the_command(box: Sandbox) -> None:
    with pytest.raises(CannotRunError, match=r"exit code 1 .* install"):
        box.run("corpus.page.extractors.not_there:main_text", PAGE)
    assert box.run(f"{MISBEHAVING}:returns_the_page", PAGE) == Answer(PAGE)


def test_a_process_that_fails_has_its_own_exit_code(
    monkeypatch: pytest.MonkeyPatch, box: Sandbox
) -> None:
    monkeypatch.setattr(sandbox, "child", late_watch)
    with pytest.raises(CannotRunError, match=r"exit code 1 .* install"):
        box.run("corpus.page.extractors.not_there:main_text", PAGE)


def test_a_lower_limit_of_the_system_stands() -> None:
    program = f"""
import resource
from corpus.page.extractors.sandbox import Limits, Sandbox
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
print(Sandbox(Limits(1, 1 << 31)).run("{MISBEHAVING}:returns_the_page", "a page").text)
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (run.stdout, run.stderr) == ("a page\n", "")


PARENT = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have it ignored
from corpus.page.extractors.sandbox import Limits, Sandbox
box = Sandbox(Limits(1000, 1 << 30))
box.run(*sys.argv[1:])
"""


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_process_ends_with_its_parent(stop: signal.Signals, tmp_path: Path) -> None:
    parent, child = at_work(tmp_path)
    parent.send_signal(stop)
    parent.communicate()
    wait_until(lambda: not is_alive(child))


def test_the_parent_alone_is_told_of_an_interrupt(tmp_path: Path) -> None:
    parent, child = at_work(tmp_path)
    os.killpg(parent.pid, signal.SIGINT)  # as a terminal does
    _, said = parent.communicate()
    assert said.count("KeyboardInterrupt") == 1
    wait_until(lambda: not is_alive(child))


def at_work(folder: Path) -> tuple[subprocess.Popen[str], int]:
    """A process whose extractor never ends, and the process of that."""
    file = folder / "process"
    call = [sys.executable, "-c", PARENT, f"{MISBEHAVING}:says_its_process", str(file)]
    parent = subprocess.Popen(call, stderr=subprocess.PIPE, text=True, start_new_session=True)
    wait_until(lambda: file.exists() and file.read_text())
    child = int(file.read_text())
    assert is_alive(child)
    return parent, child


def wait_until(condition: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)
