"""Rows of an output shard that stand as they did are not gathered again; the bytes are the same."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus as library
from corpus.linking.content_keys import KnownKeys, content_hash
from corpus.pipeline import export, gather
from corpus.pipeline.output_shard import SELECTION, row_identities
from corpus.release.layout import OF_PAGES
from tests.conftest import Raw
from tests.pipeline.test_bytes import tree
from tests.pipeline.test_cache import DAMAGE

WORDS = "ferry council harbour winter market bridge school storm tram vote".split()
COUNT = 24


class Noted(NamedTuple):
    """What a build had to make."""

    gathered: list[int]  # rows, by batch
    digested: list[int]  # rows, by table
    read: list[str]  # contents of which the leak check read the words


@pytest.fixture(scope="module", autouse=True)
def noted() -> Iterator[Noted]:
    """Notes it while tests run."""
    notes = Noted([], [], [])
    write, digests, read = gather.RowWriter.write, export.digests, KnownKeys.of

    def noted_write(self: Any, batch: Any, *others: Any) -> None:
        notes.gathered.append(len(batch))
        write(self, batch, *others)

    def noted_digests(table: Any) -> Any:
        notes.digested.append(len(table))
        return digests(table)

    def noted_read(self: Any, contents: Any) -> Any:
        notes.read.extend(one for one in contents if content_hash(one) not in self._known)
        return read(self, contents)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gather.RowWriter, "write", noted_write)
        patch.setattr(export, "digests", noted_digests)
        patch.setattr(KnownKeys, "of", noted_read)
        yield notes


def article(number: int, **other: Any) -> dict[str, Any]:
    """An article of one of two outlets, of which no other says anything; each fourth is a page."""
    words = random.Random(number).choices(WORDS, k=60)
    story = " ".join(f"{word}{number}" for word in words)
    known = {
        "id": f"x{number}",
        "outlet": f"o{number % 2}",
        "license": "CC0-1.0",
        "title": f"The {words[0]} is number {number}",
    }
    if number % 4:
        return known | {"text": story + "\nFollow us on all networks" * (number == 1)} | other
    html = f"<article><h1>{known['title']}</h1><p>{story}</p></article>"
    return known | {"html": html} | other


def write(raw: Raw, changed: dict[int, Any]) -> None:
    content = {number: article(number) for number in range(COUNT)} | changed
    raw.write("a.jsonl", [one for one in content.values() if one is not None])


def build(raw: Raw, out: Path) -> Path:
    config = raw.folder.parent / "corpus.toml"
    config.write_text('[release]\ncolumns = ["text_clean"]\n', "utf-8")
    return library.build(raw.folder, out=out, config=config, keep_html=True, workers=1).path


def again(raw: Raw, noted: Noted) -> Noted:
    """Build on what was built, compare it with a build without a cache, and say what was made."""
    out = raw.folder.parent / "out"
    clean = raw.folder.parent / "clean"
    shutil.rmtree(clean, ignore_errors=True)
    shutil.copytree(out, clean, symlinks=True, ignore=shutil.ignore_patterns(".cache"))
    for notes in noted:
        notes.clear()
    release = build(raw, out)
    made = Noted(*(list(notes) for notes in noted))
    assert tree(release) == tree(build(raw, clean))
    return made


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw folder that was built, one shard a split; not to be changed."""
    folder = tmp_path_factory.mktemp("earlier")
    raw = Raw(folder / "raw")
    write(raw, {})
    release = build(raw, folder / "out")
    assert {path.name for path in release.iterdir()} >= {*OF_PAGES}
    return folder


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Raw:
    """A copy of it."""
    return Raw(Path(shutil.copytree(built_once, tmp_path / "copy", symlinks=True)) / "raw")


COPY = article(1)["text"]
# What changes, and how many rows are gathered.
CHANGES: dict[str, tuple[dict[int, Any], int]] = {
    "a text": ({5: article(5, text=article(5)["text"] + ".")}, 1),
    "a page": ({8: article(8, html="<p>" + "It was short but it was a page. " * 9)}, 1),
    "a field": ({9: article(9, title="Another title for it")}, 1),
    "one more": ({COUNT: article(COUNT + 1)}, 1),
    "the last of the file goes": ({COUNT - 1: None}, 0),
    "the first of the file goes": ({0: None}, COUNT - 1),  # all others stand in other lines
    "a copy of another": ({11: article(11, text=COPY)}, 1),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_changed_is_gathered_alone(built: Raw, noted: Noted, name: str) -> None:
    changed, gathered = CHANGES[name]
    write(built, changed)
    made = again(built, noted)
    moved = 1 if name == "a copy of another" else 0  # what it is a copy of may change as well
    assert gathered <= sum(made.gathered) <= gathered + moved
    assert sum(made.digested) == sum(made.gathered)
    assert made.read == []


def test_nothing_is_taken_where_the_hint_is_gone(built: Raw, noted: Noted) -> None:
    shutil.rmtree(next((built.folder.parent / "out/.cache").glob("*/last-export")))
    write(built, CHANGES["a text"][0])
    assert sum(again(built, noted).gathered) > 1


def test_damaged_files_of_the_last_build_are_not_read(built: Raw, noted: Noted) -> None:
    for file in (built.folder.parent / "out/.cache").glob("*/*/identities.npy"):
        DAMAGE["a bit is another"](file)
    write(built, CHANGES["a text"][0])
    assert sum(again(built, noted).gathered) > 1


def test_a_release_with_other_folders_takes_none(built: Raw, noted: Noted) -> None:
    texts = dict.fromkeys(range(0, COUNT, 4))
    write(built, texts)
    made = again(built, noted)
    assert sum(made.gathered) == COUNT - len(texts)


edits = st.dictionaries(
    st.integers(0, COUNT + 3),
    st.one_of(
        st.none(),
        st.builds(
            dict,
            title=st.sampled_from(["The harbour is open", "The market is closed"]),
        ),
        st.builds(dict, license=st.sampled_from(["CC-BY-4.0", "CC0-1.0"])),
        st.builds(dict, text=st.sampled_from([COPY, COPY + " on", article(2)["text"]])),
    ),
    max_size=4,
)


@settings(max_examples=3, deadline=None)
@given(rounds=st.lists(edits, min_size=2, max_size=3))
def test_any_edits_give_the_bytes_of_builds_from_nothing(
    noted: Noted, rounds: list[dict[int, Any]]
) -> None:
    with TemporaryDirectory() as folder:
        raw = Raw(Path(folder) / "raw")
        write(raw, {})
        build(raw, Path(folder) / "out")
        for changed in rounds:
            of_texts = {
                number: None if other is None else article(number) | other
                for number, other in changed.items()
                if number % 4 or not other or "text" not in other
            }
            write(raw, of_texts)
            again(raw, noted)


def test_all_that_a_row_depends_on_tells_it_apart() -> None:
    selected = np.zeros(1, SELECTION)
    selected["row"], selected["group"], selected["near_duplicate_of"] = b"r" * 16, b"g1", b"x1"
    others = {"row": b"r" * 15 + b"s", "group": b"g2", "near_duplicate_of": b"x2"}
    for name, value in others.items():
        other = selected.copy()
        other[name] = value
        assert row_identities(other) != row_identities(selected)
    same = selected.copy()
    for name in ("number", "added_in", "url", "text"):
        same[name] = 9
    assert row_identities(same) == row_identities(selected)
