from __future__ import annotations

import gzip
import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from corpus.gather import stories
from corpus.gather.words import content, words


def similarity(*articles: tuple[str, str]) -> list[float]:
    """Of every pair of `(text, language)`."""
    found = [stories.terms(words(text), language) for text, language in articles]
    return [
        float(stories.cosine((a[0][None], a[1][None]), (b[0][None], b[1][None]))[0])
        for a, b in combinations(found, 2)
    ]


def test_terms_are_rare_words_heaviest_first() -> None:
    said = "The harbour master Quillfeather of Brackwater said that the harbour was open. "
    keys, weights = stories.terms(words(said * 2), "en")
    assert keys.shape == weights.shape == (stories.TERMS,)
    assert (np.diff(weights) <= 0).all()
    assert np.linalg.norm(weights) == pytest.approx(1)
    heaviest = set(words("quillfeather brackwater").hashes.tolist())
    assert set(keys[:2].tolist()) == heaviest
    assert not np.isin(words("the of that").hashes, keys).any()


@pytest.mark.parametrize("text", ["", "the of and", "1234 99", "a b c"])
def test_a_text_that_says_nothing_has_no_terms(text: str) -> None:
    keys, weights = stories.terms(words(text), "en")
    assert not keys.any()
    assert not weights.any()
    assert not len(stories.keys(keys))


def test_the_seeds_are_one_story(shared: Path) -> None:
    gold = json.loads((shared / "seeds/gold.json").read_text("utf-8"))
    texts = []
    for name, said in gold.items():
        spans = [(s["start"], s["end"], s["label"]) for s in said["boilerplate"]]
        texts.append((content((shared / "seeds" / name).read_bytes().decode(), spans), "en"))
    assert min(similarity(*texts)) > 0.35
    assert sum(score >= stories.SAME for score in similarity(*texts)) >= 3  # they hang together


def test_pages_on_different_subjects_are_not(shared: Path) -> None:
    with gzip.open(shared / "bench/fundus.jsonl.gz", "rt", encoding="utf-8") as pages:
        usable = [page for page in map(json.loads, pages) if page["ok"]]
    texts = [(page["gold_main"], page["lang"]) for page in usable]
    scores = np.array(similarity(*texts))
    assert (scores >= stories.SAME).mean() < 0.001
