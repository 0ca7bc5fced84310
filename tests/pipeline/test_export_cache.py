"""Output shards are taken where an earlier build wrote the same, and nowhere else."""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.columns import ROW
from corpus.contract.splits import SPLITS
from corpus.documents.statistics import Statistics
from corpus.history.previous import read_published
from corpus.linking import content_keys
from corpus.pipeline import assign, cached_file, export, label_chunk, relabel
from corpus.pipeline.fingerprint import rows_fingerprint
from corpus.pipeline.row_hashes import row_hashes
from corpus.release.layout import DATA, data_files
from corpus.split import leak_keys
from tests.conftest import Ran, Raw
from tests.pipeline.test_bytes import tree
from tests.pipeline.test_cache import DAMAGE

WORDS = "ferry council harbour winter market bridge school storm tram vote".split()


def articles(count: int) -> list[dict[str, Any]]:
    return [
        {
            "id": f"x{n}",
            "outlet": f"o{n % 3}",
            "title": f"{WORDS[n % 10]} number {n}".title(),
            "text": " ".join(f"{WORDS[(n * k + k) % 10]}{n}" for k in range(60)) + "\nFollow us",
        }
        for n in range(count)
    ]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The shards that are written, not taken."""
    monkeypatch.setattr(assign, "_SHARD", 3000)
    names: list[str] = []
    real = export.export

    def noted(task: export.Export) -> export.Exported:
        names.append(f"{task.split}-{task.name}")
        return real(task)

    monkeypatch.setattr(export, "export", noted)
    return names


def unpublish(out: Path) -> None:
    """Remove the first release, and leave the cache."""
    shutil.rmtree(out / "1.0.0")
    (out / "latest").unlink()


def build(corpus: Callable[..., Ran], raw: Raw, out: Path) -> Ran:
    ran = corpus("build", raw.folder, "--out", out, "--workers", "1")
    assert ran.code == 0
    return ran


@pytest.fixture
def out(raw: Raw) -> Path:
    return raw.folder.parent / "out"


def test_one_article_has_its_shard_written_again(
    raw: Raw, out: Path, corpus: Callable[..., Ran], made: list[str]
) -> None:
    content = articles(60)
    raw.write("a.jsonl", content)
    build(corpus, raw, out)
    before = {path.name: path.read_bytes() for path in data_files(out / "latest")}
    assert len(made) == len(before) > 8
    made.clear()
    clean = out.with_name("clean")
    shutil.copytree(out, clean, symlinks=True, ignore=shutil.ignore_patterns(".cache"))
    content[30]["text"] += "\nOther words stand in it now."
    raw.write("a.jsonl", content)
    build(corpus, raw, out)
    assert len(made) == 1
    after = {path.name: path.read_bytes() for path in data_files(out / "latest")}
    assert [name for name in before if after[name] != before[name]] == [f"{made[0]}.parquet"]
    build(corpus, raw, clean)
    assert len(made) == 1 + len(before)
    assert tree(out / "latest") == tree(clean / "latest")


def test_an_article_more_of_an_outlet_leaves_what_is_said_of_its_others(
    raw: Raw, out: Path, corpus: Callable[..., Ran], made: list[str]
) -> None:
    footer = "\nThe Courier is printed on paper from the forests of the north"
    told = [" ".join(random.Random(n).choices(WORDS, k=40)) for n in range(64)]
    content = [a | {"text": text + footer} for a, text in zip(articles(64), told, strict=True)]
    raw.write("a.jsonl", content[:63])  # 21 of each outlet
    build(corpus, raw, out)
    first = len(made)
    clean = out.with_name("clean")
    shutil.copytree(out, clean, symlinks=True, ignore=shutil.ignore_patterns(".cache"))
    made.clear()
    raw.write("b.jsonl", content[63:])
    build(corpus, raw, out)
    assert len(made) == 1 < first
    build(corpus, raw, clean)
    assert tree(out / "latest") == tree(clean / "latest")


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_entries_change_nothing(
    raw: Raw, out: Path, corpus: Callable[..., Ran], made: list[str], damage: str
) -> None:
    raw.write("a.jsonl", articles(12))
    build(corpus, raw, out)
    expected = tree(out / "latest")
    unpublish(out)
    for file in (out / ".cache").glob("*/*/*"):
        DAMAGE[damage](file)
    before = len(made)
    build(corpus, raw, out)
    assert len(made) == 2 * before
    assert tree(out / "latest") == expected


def test_what_happens_to_a_release_harms_no_entry(
    raw: Raw, out: Path, corpus: Callable[..., Ran], made: list[str]
) -> None:
    raw.write("a.jsonl", articles(12))
    build(corpus, raw, out)
    expected = tree(out / "latest")
    for path in (out / "1.0.0").rglob("*"):
        if path.is_file():
            path.write_bytes(b"")  # in place
    unpublish(out)
    made.clear()
    build(corpus, raw, out)
    assert (made, tree(out / "latest")) == ([], expected)


def test_each_thing_that_a_shard_holds_has_a_say() -> None:
    columns = [np.array([1, 2]), np.array([b"g1", b"g2"])]
    names = {
        rows_fingerprint("", *columns),
        rows_fingerprint("html", *columns),
        rows_fingerprint("", columns[0], np.array([b"g1", b"g3"])),
        rows_fingerprint("", np.array([1, 3]), columns[1]),
        rows_fingerprint("", columns[0]),
    }
    assert len(names) == 5


SPANS = pa.list_(pa.struct([("start", pa.int32()), ("why", pa.string())]))
HELD = pa.schema(
    [
        ("id", pa.string()),
        ("weight", pa.float32()),
        ("authors", pa.list_(pa.string())),
        ("spans", SPANS),
        ("is_human", pa.bool_()),
    ]
)
VALUES: dict[str, list[Any]] = {  # all of a column are different
    "id": ["a", "", None, "1:a", "a\0"],
    "weight": [1.5, 0.5, None, 0.1],
    "authors": [["xy"], ["x", "y"], [], None, [""], [None], ["x", None], [None, "x"], ["", ""]],
    "spans": [
        [{"start": 1, "why": "w"}, {"start": 2, "why": None}],
        [{"start": 1, "why": "w"}, {"start": None, "why": "2"}],
        [{"start": 1, "why": None}, {"start": 2, "why": "w"}],
        [{"start": 1, "why": "w"}],
        [],
        None,
    ],
    "is_human": [True, False, None],
}


def test_a_row_hash_is_of_all_that_the_row_holds_and_of_nothing_else() -> None:
    first = {name: values[0] for name, values in VALUES.items()}
    rows = [first | {name: value} for name, values in VALUES.items() for value in values[1:]]
    batch = pa.RecordBatch.from_pylist([first, *rows, first], schema=HELD)
    hashes = row_hashes(batch).tolist()
    assert len(set(hashes)) == len(rows) + 1
    assert hashes[0] == hashes[-1]
    for row in range(len(batch)):
        assert row_hashes(batch.slice(row, 2)).tolist() == hashes[row : row + 2]


@given(
    numbers=st.sets(st.integers(0, 2**64 - 1), min_size=1, max_size=60),
    more=st.integers(0, 2**64 - 1),
    text_bytes=st.integers(0, 200 << 20),
)
def test_an_article_that_comes_leaves_the_other_shards(
    numbers: set[int], more: int, text_bytes: int
) -> None:
    def cut(of: set[int]) -> list[tuple[bytes, ...]]:
        ids = np.array([n.to_bytes(8, "big") + b"\1" * 8 for n in sorted(of)], "S16")
        edges = assign._edges(ids, text_bytes)
        assert (edges[0], edges[-1]) == (0, len(ids))
        shards = [tuple(ids[a:b].tolist()) for a, b in zip(edges, edges[1:], strict=False)]
        assert all(shards)
        return shards

    before, after = cut(numbers), cut(numbers | {more})
    assert len([shard for shard in before if shard not in after]) <= 1


def test_statistics_come_back(corpus: Callable[..., Ran], raw: Raw, out: Path) -> None:
    raw.write("a.jsonl", [{**a, "license": "MIT", "published": "2026-01-02"} for a in articles(5)])
    build(corpus, raw, out)
    for file in data_files(out / "latest"):
        statistics = Statistics.of(pq.read_table(file, schema=ROW))
        assert statistics.spans
        back = Statistics.from_json([statistics.as_json()])
        assert back == statistics
        assert [type(key) for key in back.spans] == [type(key) for key in statistics.spans]
        twice = Statistics.from_json([statistics.as_json()] * 2)
        statistics += replace(statistics)
        assert twice == statistics


def test_a_copy_names_what_stands_for_it_in_whatever_shard_it_is(
    raw: Raw, out: Path, corpus: Callable[..., Ran], made: list[str]
) -> None:
    originals = articles(12)[1:]
    copies = [{**a, "id": f"copy-{a['id']}", "text": a["text"] + "."} for a in originals]
    raw.write("a.jsonl", [*originals, *copies])
    build(corpus, raw, out)
    named = {
        row["id"]: row["near_duplicate_of"]
        for file in data_files(out / "latest")
        for row in pq.read_table(file, columns=["id", "near_duplicate_of"]).to_pylist()
    }
    assert len(made) > len(SPLITS)
    for article in originals:
        original, copy = article["id"], f"copy-{article['id']}"
        assert (named[original], named[copy]) in ((None, original), (copy, None))


def test_what_is_kept_of_a_file_is_what_is_read_of_it(
    corpus: Callable[..., Ran], raw: Raw, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {}

    def keep(_: Any, file: str, sha256: str, rows: Any) -> None:
        kept[file] = sha256, rows

    monkeypatch.setattr(export, "keep_published", keep)
    raw.write("a.jsonl", [{**a, "url": f"https://a.example/{a['id']}"} for a in articles(5)])
    build(corpus, raw, out)
    for file in data_files(out / "latest"):
        sha256, rows = kept.pop(f"{DATA}/{file.name}")
        assert sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
        assert (rows == read_published(file)).all()
    assert not kept


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The contents whose words the leak check reads."""
    contents: list[str] = []
    real = content_keys.hashes_of

    def noted(texts: list[str]) -> Any:
        contents.extend(texts)
        return real(texts)

    monkeypatch.setattr(content_keys, "hashes_of", noted)
    return contents


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files of which the leak check reads all rows."""
    files: list[str] = []

    def write(file: Path, folder: Path, known: Any) -> None:
        files.append(file.name)
        leak_keys.write_keys(file, folder, known)

    monkeypatch.setattr(cached_file, "write_keys", write)
    return files


def test_the_leak_check_takes_the_keys_that_labelling_made(
    raw: Raw,
    out: Path,
    corpus: Callable[..., Ran],
    made: list[str],
    read: list[str],
    checked: list[str],
) -> None:
    content = articles(60)
    content[7]["text"] = "昨日下午本市东区发生一起交通事故。" * 9
    content[8] |= {"text": "Follow us"}  # no content is left of it
    raw.write("a.jsonl", [*content, content[9]])
    build(corpus, raw, out)
    assert (read, len(checked)) == ([], len(data_files(out / "latest")))
    checked.clear()
    content[30]["text"] += "\nOther words stand in it now."
    raw.write("a.jsonl", [*content, content[9]])
    build(corpus, raw, out)
    assert (read, checked) == ([], [f"{made[-1]}.parquet"])


def test_the_leak_check_reads_again_what_nobody_kept_keys_of(
    raw: Raw, out: Path, corpus: Callable[..., Ran], made: list[str], read: list[str]
) -> None:
    raw.write("a.jsonl", articles(12))
    build(corpus, raw, out)
    expected = tree(out / "latest")
    unpublish(out)
    made.clear()
    for entry in (out / ".cache").glob("*/*"):
        if (entry / "0000000000.npy").exists():  # keys of a finished file
            shutil.rmtree(entry)
    build(corpus, raw, out)
    assert (made, len(read)) == ([], 12)
    assert tree(out / "latest") == expected


@pytest.mark.parametrize("damage", DAMAGE)
def test_keys_of_a_damaged_chunk_are_made_again(
    raw: Raw,
    out: Path,
    corpus: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
    damage: str,
) -> None:
    raw.write("a.jsonl", articles(12))
    build(corpus, raw, out)
    expected = tree(out / "latest")
    unpublish(out)
    for entry in (out / ".cache").glob("*/*"):
        if not (entry / "labelled.arrow").exists():
            shutil.rmtree(entry)
    chunks: list[Path] = []

    def noted(articles: Path, read: Any, folder: Path, known: Any) -> set[str]:
        chunks.append(folder)
        return label_chunk.label_chunk(articles, read, folder, known)

    monkeypatch.setattr(relabel, "label_chunk", noted)
    (labelled,) = (out / ".cache").glob("*/*/labelled.arrow")
    DAMAGE[damage](labelled)
    build(corpus, raw, out)
    assert (len(chunks), tree(out / "latest")) == (1, expected)
