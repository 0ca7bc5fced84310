"""Each kind of leak is planted in finished files, and must be caught."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.contract.columns import ROW
from corpus.contract.labels import CODE
from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.identify.canonical import sha256
from corpus.linking import near_duplicates
from corpus.linking.content_keys import content_hash, content_keys
from corpus.linking.tokens import runs, words
from corpus.release.formats.parquet import write_parquet
from corpus.split import leak_keys, leak_pairs, leakcheck
from corpus.split.leak_keys import write_keys
from corpus.split.leakcheck import Leak, LeakReport, check_leaks


def prose(seed: int, length: int = 120) -> str:
    rnd = random.Random(seed)
    return " ".join(f"w{rnd.randrange(3000)}" for _ in range(length))


def run_hashes(text: str) -> list[int]:
    return runs(words(text).hashes, near_duplicates.RUN).tolist()


class Magnet(NamedTuple):
    """What a crowd of articles shares."""

    run: str
    passage: str


@cache
def magnet() -> Magnet:
    """A run of 20 words, and a passage of 25 words with the run in its middle.

    Winnowing keeps the lowest hashes. The hash of the run is so low that every article with the run
    has it as a fingerprint. Those of the passage's other runs are so high that the run is the only
    fingerprint that two articles with the passage share.
    """
    run = min((prose(seed, 20) for seed in range(100, 1000)), key=run_hashes)

    def other_hashes(passage: str) -> int:
        return min(set(run_hashes(passage)) - set(run_hashes(run)))

    passages = (f"{prose(seed, 2)} {run} {prose(seed + 1, 3)}" for seed in range(2000))
    return Magnet(run, max(passages, key=other_hashes))


def row(name: str, text: str, **columns: Any) -> dict[str, Any]:
    common = {"outlet": "a", "language": "en", "spans": [], "group": "g", "added_in": "1.0.0"}
    url = f"https://a.example/{name}"
    return {"id": name, "url": url, "text": text, "sha256": sha256(text), **common, **columns}


def write(folder: Path, **splits: list[list[dict[str, Any]]]) -> dict[Path, str]:
    """Finished files: of each split its shards."""
    files = {}
    for split, shards in splits.items():
        for number, rows in enumerate(shards):
            path = folder / f"{split}-{number:05d}-of-{len(shards):05d}.parquet"
            write_parquet(pa.Table.from_pylist(rows, ROW), path)
            files[path] = split
    return files


def report(
    folder: Path, files: dict[Path, str], known: Sequence[pa.RecordBatch] = ()
) -> LeakReport:
    """The leak check of files, with three buckets; `known` are keys of contents."""
    writers = {file: partial(write_keys, known=known) for file in files}
    rows = sum(pq.read_metadata(file).num_rows for file in files)
    with tempfile.TemporaryDirectory(dir=folder) as keys, pytest.MonkeyPatch.context() as patch:
        patch.setattr(leakcheck, "_LEAK_KEYS", 3 * (1 << 21) // rows)
        return check_leaks(Runner(Local(1), Silent()), Path(keys), files, writers)


def leaks(folder: Path, train: list[dict[str, Any]], test: list[dict[str, Any]]) -> list[Leak]:
    return list(report(folder, write(folder, train=[train], test=[test])).leaks)


PASSAGE = prose(9, 25)
EDITED = " ".join("edited" if n == 60 else word for n, word in enumerate(prose(2).split()))
PLANTED = {
    "one id": row("a2", prose(3)),
    "one url": row("b1", prose(3), url="https://a.example/a2"),
    "one sha256": row("b1", prose(2)),
    "a near-duplicate": row("b1", EDITED),
    "a passage": row("b1", f"{prose(3)} {PASSAGE} {prose(4)}"),
}
TRAIN = [row("a1", prose(1)), row("a2", prose(2)), row("a3", f"{prose(5)} {PASSAGE} {prose(6)}")]


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_leak_is_caught_and_named(tmp_path: Path, kind: str) -> None:
    result = leaks(tmp_path, TRAIN, [row("b0", prose(8)), PLANTED[kind]])
    assert kind in {leak.what for leak in result}
    leak = next(leak for leak in result if leak.what == kind)
    guilty = "a3" if kind == "a passage" else "a2"
    assert {leak.a, leak.b} == {
        f"train-00000-of-00001.parquet: {guilty}",
        f"test-00000-of-00001.parquet: {PLANTED[kind]['id']}",
    }
    if kind == "a passage":
        assert leak.evidence == PASSAGE


def keys_of(contents: Sequence[str]) -> pa.RecordBatch:
    """What labelling keeps of contents."""
    hashes = [words(content).hashes for content in contents]
    made = near_duplicates.keys(hashes, near_duplicates.minhash(hashes))
    return content_keys([*map(content_hash, contents)], made)


SPAN = {"start": 0, "end": 0, "label": CODE["other"], "source": "rule:other.v1", "confidence": 0.9}
OTHER_SPANS = row("b1", f"Advert {PASSAGE}\n{prose(3)}", spans=[{**SPAN, "end": 7}])
# Rows of a finished file that leak, with what labelling found to be their content.
AFTER_LABELLING = {
    **{f"{kind}: text changed": (planted, prose(7)) for kind, planted in PLANTED.items()},
    "a passage: spans changed": (OTHER_SPANS, f"\n{prose(3)}"),
    "a passage: nothing changed": (PLANTED["a passage"], PLANTED["a passage"]["text"]),
}


@pytest.mark.parametrize("how", AFTER_LABELLING)
def test_a_leak_is_caught_as_the_file_stands_whatever_was_labelled(
    tmp_path: Path, how: str
) -> None:
    planted, as_labelled = AFTER_LABELLING[how]
    test = [row("b0", prose(8)), planted]
    known = [keys_of([article["text"] for article in TRAIN]), keys_of([prose(8), as_labelled])]
    files = write(tmp_path, train=[TRAIN], test=[test])
    found = report(tmp_path, files, known)
    assert how.split(":")[0] in {leak.what for leak in found.leaks}
    assert found == report(tmp_path, files)


def test_two_addresses_of_one_page_are_one_url(tmp_path: Path) -> None:
    again = row("b1", prose(3), url="http://www.a.example/a2/?utm_source=mail#comments")
    (leak,) = leaks(tmp_path, TRAIN, [again])
    assert (leak.what, leak.evidence) == ("one url", "https://a.example/a2")
    other = row("b1", prose(3), url="https://a.example/a2?page=2")
    assert leaks(tmp_path, TRAIN, [other]) == []


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
    names = {frozenset((leak.a, leak.b)) for leak in report(tmp_path, files).leaks}
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
    passage, again, shorter = words
    train = [row("a1", f"{prose(1)} {passage} {prose(2)}")]
    assert leaks(tmp_path, train, [row("b1", f"{prose(3)} {shorter} {prose(4)}")]) == []
    result = leaks(tmp_path, train, [row("b1", f"{prose(3)} {again} {prose(4)}")])
    assert [leak.what for leak in result] == ["a passage"]


def test_a_passage_is_caught_across_boilerplate_that_interrupts_it(tmp_path: Path) -> None:
    words = PASSAGE.split()
    start, ad = f"{prose(3)} {' '.join(words[:12])}\n", "Advertisement"
    text = f"{start}{ad}\n{' '.join(words[12:])} {prose(4)}"
    span = {"start": len(start), "end": len(start) + len(ad), "label": CODE["advertisement"]}
    span |= {"source": "rule:advertisement.v1", "confidence": 0.9}
    result = leaks(tmp_path, TRAIN, [row("b1", text, spans=[span])])
    assert [(leak.what, leak.evidence) for leak in result] == [("a passage", PASSAGE)]
    assert leaks(tmp_path, TRAIN, [row("b1", text)]) == []  # the reader of b1 reads the ad


@settings(max_examples=30)
@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 10**6))
def test_25_words_are_caught_wherever_they_stand(before: int, after: int, seed: int) -> None:
    passage = prose(seed, 25)
    with tempfile.TemporaryDirectory() as name:
        train = [row("a1", f"{prose(seed + 1, before)} {passage} {prose(seed + 2, after)}")]
        test = [row("b1", f"{prose(seed + 3, after)} {passage} {prose(seed + 4, before)}")]
        assert [leak.a.split(": ")[1] for leak in leaks(Path(name), train, test)] == ["a1"]


def crowd(split: str, text: str, size: int = 60) -> list[dict[str, Any]]:
    """Articles of a split with nothing in common but `text`."""
    seeds = range(size) if split == "train" else range(size, 2 * size)
    return [
        row(f"{split}{n}", f"{prose(1000 + n, 60)} {text} {prose(2000 + n, 60)}") for n in seeds
    ]


def test_the_crowd_meets_under_one_key() -> None:
    texts = [each["text"] for each in crowd("train", magnet().passage)]
    prints = near_duplicates.fingerprints([words(text).hashes for text in texts])
    keys, counts = np.unique(np.concatenate(prints), return_counts=True)
    assert keys[counts == 60].tolist() == run_hashes(magnet().run)
    assert sorted(counts)[-2] < 6


def test_a_crowd_under_a_key_hides_no_passage(tmp_path: Path) -> None:
    train, test = crowd("train", magnet().run), crowd("test", magnet().run)
    assert leaks(tmp_path, train, test) == []
    train.append(row("a", f"{prose(5)} {magnet().passage} {prose(6)}"))
    test.append(row("b", f"{prose(7)} {magnet().passage} {prose(8)}"))
    assert [leak[:3] for leak in leaks(tmp_path, train, test)] == [
        ("a passage", "train-00000-of-00001.parquet: a", "test-00000-of-00001.parquet: b")
    ]


def test_a_passage_of_many_articles_is_named_a_few_times(tmp_path: Path) -> None:
    result = report(
        tmp_path,
        write(
            tmp_path,
            train=[crowd("train", magnet().passage)],
            test=[crowd("test", magnet().passage)],
        ),
    )
    assert ("a passage", magnet().passage) in {(leak.what, leak.evidence) for leak in result.leaks}
    assert result.leaking_pairs < 10  # of 3,600; some articles share one word more by chance


@pytest.mark.parametrize("kind", PLANTED)
def test_a_leak_is_named_wherever_its_row_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Files of several batches and several row groups, which do not begin at the same rows."""
    monkeypatch.setattr(leak_keys, "BATCH_ROWS", 2)
    filler = [row(f"filler{n}", prose(100 + n)) for n in range(20)]
    rows = {
        "train": [*filler[:6], TRAIN[0], *filler[6:10], *TRAIN[1:]],
        "test": [*filler[10:17], PLANTED[kind], *filler[17:]],
    }
    files = {}
    for split, articles in rows.items():
        path = tmp_path / f"{split}.parquet"
        write_parquet(pa.Table.from_pylist(articles, ROW), path, rows=3)
        files[path] = split
    leak = report(tmp_path, files).leaks[0]
    guilty = "a3" if kind == "a passage" else "a2"
    names = (f"train.parquet: {guilty}", f"test.parquet: {PLANTED[kind]['id']}")
    assert leak[:3] == (kind, *names)


