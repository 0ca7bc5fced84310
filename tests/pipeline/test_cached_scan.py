"""Where a large raw file may be cut is found once, and found again for any other bytes or name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.pipeline import cached_file
from corpus.pipeline.cache import Cache
from corpus.pipeline.cached_file import ScanOfFile
from corpus.pipeline.workdir import Workdir
from corpus.read import shards
from corpus.read.shards import ScannedFile, scan_file

FILE = "m.jsonl"
CONTENT = b"".join(b'{"id": %d}\n' % n for n in range(1000))


@pytest.fixture
def scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], tuple[bool, bool]]:
    """Scans a file: whether it was scanned anew, and whether the result is that of `scan_file`."""
    monkeypatch.setattr(shards, "SHARD_BYTES", 500)
    monkeypatch.setattr(cached_file, "BASKET_BYTES", 500)
    (tmp_path / FILE).write_bytes(CONTENT)
    work = Workdir(tmp_path / "out" / "work").create()
    sizes = dict.fromkeys((FILE, "n.jsonl"), len(CONTENT))
    scan_one = ScanOfFile(Cache.of(tmp_path / "out"), work, sizes)
    anew = []

    def counted(raw: Path, file: str) -> ScannedFile:
        anew.append(file)
        return scan_file(raw, file)

    monkeypatch.setattr(cached_file, "scan_file", counted)

    def scan(file: str) -> tuple[bool, bool]:
        anew.clear()
        scanned = scan_one(tmp_path, file)
        is_right = scanned == scan_file(tmp_path, file)
        sizes[file] = scanned.size
        return bool(anew), is_right

    return scan


def entry(folder: Path) -> Path:
    """What the only entry says."""
    (found,) = folder.glob("out/.cache/*/*/entry.jsonl")
    return found


CHANGES: dict[str, tuple[Callable[[Path], object], bool]] = {  # and whether it is scanned anew
    "nothing": (lambda _: None, False),
    "a byte": (lambda folder: (folder / FILE).write_bytes(CONTENT[:-2] + b" \n"), True),
    "the size": (lambda folder: (folder / FILE).write_bytes(CONTENT + b"{}\n"), True),
    "the name": (lambda folder: (folder / FILE).rename(folder / "n.jsonl"), True),
    "an entry is cut short": (lambda folder: entry(folder).write_bytes(b"{}"), True),
    "an entry is gone": (lambda folder: entry(folder).unlink(), True),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_a_file_that_stands_as_it_did_is_taken(
    tmp_path: Path, scan: Callable[[str], tuple[bool, bool]], change: str
) -> None:
    do, is_anew = CHANGES[change]
    assert scan(FILE) == (True, True)
    do(tmp_path)
    (file,) = tmp_path.glob("*.jsonl")
    assert scan(file.name) == (is_anew, True)
    assert scan(file.name) == (False, True)


def test_a_file_that_changes_while_it_is_scanned_is_kept_as_what_was_cut(
    tmp_path: Path, scan: Callable[[str], tuple[bool, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = cached_file.hash_file

    def hash_and_change(*args: object) -> str:
        sha256: str = real(*args)  # type: ignore[arg-type]
        (tmp_path / FILE).write_bytes(CONTENT * 2)
        return sha256

    monkeypatch.setattr(cached_file, "hash_file", hash_and_change)
    assert scan(FILE) == (True, True)
    monkeypatch.setattr(cached_file, "hash_file", real)
    assert scan(FILE) == (False, True)
    (tmp_path / FILE).write_bytes(CONTENT)
    assert scan(FILE) == (True, True)


def test_a_small_file_has_no_entry(
    tmp_path: Path, scan: Callable[[str], tuple[bool, bool]]
) -> None:
    (tmp_path / FILE).write_bytes(CONTENT[:400])
    assert scan(FILE) == scan(FILE) == (True, True)
    assert not list(tmp_path.glob("out/.cache/*/*"))


def test_a_file_of_another_size_is_read_once(
    tmp_path: Path, scan: Callable[[str], tuple[bool, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = []
    monkeypatch.setattr(cached_file, "hash_file", lambda *args: hashed.append(args))
    (tmp_path / FILE).write_bytes(CONTENT * 2)
    assert scan(FILE) == (True, True)
    assert not hashed
