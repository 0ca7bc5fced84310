from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from corpus.errors import CannotRunError
from corpus.release.commit import latest, publish, workshop


def test_one_build_at_a_time(tmp_path: Path) -> None:
    with (
        workshop(tmp_path),
        pytest.raises(CannotRunError, match="another build is at work there"),
        workshop(tmp_path),
    ):
        pass
    with workshop(tmp_path):
        pass


def test_what_a_killed_build_left_is_cleaned_away(tmp_path: Path) -> None:
    (tmp_path / ".making/work").mkdir(parents=True)
    (tmp_path / ".making" / "work" / "old").touch()
    with workshop(tmp_path) as making:
        assert list(making.iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_latest_follows_what_is_published(tmp_path: Path) -> None:
    assert latest(tmp_path) is None
    for version in ("1.0.0", "1.1.0"):
        with workshop(tmp_path) as making:
            (making / "release").mkdir()
            (making / "release/file").write_text(version)
            publish(making / "release", tmp_path, version)
        found = latest(tmp_path)
        assert found is not None
        assert (found.name, (found / "file").read_text()) == (version, version)
    with workshop(tmp_path) as making:
        (making / "release").mkdir()
        with pytest.raises(CannotRunError, match="never overwritten"):
            publish(making / "release", tmp_path, "1.0.0")
    assert (tmp_path / "1.0.0/file").read_text() == "1.0.0"


def test_a_hidden_folder_is_no_release_that_latest_lacks(tmp_path: Path) -> None:
    with workshop(tmp_path) as making:
        (making / "manifest.json").touch()  # nobody has released this
        assert latest(tmp_path) is None


NO_LOCKS = [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS]


@pytest.mark.parametrize("number", NO_LOCKS, ids=errno.errorcode.get)
def test_a_file_system_without_locks_is_not_taken_for_another_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """What network file systems answer; none of them is at hand in a test."""

    def flock(handle: int, operation: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("fcntl.flock", flock)
    with pytest.raises(CannotRunError) as error, workshop(tmp_path):
        pass
    assert str(error.value) == (
        f"{tmp_path}: its file system has no locks ({os.strerror(number)}), as some network file "
        "systems have none; expected locks, since two builds at once would spoil each other's "
        "release; name a folder on a local disk with --out, and copy the release from there"
    )


def test_the_lock_keeps_what_stands_in_its_file(tmp_path: Path) -> None:
    (tmp_path / ".lock").write_text("notes of somebody")
    with workshop(tmp_path):
        pass
    assert (tmp_path / ".lock").read_text() == "notes of somebody"


def test_a_release_is_on_the_disk_before_latest_points_at_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed = []

    def fsync(handle: int) -> None:
        flushed.append((os.fstat(handle).st_ino, (tmp_path / "latest").is_symlink()))

    monkeypatch.setattr(os, "fsync", fsync)
    finished = tmp_path / "finished"
    (finished / "data").mkdir(parents=True)
    (finished / "data/rows").touch()
    (finished / "manifest.json").touch()
    contents = [finished, *finished.rglob("*")]
    expected = {(path.stat().st_ino, False) for path in contents}
    publish(finished, tmp_path, "1.0.0")
    *before, last = flushed
    assert len(before) == len(contents)
    assert set(before) == expected
    assert last == (tmp_path.stat().st_ino, True)
