"""Builds are killed at many moments: a release is there whole or not at all."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.harness import Place, faulty

# Before the n-th event of a kind: what is there then, and what `latest` is. The first fourteen
# things that are renamed are entries of the cache.
MOMENTS = {
    ("os.mkdir", 9): (["1.0.0"], "1.0.0"),
    ("open", 25): (["1.0.0"], "1.0.0"),
    ("open", 60): (["1.0.0"], "1.0.0"),
    ("open", 90): (["1.0.0"], "1.0.0"),
    ("os.symlink", 1): (["1.0.0"], "1.0.0"),  # publishing begins: `.latest` is set,
    ("os.rename", 15): (["1.0.0"], "1.0.0"),  # the release is moved to its place,
    ("os.rename", 16): (["1.0.0", "1.1.0"], "1.0.0"),  # `.latest` becomes `latest`,
    ("shutil.rmtree", 5): (["1.0.0", "1.1.0"], "1.1.0"),  # and the rest is removed
}


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment[0]} {moment[1]}")
def test_killed_before(moment: tuple[str, int], place: Place) -> None:
    assert faulty(place, "killed", *moment).code == -signal.SIGKILL
    assert (place.releases(), place.latest()) == MOMENTS[moment]
    place.check_next_build()


def test_the_first_release_killed_before_latest_is_there(place: Place) -> None:
    shutil.rmtree(place.out)
    killed = faulty(place, "killed", "os.rename", 13)  # `.latest` to `latest`
    assert killed.code == -signal.SIGKILL
    assert place.releases() == ["1.0.0"]
    assert not (place.out / "latest").exists()
    place.build()
    assert (place.releases(), place.latest()) == (["1.0.0"], "1.0.0")


def kill_after(place: Place, seconds: float, *options: str) -> None:
    build = subprocess.Popen(
        [sys.executable, "-m", "corpus", *place.command(*options)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    build.kill()
    build.wait()
    assert place.releases() in (["1.0.0"], ["1.0.0", "1.1.0"])
    place.check_next_build()  # at once: workers of the killed one may still be at work


def test_killed_at_any_time_with_workers(place: Place) -> None:
    kill_after(place, random.uniform(0.5, 3), "--workers", "2")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_killed_at_many_times(place: Place, seed: int) -> None:
    kill_after(place, random.Random(seed).uniform(0.2, 3), "--workers", str(1 + seed % 3))


@pytest.mark.slow
@pytest.mark.parametrize("event", ["os.mkdir", "open", "os.remove", "os.rmdir", "os.rename"])
def test_killed_before_every_change(first: Place, tmp_path: Path, event: str) -> None:
    for at in range(1, 1000):
        place = first.copy(tmp_path / str(at))
        if faulty(place, "killed", event, at).code == 0:
            break
        assert place.releases() in (["1.0.0"], ["1.0.0", "1.1.0"])
        place.check_next_build()
