"""`corpus verify`: bytes first, then rows, then what all rows make together."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np

from corpus._version import __version__
from corpus.contract.columns import FEATURES
from corpus.documents.statistics import Statistics
from corpus.engine.runner import Runner
from corpus.errors import CannotRunError
from corpus.release.layout import CARD, DATA, DATASET, LEDGER, MANIFEST, Shard
from corpus.release.manifest import Manifest, is_sealed
from corpus.release.reader import Release, check_schema_is_known, manifest_bytes
from corpus.split.leak_pairs import Compared
from corpus.split.leakcheck import check_leaks
from corpus.verify import across_shards, documents, files, loading
from corpus.verify.faults import Fault, fault
from corpus.verify.shard import CheckShard, ShardReport, check_shard

_LOADED = (CARD, f"{DATA}/", f"{DATASET}/")  # beginnings of paths that `datasets` reads


class Verified(NamedTuple):
    """What a check came to."""

    faults: list[Fault]  # sorted by file
    files: int  # that were checked
    rows: dict[str, int]  # by split, those that were read
    votes: int
    unchecked: list[str]  # what was not checked, and why: sentences


def verify(path: Path, runner: Runner) -> Verified:
    """Check everything that a release promises. Only a temporary folder is written to.

    Args:
        path: folder of the release.
        runner: runs the tasks.

    Raises:
        CannotRunError: there is no release, or it is one of another schema.
    """
    manifest, faults = _read_manifest(path)
    if manifest is None:
        why = f"{MANIFEST} says which files there are and what they hold: nothing else was checked"
        return Verified(faults, 1, {}, 0, [why])
    check = _Check(Release(path.resolve(), manifest), runner, faults)
    check.bytes()
    by_split = check.shards()
    reports = [report for of_split in by_split.values() for report in of_split]
    if check.unchecked or not all(report.is_readable for report in reports):
        check.unchecked.append("splits, documents and loading need every row: not checked")
    else:
        check.across_shards(by_split)
        check.documents(by_split)
        check.loading()
    return Verified(
        sorted(check.faults, key=lambda f: (f.file, f.row or "", f.reason, f.message)),
        len(manifest.outputs) + 1,
        {split: sum(report.statistics.rows for report in of) for split, of in by_split.items()},
        sum(report.votes for report in reports),
        check.unchecked,
    )


def _read_manifest(path: Path) -> tuple[Manifest | None, list[Fault]]:
    """The manifest as far as it can be read, and what is wrong with it.

    A manifest with a broken seal is a fault, and is used to look at the rest.
    """
    has_data = any((path / name).is_dir() for name in (DATA, DATASET))
    if has_data and not (path / MANIFEST).is_file():
        return None, [fault("damaged_manifest", MANIFEST, found="is not there")]
    text = manifest_bytes(path)
    manifest = Manifest.parse(text)
    if manifest is not None:
        check_schema_is_known(path, manifest)
    if manifest is None or not is_sealed(text):
        why = "its last line is not the SHA-256 of the lines before it"
        return manifest, [fault("damaged_manifest", MANIFEST, found=why)]
    if manifest.schema != FEATURES:
        raise CannotRunError(
            f"{path}: a release of another schema, made by corpus {manifest.builder}; expected "
            f"that of corpus {__version__}; verify it with the version that made it"
        )
    return manifest, []


@dataclass
class _Check:
    """A release under examination, and what was found so far."""

    release: Release
    runner: Runner
    faults: list[Fault]
    unchecked: list[str] = field(default_factory=list)
    leak_check: Compared = field(default_factory=Compared)
    wrong_files: set[str] = field(default_factory=set)  # not as the manifest lists them

    def bytes(self) -> None:
        """Every file is there as the manifest lists it, and no other."""
        path, listed = self.release.path, self.release.manifest.outputs
        tasks = [files.CheckFile(release=path, expected=file) for file in listed]
        found = [wrong for wrong in self.runner.run("files", files.check_file, tasks) if wrong]
        found += files.foreign_files(path, listed)
        self.faults += found
        self.wrong_files = {wrong.file for wrong in found}

    def shards(self) -> dict[str, list[ShardReport]]:
        """Check the rows and votes of every shard whose files are whole; reports by split."""
        tasks = []
        for data_file in self.release.manifest.data_files():
            shard = Shard.of_data_file(data_file.path)
            names = (shard.data, shard.votes, shard.origins, shard.arrow)
            if broken := [name for name in names if name in self.wrong_files]:
                why = f"{' and '.join(broken)}: not whole, so its rows were not looked at"
                self.unchecked.append(why)
                continue
            tasks.append(
                CheckShard(
                    release=self.release.path,
                    shard=shard,
                    min_confidence=self.release.manifest.min_confidence,
                    replays=self._same_builder(),
                )
            )
        reports: dict[str, list[ShardReport]] = {}
        results = self.runner.run("rows", check_shard, tasks)
        for task, report in zip(tasks, results, strict=True):
            reports.setdefault(task.shard.split, []).append(report)
            self.faults += report.faults
        return reports

    def across_shards(self, by_split: dict[str, list[ShardReport]]) -> None:
        """What only all rows together can show."""
        keys = {split: across_shards.row_keys(reports) for split, reports in by_split.items()}
        version = self.release.version
        self.faults += across_shards.check_groups(keys)
        for split, reports in by_split.items():
            self.faults += across_shards.check_order(split, keys[split])
            self.faults += across_shards.check_references(split, keys[split], reports, version)
        if LEDGER not in self.wrong_files:
            self.faults += across_shards.check_ledger(self.release.path, keys)
        data = {file: split for split in by_split for file in self.release.files(split)}
        with tempfile.TemporaryDirectory() as folder:
            report = check_leaks(self.runner, Path(folder), data, sum(map(len, keys.values())))
        self.faults += [fault("leak", DATA, found=leak) for leak in report.leaks]
        if more := report.leaking_pairs - len(report.leaks):
            self.faults.append(fault("leak", DATA, found=f"{more} more pairs of articles leak"))
        self.leak_check = report.compared
        if report.compared.unchecked:
            self.unchecked.append(
                f"leak check: {report.compared.unchecked} pairs of possible near-duplicates were "
                f"not compared: {report.compared.keys_capped} keys are shared by too many articles"
            )

    def documents(self, by_split: dict[str, list[ShardReport]]) -> None:
        """Card, Croissant file, report and manifest are what this builder makes of the rows."""
        if not self._same_builder():
            self.unchecked.append(
                f"made by corpus {self.release.manifest.builder}, this is {__version__}: "
                "whether votes give the spans, and rows the documents, is for that version to check"
            )
            return
        statistics = {split: Statistics() for split in by_split}
        for split, of_split in by_split.items():
            for report in of_split:
                statistics[split] += report.statistics
        reports = [report for of_split in by_split.values() for report in of_split]
        rows = documents.Rows(
            statistics=statistics,
            groups=np.concatenate([keys["group"] for r in reports for keys in r.row_keys]),
            measured=[article for report in reports for article in report.measured],
            leak_check=self.leak_check,
        )
        self.faults += documents.check_documents(self.release, rows, self.wrong_files)

    def loading(self) -> None:
        """`datasets` opens it."""
        if broken := sorted(name for name in self.wrong_files if name.startswith(_LOADED)):
            self.unchecked.append(
                f"loading: not checked, since {broken[0]} is not as the manifest says"
            )
            return
        with tempfile.TemporaryDirectory() as folder:
            task = loading.LoadRelease(release=self.release.path, cache=Path(folder))
            self.faults += self.runner.run("load", loading.load_release, [task])[0]

    def _same_builder(self) -> bool:
        """Whether this version of the builder made it, with these rules and templates."""
        return self.release.manifest.builder == __version__
