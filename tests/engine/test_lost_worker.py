"""One build on a cluster in the default suite: nodes share nothing but S3, and a worker dies."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus import api
from tests.conftest import Raw
from tests.engine.nodes import Nodes, tree
from tests.engine.s3 import BUCKET, Server

if TYPE_CHECKING:
    from corpus.pipeline.config import Config

_PLACES = ("pier", "harbour", "mill", "station", "museum", "bridge")
_PADDING = " " * 20_000  # white space between fields: a file is a shard, and articles are few
_HERE = Path("/proc/self/cwd")  # the folder that a process works in: another one for each node


def write_raw(raw: Raw) -> None:
    """Three shards."""
    for outlet in ("a", "b", "c"):
        lines = []
        for number in range(110):
            place = _PLACES[number % len(_PLACES)]
            text = rf"The {place} of district {number}{outlet} opens at noon.\nShare this article"
            lines.append(f'{{"text": "{text}", {_PADDING} "outlet": "{outlet}"}}')
        raw.write(f"{outlet}.jsonl", "\n".join(lines))


def settings(raw: Path, out: Path) -> Config:
    return api.read_config(
        [raw], out, None, None, None, None, None, [], False, False, False, [], None
    )


class Killer(threading.Thread):
    """Kills the first worker that is seen to write an artefact."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self._folder = folder
        self.has_killed = False
        self.is_over = threading.Event()

    def run(self) -> None:
        artefacts = "*/corpus-build-*/*/out/.making-*/*/annotated/*/*"
        while not (self.has_killed or self.is_over.wait(0.01)):
            for file in self._folder.glob(artefacts):
                process = int(file.relative_to(self._folder).parts[2])
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
                    self.has_killed = True
                    return


def test_a_killed_worker_changes_no_byte(
    raw: Raw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_raw(raw)
    here = settings(raw.folder, tmp_path / "local")
    api.run_build(here, api.this_machine(here, 1), None)
    server = Server(tmp_path / "s3")
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    scratch = tmp_path / "scratch"
    killer = Killer(scratch)
    told: list[str] = []
    nodes = Nodes()
    try:
        for ip in ("127.0.0.3", "127.0.0.4"):
            (scratch / ip).mkdir(parents=True)
            nodes.add(ip, env_vars={"TMPDIR": str(scratch / ip)})
        monkeypatch.chdir(tmp_path)
        there = settings(_HERE / raw.folder.name, _HERE / "far")
        work = f"s3://{BUCKET}/work"
        config, engine = api.cluster(there, nodes.address, work, told.append)
        killer.start()
        api.run_build(config, engine, None)
    finally:
        killer.is_over.set()
        nodes.close()
        server.close()
    assert killer.has_killed
    assert any("its task annotate_or_take runs again" in line for line in told), told
    assert tree(tmp_path / "far" / "1.0.0") == tree(tmp_path / "local" / "1.0.0")
    assert {name.split("/")[1] for name in server.objects()} == {".cache"}  # for the next build
    assert not list(scratch.glob("*/corpus-*"))
