"""`corpus verify`: bytes first, then rows, then what all rows make together."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np

from corpus._version import __version__
from corpus.contract.columns import row_features
from corpus.documents.statistics import Statistics
from corpus.engine.runner import Runner
from corpus.errors import CannotRunError
from corpus.release.layout import CARD, DATA, DATASET, LEDGER, MANIFEST, Shard
from corpus.release.manifest import Manifest, flaw
from corpus.release.reader import Release, check_schema_is_known, manifest_bytes
from corpus.split.leak_pairs import Compared
from corpus.split.leakcheck import check_leaks
from corpus.verify import across_shards, documents, files, loading, references
from corpus.verify.excerpts import one_line
from corpus.verify.faults import Fault, fault
from corpus.verify.shard import CheckShard, ShardReport, check_shard

_LOADED = (CARD, f"{DATA}/", f"{DATASET}/")  # beginnings of paths that `datasets` reads
_SPLITS = (
    "no leak found: no id, URL, text or passage of 25 words stands in two (certain), "
    "no near-duplicate (probable: 98.8% are found at a similarity of 0.6)"
)
# What values can raise that no build writes, such as a time beyond the calendar.
_OUT_OF_RANGE = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)
_CACHE = (
    "not of the release: `datasets` leaves what it filters and maps beside the data; "
    "delete it if you need the room"
)


class Verified(NamedTuple):
    """What a check came to."""

    faults: list[Fault]  # sorted by file
    checked: dict[str, str]  # what was checked in full -> what holds if there are no faults
    unchecked: list[str]  # what was not checked, and why: sentences
    notes: list[str]  # what is no fault: sentences


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
        return Verified(faults, {}, [why], [])
    check = _Check(Release(path.resolve(), manifest), runner, faults)
    check.bytes()
    by_split = check.shards()
    reports = [report for of_split in by_split.values() for report in of_split]
    if check.unchecked or not reports or not all(report.is_readable for report in reports):
        check.unchecked.append("splits, documents and loading need every row: not checked")
    else:
        try:
            check.across_shards(by_split)
            check.documents(by_split)
        except _OUT_OF_RANGE as error:
            check.faults.append(fault("unusable_values", MANIFEST, error=one_line(error)))
        check.loading()
    in_order = sorted(check.faults, key=lambda f: (f.file, f.row or "", f.reason, f.message))
    return Verified(in_order, check.checked, check.unchecked, check.notes)


def _read_manifest(path: Path) -> tuple[Manifest | None, list[Fault]]:
    """The manifest as far as it can be read, and what is wrong with it.

    A manifest with a broken seal is a fault, and is used to look at the rest.
    """
    has_data = any((path / name).is_dir() for name in (DATA, DATASET))
    if has_data and not os.path.lexists(path / MANIFEST):
        return None, [fault("damaged_manifest", MANIFEST, found="is not there")]
    if wrong_kind := files.check_kind(path.resolve(), MANIFEST):
        return None, [wrong_kind]
    text = manifest_bytes(path)
    manifest = Manifest.parse(text)
    if manifest is not None:
        check_schema_is_known(path, manifest)
    if found := flaw(text):
        return manifest, [fault("damaged_manifest", MANIFEST, found=found)]
    assert manifest is not None
    if manifest.schema != row_features(manifest.optional_columns):
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
    checked: dict[str, str] = field(default_factory=dict)
    unchecked: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    leak_check: Compared = field(default_factory=Compared)
    wrong_files: set[str] = field(default_factory=set)  # not as the manifest lists them
    whole: set[str] = field(default_factory=set)  # as the manifest lists them

    def bytes(self) -> None:
        """Every file is there as the manifest lists it, and no other."""
        path, listed = self.release.path, self.release.manifest.outputs
        tasks = [files.CheckFile(release=path, expected=file) for file in listed]
        found = [wrong for wrong in self.runner.run("files", files.check_file, tasks) if wrong]
        foreign, caches = files.foreign_files(path, listed)
        self.faults += [*files.check_listing(self.release.manifest), *found, *foreign]
        self.notes += [f"{name}: {_CACHE}" for name in caches]
        self.wrong_files = {wrong.file for wrong in (*found, *foreign)}
        self.whole = {file.path for file in listed} - self.wrong_files
        self.checked["files"] = (
            f"{len(listed) + 1}, each with the SHA-256 that the manifest names, no other"
            f"{' but caches' if caches else ''}"
        )

    def shards(self) -> dict[str, list[ShardReport]]:
        """Check the rows and votes of every shard whose files are whole; reports by split."""
        tasks = []
        for data_file in self.release.manifest.data_files():
            shard = Shard.of_data_file(data_file.path)
            names = shard.files(self.release.manifest.of_pages)
            if broken := [name for name in names if name not in self.whole]:
                why = f"{' and '.join(broken)}: not whole, so its rows were not looked at"
                self.unchecked.append(why)
                continue
            tasks.append(
                CheckShard(
                    release=self.release.path,
                    shard=shard,
                    min_confidence=self.release.manifest.min_confidence,
                    of_pages=tuple(self.release.manifest.of_pages),
                    columns=self.release.manifest.optional_columns,
                    replays=self._same_builder(),
                )
            )
        reports: dict[str, list[ShardReport]] = {}
        results = self.runner.run("rows", check_shard, tasks)
        for task, report in zip(tasks, results, strict=True):
            reports.setdefault(task.shard.split, []).append(report)
            self.faults += report.faults
        rows = {split: sum(r.statistics.rows for r in of) for split, of in reports.items()}
        counts = ", ".join(f"{split} {count}" for split, count in rows.items())
        self.checked["rows"] = f"{counts}; the same in both forms"
        if self._same_builder() and (columns := self.release.manifest.optional_columns):
            self.checked["rows"] += f"; {', '.join(columns)} as their texts and spans give"
        self.checked["labels"] = "known, in bounds and in order"
        if self._same_builder():
            votes = sum(report.votes for of_split in reports.values() for report in of_split)
            self.checked["labels"] += f"; {votes} votes give them again"
        return reports

    def across_shards(self, by_split: dict[str, list[ShardReport]]) -> None:
        """What only all rows together can show."""
        keys = {split: across_shards.row_keys(reports) for split, reports in by_split.items()}
        version = self.release.version
        self.faults += across_shards.check_groups(keys)
        for split, reports in by_split.items():
            self.faults += across_shards.check_order(split, keys[split])
            self.faults += across_shards.check_references(split, keys[split], reports, version)
        if LEDGER in self.whole:
            self.faults += across_shards.check_ledger(self.release.path, keys)
        data = {file: split for split in by_split for file in self.release.files(split)}
        with tempfile.TemporaryDirectory() as folder:
            report = check_leaks(self.runner, Path(folder), data)
        self.faults += [fault("leak", DATA, found=leak) for leak in report.leaks]
        if more := report.leaking_pairs - len(report.leaks):
            self.faults.append(fault("leak", DATA, found=f"{more} more pairs of articles leak"))
        self.leak_check = report.compared
        self.checked["splits"] = _SPLITS
        if left := report.compared.unchecked:
            self.checked["splits"] += f"; {left} pairs not compared"
            self.notes.append(
                f"leak check: {left} pairs of possible near-duplicates were not compared: "
                f"{report.compared.keys_capped} keys are shared by too many articles"
            )

    def documents(self, by_split: dict[str, list[ShardReport]]) -> None:
        """Documents and manifest are what this builder makes of the rows and the manifest."""
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
        self.faults += documents.check_documents(self.release, rows, self.whole)
        self.checked["documents"] = (
            "card, Croissant file and report are made from the rows and the manifest"
        )
        self.checked["manifest"] = (
            "its date, counts, groups, quality and digest follow from the rows; that its inputs, "
            "settings, libraries, changes and unknown outlets are true is not to be seen from here"
        )

    def loading(self) -> None:
        """`datasets` opens it, and is told to open nothing else."""
        if broken := sorted(name for name in self.wrong_files if name.startswith(_LOADED)):
            self.unchecked.append(
                f"loading: not checked, since {broken[0]} is not as the manifest says"
            )
            return
        if wrong := list(references.check_references(self.release)):
            self.faults += wrong
            self.unchecked.append(f"loading: not checked, since {wrong[0].file} names other files")
            return
        with tempfile.TemporaryDirectory() as folder:
            task = loading.LoadRelease(release=self.release.path, cache=Path(folder))
            self.faults += self.runner.run("load", loading.load_release, [task])[0]
        self.checked["load"] = "load_from_disk and load_dataset open it and agree"

    def _same_builder(self) -> bool:
        """Whether this version of the builder made it, with these rules and templates."""
        return self.release.manifest.builder == __version__
