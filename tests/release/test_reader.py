"""A release as the library opens it, and a manifest with a changed value, which nothing accepts."""

from __future__ import annotations

import doctest
import json
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from corpus.contract.article import Vote
from corpus.contract.columns import ROW
from corpus.contract.labels import LABELS
from corpus.errors import CannotRunError
from corpus.release import reader
from corpus.release.manifest import Manifest
from corpus.release.reader import Release
from tests.cli.releases import edit_manifest, made
from tests.conftest import ROOT, Ran
from tests.conftest import rows as rows_by_id

TRAIN = "data/train-00000-of-00001.parquet"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(ROOT / "raw", tmp_path_factory.mktemp("reader") / "build")


@pytest.fixture
def folder(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy to change, `build/latest` in the working folder."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(whole, "build/1.0.0")
    Path("build/latest").symlink_to("1.0.0")
    return Path("build/latest")


def test_the_example_in_the_documentation(folder: Path) -> None:
    result = doctest.testmod(reader)
    assert result.attempted > 5
    assert result.failed == 0


def test_what_a_release_says_of_itself(folder: Path) -> None:
    release = Release.open(str(folder))
    assert repr(release) == "<Release 1.0.0: train 34, validation 4, test 4>"
    assert (release.path, release.version) == (folder, "1.0.0")
    assert release.splits == ("train", "validation", "test")
    assert release.labels == LABELS
    assert (release.manifest.min_confidence, release.manifest.split_by) == (0.65, "story")
    assert pickle.loads(pickle.dumps(release)) == release


def test_the_manifest_is_what_stands_in_the_file(folder: Path) -> None:
    text = (folder / "manifest.json").read_bytes()
    manifest = Manifest.parse(text)
    assert manifest is not None
    assert manifest.sealed().encode() == text


def test_files_by_split_in_the_order_of_splits(folder: Path) -> None:
    release = Release.open(folder)
    files = {split: [folder / f"data/{split}-00000-of-00001.parquet"] for split in release.splits}
    assert {split: release.files(split) for split in release.splits} == files
    assert release.files() == [file for of_split in files.values() for file in of_split]
    assert release.files("dev") == []


def test_files_are_those_of_the_manifest_in_the_order_of_their_paths(folder: Path) -> None:
    content = json.loads((folder / "manifest.json").read_bytes())
    (train,) = [file for file in content["outputs"] if file["path"] == TRAIN]
    names = ["data/train-00001-of-00002.parquet", "data/dev-00000-of-00001.parquet"]
    shards = [{**train, "path": name} for name in names]
    edit_manifest(folder, outputs=[*content["outputs"], *shards])
    shutil.copy(folder / TRAIN, folder / "data/train-00009-of-00010.parquet")
    found = [file.relative_to(folder).as_posix() for file in Release.open(folder).files()]
    assert found[:2] == [TRAIN, names[0]]
    assert found[-1] == names[1]  # a split that this builder does not know
    assert len(found) == 5


def test_rows_are_whole_with_labels_as_names(folder: Path) -> None:
    release = Release.open(folder)
    expected = rows_by_id(folder)
    for split in release.splits:
        rows = list(release.rows(split))
        assert [row["id"] for row in rows] == [
            row_id for row_id, row in expected.items() if row["split"] == split
        ]
        for row in rows:
            assert {**row, "split": split} == expected[row["id"]]
            assert list(row) == ROW.names
    assert list(release.rows()) == [row for split in release.splits for row in release.rows(split)]


def test_only_the_columns_asked_for(folder: Path) -> None:
    rows = list(Release.open(folder).rows(columns=["id", "outlet"]))
    assert {tuple(row) for row in rows} == {("id", "outlet")}
    assert len(rows) == 42


def test_labels_are_the_release_s_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release of an older label set is read with the names that it was written with."""
    content = json.loads((folder / "manifest.json").read_bytes())
    names = content["schema"]["spans"]["feature"]["label"]["names"]
    names[0] = "see_also"
    edit_manifest(folder, schema=content["schema"])
    release = Release.open(folder)
    found = {span["label"] for row in release.rows() for span in row["spans"]}
    assert "see_also" in found
    assert "related_links" not in found
    assert "see_also" in {vote.label for _, votes in release.votes() for vote in votes}


def test_votes_follow_the_rows(folder: Path) -> None:
    release = Release.open(folder)
    votes = dict(release.votes())
    assert list(votes) == [row["id"] for row in release.rows(columns=["id"])]
    stored = pq.read_table(folder / "votes/test-00000-of-00001.parquet").to_pylist()
    assert sum(len(of_article) for _, of_article in release.votes("test")) == len(stored)
    first = {**stored[0], "label": LABELS[stored[0]["label"]]}
    first["weight"] = round(first["weight"], 4)
    assert votes[first.pop("id")][0] == Vote(**first)


def test_an_article_without_votes_has_none(folder: Path) -> None:
    file = folder / "votes/test-00000-of-00001.parquet"
    table = pq.read_table(file)
    silent = table["id"][0].as_py()
    kept = [article_id != silent for article_id in table["id"].to_pylist()]
    pq.write_table(table.filter(kept), file)
    votes = dict(Release.open(folder).votes("test"))
    assert votes.pop(silent) == []
    assert len(votes) == 3
    assert all(votes.values())


def test_votes_in_another_order_are_refused(folder: Path) -> None:
    name = "test-00000-of-00001.parquet"
    table = pq.read_table(folder / "votes" / name)
    pq.write_table(table.sort_by([("id", "descending")]), folder / "votes" / name)
    with pytest.raises(CannotRunError) as error:
        list(Release.open(folder).votes())
    left = str(error.value).split('"')[1]
    assert left in table["id"].to_pylist()
    assert str(error.value) == (
        f'build/latest/votes/{name}: votes on "{left}", which is no row of {name}, or not the '
        "next one; expected the votes of each row in the order of the rows; restore the release"
    )


UNREADABLE: list[tuple[str, Callable[[Release], Any]]] = [
    (TRAIN, lambda release: release.rows()),
    (TRAIN, lambda release: release.votes()),
    ("votes/train-00000-of-00001.parquet", lambda release: release.votes()),
]


@pytest.mark.parametrize(("file", "read"), UNREADABLE)
def test_a_file_that_cannot_be_read_is_named(
    folder: Path, file: str, read: Callable[[Release], Any]
) -> None:
    (folder / file).write_text("rows")
    with pytest.raises(CannotRunError) as error:
        list(read(Release.open(folder)))
    assert str(error.value).startswith(f"build/latest/{file}: cannot be read (Parquet file size")
    assert str(error.value).endswith(
        "; expected a whole release; see what `corpus verify build/latest` says of it"
    )


def _copy(folder: Path, name: str) -> None:
    shutil.copy(folder / TRAIN, folder / name)


CHANGED_FILES: dict[str, tuple[str, Callable[[Path], Any], str]] = {
    "a missing data file": (TRAIN, lambda path: (path / TRAIN).unlink(), "missing"),
    "a changed data file": (TRAIN, lambda path: (path / TRAIN).write_text("rows"), "damaged"),
    "a missing ledger": ("ledger.parquet", lambda p: (p / "ledger.parquet").unlink(), "missing"),
    "a changed ledger": (
        "ledger.parquet",
        lambda path: (path / "ledger.parquet").write_text(""),
        "damaged",
    ),
    "a foreign data file": (
        "data/dev.parquet",
        lambda path: _copy(path, "data/dev.parquet"),
        "not in the manifest",
    ),
    "no data at all": ("data/", lambda path: _without_data(path), "missing"),
}


def _without_data(folder: Path) -> None:
    shutil.rmtree(folder / "data")
    edit_manifest(folder, outputs=[])


@pytest.mark.parametrize("what", CHANGED_FILES)
def test_files_that_are_not_as_the_manifest_says(folder: Path, what: str) -> None:
    Release.open(folder).check_files()
    file, change, condition = CHANGED_FILES[what]
    change(folder)
    with pytest.raises(CannotRunError) as error:
        Release.open(folder).check_files()
    assert str(error.value) == (
        f"build/latest/{file}: {condition}; expected the files that manifest.json lists, with the "
        "SHA-256 it gives; restore the release: without it nothing says which split an article "
        "is in"
    )


def test_other_files_are_not_compared(folder: Path) -> None:
    (folder / "report.html").unlink()
    Release.open(folder).check_files()


def change_one_value(release: Path) -> None:
    """Another confidence in the manifest, which is valid but not what the build wrote."""
    file = release / "manifest.json"
    text = file.read_text("utf-8")
    changed = text.replace('"min_confidence": 0.65', '"min_confidence": 0.05', 1)
    assert changed != text
    file.write_text(changed, "utf-8")


READING: dict[str, list[str]] = {
    "evaluate": ["evaluate", "build/latest", "--gold", str(ROOT / "raw")],
    "show": ["show", "te-20902"],
    "show --why": ["show", "te-20902", "--why"],
    "show --group": ["show", "te-20902", "--group"],
    "diff to it": ["diff", "other", "build/latest"],
    "diff from it": ["diff", "build/latest", "other"],
    "publish": ["publish", "--repo", "owner/name", "--dry-run"],
    "build on it": ["build", str(ROOT / "raw"), "--out", "new", "--previous", "build/latest"],
    "build on the latest": ["build", str(ROOT / "raw")],
}
UNSEALED = (
    "manifest.json: damaged (its last line is not the SHA-256 of the lines before it); expected "
    "it as `corpus build` wrote it; restore it from where it was published"
)


@pytest.mark.parametrize("command", READING)
def test_no_command_reads_a_release_whose_manifest_was_changed(
    whole: Path, folder: Path, corpus: Callable[..., Ran], command: str
) -> None:
    shutil.copytree(whole, "other")
    change_one_value(folder)
    ran = corpus(*READING[command])
    name = "build/1.0.0" if command == "build on the latest" else "build/latest"
    assert (ran.code, ran.out, ran.err) == (2, "", f"corpus: {name}/{UNSEALED}\n")


def test_verify_reports_a_changed_manifest_and_checks_the_rest(
    folder: Path, corpus: Callable[..., Ran]
) -> None:
    change_one_value(folder)
    ran = corpus("verify")
    assert ran.code == 1
    assert (
        "build/latest/manifest.json: damaged_manifest: its last line is not the SHA-256 of the "
        "lines before it; expected the manifest as `corpus build` wrote it; restore the release "
        "from where it was published, or build it again\n"
    ) in ran.out
    assert ': wrong_manifest: "config"' not in ran.out
    assert "rows: 3 tasks" in ran.err


BAD_MANIFESTS = {
    "{": "it is not JSON: unexpected end of data: line 1 column 2 (char 1)",
    "{}": 'no "version"',
    "[]": "it is no JSON object",
    "\0": "it is not JSON: unexpected character, expected a JSON value: line 1 column 1 (char 0)",
}


@pytest.mark.parametrize("text", BAD_MANIFESTS)
def test_what_is_no_manifest(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)
    with pytest.raises(CannotRunError) as error:
        Release.open(folder)
    assert str(error.value) == (
        f"build/latest/manifest.json: damaged ({BAD_MANIFESTS[text]}); expected it as `corpus "
        "build` wrote it; restore it from where it was published"
    )


def test_a_pipe_in_the_place_of_the_manifest_is_not_waited_for(folder: Path) -> None:
    (folder / "manifest.json").unlink()
    os.mkfifo(folder / "manifest.json")
    with pytest.raises(CannotRunError, match=r"no release here \(manifest.json: not a file\)"):
        Release.open(folder)


def test_a_folder_without_a_manifest(folder: Path) -> None:
    with pytest.raises(CannotRunError) as error:
        Release.open("build")
    assert str(error.value) == (
        "build: no release here (manifest.json: No such file or directory); expected the folder "
        "of a release, such as build/latest; name one, or delete what is left of it"
    )


def _label(schema: dict[str, Any]) -> None:
    schema["spans"]["feature"]["label"]["names"] += ["mood", "tone"]


NEWER: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "columns": (
        lambda schema: schema.update(tone={}, mood={}),
        "column mood, column tone",
    ),
    "labels": (_label, "label mood, label tone"),
    "both": (lambda schema: [_label(schema), schema.update(mood={})], "column mood, label mood"),
}


@pytest.mark.parametrize("what", NEWER)
def test_a_newer_schema_is_refused_by_name(folder: Path, what: str) -> None:
    change, more = NEWER[what]
    schema = json.loads((folder / "manifest.json").read_bytes())["schema"]
    change(schema)
    edit_manifest(folder, schema=schema, builder="9.0.0")
    with pytest.raises(CannotRunError) as error:
        Release.open(folder)
    assert f"{folder}: a release of a newer schema ({more}" in str(error.value)
    assert "made by corpus 9.0.0; expected columns and labels that corpus" in str(error.value)


def test_a_schema_that_lacks_columns_is_read(folder: Path) -> None:
    schema = json.loads((folder / "manifest.json").read_bytes())["schema"]
    del schema["extra"]
    edit_manifest(folder, schema=schema)
    assert Release.open(folder).version == "1.0.0"
