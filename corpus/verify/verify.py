"""The order of the checks: bytes, then rows, then what rows make together."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import corpus
from corpus.contract.columns import FEATURES
from corpus.contract.splits import SPLITS
from corpus.documents.statistics import Statistics
from corpus.engine.runner import Runner
from corpus.errors import CannotRunError
from corpus.history.ledger import LEDGER
from corpus.release.manifest import MANIFEST, check_known, found, listed, parsed, sealed
from corpus.split.leakcheck import check_leaks
from corpus.verify import across_shards, documents, files, loading
from corpus.verify.faults import Fault, fault
from corpus.verify.shard import Look, Looked, look

_OPENED = ("README.md", "data/", "dataset/")  # what `datasets` reads


class Verified(NamedTuple):
    """What a check came to."""

    faults: list[Fault]  # sorted by file
    files: int  # that were looked at
    rows: dict[str, int]  # by split, those that were read
    votes: int
    unchecked: list[str]  # what was not checked, and why: sentences


def verify(release: Path, runner: Runner) -> Verified:
    """Check everything that a release promises; nothing is written but to a temporary folder.

    Raises:
        CannotRunError: there is no release, or it is one of another schema.
    """
    said, faults = _manifest(release)
    if said is None:
        why = f"{MANIFEST} says which files there are and what they hold: nothing else was checked"
        return Verified(faults, 1, {}, 0, [why])
    check = _Check(release.resolve(), said, runner, faults)
    check.bytes()
    looked = check.rows()
    shards = [shard for some in looked.values() for shard in some]
    if check.unchecked or not all(shard.whole for shard in shards):
        check.unchecked.append("splits, documents and loading need every row: not checked")
    else:
        check.together(looked)
        check.documents(looked)
        check.loading()
    return Verified(
        sorted(check.faults, key=lambda one: (one.file, one.row or "", one.reason, one.message)),
        len(listed(said)) + 1,
        {split: sum(shard.held.rows for shard in some) for split, some in looked.items()},
        sum(shard.votes for shard in shards),
        check.unchecked,
    )


def _manifest(release: Path) -> tuple[dict[str, Any] | None, list[Fault]]:
    """What the manifest says, as far as it can be read, and what is wrong with it."""
    rest = any((release / name).is_dir() for name in ("data", "dataset"))
    if rest and not (release / MANIFEST).is_file():
        return None, [fault("damaged_manifest", MANIFEST, found="is not there")]
    text = found(release)
    said = parsed(text)
    if said is not None:
        check_known(release, said)
    if said is None or not sealed(text):
        why = "its last line is not the SHA-256 of the lines before it"
        return said, [fault("damaged_manifest", MANIFEST, found=why)]
    if said["schema"] != FEATURES:
        raise CannotRunError(
            f"{release}: a release of another schema, made by corpus {said['builder']}; expected "
            f"that of corpus {corpus.__version__}; verify it with the version that made it"
        )
    return said, []


@dataclass
class _Check:
    """A release under examination, and what was found so far."""

    release: Path
    said: dict[str, Any]  # its manifest
    runner: Runner
    faults: list[Fault]
    unchecked: list[str] = field(default_factory=list)
    strange: set[str] = field(default_factory=set)  # files that are not as the manifest says

    def bytes(self) -> None:
        """Every file is there as the manifest says, and no other."""
        its = listed(self.said)
        tasks = [files.Hash(self.release, file) for file in its]
        strange = [one for one in self.runner.run("files", files.compare, tasks) if one]
        strange += files.foreign(self.release, its)
        self.faults += strange
        self.strange = {one.file for one in strange}

    def rows(self) -> dict[str, list[Looked]]:
        """By split what its shards hold, those whose files are whole."""
        tasks = []
        for split, shard in self._shards():
            its = (
                f"data/{split}-{shard}.parquet",
                f"votes/{split}-{shard}.parquet",
                f"dataset/{split}/data-{shard}.arrow",
            )
            if broken := [one for one in its if one in self.strange]:
                said = f"{' and '.join(broken)}: not whole, so its rows were not looked at"
                self.unchecked.append(said)
            else:
                least = self.said["config"]["min_confidence"]
                tasks.append(Look(self.release, split, shard, least, self._own()))
        looked: dict[str, list[Looked]] = {}
        for task, one in zip(tasks, self.runner.run("rows", look, tasks), strict=True):
            looked.setdefault(task.split, []).append(one)
            self.faults += one.faults
        return looked

    def together(self, looked: dict[str, list[Looked]]) -> None:
        """What only all rows together can show."""
        splits = {split: across_shards.seen(some) for split, some in looked.items()}
        self.faults += across_shards.groups(splits)
        for split, rows in splits.items():
            self.faults += across_shards.order(split, rows)
            self.faults += across_shards.rows(split, rows, looked[split], self.said["version"])
        if LEDGER not in self.strange:
            self.faults += across_shards.ledger(self.release, splits)
        data = {
            self.release / f"data/{split}-{shard}.parquet": split for split, shard in self._shards()
        }
        with tempfile.TemporaryDirectory() as folder:
            leaks = check_leaks(self.runner, Path(folder), data, sum(map(len, splits.values())))
        self.faults += [fault("leak", "data", found=leak) for leak in leaks]

    def documents(self, looked: dict[str, list[Looked]]) -> None:
        """Card, Croissant file, report and manifest are what this builder makes of the rows."""
        if not self._own():
            self.unchecked.append(
                f"made by corpus {self.said['builder']}, this is {corpus.__version__}: whether "
                "votes give the spans, and rows the documents, is for that version to check"
            )
            return
        held = {split: Statistics() for split in looked}
        for split, some in looked.items():
            for one in some:
                held[split] += one.held
        shards = [one for some in looked.values() for one in some]
        self.faults += documents.compare(
            self.release,
            self.said,
            documents.Found(
                held,
                np.concatenate([part["group"] for one in shards for part in one.seen]),
                [article for one in shards for article in one.measured],
            ),
            self.strange,
        )

    def loading(self) -> None:
        """`datasets` opens it."""
        if spoiled := sorted(name for name in self.strange if name.startswith(_OPENED)):
            why = f"{spoiled[0]} is not as the manifest says"
            self.unchecked.append(f"loading: not checked, since {why}")
            return
        with tempfile.TemporaryDirectory() as folder:
            task = loading.Load(self.release, Path(folder))
            self.faults += self.runner.run("load", loading.load, [task])[0]

    def _own(self) -> bool:
        """Whether the label model and the templates that made it are these."""
        return bool(self.said["builder"] == corpus.__version__)

    def _shards(self) -> Iterator[tuple[str, str]]:
        """Split and number (`00000-of-00001`) of every data file, in their order."""
        for split in SPLITS:
            for file in listed(self.said):
                if file.path.startswith(f"data/{split}-"):
                    name = file.path.removeprefix(f"data/{split}-")
                    yield split, name.removesuffix(".parquet")
