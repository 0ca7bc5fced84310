"""The same articles give the same bytes, wherever and however the command runs."""

from __future__ import annotations

import ast
import hashlib
import itertools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.releases import sample
from tests.conftest import ROOT, Ran

# The command, with shards so small that every worker has something to do.
RUN = """
import sys
from corpus.read import shards
shards.SHARD_BYTES = shards.BASKET_BYTES = int(sys.argv.pop(1))
from corpus.cli import main
main()
"""
# A clock that is 400 days ahead, for LD_PRELOAD.
CLOCK = """
#define _GNU_SOURCE
#include <time.h>
#include <sys/syscall.h>
#include <unistd.h>
int clock_gettime(clockid_t id, struct timespec *t) {
    long failed = syscall(SYS_clock_gettime, id, t);
    if (!failed && id == CLOCK_REALTIME) t->tv_sec += 400 * 86400;
    return (int)failed;
}
time_t time(time_t *t) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (t) *t = now.tv_sec;
    return now.tv_sec;
}
"""
NAMES_OF_CLOCKS = {"time", "time_ns", "now", "utcnow", "today", "localtime", "gmtime", "getmtime"}
WAYS: dict[str, dict[str, Any]] = {
    "one worker": {"workers": 1, "shard": 1 << 24, "env": {"TZ": "UTC", "PYTHONHASHSEED": "0"}},
    "small parts, far east, rights withheld, absolute paths": {
        "workers": 1,
        "shard": 30_000,
        "umask": 0o077,
        "absolute": True,
        "env": {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "1"},
    },
    "three workers, far west, no UTF-8, another day": {
        "workers": 3,
        "shard": 15_000,
        "another_day": True,
        "env": {
            "TZ": "Pacific/Pago_Pago",
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
            "PYTHONHASHSEED": "4242",
            "OMP_NUM_THREADS": "1",
        },
    },
}


