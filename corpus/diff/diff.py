"""A whole difference: its counts, what changed of the schema, and the version it asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.diff.change import Change, compare
from corpus.diff.join import Release, join
from corpus.engine.runner import Progress
from corpus.history.previous import check
from corpus.release.manifest import label_names, listed
from corpus.release.version import Difference, bump, parse, raised


@dataclass
class Side:
    """One of the two releases."""

    folder: Path
    said: dict[str, Any]  # its manifest

    def release(self) -> Release:
        """What is read of it."""
        data = [file.path for file in listed(self.said) if file.path.startswith("data/")]
        folder = self.folder
        return Release(folder, label_names(self.said["schema"]), [folder / path for path in data])


@dataclass
class Diff:
    """Two releases; the counts are complete once all `changes` were taken."""

    a: Side
    b: Side
    same: int = 0
    kinds: Counter[str] = field(default_factory=Counter)  # of changes: `Change.kind`
    moved: int = 0  # rows, whether they changed or not
    spans: Counter[str] = field(default_factory=Counter)  # added, removed, relabelled, restated

    def changes(self, progress: Progress) -> Iterator[Change]:
        """Every row that is not in both as it is, in the order of the ids' hashes."""
        one, other = self.a.release(), self.b.release()
        progress.stage("compare", len(one.data) + len(other.data))
        for was, now in join(one, other, progress.step):
            change = compare(was, now)
            if change is None:
                self.same += 1
                continue
            self._count(change)
            yield change

    def _count(self, change: Change) -> None:
        self.kinds[change.kind] += 1
        self.moved += change.moved
        for name, spans in vars(change.spans).items():
            self.spans[name] += len(spans)

    def rows(self) -> Difference:
        """How many rows differ, and how."""
        kinds = self.kinds
        return Difference(kinds["added"], kinds["removed"], kinds["changed"], self.moved)

    def columns(self) -> dict[str, list[str]]:
        """Names of columns that were added, removed, or changed; labels have `labels`."""
        old, new = ({**side.said["schema"]} for side in (self.a, self.b))
        both = [name for name in new if name in old and name != "spans"]
        return {
            "added": [name for name in new if name not in old],
            "removed": [name for name in old if name not in new],
            "changed": [name for name in both if old[name] != new[name]],
        }

    def labels(self) -> dict[str, list[str]]:
        """Labels that were added, removed, or have another code."""
        old, new = (label_names(side.said["schema"]) for side in (self.a, self.b))
        both = [name for name in new if name in old]
        return {
            "added": [name for name in new if name not in old],
            "removed": [name for name in old if name not in new],
            "changed": [name for name in both if old.index(name) != new.index(name)],
        }

    def bump(self) -> str:
        """`major`, `minor`, `patch`, or `none` where the data files are the same bytes."""
        data = [
            [file for file in listed(side.said) if file.path.startswith("data/")]
            for side in (self.a, self.b)
        ]
        if data[0] == data[1]:
            return "none"
        return bump(self.rows(), self.a.said["schema"] == self.b.said["schema"])

    def least(self) -> str:
        """The least version that the second may have."""
        version = str(self.a.said["version"])
        return version if self.bump() == "none" else raised(version, self.bump())

    def kept(self) -> bool:
        """Whether the second promises no more than the difference allows."""
        return parse(self.b.said["version"]) >= parse(self.least())


def diff(a: Path, b: Path) -> Diff:
    """Two releases to be compared.

    Raises:
        CannotRunError: one is no release, is of a newer schema, or its data are not whole.
    """
    return Diff(Side(a, check(a)), Side(b, check(b)))
