"""Each kind of leak is planted in finished files, and must be caught."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.contract.columns import ROW
from corpus.contract.labels import CODE
from corpus.identify.canonical import sha256
from corpus.release.formats.parquet import write_parquet
from corpus.split.leakcheck import Confront, Exhibit, Finished, Leak, confront, exhibit


def prose(seed: int, length: int = 120) -> str:
    rnd = random.Random(seed)
    return " ".join(f"w{rnd.randrange(3000)}" for _ in range(length))


def row(name: str, text: str, **more: Any) -> dict[str, Any]:
    said = {"outlet": "a", "language": "en", "spans": [], "group": "g", "added_in": "1.0.0"}
    url = f"https://a.example/{name}"
    return {"id": name, "url": url, "text": text, "sha256": sha256(text), **said, **more}


def write(folder: Path, **splits: list[list[dict[str, Any]]]) -> tuple[Finished, ...]:
    """Finished files: of each split its shards."""
    files = []
    for code, (split, shards) in enumerate(splits.items()):
        for at, some in enumerate(shards):
            path = folder / f"{split}-{at:05d}-of-{len(shards):05d}.parquet"
            write_parquet(pa.Table.from_pylist(some, ROW), path)
            files.append(Finished(path, code))
    return tuple(files)


def prove(folder: Path, files: tuple[Finished, ...]) -> list[Leak]:
    for at, file in enumerate(files):
        exhibit(Exhibit(file, at, folder / "keys"))
    found = [confront(Confront(folder / "keys", bucket, 3, files)) for bucket in range(3)]
    return list(dict.fromkeys(leak for some in found for leak in some))


def leaks(folder: Path, train: list[dict[str, Any]], test: list[dict[str, Any]]) -> list[Leak]:
    return prove(folder, write(folder, train=[train], test=[test]))


PASSAGE = prose(9, 25)
EDITED = " ".join("edited" if n == 60 else word for n, word in enumerate(prose(2).split()))
PLANTED = {
    "one id": row("a2", prose(3)),
    "one url": row("b1", prose(3), url="https://a.example/a2"),
    "one sha256": row("b1", prose(2)),
    "a near-copy": row("b1", EDITED),
    "a passage": row("b1", f"{prose(3)} {PASSAGE} {prose(4)}"),
}
TRAIN = [row("a1", prose(1)), row("a2", prose(2)), row("a3", f"{prose(5)} {PASSAGE} {prose(6)}")]


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_leak_is_caught_and_named(tmp_path: Path, kind: str) -> None:
    found = leaks(tmp_path, TRAIN, [row("b0", prose(8)), PLANTED[kind]])
    assert kind in {leak.what for leak in found}
    leak = next(leak for leak in found if leak.what == kind)
    guilty = "a3" if kind == "a passage" else "a2"
    assert {leak.a, leak.b} == {
        f"train-00000-of-00001.parquet: {guilty}",
        f"test-00000-of-00001.parquet: {PLANTED[kind]['id']}",
    }
    if kind == "a passage":
        assert leak.evidence == PASSAGE


def test_nothing_is_found_where_nothing_leaks(tmp_path: Path) -> None:
    again = row("a4", prose(2))
    assert leaks(tmp_path, [*TRAIN, again], [row("b0", prose(8)), row("b1", prose(7))]) == []


def test_a_shorter_passage_is_no_leak(tmp_path: Path) -> None:
    short = " ".join(PASSAGE.split()[:24])
    assert leaks(tmp_path, TRAIN, [row("b1", f"{prose(3)} {short} {prose(4)}")]) == []


def test_boilerplate_is_set_aside(tmp_path: Path) -> None:
    text = f"{prose(3)}\n{PASSAGE}"
    span = {"start": len(prose(3)) + 1, "end": len(text), "label": CODE["other"]}
    span |= {"source": "rule:other.v1", "confidence": 0.9}
    assert leaks(tmp_path, TRAIN, [row("b1", text, spans=[span])]) == []
    headline = {**span, "label": CODE["headline"]}
    assert leaks(tmp_path, TRAIN, [row("b1", text, spans=[headline])]) != []


def test_a_leak_is_caught_in_any_shard_of_any_two_of_three_splits(tmp_path: Path) -> None:
    files = write(
        tmp_path,
        train=[[row("a1", prose(1))], [row("a2", f"{prose(2)} {PASSAGE}")]],
        validation=[[row("b1", prose(3))], [row("b2", f"{PASSAGE} {prose(4)}")]],
        test=[[row("c1", prose(5)), row("c2", prose(6, 40) + PASSAGE)], [row("c3", PASSAGE)]],
    )
    names = {frozenset((leak.a, leak.b)) for leak in prove(tmp_path, files)}
    assert names == {
        frozenset(("train-00001-of-00002.parquet: a2", "validation-00001-of-00002.parquet: b2")),
        frozenset(("train-00001-of-00002.parquet: a2", "test-00001-of-00002.parquet: c3")),
        frozenset(("validation-00001-of-00002.parquet: b2", "test-00001-of-00002.parquet: c3")),
    }


# A passage of 25 words, the same words as another text has them, and one word less.
SAME_WORDS = {
    "other case and punctuation": (
        PASSAGE,
        ", ".join(word.upper() for word in PASSAGE.split()) + "!",
        ", ".join(word.upper() for word in PASSAGE.split()[1:]) + "!",
    ),
    "over lines": (PASSAGE, PASSAGE.replace(" ", "\n\n"), PASSAGE.split(" ", 1)[1]),
    "Chinese, where each character is a word": (
        "昨日下午本市东区发生一起交通事故无人受伤警方正在调",
        "昨日下午,本市东区发生一起交通事故。无人受伤,警方正在调查。"[:30],
        "昨日下午本市东区发生一起交通事故无人受伤警方正在",
    ),
    "Greek, with final and other sigma": (
        " ".join(f"λόγος{n}ς" for n in "αβγδεζηθικλμνξοπρστυφχψωά"),
        " ".join(f"ΛΌΓΟΣ{n}Σ" for n in "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆ"),
        " ".join(f"λόγος{n}ς" for n in "αβγδεζηθικλμνξοπρστυφχψω"),
    ),
    "Arabic": (
        " ".join(f"كلمة{n}" for n in range(25)),
        "، ".join(f"كلمة{n}" for n in range(25)),
        "، ".join(f"كلمة{n}" for n in range(24)),
    ),
}


@pytest.mark.parametrize("words", SAME_WORDS.values(), ids=list(SAME_WORDS))
def test_the_same_words_however_they_are_written(
    tmp_path: Path, words: tuple[str, str, str]
) -> None:
    said, again, shorter = words
    train = [row("a1", f"{prose(1)} {said} {prose(2)}")]
    assert leaks(tmp_path, train, [row("b1", f"{prose(3)} {shorter} {prose(4)}")]) == []
    found = leaks(tmp_path, train, [row("b1", f"{prose(3)} {again} {prose(4)}")])
    assert [leak.what for leak in found] == ["a passage"]


def test_a_passage_is_caught_across_boilerplate_that_interrupts_it(tmp_path: Path) -> None:
    words = PASSAGE.split()
    start, ad = f"{prose(3)} {' '.join(words[:12])}\n", "Advertisement"
    text = f"{start}{ad}\n{' '.join(words[12:])} {prose(4)}"
    span = {"start": len(start), "end": len(start) + len(ad), "label": CODE["advertisement"]}
    span |= {"source": "rule:advertisement.v1", "confidence": 0.9}
    found = leaks(tmp_path, TRAIN, [row("b1", text, spans=[span])])
    assert [(leak.what, leak.evidence) for leak in found] == [("a passage", PASSAGE)]
    assert leaks(tmp_path, TRAIN, [row("b1", text)]) == []  # the reader of b1 reads the ad


@settings(max_examples=30)
@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 10**6))
def test_25_words_are_caught_wherever_they_stand(before: int, after: int, seed: int) -> None:
    said = prose(seed, 25)
    with tempfile.TemporaryDirectory() as name:
        train = [row("a1", f"{prose(seed + 1, before)} {said} {prose(seed + 2, after)}")]
        test = [row("b1", f"{prose(seed + 3, after)} {said} {prose(seed + 4, before)}")]
        assert "a passage" in {leak.what for leak in leaks(Path(name), train, test)}
