"""The mirror of a process that runs tasks."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from corpus.engine.announced import announce_to
from corpus.engine.mirror import WORK, Done, Mirror, Spec
from corpus.objects import Objects


class NodeMirror:
    """The mirror of a process that runs tasks."""

    def __init__(self, spec: Spec, where: str) -> None:
        scratch = scratch_of(spec.run)
        self._view = scratch / str(os.getpid())
        names = ("out", "raw", "previous")
        folders = {name: self._view / name for name in names}
        for folder in folders.values():
            folder.mkdir(parents=True, exist_ok=True)
        self.mirror = Mirror(spec, Objects(spec.url, WORK), folders, scratch / "fetched", where)
        self._folders: set[tuple[str, str]] = set()  # that the plan was told of

    def begin(self, spec: Spec, call: bytes) -> Any:
        """The task and its argument."""
        announce_to(self.mirror, str(self._view))
        with self.mirror.busy():
            self.mirror.renew(spec)
        return self.mirror.loads(call)

    def finish(self, result: Any) -> bytes:
        """The result as bytes, once everybody can have its files."""
        with self.mirror.busy():
            self.mirror.refuse_changes(self._view)
            self.mirror.put_new(self._view)
            folders = {
                named
                for folder in _folders(self.mirror.place("out", ""))
                if not self.mirror.is_kept(folder) and (named := self.mirror.named(folder))
            }
        fresh = sorted(folders - self._folders)
        self._folders |= folders
        return self.mirror.dumps(Done(result, fresh))


@cache
def node_mirror(url: str, run: str, kept: str, where: str) -> NodeMirror:
    """The mirror of this process, which runs the tasks of one build."""
    return NodeMirror(Spec(url, run, kept, {}), where)


def scratch_of(run: str) -> Path:
    """The folder of a node for one build: below TMPDIR, which should have room."""
    return Path(tempfile.gettempdir()) / f"corpus-{run}"


def remove_scratch(run: str) -> None:
    """Remove what a node has of a build."""
    shutil.rmtree(scratch_of(run), ignore_errors=True)


def _folders(folder: Path) -> Iterator[Path]:
    for place, _, _ in os.walk(folder):
        yield Path(place)
