"""Reading what met in the last build leads to the rows that meet when all are read."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.engine import shuffle
from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.linking.links import KEY, KINDS, KnownPairs
from corpus.pipeline import shared_keys
from corpus.pipeline.cache import Cache
from corpus.pipeline.sketch import link_keys
from corpus.pipeline.workdir import Chunk, Workdir
from corpus.read import shards
from tests.conftest import Ran, Raw
from tests.pipeline.test_bytes import tree
from tests.pipeline.test_export_cache import articles

BUCKETS = 3
# A chunk: the keys of each of its articles.
CHUNK = st.lists(st.lists(st.integers(0, 60), max_size=3), min_size=1, max_size=3)
CORPUS = st.lists(CHUNK, min_size=16, max_size=20)
# What changes: the place of a chunk, and what stands there then (None: it goes).
CHANGES = st.lists(st.tuples(st.integers(0, 19), CHUNK | st.none()), max_size=2)
RUNNER = Runner(Local(1), Silent())
Chunks = Sequence[Sequence[Sequence[int]]]


class Build:
    """The link keys of one build, and what meets in it."""

    def __init__(self, folder: Path, chunks: Chunks, name: str) -> None:
        self.cache, self.work = Cache.of(folder), Workdir(folder / name).create()
        self.entries = [hashlib.sha256(repr(chunk).encode()).hexdigest() for chunk in chunks]
        self.work.write_chunks(
            [Chunk(entry, 0, len(c)) for entry, c in zip(self.entries, chunks, strict=True)]
        )
        for chunk, entry, listed in zip(chunks, self.entries, self.work.chunks(), strict=True):
            labelled = self.work.labelled(listed)
            rows = [(key, article) for article, keys in enumerate(chunk) for key in keys]
            of_chunk = np.array(rows, KEY)
            of_chunk["key"] *= np.uint64((1 << 64) // 61)  # spread over all buckets
            for kind in range(len(KINDS)):
                shuffle.write_run(link_keys(labelled, kind), of_chunk[kind:])
            self.cache.keep(entry, labelled, {}, self.work.to_cache)

    def meet(self, after_last: bool) -> list[list[tuple[int, int]]]:
        """The rows that meet by kind, written too, so that they can be kept."""
        found = []
        for kind, name in enumerate(KINDS):
            rows: list[tuple[int, int]] = []
            for bucket in range(BUCKETS):
                met = shared_keys.meet(self.work, kind, bucket, BUCKETS, after_last)
                np.save(self.work.met(name, bucket), met)
                for file in (self.work.alike(bucket), self.work.unlike(bucket)):
                    np.save(file, np.empty((0, 2), np.uint32))
                rows += met.tolist()
            found.append(rows)
        return found

    def keep(self) -> None:
        shared_keys.keep(self.work, self.cache, self.entries, [BUCKETS] * len(KINDS))


def distinct(chunks: Chunks) -> list[Sequence[Sequence[int]]]:
    """The chunks, each once, as no two entries of a build have one name."""
    return list({repr(chunk): chunk for chunk in chunks}.values())


@settings(max_examples=10)
@given(first=CORPUS, changes=st.lists(CHANGES, min_size=1, max_size=2))
def test_the_rows_that_meet_are_those_of_all(first: Chunks, changes: list[list]) -> None:  # type: ignore[type-arg]
    with tempfile.TemporaryDirectory() as folder:
        chunks = distinct(first)
        build = Build(Path(folder), chunks, "first")
        assert not shared_keys.prepare(RUNNER, build.work, build.cache, build.entries)
        build.meet(False)
        build.keep()
        for number, change in enumerate(changes):
            for place, chunk in change:
                chunks[place : place + 1] = [] if chunk is None else [chunk]
            chunks = distinct(chunks)
            build = Build(Path(folder), chunks, str(number))
            after_last = shared_keys.prepare(RUNNER, build.work, build.cache, build.entries)
            expected = build.meet(False)
            if after_last:
                found = build.meet(True)
                assert [sorted(rows) for rows in found] == [sorted(rows) for rows in expected]
            build.keep()


@pytest.fixture
def chunks() -> list[list[list[int]]]:
    return [[[n, 50], [n + 1]] for n in range(20)]


def prepared(folder: Path, chunks: Chunks, name: str) -> bool:
    build = Build(folder, chunks, name)
    after_last = shared_keys.prepare(RUNNER, build.work, build.cache, build.entries)
    assert [sorted(rows) for rows in build.meet(after_last)] == [
        sorted(rows) for rows in build.meet(False)
    ]
    build.keep()
    return after_last


def test_what_met_is_read_where_few_chunks_came(
    tmp_path: Path, chunks: list[list[list[int]]]
) -> None:
    assert not prepared(tmp_path, chunks, "first")
    assert prepared(tmp_path, chunks, "same")
    chunks[3:5] = [[[3, 7]], [[60]]]
    assert prepared(tmp_path, chunks, "two")
    chunks[8:12] = [[[n, 59]] for n in range(4)]
    assert not prepared(tmp_path, chunks, "too many")


def test_without_the_chunks_that_went_all_keys_that_came_are_looked_up(
    tmp_path: Path, chunks: list[list[list[int]]]
) -> None:
    prepared(tmp_path, chunks, "first")
    build = Build(tmp_path, chunks, "names")
    gone = build.entries[3]
    chunks[3] = [[3, 19], [4]]
    for file in (build.cache.root / "1" / gone).iterdir():
        file.unlink()
    assert prepared(tmp_path, chunks, "after")


@pytest.mark.parametrize("kind", KnownPairs._fields)
def test_pairs_are_known_by_the_numbers_of_today(
    tmp_path: Path, chunks: list[list[list[int]]], kind: str
) -> None:
    build = Build(tmp_path, chunks, "first")
    build.meet(False)
    np.save(getattr(build.work, kind)(1), np.array([[0, 39], [6, 10], [8, 1]], np.uint32))
    build.keep()
    chunks[3] = [[3, 19]]  # of two articles, at places 6 and 7
    build = Build(tmp_path, chunks, "after")
    assert shared_keys.prepare(RUNNER, build.work, build.cache, build.entries)
    np.save(build.work.all_numbers, np.arange(100, 61, -1))
    known = shared_keys.known_pairs(build.work, 1, True)
    assert getattr(known, kind).tolist() == [[100, 62], [93, 99]]
    assert sum(map(len, known)) == 2
    for bucket, after_last in ((1, False), (0, True), (BUCKETS, True)):
        assert not any(map(len, shared_keys.known_pairs(build.work, bucket, after_last)))


def test_a_damaged_entry_is_not_read(tmp_path: Path, chunks: list[list[list[int]]]) -> None:
    prepared(tmp_path, chunks, "first")
    file = tmp_path / ".cache" / "1" / shared_keys.ENTRY / f"{KINDS[0]}.npy"
    file.write_bytes(file.read_bytes()[:-1] + b"\xff")
    assert not prepared(tmp_path, chunks, "after")
    assert prepared(tmp_path, chunks, "again")


def test_a_release_after_the_last_is_that_of_a_build_without_a_cache(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "SHARD_BYTES", 500)
    content = articles(40)
    content[7]["text"] = content[31]["text"]  # copies
    content[9]["text"] += "\n" + content[20]["text"]  # a passage
    out, read = raw.folder.parent / "out", []

    real = shared_keys.prepare

    def noted(*of_build: Any) -> bool:
        read.append(real(*of_build))
        return read[-1]

    def build(to: Path) -> Any:
        assert corpus("build", raw.folder, "--out", to, "--workers", "1").code == 0
        return tree(to / "latest")

    monkeypatch.setattr(shared_keys, "prepare", noted)
    raw.write("a.jsonl", content)
    build(out)
    content[31]["text"] = "Other words stand in it now."
    content[3]["text"] = content[20]["text"]
    raw.write("a.jsonl", content)
    clean = out.with_name("clean")
    shutil.copytree(out, clean, symlinks=True, ignore=shutil.ignore_patterns(".cache"))
    assert build(out) == build(clean)
    assert read == [False, True, False]
