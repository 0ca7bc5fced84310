"""The disk fills, rights are taken, another builds here: nothing is published, nothing is lost."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from functools import partial

import pytest

from tests.conftest import ROOT
from tests.faults.harness import Place, faulty, obey_permissions
from tests.forks import Command

STANDS = "fix that and build again: latest stands where it stood"
# Runs a command where the folder $1 is a file system of size $2 with what it held before.
SMALL = """
cp -a "$1" "$1-0" && mount -t tmpfs -o size=$2 none "$1" && cp -a "$1-0/." "$1" || exit 9
shift 2
exec "$@"
"""


def unharmed(place: Place, rest: bool = False) -> None:
    assert (place.releases(), place.latest()) == (["1.0.0"], "1.0.0")
    names = sorted(path.name for path in place.out.iterdir())
    if not rest:
        assert names == [".cache", ".lock", "1.0.0", "latest"]


@pytest.mark.parametrize(("size", "workers"), [(300, "1"), (5000, "2"), (15_000, "1")])
def test_no_file_may_grow(place: Place, size: int, workers: str) -> None:
    """As on a full disk, every write behind byte `size` of a file fails."""
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))
    ended = Command(*place.command("--workers", workers), prepare=limit).wait()
    assert ended.code == 2
    last = ended.err.splitlines()[-1]
    assert last.startswith(f"corpus: {place.out}: the build stopped (")
    assert last.endswith(STANDS)
    unharmed(place)
    place.check_next_build()


def small_disks() -> bool:
    """Whether a file system can be mounted here, in a namespace of one's own."""
    return subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode == 0


@pytest.mark.skipif(not small_disks(), reason="no namespaces here: test_no_file_may_grow remains")
@pytest.mark.parametrize("room", [pytest.param(20, marks=pytest.mark.slow), 150])
def test_the_disk_is_full(place: Place, room: int) -> None:
    """`room`: KB that the release before leaves free."""
    used = int(subprocess.check_output(["du", "-sk", place.out]).split()[0])
    small = ["unshare", "-rm", "sh", "-c", SMALL, "sh", str(place.out), f"{used + room}k"]
    ran = subprocess.run(
        [*small, sys.executable, "-m", "tests.faults.full", place.raw.parent],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"{place.out}: the build stopped (")
    assert ran.stdout.endswith(STANDS + "\n")
    assert "No space left on device" in ran.stdout


@pytest.mark.parametrize(
    ("event", "at"), [("open", 60), ("os.mkdir", 20), ("os.symlink", 1), ("os.rename", 3)]
)
def test_rights_are_taken(place: Place, event: str, at: int) -> None:
    ended = faulty(place, "shut out", event, at)
    for folder in (place.out, *place.out.rglob("*")):
        if folder.is_dir() and not folder.is_symlink():
            folder.chmod(0o755)
    assert ended.code == 2, ended.err
    assert "Permission denied" in ended.err.splitlines()[-1]
    assert ended.err.endswith(STANDS + "\n")
    unharmed(place, rest=True)
    place.check_next_build()


def test_no_rights_from_the_start(place: Place) -> None:
    place.out.chmod(0o500)
    ended = Command(*place.command(), prepare=obey_permissions).wait()
    place.out.chmod(0o755)
    assert ended == (
        2,
        "",
        f"corpus: {place.out}: cannot be written to (Permission denied); expected a folder for "
        "releases; change its rights or name another with --out\n",
    )
    unharmed(place)


def test_two_builds_at_once(place: Place) -> None:
    one = Command(*place.command())
    while not list(place.out.glob(".making*")):
        assert one.is_alive()
        time.sleep(0.001)
    os.kill(one.pid, signal.SIGSTOP)
    assert Command(*place.command()).wait() == (
        2,
        "",
        f"corpus: {place.out}: another build is at work there; expected one at a time; wait for "
        "it or name another folder with --out\n",
    )
    os.kill(one.pid, signal.SIGCONT)
    assert one.wait().code == 0
    assert (place.releases(), place.latest()) == (["1.0.0", "1.1.0"], "1.1.0")
