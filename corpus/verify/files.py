"""The bytes of a release against its manifest: missing, truncated, damaged and foreign files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.release.layout import MANIFEST
from corpus.release.manifest import File, describe
from corpus.verify.faults import Fault, fault


@dataclass(frozen=True, kw_only=True)
class CheckFile:
    """One file to compare with the manifest."""

    release: Path
    expected: File  # as the manifest lists it


def check_file(task: CheckFile) -> Fault | None:
    """What is wrong with the bytes of a file; None where nothing is."""
    expected = task.expected
    path = task.release / expected.path
    try:
        if not path.is_file():
            return fault(
                "missing_file", expected.path, bytes=expected.bytes, sha256=expected.sha256
            )
        size = path.stat().st_size
        if size < expected.bytes:
            return fault("truncated_file", expected.path, found=size, bytes=expected.bytes)
        (actual,) = describe(task.release, [path])
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


def foreign_files(release: Path, listed: Iterable[File]) -> list[Fault]:
    """A fault for everything in the folder that the manifest does not list, also empty folders."""
    known = {MANIFEST, *(file.path for file in listed)}
    faults = []
    for path in sorted(release.rglob("*")):
        name = path.relative_to(release).as_posix()
        is_folder = path.is_dir() and not path.is_symlink()
        if name not in known and not (is_folder and any(path.iterdir())):
            faults.append(fault("foreign_file", name, fix=_fix(path)))
    return faults


def _fix(path: Path) -> str:
    if path.name.startswith("cache-") and path.suffix == ".arrow":
        return "delete it: `datasets` leaves what it filters and maps beside the data"
    return "delete it, or move it out of the release"
