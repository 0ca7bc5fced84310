from __future__ import annotations

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


def test_a_link_that_points_at_nothing_is_no_fresh_start(tmp_path: Path) -> None:
    (tmp_path / "latest").symlink_to("1.0.0")
    with pytest.raises(CannotRunError, match="latest: points at nothing; expected a link"):
        latest(tmp_path)
    with workshop(tmp_path) as making:
        (making / "manifest.json").touch()  # nobody has released this
        (tmp_path / "latest").unlink()
        assert latest(tmp_path) is None


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
