"""The bytes of a release against its manifest: what is missing, truncated, damaged, foreign."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from corpus.release.manifest import MANIFEST, File, describe
from corpus.verify.faults import Fault, fault


class Hash(NamedTuple):
    """One file that the manifest lists."""

    release: Path
    file: File


def compare(task: Hash) -> Fault | None:
    """What is wrong with the bytes of a file."""
    path, said = task.release / task.file.path, task.file
    try:
        if not path.is_file():
            return fault("missing_file", said.path, bytes=said.bytes, sha256=said.sha256)
        if path.stat().st_size < said.bytes:
            size = path.stat().st_size
            return fault("truncated_file", said.path, found=size, bytes=said.bytes)
        (found,) = describe(task.release, [path])
    except OSError as error:
        return fault("unreadable_file", said.path, error=error.strerror, expected="its bytes")
    if found == said:
        return None
    return fault(
        "damaged_file",
        said.path,
        found=found.bytes,
        digest=found.sha256,
        bytes=said.bytes,
        sha256=said.sha256,
    )


def foreign(release: Path, listed: Iterable[File]) -> list[Fault]:
    """Everything in the folder that the manifest does not list; of folders, the empty ones."""
    known = {MANIFEST, *(file.path for file in listed)}
    faults = []
    for path in sorted(release.rglob("*")):
        name = path.relative_to(release).as_posix()
        folder = path.is_dir() and not path.is_symlink()
        if name not in known and not (folder and any(path.iterdir())):
            faults.append(fault("foreign_file", name, mend=_mend(path)))
    return faults


def _mend(path: Path) -> str:
    if path.name.startswith("cache-") and path.suffix == ".arrow":
        return "delete it: `datasets` leaves what it filters and maps beside the data"
    return "delete it, or move it out of the release"
