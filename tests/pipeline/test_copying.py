from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.pipeline.copying import copy_file

CONTENT = os.urandom(300_000)
REAL = getattr(os, "copy_file_range", None)


def refused(*_: int) -> int:
    raise OSError(errno.EXDEV, "between file systems")


def in_part(read: int, written: int, _: int) -> int:
    """Copies a part, then nothing more."""
    if os.lseek(read, 0, os.SEEK_CUR):
        raise OSError(errno.EIO, "half way")
    return os.write(written, os.read(read, 1000))


@pytest.mark.parametrize("system", [REAL, refused, in_part, lambda *_: 0, None])
@pytest.mark.parametrize("content", [CONTENT, b""])
def test_a_copy_has_the_bytes_whatever_the_system_can(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    system: Callable[..., int] | None,
    content: bytes,
) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(content)
    target.write_bytes(CONTENT * 2)
    if system is None:
        monkeypatch.delattr(os, "copy_file_range", raising=False)
    else:
        monkeypatch.setattr(os, "copy_file_range", system, raising=False)

    copy_file(source, target)

    assert target.read_bytes() == content
    assert source.read_bytes() == content


def test_a_file_that_is_changed_is_not_changed_in_its_copy(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(CONTENT)
    copy_file(source, target)

    with source.open("r+b") as changed:
        changed.write(b"changed")

    assert target.read_bytes() == CONTENT


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is full")
def test_a_full_disk_is_told_of(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(CONTENT)

    with pytest.raises(OSError, match="No space left"):
        copy_file(source, Path("/dev/full"))
