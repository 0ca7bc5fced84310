"""The engine of a Ray cluster, on clusters of this machine: they use loopback addresses alone."""

from __future__ import annotations

import math
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from corpus.engine.base import Engine
from corpus.errors import CannotRunError
from corpus.pipeline.fingerprint import versions
from tests.conftest import ROOT, Raw
from tests.engine.nodes import CORPUS, SMALL, Nodes, tree


def connect(address: str, folder: Path) -> Engine:
    from corpus.engine.nodes import Folders  # Ray takes a second to import
    from corpus.engine.ray import Ray

    return Ray(address, Folders((folder,), folder), versions, print)


@pytest.mark.slow
def test_it_is_an_engine(tmp_path: Path) -> None:
    """One cluster for all that the contract says: to start it takes most of the time."""
    from ray.cluster_utils import Cluster

    (tmp_path / "a").write_text("a")
    only = {"num_cpus": 1, "node_ip_address": "127.0.0.9", **SMALL}
    cluster = Cluster(initialize_head=True, head_node_args=only)
    engine = connect(cluster.address, tmp_path)
    try:
        assert list(engine.map(math.isqrt, (n * n for n in range(30)))) == list(range(30))
        assert list(engine.map(math.isqrt, [])) == []
        with pytest.raises(ValueError, match="must be nonnegative") as raised:
            list(engine.map(math.isqrt, [4, -4]))
        assert "math.isqrt" not in str(raised.value)
        assert "run_task" in str(raised.value.__cause__)  # the frames, for who asks for them
        with pytest.raises(FileNotFoundError, match=r"on node .*: '.*missing'"):
            list(engine.map(Path.read_text, [tmp_path / "a", tmp_path / "missing"]))
    finally:
        engine.close()
        cluster.shutdown()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def eat(size: int) -> None:
    """Hold `size` bytes of memory for some seconds."""
    held = bytearray(size)
    held[::4096] = bytes(len(held[::4096]))
    time.sleep(5)


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    nodes = Nodes()
    try:
        nodes.add("127.0.0.3")
        nodes.add("127.0.0.4")
        yield nodes
    finally:
        nodes.close()


