from __future__ import annotations

import gzip
import json
import tomllib
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.linking import stories
from corpus.linking.tokens import content, read_texts, words
from tests.kernels import KERNELS, printed

ARTICLES = tomllib.loads((Path(__file__).parent / "stories.toml").read_text("utf-8"))["told"]
PAIRS = list(combinations(ARTICLES, 2))


def alike(*articles: tuple[str, str]) -> list[float]:
    """How alike every two of `(text, language)` are."""
    terms = [stories.terms(read_texts([text]), language) for text, language in articles]
    return [float(stories.cosine(a, b)[0]) for a, b in combinations(terms, 2)]


def day(article: dict[str, Any]) -> np.ndarray:
    return np.array([np.datetime64(article["published"], "ms").astype(np.int64)])


def links(a: dict[str, Any], b: dict[str, Any], dated: bool = True) -> bool:
    days = (day(a), day(b)) if dated else (np.array([stories.UNDATED]),) * 2
    (score,) = alike(*((article["text"], article["language"]) for article in (a, b)))
    return bool(score >= stories.needed_cosine(*days)[0])


def named(article: dict[str, Any]) -> str:
    return f"{article['event']}-{ARTICLES.index(article)}"


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
@pytest.mark.parametrize(
    ("a", "b"), [p for p in PAIRS if p[0]["event"] == p[1]["event"]], ids=named
)
def test_one_event_in_other_words_is_one_story(
    a: dict[str, Any], b: dict[str, Any], dated: bool
) -> None:
    assert links(a, b, dated)


@pytest.mark.parametrize(
    ("dated", "mistaken"),
    [
        (True, []),
        (False, [("mayor-first", "mayor-second")]),  # the same people, four years later
    ],
    ids=["dated", "undated"],
)
def test_other_events_are_other_stories(dated: bool, mistaken: list[tuple[str, str]]) -> None:
    others = [(a, b) for a, b in PAIRS if a["event"] != b["event"]]
    assert [(a["event"], b["event"]) for a, b in others if links(a, b, dated)] == mistaken


def test_terms_are_rare_words_heaviest_first_and_names_before_them() -> None:
    sentence = "The harbour master Quillfeather of Brackwater, said that the flibberts were open. "
    (keys,), (weights,) = stories.terms(read_texts([sentence * 2]), "en")
    assert keys.shape == weights.shape == (stories.TERMS,)
    assert (np.diff(weights) <= 0).all()
    assert np.linalg.norm(weights) == pytest.approx(1)
    names, rare = stories.stems(words("quillfeather brackwater")), stories.stems(words("flibberts"))
    assert keys[0] in names
    assert keys[2] == rare[0]
    assert weights[0] == weights[1] == pytest.approx(stories.NAME * weights[2])
    assert not np.isin(stories.stems(words("the of that")), keys).any()


def test_a_name_is_never_small_and_once_within_a_sentence() -> None:
    """Of three rare words one is a name; one is small once; one only begins sentences."""
    text = "We saw Quillfeather there. We saw Flibbert, a flibbert. Brackwater it was."
    (keys,), (weights,) = stories.terms(read_texts([text]), "en")
    stems = stories.stems(words("quillfeather flibbert brackwater"))
    name, small, first = (float(weights[keys == stem][0]) for stem in stems)
    assert name == pytest.approx(stories.NAME * first)
    assert small == pytest.approx((1 + np.log(2)) * first)


@pytest.mark.parametrize("shared", range(8))
def test_the_cosine_needs_enough_terms_in_common(shared: int) -> None:
    a = np.arange(1, stories.TERMS + 1, dtype=np.uint64)
    b = np.where(np.arange(stories.TERMS) < shared, a, a + 100)[::-1]
    weights = np.full(stories.TERMS, stories.TERMS**-0.5, np.float32)
    cosine = stories.cosine((a[None], weights[None]), (b[None], weights[None]))
    expected = shared / stories.TERMS if shared >= stories.SHARED else 0
    assert cosine.tolist() == pytest.approx([expected])


TERM = st.integers(0, 6) | st.integers(1, 6).map(lambda high: high << 32) | st.integers(0, 1 << 64)
SOME = st.lists(TERM.filter(lambda term: term < 1 << 64), max_size=12, unique=True)


