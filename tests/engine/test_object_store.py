"""Builds on nodes that share nothing but an S3 bucket, in the slow suite."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.engine.nodes import CORPUS, Nodes, tree
from tests.engine.s3 import BUCKET, Server

WORK = ("--work", f"s3://{BUCKET}/work")
HERE = Path("/proc/self/cwd")  # the folder that a process works in: another one for each node


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


@pytest.fixture(scope="module")
def nodes(server: Server, scratch: Path) -> Iterator[Nodes]:
    nodes = Nodes()
    try:
        for ip in ("127.0.0.3", "127.0.0.4"):
            (scratch / ip).mkdir()
            nodes.add(ip, env_vars={**server.environment, "TMPDIR": str(scratch / ip)})
        yield nodes
    finally:
        nodes.close()


def left(server: Server, scratch: Path) -> list[str]:
    """What a build leaves, but for the cache."""
    objects = [name for name in server.objects() if name.startswith("work/build-")]
    return [*objects, *map(str, scratch.glob("*/corpus-*"))]


@pytest.mark.slow
def test_two_releases_have_the_bytes_of_this_machine(
    nodes: Nodes, server: Server, scratch: Path, tmp_path: Path
) -> None:
    """The second reads what the first published, on nodes that do not see it."""
    environment = os.environ | server.environment
    shutil.copytree(ROOT / "raw", tmp_path / "articles")
    for version in ("1.0.0", "1.1.0"):
        (tmp_path / "articles" / f"{version}.json").write_text(
            f'{{"text": "The ferry of {version} left at noon.", "outlet": "a"}}'
        )
        local = [CORPUS, "build", tmp_path / "articles", "--out", tmp_path / "local"]
        subprocess.run(local, check=True, capture_output=True)
        building = nodes.build(
            HERE / "articles", HERE / "far", *WORK, cwd=tmp_path, env=environment
        )
        told = building.communicate(timeout=300)[1]
        assert building.returncode == 0, told
        assert tree(tmp_path / "far" / version) == tree(tmp_path / "local" / version)
        assert left(server, scratch) == []


@pytest.mark.slow
def test_what_met_in_the_last_build_is_read_by_nodes(
    nodes: Nodes, server: Server, tmp_path: Path
) -> None:
    """Of so many articles that linking reads what met, and of the others what came."""
    from benchmarks.generate import write  # its words take a second to read
    from benchmarks.incremental import change

    articles = tmp_path / "articles"
    write(articles, 5200)
    links = []
    for version in ("1.0.0", "2.0.0"):
        local = [CORPUS, "build", articles, "--out", tmp_path / "local"]
        subprocess.run(local, check=True, capture_output=True)
        building = nodes.build(
            *(HERE / "articles", HERE / "far", *WORK),
            cwd=tmp_path,
            env=os.environ | server.environment,
        )
        told = building.communicate(timeout=300)[1]
        assert building.returncode == 0, told
        assert tree(tmp_path / "far" / version) == tree(tmp_path / "local" / version)
        links.append(told.count("\nlink: "))
        change(articles, 1, 5200)
    assert links == [4, 5]  # in one more stage keys that came are looked up


@pytest.mark.slow
def test_two_releases_at_a_url_have_the_bytes_of_this_machine(
    nodes: Nodes, server: Server, scratch: Path, tmp_path: Path
) -> None:
    """The process that plans has nothing of the first release when it builds the second."""
    shutil.copytree(ROOT / "raw", tmp_path / "articles")
    there = server.bucket / "series"
    for version in ("1.0.0", "1.1.0"):
        (tmp_path / "articles" / f"{version}.json").write_text(
            f'{{"text": "The ferry of {version} left at noon.", "outlet": "a"}}'
        )
        local = [CORPUS, "build", tmp_path / "articles", "--out", tmp_path / "local"]
        subprocess.run(local, check=True, capture_output=True)
        environment = os.environ | server.environment
        environment["XDG_CACHE_HOME"] = str(tmp_path / f"caches of {version}")
        building = nodes.build(
            HERE / "articles", f"s3://{BUCKET}/series", cwd=tmp_path, env=environment
        )
        told = building.communicate(timeout=300)[1]
        assert building.returncode == 0, told
        assert tree(there / version) == tree(tmp_path / "local" / version)
        assert (there / "latest").read_text() == f"{version}\n"
        assert {path.name for path in (there / ".work").iterdir()} == {".cache"}
    assert not list(scratch.glob("*/corpus-*"))


@pytest.mark.slow
def test_ctrl_c_leaves_nothing(nodes: Nodes, server: Server, scratch: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "raw", tmp_path / "articles")
    building = nodes.build(
        HERE / "articles", HERE / "far", *WORK, cwd=tmp_path, env=os.environ | server.environment
    )
    assert building.stderr is not None
    while not building.stderr.readline().startswith("label"):
        pass
    building.send_signal(signal.SIGINT)
    begun = time.monotonic()
    told = building.communicate(timeout=60)[1]
    assert time.monotonic() - begun < 10
    assert building.returncode == 130, told
    assert left(server, scratch) == []
    assert [path.name for path in (tmp_path / "far").iterdir()] == [".lock"]


@pytest.mark.slow
def test_a_node_that_may_not_use_the_store(nodes: Nodes, server: Server, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "raw" / "outlets", tmp_path / "articles" / "outlets")
    (tmp_path / "articles" / "a.json").write_text('{"text": "The ferry left.", "outlet": "a"}')
    wrong = server.environment | {"AWS_SECRET_ACCESS_KEY": "wrong"}
    odd = nodes.add("127.0.0.6", env_vars=wrong)
    begun = time.monotonic()
    try:
        building = nodes.build(
            tmp_path / "articles", tmp_path / "far", *WORK, env=os.environ | server.environment
        )
        told = building.communicate(timeout=60)[1]
    finally:
        nodes.remove(odd)
    assert building.returncode == 2
    assert told.startswith(f"corpus: node 127.0.0.6: {' '.join(WORK)}: cannot be used"), told
    assert "SIGNATURE_DOES_NOT_MATCH" in told
    assert time.monotonic() - begun < 40
