"""Columns that a release has where `[release]` asks for them: `text_clean`."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets
import mlcroissant
import pytest

import corpus as library
from corpus.contract.columns import OPTIONAL, ROW
from corpus.release import optional_columns
from corpus.release.manifest import Changes
from tests.cli.releases import edit_manifest, edit_rows, reseal, sample
from tests.conftest import Ran, Raw, rows
from tests.pipeline.test_bytes import tree

Command = Callable[..., Ran]
OUTLETS = ["harbour-courier", "thrushdale-echo"]  # in each split is an article of these
ASKED = '[release]\ncolumns = ["text_clean"]\n'


def built(folder: Path, config: str, out: str = "build") -> Path:
    """A release of few articles, in the folder of its series."""
    if not (folder / "raw").exists():
        sample(folder / "raw", OUTLETS)
    file = folder / "corpus.toml"
    file.write_text(config)
    return library.build(folder / "raw", out=folder / out, config=file, workers=1).path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("optional")


@pytest.fixture(scope="module")
def whole(folder: Path) -> Path:
    """A release with the column; not to be changed."""
    return built(folder, ASKED)


@pytest.fixture
def asked(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(whole, "1.0.0"))


def test_every_optional_column_has_values() -> None:
    assert tuple(optional_columns._VALUE) == OPTIONAL


def test_the_rows_have_the_article_as_a_release_gives_it(whole: Path, tmp_path: Path) -> None:
    release = library.open_release(whole)
    read = list(release.rows())
    assert [row["text_clean"] for row in read] == [release.to_text(row) for row in read]
    assert any(row["text_clean"] != row["text"] for row in read)
    from_disk = datasets.load_from_disk(str(whole / "dataset"))
    loaded = datasets.load_dataset(str(whole), cache_dir=str(tmp_path))
    for split in from_disk:
        assert from_disk[split].column_names == [*ROW.names, *OPTIONAL]
        assert from_disk[split].features == loaded[split].features
        assert from_disk[split]["text_clean"][:] == loaded[split]["text_clean"][:]


def test_the_documents_name_the_column(whole: Path) -> None:
    card = (whole / "README.md").read_text("utf-8")
    assert "\n| `text_clean` | " in card
    assert "\n  - name: text_clean\n    dtype: string\n" in card
    assert library.open_release(whole).manifest.config["columns"] == ["text_clean"]
    records = mlcroissant.Dataset(str(whole / "croissant.json")).records("rows")
    texts = {record["rows/id"].decode(): record["rows/text_clean"].decode() for record in records}
    assert texts == {id_: row["text_clean"] for id_, row in rows(whole).items()}


def test_a_release_that_nobody_asked_it_of_says_nothing_of_it(folder: Path) -> None:
    for path in built(folder, "", "without").rglob("*.*"):
        assert path.is_dir() or b"text_clean" not in path.read_bytes(), path


def test_what_the_cache_gives_are_the_same_bytes(folder: Path, whole: Path) -> None:
    shutil.copytree(folder / "build" / ".cache", folder / "again" / ".cache")
    assert tree(built(folder, ASKED, "again")) == tree(whole)


def test_a_column_more_or_less_is_a_major_version(raw: Raw) -> None:
    folder = raw.folder.parent
    raw.write("a.json", {"id": "a", "outlet": "o", "text": "The ferry left.\nSign up for news"})
    versions = [built(folder, config).resolve() for config in ("", ASKED, ASKED, "")]
    assert [path.name for path in versions] == ["1.0.0", "2.0.0", "2.0.0", "3.0.0"]
    changes = library.open_release(versions[1]).manifest.changes
    assert changes == Changes("1.0.0", added=0, removed=0, changed=1, moved=0)
    raw.write("b.json", {"id": "b", "outlet": "o", "text": "The goat of Ana stayed on deck."})
    built(folder, ASKED)
    raw.write("c.json", {"id": "c", "outlet": "o", "text": "A kite fell on the harbour office."})
    assert built(folder, ASKED).resolve().name == "4.1.0"  # rows of the same columns are the same


def test_a_diff_names_the_column(folder: Path, whole: Path, corpus: Command) -> None:
    without = built(folder, "", "without")
    said = json.loads(corpus("diff", without, whole, "--format", "json").out)
    assert said["columns"] == {"added": ["text_clean"], "removed": [], "changed": []}
    assert said["bump"] == "major"


def test_a_whole_release_is_verified(asked: Path, corpus: Command) -> None:
    ran = corpus("verify", asked)
    assert ran.code == 0, ran
    assert "the same in both forms; text_clean as their texts and spans give\n" in ran.out


def without_column(release: Path) -> None:
    manifest = library.open_release(release).manifest
    schema = {name: kind for name, kind in manifest.schema.items() if name not in OPTIONAL}
    edit_manifest(release, schema=schema)


def said(value: str | None) -> Callable[[Path], Any]:
    return lambda release: edit_rows(
        release, "train", lambda found: [found[2].update(text_clean=value)]
    )


BROKEN: dict[str, tuple[Callable[[Path], Any], str]] = {
    "another article": (said("Somebody else said so."), "wrong_value"),
    "an empty article": (said(""), "wrong_value"),
    "no article": (said(None), "missing_value"),
    "a manifest that does not name it": (without_column, "wrong_schema"),
    "a configuration that does not ask for it": (
        lambda release: edit_manifest(
            release, config={**library.open_release(release).manifest.config, "columns": []}
        ),
        "wrong_manifest",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_column_that_is_not_as_built_is_found_behind_true_hashes(
    asked: Path, corpus: Command, name: str
) -> None:
    spoil, reason = BROKEN[name]
    spoil(asked)
    reseal(asked)
    ran = corpus("verify", asked)
    found = set(re.findall(r"(?m)^1\.0\.0/.*?: (?:row [^:]+: )?([a-z_]+): ", ran.out))
    assert (ran.code, reason in found) == (1, True), ran


WRONG = {
    "a text": ('"text_clean"', "is text_clean"),
    "another column": ('["text_clean", "html"]', 'has "html"'),
    "a column of every release": ('["text"]', 'has "text"'),
    "no text": ("[[]]", 'has "list"'),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_cannot_be_asked_for(raw: Raw, corpus: Command, kind: str) -> None:
    raw.write("a.json", {"outlet": "o", "text": "The ferry left."})
    value, found = WRONG[kind]
    config = raw.write("../c.toml", f"[release]\ncolumns = {value}\n")
    ran = corpus("build", raw.folder, "--config", config)
    assert (ran.code, ran.out) == (2, "")
    assert f": release.columns {found}; expected a list of optional columns" in ran.err
    ran = corpus("validate", config)
    assert (ran.code, "c.toml:2:" in ran.out) == (1, True), ran
