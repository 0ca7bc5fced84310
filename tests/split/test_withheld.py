"""What is left when an article that joins two splits is withheld, through the real build."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.pipeline.config import Config
from corpus.pipeline.plan import build
from tests.conftest import LETTERS, rows

Release = dict[str, dict[str, Any]]


def prose(name: str, length: int) -> list[str]:
    """Words that stand nowhere else."""
    dice = random.Random(name)
    return ["".join(dice.choices(LETTERS, k=7)) for _ in range(length)]


def by_hash(names: Iterable[str]) -> list[str]:
    """Ids in the order in which articles are numbered."""
    return sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())


class Newsroom:
    """Builds one release on the other."""

    def __init__(self, folder: Path) -> None:
        self._raw, self._out = folder / "raw", folder / "build"
        self._raw.mkdir()

    def release(self, texts: dict[str, list[str]], days: dict[str, int] | None = None) -> Release:
        records = [
            {
                "id": name,
                "outlet": "one.example",
                "text": " ".join(text),
                "published": f"2026-11-{(days or {}).get(name, 15):02d}",
            }
            for name, text in texts.items()
        ]
        lines = [json.dumps(record) + "\n" for record in records]
        (self._raw / "articles.jsonl").write_text("".join(lines), "utf-8")
        # Nothing is labelled: made-up words read like anything.
        outcome = build(Config(self._raw, self._out, min_confidence=1), Runner(Local(1), Silent()))
        assert outcome.release is not None
        return rows(outcome.release)


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)


FILLER = {f"filler{n}": prose(f"filler{n}", 300) for n in range(12)}


def elsewhere(published: Release, split: str) -> str:
    """A filler article in another split."""
    return next(name for name in FILLER if published[name]["split"] != split)


def test_articles_that_shared_a_passage_with_a_withheld_one_do_not_leak(newsroom: Newsroom) -> None:
    """Three articles share a passage; the first of them, through which they are linked, is new."""
    passage = prose("passage", 30)
    texts = {**FILLER, "quoted": prose("quoted", 300) + passage}
    first = newsroom.release(texts)
    corrected = elsewhere(first, first["quoted"]["split"])
    new = by_hash(f"new{n}" for n in range(1000))[0]
    assert by_hash([*texts, new])[0] == new
    texts[corrected] = texts[corrected] + passage
    texts[new] = prose("new", 300) + passage
    second = newsroom.release(texts)
    assert second["quoted"]["split"] == first["quoted"]["split"]
    assert corrected not in second
    assert second.keys() == first.keys() - {corrected}


def test_a_withheld_copy_stands_for_no_other(newsroom: Newsroom) -> None:
    text = prose("report", 200)
    lowest, *others = by_hash(f"copy{n}" for n in range(3))
    copies = {name: [*text, name] for name in (lowest, *others)}
    days = {lowest: 20, others[0]: 11, others[1]: 12}
    texts = {**FILLER, **copies}
    first = newsroom.release(texts, days)
    assert {name: first[name]["near_duplicate_of"] for name in copies} == {
        lowest: others[0],
        others[0]: None,
        others[1]: others[0],
    }

    # A new article is the earliest of them, and shares a passage with another split.
    quoted = elsewhere(first, first[lowest]["split"])
    texts |= {"original": text + texts[quoted][:30], "more": prose("more", 300)}
    second = newsroom.release(texts, {**days, "original": 1})
    assert "original" not in second
    assert {name: second[name]["near_duplicate_of"] for name in copies} == {
        lowest: others[0],
        others[0]: None,
        others[1]: others[0],
    }
    assert all(
        row["near_duplicate_of"] is None for name, row in second.items() if name not in copies
    )
