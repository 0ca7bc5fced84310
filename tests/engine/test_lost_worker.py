"""One build on a cluster in the default suite: a worker dies, and no byte changes."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

from corpus import api
from tests.conftest import Raw
from tests.engine.nodes import Nodes, tree

_PLACES = ("pier", "harbour", "mill", "station", "museum", "bridge")
_PADDING = " " * 20_000  # white space between fields: a file of its own shard, and few articles


def write_raw(raw: Raw) -> None:
    """Three shards."""
    for outlet in ("a", "b", "c"):
        lines = []
        for number in range(110):
            place = _PLACES[number % len(_PLACES)]
            text = f"The {place} of district {number}{outlet} opens at noon.\nShare this article"
            lines.append(f'{{"text": {text!r}, {_PADDING} "outlet": "{outlet}"}}'.replace("'", '"'))
        raw.write(f"{outlet}.jsonl", "\n".join(lines))


def settings(raw: Path, out: Path) -> object:
    return api.read_config(
        [raw], out, None, None, None, None, None, [], False, False, False, [], None
    )


class Killer(threading.Thread):
    """Kills the first worker that is seen to write an artefact."""

    def __init__(self, out: Path) -> None:
        super().__init__(daemon=True)
        self.out = out
        self.killed: int | None = None
        self.is_over = threading.Event()

    def run(self) -> None:
        while self.killed is None and not self.is_over.is_set():
            for file in self.out.glob(".making-*/work/annotated/*/*.arrow"):
                self.killed = self.killed or kill_writer(file)
            time.sleep(0.01)


def kill_writer(file: Path) -> int | None:
    """Kill the process that has a file open; its id, None where there is none."""
    for handle in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            process = int(handle.parts[2])
            if process != os.getpid() and handle.readlink() == file:
                os.kill(process, signal.SIGKILL)
                return process
    return None


def test_a_killed_worker_changes_no_byte(raw: Raw, tmp_path: Path) -> None:
    write_raw(raw)
    here = settings(raw.folder, tmp_path / "local")
    api.run_build(here, api.this_machine(here, 1), None)
    there = tmp_path / "cluster"
    there.mkdir()
    killer = Killer(there)
    told: list[str] = []
    nodes = Nodes()
    try:
        nodes.add("127.0.0.3")
        nodes.add("127.0.0.4")
        config, engine = api.cluster(settings(raw.folder, there), nodes.address, None, told.append)
        killer.start()
        api.run_build(config, engine, None)
    finally:
        killer.is_over.set()
        nodes.close()
    assert killer.killed
    assert any("its task annotate_or_take runs again" in line for line in told)
    assert tree(there / "1.0.0") == tree(tmp_path / "local" / "1.0.0")
