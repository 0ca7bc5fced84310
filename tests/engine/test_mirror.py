"""Files that stand for objects: processes that share no folder read what others wrote."""

from __future__ import annotations

import errno
import os
import pickle
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from corpus.engine.announced import announce_to
from corpus.engine.mirror import Spec
from corpus.engine.node_mirror import NodeMirror, remove_scratch
from corpus.engine.plan_mirror import PlanMirror
from corpus.errors import CannotRunError, UsageError
from corpus.objects import Objects
from corpus.pipeline.scan import ScanFiles, scan_files
from tests.engine.s3 import BUCKET, Server


@pytest.fixture
def environment(server: Server, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def travelled(spec: Spec) -> Spec:
    travelled: Spec = pickle.loads(pickle.dumps(spec))
    return travelled


class Cluster(NamedTuple):
    """The process that plans, and one that runs tasks; here in one, by turns."""

    plan: PlanMirror
    node: NodeMirror
    making: Path

    def run(self, task: Callable[[Any], Any], argument: Any) -> Any:
        self.plan.share()
        call = self.plan.dumps((task, argument))
        run, there = self.node.begin(travelled(self.plan.spec), call)
        try:
            result = self.node.finish(run(there))
        finally:
            self.plan.share()  # it is the plan's turn to be told of files
        return self.plan.loads(result)


@pytest.fixture
def cluster(environment: pytest.MonkeyPatch, tmp_path: Path, server: Server) -> Iterator[Cluster]:
    environment.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    out, raw = tmp_path / "out", tmp_path / "raw"
    (out / ".making-1").mkdir(parents=True)
    raw.mkdir()
    (raw / "a.json").write_text("{}")
    url = f"s3://{BUCKET}/{tmp_path.name}"
    plan = PlanMirror(url, {"out": out, "raw": raw}, ".making-", ".cache", [raw / "a.json"])
    plan.check()
    yield Cluster(plan, NodeMirror(travelled(plan.spec), "node 1"), out / ".making-1")
    plan.close()
    remove_scratch(plan.spec.run)
    assert not any(plan.spec.run in name for name in server.objects())


def copy(folder: Path) -> list[str]:
    """Read a file in each way that Python has, and write one in a new folder."""
    held = np.load(folder / "a.npy", mmap_mode="r").tolist()
    (folder / "new").mkdir()
    np.save(folder / "new" / "b.npy", held)
    os.link(folder / "c.npy", folder / "linked.npy")
    names = [path.name for path in folder.iterdir()]
    return sorted(names) + sorted(path.name for path in folder.glob("*.npy"))


def test_files_come_when_they_are_opened_or_listed(cluster: Cluster) -> None:
    for name in ("a.npy", "c.npy"):
        np.save(cluster.making / name, [1, 2])
    listed = cluster.run(copy, cluster.making)
    names = ["a.npy", "c.npy", "linked.npy"]
    assert listed == [*names, "new", *names]
    assert not (cluster.making / "new" / "b.npy").exists()
    assert [path.name for path in (cluster.making / "new").glob("*")] == ["b.npy"]
    assert np.load(cluster.making / "new" / "b.npy").tolist() == [1, 2]
    assert np.load(cluster.making / "linked.npy").tolist() == [1, 2]


def test_a_file_that_a_path_names_is_there_at_once(cluster: Cluster) -> None:
    """A library that opens files by itself is not announced."""
    assert cluster.run(Path.exists, cluster.making.parents[1] / "raw" / "a.json")
    assert not cluster.run(Path.exists, cluster.making / "missing")
    with pytest.raises(FileNotFoundError):
        cluster.run(Path.read_bytes, cluster.making / "missing")


def test_a_path_comes_back_as_one_of_this_process(cluster: Cluster) -> None:
    assert cluster.run(Path.absolute, cluster.making / "a") == cluster.making / "a"
    assert cluster.run(str, cluster.making / "a").startswith(tempfile.gettempdir())
    assert cluster.run(str, Path("/etc")) == "/etc"


def test_a_file_that_the_plan_writes_anew_is_fetched_anew(cluster: Cluster) -> None:
    for text in ("one", "two", "three"):
        (cluster.making / "a").write_text(text)
        assert cluster.run(Path.read_text, cluster.making / "a") == text


def change(file: Path) -> None:
    with file.open("a") as opened:
        opened.write(file.read_text())


def test_a_task_may_not_change_what_it_was_given(cluster: Cluster) -> None:
    (cluster.making / "a").write_text("a")
    with pytest.raises(AssertionError, match=r"a: a task changed a file that it was given"):
        cluster.run(change, cluster.making / "a")


def read(raw: Path) -> list[object]:
    return list(scan_files(ScanFiles(raw=raw, files=("b.json",))))


def test_a_raw_file_that_cannot_be_fetched_stops_the_build(
    cluster: Cluster, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Not an unreadable raw file: that would be left out of the release."""
    raw = tmp_path / "raw"
    (raw / "b.json").write_text("{}")
    environment.setattr(Objects, "get", fail)
    told = r"^node 1: cannot fetch .*raw/b\.json \(.*No space left.*\); expected room on its disk"
    with pytest.raises(CannotRunError, match=told):
        cluster.run(read, raw)


def test_a_raw_file_that_is_gone_from_the_store_stops_the_build(
    cluster: Cluster, tmp_path: Path
) -> None:
    cluster.plan.share()
    with pytest.raises(CannotRunError, match=r"raw/b\.json \(it is gone from the store\)"):
        cluster.run(read, tmp_path / "raw")


def fail(*_: object) -> bool:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def keep(out: Path) -> None:
    (out / ".cache" / "entry").mkdir(parents=True, exist_ok=True)
    (out / ".cache" / "entry" / "a").write_text("kept")


def test_what_is_kept_is_for_the_next_build_and_not_for_the_plan(
    cluster: Cluster, server: Server, tmp_path: Path
) -> None:
    cluster.run(keep, cluster.making.parent)
    assert f"{tmp_path.name}/.cache/entry/a" in server.objects()
    assert not (cluster.making.parent / ".cache").exists()


BAD_STORES = [
    ({}, "s3://nowhere/a", "NO_SUCH_BUCKET.*The specified bucket does not exist"),
    ({"AWS_SECRET_ACCESS_KEY": "wrong"}, f"s3://{BUCKET}/a", "SIGNATURE_DOES_NOT_MATCH"),
    ({"AWS_ACCESS_KEY_ID": "wrong"}, f"s3://{BUCKET}/a", "INVALID_ACCESS_KEY_ID"),
    ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, f"s3://{BUCKET}/a", "Could not connect"),
    ({}, "/no/such/folder", "No such file or directory"),
]


@pytest.mark.parametrize(("changes", "url", "told"), BAD_STORES)
def test_a_store_that_cannot_be_used(
    environment: pytest.MonkeyPatch, changes: dict[str, str], url: str, told: str
) -> None:
    for name, value in changes.items():
        environment.setenv(name, value)
    expected = rf"^--work {url}: cannot be used \(.*{told}.*\); expected a folder that this machine"
    with pytest.raises(CannotRunError, match=expected):
        Objects(url, "--work").check("here", b"here")


BAD_URLS = [
    ("s3://", "no bucket in it"),
    ("s3://a/b?profile=c", "unknown option profile, known are region, endpoint_override, scheme"),
    ("ftp://a/b", "Unrecognized filesystem type"),
    ("relative", "URI"),
]


@pytest.mark.parametrize(("url", "told"), BAD_URLS)
def test_a_url_that_cannot_be(url: str, told: str) -> None:
    with pytest.raises(UsageError) as raised:
        Objects(url, "--work").check("here", b"here")
    assert str(raised.value).startswith(f"--work {url}: cannot be (")
    assert told in str(raised.value)
    assert "correct it" in str(raised.value)


def test_nothing_is_fetched_where_nobody_asked(tmp_path: Path) -> None:
    announce_to(None, "")
    with pytest.raises(FileNotFoundError):
        (tmp_path / "a").read_bytes()