def templated(number: int, edits: int) -> str:
    """One text of 40 words, some of them replaced."""
    tokens = prose(11, 40).split()
    dice = random.Random(number)
    for place in dice.sample(range(40), edits):
        tokens[place] = f"edit{number}x{place}"
    return " ".join(tokens)


def test_near_duplicates_are_compared_with_everything_that_shares_a_band(tmp_path: Path) -> None:
    """Of 160 reports with one template, two in different splits are near-duplicates."""
    train = [row(f"a{n}", templated(n, 4)) for n in range(80)]
    test = [row(f"b{n}", templated(100 + n, 4)) for n in range(80)]
    train.append(row("last a", templated(7, 0)))
    test.append(row("last b", templated(8, 1)))
    result = report(tmp_path, write(tmp_path, train=[train], test=[test]))
    assert "last a" in {leak.a.split(": ")[1] for leak in result.leaks if "last b" in leak.b}
    assert result.compared.pairs > 500
    assert result.compared[1:] == (0, 0)


def test_pairs_that_are_not_compared_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = write(
        tmp_path,
        train=[[row(f"a{n}", templated(n, 4)) for n in range(20)]],
        validation=[[row(f"b{n}", templated(100 + n, 4)) for n in range(10)]],
        test=[[row(f"c{n}", templated(200 + n, 4)) for n in range(10)]],
    )
    whole = report(tmp_path, files)
    assert (whole.compared.unchecked, whole.compared.keys_capped) == (0, 0)
    monkeypatch.setattr(leak_pairs, "KEY_PAIRS", 3)
    capped = report(tmp_path, files).compared
    assert capped.keys_capped > 0
    assert capped.unchecked > 0
    assert capped.pairs + capped.unchecked == whole.compared.pairs


def test_all_leaks_are_counted_and_the_plainest_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leakcheck, "_NAMED", 2)
    train = [row(f"a{n}", prose(n)) for n in range(9)]
    test = [row(f"b{n}", prose(n)) for n in range(8)] + [row("a8", prose(20))]
    result = report(tmp_path, write(tmp_path, train=[train], test=[test]))
    assert [leak.what for leak in result.leaks] == ["one id", "one sha256"]
    assert result.leaking_pairs == 9
