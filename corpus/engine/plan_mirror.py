"""The mirror of the process that plans a build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from corpus.engine.announced import announce_to
from corpus.engine.mirror import WORK, Done, Mirror, Spec
from corpus.objects import Objects


class PlanMirror:
    """The mirror of the process that plans a build: its folders are those of the user."""

    def __init__(
        self, url: str, folders: Mapping[str, Path], making: str, kept: str, raw: Iterable[Path]
    ) -> None:
        """A mirror of the folders of a build.

        Args:
            url: of the store.
            folders: `out`, `raw`, and `previous` where it is elsewhere.
            making: how the names of the folders in `out` begin that a build is made in.
            kept: the folder in `out` that the next build finds again.
            raw: the raw files.

        Raises:
            UsageError: the URL cannot be.
        """
        self.objects = Objects(url, WORK)
        self._out, self._making, self._raw = folders["out"], making, [*raw]
        self._renewed: dict[str, int] = {}
        self._is_begun = False
        self.spec = Spec(url, f"build-{uuid4().hex}", kept, self._renewed)
        self._mirror = Mirror(self.spec, self.objects, folders, None, "this machine")

    def check(self) -> None:
        """Make sure that the store can be used.

        Raises:
            CannotRunError: it cannot.
        """
        self.objects.check(f"{self.spec.run}/here", self.spec.run.encode())

    def share(self) -> None:
        """Put into the store what this process wrote; at first the raw files too."""
        with self._mirror.busy():
            if not self._is_begun:
                self._is_begun = True
                self._mirror.put(self._raw)
            for folder in self._out.glob(f"{self._making}*"):
                for key in self._mirror.put_new(folder):
                    self._renewed[key] = self._renewed.get(key, 0) + 1
        announce_to(self._mirror, f"{self._out}/{self._making}")

    def dumps(self, value: Any) -> bytes:
        """A task and its argument as bytes."""
        return self._mirror.dumps(value)

    def loads(self, pickled: bytes) -> Any:
        """A result.

        The folders that the task has made are made here, empty: they are filled when they are
        listed, and what is not there cannot be listed.
        """
        done = self._mirror.loads(pickled)
        if not isinstance(done, Done):
            return done  # an error
        for name, below in done.folders:
            self._mirror.place(name, below).mkdir(parents=True, exist_ok=True)
        return done.result

    def close(self) -> None:
        """Remove from the store what is of this build alone."""
        announce_to(None, "")
        self.objects.delete(self.spec.run)
