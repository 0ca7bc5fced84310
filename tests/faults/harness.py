"""Builds in processes of their own, that can be killed, starved and shut out for real."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import sys
from functools import partial
from pathlib import Path

from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.pipeline.config import Config
from corpus.pipeline.plan import build
from corpus.verify.verify import verify
from tests.forks import Command, Ended

_CAPABILITIES, _OVERRIDE, _READ_SEARCH = 0x20080522, 1, 2  # linux/capability.h


class Place:
    """A folder with a raw folder of three articles, and the release of the first two."""

    def __init__(self, folder: Path) -> None:
        self.raw, self.out = folder / "raw", folder / "build"

    def copy(self, folder: Path) -> Place:
        shutil.copytree(self.raw.parent, folder, symlinks=True)
        return Place(folder)

    def write(self, articles: int) -> None:
        self.raw.mkdir(parents=True, exist_ok=True)
        for n in range(articles):
            text = f"{n} sails\nThe ferry {n} left at {n} past six, {n} on board.\nRead more"
            article = {"id": f"n{n}", "url": f"https://a.example/{n}", "text": text}
            (self.raw / f"{n}.json").write_text(json.dumps(article))

    def command(self, *options: str) -> list[str]:
        return ["build", str(self.raw), "--out", str(self.out), *options]

    def build(self) -> None:
        build(Config(self.raw, self.out), Runner(Local(1), Silent()))

    def releases(self) -> list[str]:
        """The releases here, each of them whole; nothing else may be seen."""
        seen = sorted(path.name for path in self.out.iterdir() if path.name[0] != ".")
        found = [name for name in seen if name != "latest"]
        for name in found:
            assert_whole(self.out / name)
        if "latest" in seen:
            assert self.latest() in found
        return found

    def latest(self) -> str:
        return (self.out / "latest").readlink().as_posix()

    def check_next_build(self) -> None:
        """After whatever happened, a build makes what was to be made and leaves nothing behind."""
        self.build()
        expected = ["1.0.0", "1.1.0"]
        assert self.releases() == expected
        assert sorted(path.name for path in self.out.iterdir()) == [
            *(".cache", ".lock"),
            *expected,
            "latest",
        ]
        assert self.latest() == "1.1.0"


_WHOLE: set[frozenset[tuple[str, int, bytes]]] = set()


def assert_whole(release: Path) -> None:
    """Verify a release, once for all that are the same: builds of the same articles are."""
    found = frozenset(
        (
            path.relative_to(release).as_posix(),
            path.lstat().st_mode,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in release.rglob("*")
    )
    if found not in _WHOLE:
        verified = verify(release, Runner(Local(1), Silent()))
        assert (verified.faults, verified.unchecked) == ([], []), release
        _WHOLE.add(found)


def faulty(place: Place, fault: str, event: str, at: int) -> Ended:
    """What comes of a build that is `killed` or `shut out` before the n-th event of a kind."""
    prepare = partial(_let_happen, str(place.out), fault, event, at)
    return Command(*place.command(), prepare=prepare).wait()


def _let_happen(out: str, fault: str, wanted: str, left: int) -> None:
    """Let a fault happen in this process, before the n-th time that it does something.

    What it does to a file of the output folder is counted, as Python's audit events name it.
    """

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if left and event == wanted and out in str(arguments):
            left -= 1
            if not left and fault == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            if not left and fault == "shut out":
                for folder, *_ in os.walk(out):
                    Path(folder).chmod(0o500)

    if fault == "shut out":
        obey_permissions()
    sys.addaudithook(hook)


def obey_permissions() -> None:
    """Let rights hold for this process too where it is root's."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        header, sets = (ctypes.c_uint32 * 2)(_CAPABILITIES, 0), (ctypes.c_uint32 * 6)()
        assert libc.capget(header, sets) == 0
        for held in (0, 1):  # those in effect, and those that may be
            sets[held] &= ~(1 << _OVERRIDE | 1 << _READ_SEARCH)
        assert libc.capset(header, sets) == 0
