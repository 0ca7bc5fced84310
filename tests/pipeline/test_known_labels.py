"""Articles of which the corpus says what it said are not labelled again.

What comes of it is, byte for byte, what labelling the whole chunk gives.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.outlet.tables import Tables
from corpus.pipeline import annotate_shard, chunk_rows, label_chunk, last_build
from corpus.pipeline.annotate import annotate
from corpus.pipeline.cache import Cache
from corpus.pipeline.config import Config
from corpus.pipeline.deduplicate import deduplicate
from corpus.pipeline.link import collect_titles, count_lines
from corpus.pipeline.relabel import relabel
from corpus.pipeline.scan import scan
from corpus.pipeline.workdir import Workdir
from corpus.read import shards
from corpus.read.listing import list_raw
from tests.conftest import Raw
from tests.pipeline.test_cache import DAMAGE, TODAY

COUNT = 60
ONE = 31  # an article in the middle of a chunk


class Labelled(NamedTuple):
    """What labelling left."""

    files: dict[str, bytes]  # of all entries of labels, by their paths in the cache
    count: int  # of the articles that were labelled, not taken


@pytest.fixture(scope="module", autouse=True)
def counted() -> Any:
    """The numbers of articles that are labelled at once, in small shards, chunks and batches."""
    numbers: list[int] = []
    real = label_chunk._label

    def noted(stored: Any, *others: Any) -> Any:
        numbers.append(len(stored))
        return real(stored, *others)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(label_chunk, "_label", noted)
        patch.setattr(shards, "SHARD_BYTES", 4000)
        patch.setattr(shards, "BASKET_BYTES", 1000)
        for module in (annotate_shard, chunk_rows):
            patch.setattr(module, "BATCH", 4)
            patch.setattr(module, "CHUNK", 2)
        yield numbers


def labelled(
    raw: Raw, counted: list[int], out: str = "out", min_confidence: float = 0.65
) -> Labelled:
    """Label a raw folder with the cache of an output folder."""
    place = raw.folder.parent / out
    work = Workdir(place / f"work{len(list(place.glob('work*')))}").create()
    runner, cache, files = Runner(Local(1), Silent()), Cache.of(place), list_raw(raw.folder)
    last = last_build.take(work, cache)
    config = Config(raw.folder, place, present_day=TODAY)
    scanned = scan(runner, raw.folder, files)
    corpus = annotate(runner, work, config, files, scanned, Tables({}, {}, {}), cache, last)
    deduplicate(work, corpus.chunks, corpus.files_of_shard, files.articles)
    count_lines(runner, work, 1)
    collect_titles(work, corpus.chunks)
    counted.clear()
    made = relabel(runner, work, cache, corpus, last, min_confidence)
    names = [chunk.name for chunk in corpus.chunks]
    entries = dict(zip(names, made.entries, strict=True))
    last_build.keep(work, cache, corpus.shards, entries, scanned.articles)
    labels = [path for entry in made.entries for path in cache.root.glob(f"*/{entry}/*")]
    return Labelled(
        {path.relative_to(cache.root).as_posix(): path.read_bytes() for path in labels},
        sum(counted),
    )


def clean(raw: Raw, counted: list[int], **settings: Any) -> Labelled:
    """The same without anything to take."""
    shutil.rmtree(raw.folder.parent / "clean", ignore_errors=True)
    return labelled(raw, counted, "clean", **settings)


def article(number: int, line: str = "", **other: Any) -> dict[str, Any]:
    """An article of one of two outlets; all are equally long, so that no cut moves."""
    ship = "".join("aeioulmnrs"[int(digit)] for digit in f"{number:04d}")
    lines = [
        f"The {ship} left the quay for the islands.",
        f"It is back on day {number:02d}.",
        line or f"Nobody waited for the {ship} on the pier",
    ]
    title = f"The harbour is open to ships on {number:06d}"
    text = "\n\n".join(lines)
    return {
        "id": f"a{number:02d}",
        "outlet": f"o{number % 2}",
        "title": title,
        "text": text,
    } | other


def write(raw: Raw, changed: dict[int, Any]) -> None:
    """Write a large file, with other articles in the place of some."""
    content = {number: article(number) for number in range(COUNT)} | changed
    raw.write("m.jsonl", [one for one in content.values() if one is not None])


@pytest.fixture
def large(raw: Raw, counted: list[int]) -> Raw:
    """A raw folder with one large file, whose articles were labelled."""
    write(raw, {})
    assert labelled(raw, counted).count == COUNT
    return raw


LINE = "Follow the harbour news on these pages"
TITLE = "The harbour is closed again this night"
LINES = {number: article(number, LINE) for number in (4, 28)}
DUPLICATE = {40: article(40, id="a06")}
OTHER_TEXT = {6: article(6, text=article(6)["text"].replace("left", "fled"))}
TITLE_AS_LINE = {ONE: article(ONE, TITLE)}
# What changed before, what changes, and how many articles are labelled again.
CHANGES: dict[str, tuple[dict[int, Any], dict[int, Any], int]] = {
    "nothing": ({}, {}, 0),
    "a text": ({}, OTHER_TEXT, 1),
    "a field that is exported alone": ({}, {ONE: article(ONE, title=TITLE)}, 1),
    "two of one chunk": ({}, {n: article(n, title=TITLE) for n in (ONE, ONE + 1)}, 2),
    "the first and the last": ({}, {n: article(n, title=TITLE) for n in (0, COUNT - 1)}, 2),
    "a line now recurs in its outlet": (LINES, LINES | {50: article(50, LINE)}, 3),
    "a line recurs no more": (LINES | {50: article(50, LINE)}, LINES, 2),
    "the title of another": (TITLE_AS_LINE, TITLE_AS_LINE | {7: article(7, title=TITLE)}, 2),
    "one comes at the end": ({}, {COUNT: article(COUNT)}, 1),
    "one goes at the end": ({}, {COUNT - 1: None}, 0),
    "one becomes a duplicate": ({}, DUPLICATE, 1),
    "one is a duplicate no more": (DUPLICATE, DUPLICATE | {6: article(6, id="a99")}, 2),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_of_whom_something_else_is_said_is_labelled(
    large: Raw, counted: list[int], change: str
) -> None:
    before, after, count = CHANGES[change]
    if before:
        write(large, before)
        labelled(large, counted)
    write(large, after)
    again = labelled(large, counted)
    assert again == clean(large, counted)._replace(count=count)


EDITS: dict[str, Callable[[list[Any], int, Any], Any]] = {
    "changed": lambda content, at, one: content.__setitem__(at, one),
    "removed": lambda content, at, _: content.pop(at),
    "put in": lambda content, at, one: content.insert(at, one),
    "doubled": lambda content, at, _: content.append(content[at]),
}
some_articles = st.builds(
    lambda number, line, title: article(number, line, title=title),
    st.integers(0, 30),
    st.sampled_from([LINE, "Read more", TITLE, "The page ends here."]),
    st.sampled_from([None, TITLE, "Ferry"]),
)
edits = st.tuples(st.sampled_from(list(EDITS)), st.integers(0, 1 << 20), some_articles)


@settings(max_examples=10)
@given(
    content=st.lists(some_articles, min_size=12, max_size=30),
    changes=st.lists(st.lists(edits, max_size=3), min_size=1, max_size=3),
)
def test_what_is_taken_is_what_would_be_made(
    counted: list[int], content: list[Any], changes: list[list[tuple[str, int, Any]]]
) -> None:
    with TemporaryDirectory() as folder:
        raw = Raw(Path(folder, "raw"))
        for of_build in [[], *changes]:
            for edit, at, one in of_build:
                EDITS[edit](content, at % len(content), one)
            raw.write("m.jsonl", content)
            assert labelled(raw, counted).files == clean(raw, counted).files


def test_another_confidence_has_all_labelled(large: Raw, counted: list[int]) -> None:
    again = labelled(large, counted, min_confidence=0.7)
    assert again == clean(large, counted, min_confidence=0.7)
    assert again.count == COUNT


CHANGED = {ONE: article(ONE, title=TITLE)}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("of", ["labelled.arrow", "said.npy"])
def test_of_a_damaged_entry_nothing_is_taken(
    large: Raw, counted: list[int], damage: str, of: str
) -> None:
    for labels in (large.folder.parent / "out/.cache").glob("*/*/labelled.arrow"):
        DAMAGE[damage](labels.with_name(of))
    write(large, CHANGED)
    assert labelled(large, counted) == clean(large, counted)


def test_labels_in_the_place_of_others_are_not_taken(
    large: Raw, counted: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is said of the last build, an entry tells itself whose labels it has."""
    real = last_build.take

    def turned(*arguments: Any) -> Any:
        last = real(*arguments)
        others = dict(zip(last.labels, reversed(last.labels.values()), strict=True))
        return last._replace(labels=others)

    monkeypatch.setattr(last_build, "take", turned)
    write(large, CHANGED)
    again = labelled(large, counted)
    assert again.files == clean(large, counted).files
    assert again.count > 1