@given(SOME, SOME)
def test_no_pair_with_a_cosine_is_left_out(a: list[int], b: list[int]) -> None:
    terms = np.zeros((2, stories.TERMS), np.uint64)
    terms[0, : len(a)], terms[1, : len(b)] = a, b
    (weights,) = np.ones((1, 1, stories.TERMS), np.float32)
    cosine = stories.cosine((terms[:1], weights), (terms[1:], weights))
    may_be = stories.may_be_alike(stories.shortened(terms[:1]), stories.shortened(terms[1:]))
    assert may_be[0] or not cosine[0]


@pytest.mark.parametrize(("count", "pairs"), [(0, 0), (1, 0), (2, 1), (11, 55), (12, 66), (40, 66)])
def test_every_pair_of_leading_terms_is_a_key(count: int, pairs: int) -> None:
    terms = np.zeros(stories.TERMS, np.uint64)
    terms[:count] = np.random.default_rng(0).integers(2, 1 << 63, count)
    (keys,) = stories.keys(terms[None])
    assert len(keys) == len(set(keys.tolist())) == pairs
    leading = terms[: min(count, stories.LEADING)]
    reordered = np.concatenate([leading[::-1], np.zeros(stories.LEADING, np.uint64)])
    (same, none) = stories.keys(np.array([reordered, np.zeros_like(reordered)]))
    assert set(same.tolist()) == set(keys.tolist())
    assert not len(none)


def test_forms_of_a_word_are_one_term() -> None:
    forms = stories.stems(words("Верхнелучинск Верхнелучинске Верхнелучинска"))
    assert len(set(forms.tolist())) == 1


@pytest.mark.parametrize("text", ["", "the of and", "1234 99", "a b c"])
def test_a_text_that_says_nothing_has_no_terms(text: str) -> None:
    keys, weights = stories.terms(read_texts([text]), "en")
    assert not keys.any()
    assert not weights.any()
    assert not len(stories.keys(keys)[0])


def test_few_words_are_no_story() -> None:
    assert alike(("Photo: Quillfeather, Brackwater", "en"), ("Quillfeather, Brackwater", "en")) == [
        0
    ]


def test_the_seeds_are_one_story(shared: Path) -> None:
    gold = json.loads((shared / "seeds/gold.json").read_text("utf-8"))
    texts = []
    for name, page in gold.items():
        spans = [(s["start"], s["end"], s["label"]) for s in page["boilerplate"]]
        texts.append((content((shared / "seeds" / name).read_bytes().decode(), spans), "en"))
    enough = [
        pair
        for pair, score in zip(combinations(range(4), 2), alike(*texts), strict=True)
        if score >= stories.SAME
    ]
    assert len(enough) >= 3
    assert {seed for pair in enough for seed in pair} == set(range(4))


def test_pages_on_different_subjects_are_not(shared: Path) -> None:
    with gzip.open(shared / "bench/fundus.jsonl.gz", "rt", encoding="utf-8") as pages:
        usable = [page for page in map(json.loads, pages) if page["ok"]]
    scores = alike(*((page["gold_main"], page["lang"]) for page in usable))
    assert max(scores) < stories.SAME


def test_articles_read_together_have_the_terms_that_each_has_alone() -> None:
    texts = [article["text"] for article in ARTICLES if article["language"] == "en"]
    texts[2:2] = ["", "12 345", "no flibbert"]
    keys, weights = stories.terms(read_texts(texts), "en")
    for text, of_article, its_weights in zip(texts, keys, weights, strict=True):
        (alone,), (alone_weights,) = stories.terms(read_texts([text]), "en")
        assert of_article.tolist() == alone.tolist()
        assert its_weights.tolist() == alone_weights.tolist()


TERMS_HASH = """
import hashlib, random
from corpus.linking import stories
from corpus.linking.tokens import read_texts
from tests.linking.test_stories import ARTICLES
words = [word for article in ARTICLES for word in article["text"].split()]
texts = [" ".join(random.Random(n).choices(words, k=80)) for n in range(300)]
made = stories.terms(read_texts(texts), "en")
print(hashlib.sha256(b"".join(array.tobytes() for array in made)).hexdigest())
"""


@pytest.mark.parametrize("kernel", KERNELS)
def test_every_kernel_gives_the_same_terms(kernel: str) -> None:
    assert printed(TERMS_HASH, kernel) == printed(TERMS_HASH)