@pytest.fixture
def engine(nodes: Nodes, tmp_path: Path) -> Iterator[Engine]:
    engine = connect(nodes.address, tmp_path)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def raw_1100(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three shards."""
    from benchmarks.generate import articles  # its words take a second to read

    raw = Raw(tmp_path_factory.mktemp("raw"))
    for number, article in enumerate(articles(1100)):
        raw.write(f"{number:05d}.json", article)
    return raw.folder


@pytest.fixture(scope="module")
def local(raw_1100: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The release that the local engine makes."""
    out = tmp_path_factory.mktemp("local")
    subprocess.run([CORPUS, "build", raw_1100, "--out", out], check=True, capture_output=True)
    return tree(out / "1.0.0")


def kill_one_at(task: str, building: subprocess.Popen[str]) -> None:
    """Kill a worker that is at work on a task: Ray names processes by their tasks."""

    def at_work(process: Path) -> bool:
        with suppress(FileNotFoundError, ProcessLookupError):
            return (process / "cmdline").read_bytes().startswith(f"ray::{task}".encode())
        return False

    while building.poll() is None:
        for process in filter(at_work, Path("/proc").glob("[0-9]*")):
            time.sleep(0.05)  # some of its files are half-written then
            if at_work(process):
                os.kill(int(process.name), signal.SIGKILL)
                return
    pytest.fail(f"the build ended, and no worker was seen at {task}")


@pytest.mark.slow
@pytest.mark.parametrize("task", ["annotate_or_take", "relabel_chunk", "export"])
def test_a_killed_worker_changes_no_byte(
    nodes: Nodes, raw_1100: Path, local: dict[str, bytes], tmp_path: Path, task: str
) -> None:
    building = nodes.build(raw_1100, tmp_path)
    kill_one_at(task, building)
    told = building.communicate(timeout=300)[1]
    assert (building.returncode, f"its task {task} runs again" in told) == (0, True), told
    assert tree(tmp_path / "1.0.0") == local
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [".cache", ".lock", "1.0.0", "latest"]


@pytest.mark.slow
def test_a_lost_node_changes_no_byte(
    nodes: Nodes, raw_1100: Path, local: dict[str, bytes], tmp_path: Path
) -> None:
    lost = nodes.add("127.0.0.5")
    building = nodes.build(raw_1100, tmp_path)
    assert building.stderr is not None
    while not building.stderr.readline().startswith("annotate"):
        pass
    time.sleep(2)
    nodes.remove(lost)
    told = building.communicate(timeout=300)[1]
    assert building.returncode == 0, told
    assert tree(tmp_path / "1.0.0") == local


@pytest.fixture
def other_xxhash(tmp_path: Path) -> dict[str, str]:
    """The environment of a node with another version of a library."""
    other = tmp_path / "packages" / "xxhash-0.0.1.dist-info" / "METADATA"
    other.parent.mkdir(parents=True)
    other.write_text("Metadata-Version: 2.1\nName: xxhash\nVersion: 0.0.1\n")
    return {"PYTHONPATH": str(other.parent.parent)}


def change_the_code(packages: Path) -> None:
    shutil.copytree(ROOT / "corpus", packages / "corpus")
    with (packages / "corpus" / "hashing.py").open("a") as file:
        file.write("# changed\n")


def leave_the_package_out(packages: Path) -> None:
    (packages / "corpus").mkdir()
    (packages / "corpus" / "__init__.py").write_text("")


OTHER_PACKAGES = [
    (
        change_the_code,
        r"has annotated-corpus-builder .* with code \w+ instead of .* with code \w+;",
    ),
    (leave_the_package_out, r"does not tell its versions \(ModuleNotFoundError: .*corpus.pipeline"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("change", "told"), OTHER_PACKAGES)
def test_a_node_with_another_package_is_refused(
    nodes: Nodes, raw: Raw, tmp_path: Path, change: Callable[[Path], None], told: str
) -> None:
    raw.write("a.json", {"text": "The ferry left.", "outlet": "a"})
    (tmp_path / "packages").mkdir()
    change(tmp_path / "packages")
    odd = nodes.add("127.0.0.6", env_vars={"PYTHONPATH": str(tmp_path / "packages")})
    try:
        # Ray gives workers the folder that the command was started in: not this package's.
        building = nodes.build(raw.folder, tmp_path / "out", cwd=tmp_path)
        said = building.communicate(timeout=60)[1]
    finally:
        nodes.remove(odd)
    assert building.returncode == 2
    assert re.search(rf"^corpus: node 127\.0\.0\.6: {told}", said), said


FAULT = """
from corpus.pipeline import annotate_shard
detect = annotate_shard.detect
annotate_shard.detect = lambda text: 1 / 0 if "tern flew" in text else detect(text)
"""


@pytest.mark.slow
def test_an_error_on_a_node_names_the_article(raw: Raw, tmp_path: Path) -> None:
    (tmp_path / "packages").mkdir()
    (tmp_path / "packages" / "sitecustomize.py").write_text(FAULT)
    texts = ["The ferry left at noon.", "The ferry came back.", "A tern flew over the pier."]
    raw.write("a/b.jsonl", [{"text": text, "outlet": "a"} for text in texts])
    nodes = Nodes()
    try:
        nodes.add("127.0.0.3", env_vars={"PYTHONPATH": str(tmp_path / "packages")})
        building = nodes.build(raw.folder, tmp_path / "out")
        said = building.communicate(timeout=60)[1].splitlines()
    finally:
        nodes.close()
    assert building.returncode == 2
    assert said[-1].startswith("corpus: a/b.jsonl:3: ZeroDivisionError: ")
    assert not any("Traceback" in line for line in said)


@pytest.mark.slow
def test_a_node_of_other_versions_is_refused(
    nodes: Nodes, raw: Raw, tmp_path: Path, other_xxhash: dict[str, str]
) -> None:
    raw.write("a.json", {"text": "The ferry left.", "outlet": "a"})
    odd = nodes.add("127.0.0.6", env_vars=other_xxhash)
    try:
        building = nodes.build(raw.folder, tmp_path / "out")
        told = building.communicate(timeout=60)[1]
    finally:
        nodes.remove(odd)
    here = versions()["xxhash"]
    assert f"node 127.0.0.6: has xxhash 0.0.1 instead of {here}; expected" in told
    assert building.returncode == 2


@pytest.mark.slow
def test_a_node_of_other_versions_that_comes_later(
    engine: Engine, nodes: Nodes, other_xxhash: dict[str, str]
) -> None:
    assert list(engine.map(math.isqrt, [4])) == [2]
    odd = nodes.add("127.0.0.6", env_vars=other_xxhash)
    try:
        with pytest.raises(CannotRunError, match=r"node 127\.0\.0\.6: joined .* other versions"):
            list(engine.map(time.sleep, [0.5] * 40))
    finally:
        nodes.remove(odd)


@pytest.mark.slow
def test_a_task_that_always_ends_its_worker(engine: Engine) -> None:
    with pytest.raises(CannotRunError, match=r"the worker of a task _exit died .* 4 tries"):
        list(engine.map(os._exit, [1]))


@pytest.mark.slow
def test_a_task_that_takes_too_much_memory(tmp_path: Path, capsys: Any) -> None:
    sizes = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    total, free = (int(sizes[name].split()[0]) for name in ("MemTotal", "MemAvailable"))  # KB
    threshold = {"RAY_memory_usage_threshold": str(1 - free / total + 0.05)}
    nodes = Nodes()
    try:
        nodes.add("127.0.0.3", env_vars=threshold | {"RAY_memory_monitor_refresh_ms": "100"})
        engine = connect(nodes.address, tmp_path)
        try:
            with pytest.raises(CannotRunError, match="eat was killed for memory, at the last of 4"):
                list(engine.map(eat, [total * 1024 // 8]))
        finally:
            engine.close()
    finally:
        nodes.close()
    assert "was killed for memory: its task eat runs again, with 2048 MB" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("hidden", ["raw", "out"])
def test_a_folder_that_nodes_do_not_see(
    nodes: Nodes, raw: Raw, tmp_path: Path, hidden: str
) -> None:
    """The folder that a process works in stands for one that only this machine has."""
    raw.write("a.json", {"text": "The ferry left.", "outlet": "a"})
    paths = {"raw": raw.folder, "out": tmp_path / "out"}
    paths[hidden] = Path("/proc/self/cwd") / paths[hidden].name
    building = nodes.build(paths["raw"], paths["out"], cwd=tmp_path)
    told = building.communicate(timeout=60)[1]
    assert building.returncode == 2
    assert re.search(rf"{paths[hidden]}.*: node 127\.0\.0\.[34] (cannot write|does not see)", told)


@pytest.mark.slow
def test_no_cluster_at_the_address(raw: Raw, tmp_path: Path, nodes: Nodes) -> None:
    raw.write("a.json", {"text": "The ferry left.", "outlet": "a"})
    nodes.address, address = "127.0.0.2:1", nodes.address
    begun = time.monotonic()
    building = nodes.build(raw.folder, tmp_path / "out")
    nodes.address = address
    told = building.communicate(timeout=60)[1]
    assert building.returncode == 2
    assert "corpus: --address 127.0.0.2:1: no Ray cluster of this version answers" in told
    assert time.monotonic() - begun < 30
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["annotate", "label", "export"])
def test_ctrl_c(nodes: Nodes, raw_1100: Path, tmp_path: Path, stage: str) -> None:
    building = nodes.build(raw_1100, tmp_path)
    assert building.stderr is not None
    while not building.stderr.readline().startswith(stage):
        pass
    time.sleep(0.5)
    building.send_signal(signal.SIGINT)
    begun = time.monotonic()
    told = building.communicate(timeout=60)[1]
    assert time.monotonic() - begun < 4  # two on a machine that does nothing else
    assert building.returncode == 130, told
    assert "stopped by Ctrl-C; nothing was published" in told
    time.sleep(3)
    # What was finished is kept for the next build.
    assert {path.name for path in tmp_path.iterdir()} - {".cache"} == {".lock"}
