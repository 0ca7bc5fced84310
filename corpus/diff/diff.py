"""The difference between two releases: counts, schema, and the version that it asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.diff.change import Change, compare
from corpus.diff.join import join, reunited
from corpus.diff.successors import successors
from corpus.engine.runner import Progress
from corpus.release.reader import Release
from corpus.release.version import Difference, bump, parse, raised


@dataclass
class Diff:
    """Two releases. The counts are complete once all `changes` were read."""

    a: Release
    b: Release
    same: int = 0
    kinds: Counter[str] = field(default_factory=Counter)  # of changes: `Change.kind`
    renamed: int = 0  # changed rows that have another id than before
    moved: int = 0  # rows, whether they changed or not
    text_models: Counter[tuple[int, int]] = field(default_factory=Counter)  # rows, by old and new
    spans: Counter[str] = field(default_factory=Counter)  # added, removed, relabelled, restated

    def changes(self, progress: Progress) -> Iterator[Change]:
        """Every row that is not the same in both, in the order of the ids' hashes.

        A row that has another id than before comes where the later of the two stands.
        """
        renamed = successors(self.a, self.b, progress)
        progress.stage("compare", len(self.a.files()) + len(self.b.files()))
        for before, after in reunited(join(self.a, self.b, progress.step), renamed):
            change = compare(before, after)
            if change is None:
                self.same += 1
                continue
            self._count(change)
            yield change

    def _count(self, change: Change) -> None:
        self.kinds[change.kind] += 1
        self.renamed += change.is_renamed
        self.moved += change.moved
        if change.text_models:
            self.text_models[change.text_models] += 1
        for name, spans in vars(change.spans).items():
            self.spans[name] += len(spans)

    def rows(self) -> Difference:
        """The numbers of rows that differ."""
        return Difference(
            added=self.kinds["added"],
            removed=self.kinds["removed"],
            changed=self.kinds["changed"],
            moved=self.moved,
        )

    def columns(self) -> dict[str, list[str]]:
        """Names of columns that were added, removed or changed; see `labels` for spans."""
        old, new = self.a.manifest.schema, self.b.manifest.schema
        both = [name for name in new if name in old and name != "spans"]
        return {
            "added": [name for name in new if name not in old],
            "removed": [name for name in old if name not in new],
            "changed": [name for name in both if old[name] != new[name]],
        }

    def labels(self) -> dict[str, list[str]]:
        """Labels that were added, removed, or have another code."""
        old, new = self.a.labels, self.b.labels
        both = [name for name in new if name in old]
        return {
            "added": [name for name in new if name not in old],
            "removed": [name for name in old if name not in new],
            "changed": [name for name in both if old.index(name) != new.index(name)],
        }

    def bump(self) -> str:
        """`major`, `minor`, `patch`, or `none` where the data files are the same bytes."""
        a, b = self.a.manifest, self.b.manifest
        if a.data_files() == b.data_files():
            return "none"
        return bump(self.rows(), a.schema == b.schema)

    def least(self) -> str:
        """The lowest version that the difference allows for the second release."""
        version = self.a.version
        return version if self.bump() == "none" else raised(version, self.bump())

    def is_kept(self) -> bool:
        """Whether the version of the second release is high enough."""
        return parse(self.b.version) >= parse(self.least())


def diff(a: Path, b: Path) -> Diff:
    """Open two releases to compare them.

    Args:
        a: folder of the first release.
        b: folder of the second release.

    Raises:
        CannotRunError: one is no release, is of a newer schema, or its data are not whole.
    """
    releases = Release.open(a), Release.open(b)
    for release in releases:
        release.check_files()
    return Diff(*releases)
