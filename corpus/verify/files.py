"""The files of a release against its manifest: missing, replaced, damaged and foreign ones."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.contract.splits import SPLITS
from corpus.documents.render import DOCUMENTS
from corpus.release import layout
from corpus.release.layout import MANIFEST, Shard
from corpus.release.manifest import File, Manifest, describe
from corpus.verify.faults import Fault, fault


@dataclass(frozen=True, kw_only=True)
class CheckFile:
    """One file to compare with the manifest."""

    release: Path  # without links
    expected: File  # as the manifest lists it


def check_file(task: CheckFile) -> Fault | None:
    """What is wrong with the bytes of a file; None where nothing is."""
    expected = task.expected
    path = task.release / expected.path
    if wrong := check_kind(task.release, expected.path):
        return wrong
    try:
        size = path.stat().st_size
        if size < expected.bytes:
            return fault("truncated_file", expected.path, found=size, bytes=expected.bytes)
        (actual,) = describe(task.release, [path])
    except FileNotFoundError:
        return fault("missing_file", expected.path, bytes=expected.bytes, sha256=expected.sha256)
    except OSError as error:
        return fault("unreadable_file", expected.path, error=error.strerror, expected="its bytes")
    if actual == expected:
        return None
    return fault(
        "damaged_file",
        expected.path,
        found=actual.bytes,
        digest=actual.sha256,
        bytes=expected.bytes,
        sha256=expected.sha256,
    )


def check_kind(release: Path, name: str) -> Fault | None:
    """A fault where a link, folder, pipe or device stands in the place of a file.

    Args:
        release: its folder, without links.
        name: POSIX path inside the release.
    """
    path = release / name
    try:
        mode = path.lstat().st_mode
    except OSError:
        return None  # not there, or not to be reached: its reader says so
    target = os.path.realpath(path)
    if stat.S_ISLNK(mode) or target != str(path):
        return fault("linked_file", name, found=target)
    if stat.S_ISREG(mode):
        return None
    return fault("no_file", name, found="a folder" if stat.S_ISDIR(mode) else "a pipe or device")


def foreign_files(release: Path, listed: Iterable[File]) -> tuple[list[Fault], list[str]]:
    """What is in the folder and not in the manifest, also empty folders.

    Returns:
        A fault for each, and the paths of files that `datasets` left beside the data, which are
        none.
    """
    known = {MANIFEST, *(file.path for file in listed)}
    faults, caches = [], []
    for path in sorted(release.rglob("*")):
        name = path.relative_to(release).as_posix()
        is_folder = path.is_dir() and not path.is_symlink()
        if name in known or (is_folder and any(path.iterdir())):
            continue
        if path.match("cache-*.arrow") and stat.S_ISREG(path.lstat().st_mode):
            caches.append(name)
        else:
            faults.append(fault("foreign_file", name))
    return faults, caches


def check_listing(manifest: Manifest) -> Iterator[Fault]:
    """The manifest lists what every release consists of, each file once, and nothing hidden."""
    times = Counter(file.path for file in manifest.outputs)
    required = {*DOCUMENTS, layout.REJECTED, layout.LEDGER, _in_dataset(layout.DATASET_DICT)}
    shards = [Shard.of_data_file(file.path) for file in manifest.data_files()]
    for shard in shards:
        required |= set(shard.files(manifest.of_pages))
        names = (layout.DATASET_INFO, layout.DATASET_STATE)
        required |= {_in_dataset(shard.split, name) for name in names}
    wrong = [(f"without {name}", f"{name} in it") for name in sorted(required - times.keys())]
    wrong += [(f"with {name} twice", "it once") for name, count in times.items() if count > 1]
    # `datasets` reads `.huggingface.yaml` before the card.
    hidden = [name for name in times if any(part[:1] == "." for part in name.split("/"))]
    wrong += [(f"with {name}", "no hidden file") for name in hidden]
    others = sorted({shard.split for shard in shards}.difference(SPLITS))
    wrong += [(f"with a split {split}", f"{', '.join(SPLITS)}") for split in others]
    if not shards:
        wrong.append(("without rows", f"files in {layout.DATA}/"))
    for found, expected in wrong:
        yield fault("wrong_manifest", MANIFEST, field="outputs", found=found, expected=expected)


def _in_dataset(*names: str) -> str:
    return "/".join((layout.DATASET, *names))
