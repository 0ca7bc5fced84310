"""Builds in processes of their own, that can be killed, starved and shut out for real."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.pipeline.config import Config
from corpus.pipeline.plan import build
from corpus.verify.verify import verify

# Runs the command, and lets a fault happen in its process before the n-th time that it does
# something, as Python's audit events name it, to a file of the output folder.
_FAULTY = """
import os, signal, sys
out, fault, wanted, left = *sys.argv[1:4], int(sys.argv[4])

def hook(event, args):
    global left
    if left and event == wanted and out in str(args):
        left -= 1
        if not left and fault == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if not left and fault == "shut out":
            for folder, *_ in os.walk(out):
                os.chmod(folder, 0o500)

sys.addaudithook(hook)
sys.argv = ["corpus", *sys.argv[5:]]
from corpus.cli import main
main()
"""
_CAPBSET_DROP, _OVERRIDE, _READ_SEARCH = 24, 1, 2  # linux/prctl.h, linux/capability.h


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


def started(
    arguments: list[str], prepare: Callable[[], None] | None = None
) -> subprocess.Popen[str]:
    """A Python process, `prepare` being called in it first."""
    return subprocess.Popen(
        [sys.executable, "-B", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=prepare,
        start_new_session=True,
    )


def faulty(place: Place, fault: str, event: str, at: int) -> tuple[int, str]:
    """A build that is `killed` or `shut out`: exit code and stderr."""
    told = ["-c", _FAULTY, str(place.out), fault, event, str(at), *place.command()]
    build = started(told, obey_permissions)
    err = build.communicate()[1]
    return build.returncode, err


def obey_permissions() -> None:
    """For `started`: rights hold for root too."""
    if os.geteuid() == 0:
        for capability in (_OVERRIDE, _READ_SEARCH):
            ctypes.CDLL(None).prctl(_CAPBSET_DROP, capability, 0, 0, 0)