def tree(release: Path) -> dict[str, str]:
    """The hash of every file of a release."""
    return {
        path.relative_to(release).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(release.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def another_day(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which it is another day; empty where there is no compiler to make one."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return {}
    folder = tmp_path_factory.mktemp("clock")
    (folder / "clock.c").write_text(CLOCK)
    made = ["-shared", "-fPIC", "-o", folder / "clock.so", folder / "clock.c"]
    subprocess.run([compiler, *made], check=True)
    ahead = {"LD_PRELOAD": str(folder / "clock.so")}
    now = [sys.executable, "-c", "import time; print(time.time())"]
    days = [float(subprocess.check_output(now, env=env)) / 86400 for env in ({}, ahead)]
    assert 399 < days[1] - days[0] < 401
    return ahead


def built(
    raw: Path, folder: Path, way: dict[str, Any], another_day: dict[str, str]
) -> dict[str, str]:
    """The release that the command makes of `raw` in a folder of its own."""
    shutil.copytree(raw, folder / "raw")
    place = folder if way.get("absolute") else Path()
    arguments = ["build", place / "raw", "--out", place / "out", "--workers", str(way["workers"])]
    env = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"} | way["env"]
    if way.get("another_day"):
        env |= another_day
    ran = subprocess.run(
        [sys.executable, "-c", RUN, str(way["shard"]), *arguments],
        cwd=folder,
        env=env,
        umask=way.get("umask", -1),
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return tree(folder / "out" / "latest")


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample(tmp_path_factory.mktemp("bytes") / "raw")


def test_the_same_bytes_everywhere(raw: Path, tmp_path: Path, another_day: dict[str, str]) -> None:
    found = [built(raw, tmp_path / name, way, another_day) for name, way in WAYS.items()]
    assert len(found[0]) == 27
    assert found[1] == found[0]
    assert found[2] == found[0]


@pytest.mark.slow
def test_the_same_bytes_in_every_combination(
    raw: Path, tmp_path: Path, another_day: dict[str, str]
) -> None:
    found = set()
    environments = [way["env"] for way in WAYS.values()]
    combinations = itertools.product((1, 2, 7), (4000, 1 << 24), (False, True), environments)
    for at, (workers, shard, ahead, env) in enumerate(combinations):
        way = {"workers": workers, "shard": shard, "another_day": ahead, "env": env}
        found.add(json.dumps(built(raw, tmp_path / str(at), way, another_day)))
    assert len(found) == 1


def test_files_of_other_names_give_the_same_bytes(
    raw: Path, tmp_path: Path, corpus: Callable[..., Ran]
) -> None:
    """All but those of the two files that name them."""
    other = tmp_path / "raw"
    for at, file in enumerate(sorted(raw.rglob("*.json*"), reverse=True)):
        stem, suffix = file.name.split(".", 1)
        if suffix in ("json", "jsonl"):
            (other / str(at)).mkdir(parents=True)
            shutil.copy(file, other / str(at) / f"{at:03d}.{suffix}")
            if (labels := file.with_name(f"{stem}.labels.json")).exists():
                shutil.copy(labels, other / str(at) / f"{at:03d}.labels.json")
    shutil.copytree(raw / "outlets", other / "outlets")
    trees = []
    for folder in (raw, other):
        out = tmp_path / f"out-{len(trees)}"
        assert corpus("build", folder, "--out", out).code == 0
        trees.append(tree(out / "latest"))
    differ = {name for name in trees[0] if trees[0][name] != trees[1][name]}
    differ = {name for name in differ if not name.startswith("origins/")}
    assert differ == {"manifest.json", "rejected.jsonl"}
    said = [json.loads((tmp_path / f"out-{n}/latest/manifest.json").read_text()) for n in (0, 1)]
    assert said[0]["logical_digest"] == said[1]["logical_digest"]
    assert {f["sha256"] for f in said[0]["inputs"]} == {f["sha256"] for f in said[1]["inputs"]}


def test_no_clock_is_read() -> None:
    """But for the day that warnings on dates of the future go by: no release lists warnings.

    What people answered has a time. No build imports the rooms that write it down.
    """
    read = []
    of_people = {"annotate", "review"}
    for file in sorted((ROOT / "corpus").rglob("*.py")):
        if file.parent.name in of_people:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in NAMES_OF_CLOCKS:
                read.append(f"{file.name}: {ast.unparse(node)}")
            if isinstance(node, ast.Import | ast.ImportFrom):  # `datetime.time` is no clock
                from_module = getattr(node, "module", None)
                modules = [from_module] if from_module else [alias.name for alias in node.names]
                read += [f"{file.name}: import {name}" for name in modules if name == "time"]
    of_progress = {"progress.py: import time", "progress.py: time.monotonic"}
    assert [one for one in read if one not in of_progress] == ["api.py: datetime.now"]


def test_the_date_is_an_input(
    raw: Path, tmp_path: Path, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert corpus("build", raw, "--out", tmp_path).code == 0
    said = json.loads((tmp_path / "latest/manifest.json").read_text("utf-8"))
    assert (said["date"], said["config"]["source_date_epoch"]) == ("2026-01-01", 1767225600)
    assert json.loads((tmp_path / "latest/croissant.json").read_text("utf-8"))[
        "datePublished"
    ].startswith("2026-01-01")
    assert corpus("verify", tmp_path / "latest").code == 0


@pytest.mark.parametrize("said", ["yesterday", "-1", "1.5", "253402300800", "١"])
def test_a_date_that_is_none(
    said: str,
    raw: Path,
    tmp_path: Path,
    corpus: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", said)
    ran = corpus("build", raw, "--out", tmp_path / "out")
    assert (ran.code, ran.err) == (
        2,
        f'corpus: SOURCE_DATE_EPOCH is "{said}"; expected seconds since 1970-01-01, such as '
        "1767225600; correct it, or unset it: the date is then that of the newest article\n",
    )
