"""Every file below a raw folder is read, or counted and named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus.contract.limits import Limits
from corpus.contract.problems import Problem
from corpus.errors import CannotRunError
from corpus.read.listing import RawFiles, left_alone, list_raw
from corpus.read.records import records
from corpus.read.shards import Piece
from tests.conftest import Raw

READ = [
    *("A.JSON", "a.json", "b/two.jsonl", "c.jsonl.gz", "d.json.zst", "e.jl.bz2", "f.ndjson.XZ"),
    *("g.csv", "h.tsv.gz", "i.parquet", "j.arrow", "k.feather", "l.xml", "m.txt", "n.md"),
    "saved/train/data-00000-of-00001.arrow",
]
NOT_READ = {
    "a.labels.jsonl": "misnamed_labels",
    "c.labels.json.gz": "misnamed_labels",
    "README.md": "ignored_file",
    "articles.docx": "ignored_file",
    "dataset_infos.json": "ignored_file",
    "i.parquet.gz": "ignored_file",
    "saved/dataset_dict.json": "ignored_file",
    "saved/train/cache-1.arrow": "ignored_file",
    "saved/train/dataset_info.json": "ignored_file",
    "saved/train/state.json": "ignored_file",
    "outlets/notes.md": "ignored_file",
    "outlets/ie.json": "ignored_file",
    ".hidden.json": "hidden_file",
    "b/.json": "hidden_file",
}


def named(files: RawFiles) -> dict[str, str]:
    return {problem.file: problem.reason for problem in files.problems}


def test_what_stands_below_a_raw_folder(raw: Raw) -> None:
    for file in (*READ, "a.labels.json", "outlets/ie.toml", *NOT_READ, ".git/config", ".git/x"):
        raw.write(file, b"{}")
    files = list_raw(raw.folder)
    assert files[:3] == (READ, ["a.labels.json"], ["outlets/ie.toml"])
    assert named(files) == {**NOT_READ, ".git": "hidden_file"}
    assert list(left_alone(Path("raw"), files.problems)) == [
        "raw: no input by their names, left alone: 10 (README.md, articles.docx, "
        "dataset_infos.json, ...)",
        "raw: hidden, left alone: 3 (.git, .hidden.json, b/.json)",
    ]


def test_a_linked_folder_is_read_where_it_is_not_read_anyway(raw: Raw, tmp_path: Path) -> None:
    for file in ("inside/a.json", "z.json"):
        raw.write(file, b"{}")
    (tmp_path / "outside" / "deep").mkdir(parents=True)
    (tmp_path / "outside" / "deep" / "b.json").write_bytes(b"{}")
    links = {
        "again": raw.folder / "inside",
        "circle": raw.folder,
        "far": tmp_path / "outside",
        "far2": tmp_path / "outside" / "deep",
        "top": Path("/"),
    }
    for name, target in links.items():
        (raw.folder / name).symlink_to(target)
    (tmp_path / "outside" / "back").symlink_to(tmp_path / "outside")
    files = list_raw(raw.folder)
    assert files.articles == ["far/deep/b.json", "inside/a.json", "z.json"]
    assert named(files) == dict.fromkeys(
        ["again", "circle", "far/back", "far2", "top"], "linked_folder"
    )


def test_links_in_a_circle_are_told_when_they_are_read(raw: Raw) -> None:
    raw.write("a.json", b"{}")
    for name, target in (("x.json", "y.json"), ("y.json", "x.json"), ("gone.json", "nowhere")):
        (raw.folder / name).symlink_to(target)
    assert list_raw(raw.folder).articles == ["a.json", "gone.json", "x.json", "y.json"]
    (told,) = records(raw.folder, Piece("x.json"), Limits())
    assert isinstance(told, Problem)
    assert told.reason == "unreadable_file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_cannot_be_read_is_named(raw: Raw) -> None:
    raw.write("a.json", b"{}")
    raw.write("locked/b.json", b"{}")
    (raw.folder / "locked").chmod(0)
    try:
        assert named(list_raw(raw.folder)) == {"locked/": "unreadable_file"}
    finally:
        (raw.folder / "locked").chmod(0o755)


def test_a_folder_that_goes_while_it_is_listed_is_named(
    raw: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw.write("a.json", b"{}")
    raw.write("gone/b.json", b"{}")
    real = os.scandir

    def scandir(path: Path) -> object:
        if Path(path).name == "gone":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr("os.scandir", scandir)
    assert named(list_raw(raw.folder)) == {"gone/": "unreadable_file"}


def test_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match="no such file or folder"):
        list_raw(tmp_path / "gone")
    with pytest.raises(CannotRunError, match="no articles in it"):
        list_raw(tmp_path)
