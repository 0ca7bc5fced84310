from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.linking import near_duplicates
from corpus.linking.tokens import words


def hashed(tokens: list[str]) -> NDArray[np.uint64]:
    return words(" ".join(tokens)).hashes


def draw(seed: int, length: int = 400) -> list[str]:
    rnd = random.Random(seed)
    return [f"w{rnd.randrange(5000)}" for _ in range(length)]


def edited(tokens: list[str], edits: int) -> list[str]:
    rnd = random.Random(1)
    places = set(rnd.sample(range(len(tokens)), edits))
    return [f"edit{n}" if n in places else token for n, token in enumerate(tokens)]


def jaccard(a: list[str], b: list[str], n: int = near_duplicates.SHINGLE) -> float:
    shingles_a, shingles_b = (
        {tuple(t[start : start + n]) for start in range(len(t) - n + 1)} for t in (a, b)
    )
    return len(shingles_a & shingles_b) / len(shingles_a | shingles_b)


@pytest.mark.parametrize("edits", [0, 4, 12, 40, 400])
def test_minhash_estimates_jaccard(edits: int) -> None:
    a = draw(0)
    b = edited(a, edits)
    signatures = near_duplicates.minhash([hashed(a), hashed(b)])
    assert signatures.shape == (2, near_duplicates.PERMUTATIONS)
    estimate = near_duplicates.similarity(signatures[:1], signatures[1:])[0]
    assert abs(estimate - jaccard(a, b)) < 0.12  # three standard errors of 128 permutations


def test_copies_share_a_band_and_strangers_do_not() -> None:
    a = draw(0)
    signatures = near_duplicates.minhash([hashed(t) for t in (a, edited(a, 12), draw(1))])
    bands = near_duplicates.bands(signatures)
    assert bands.shape == (3, near_duplicates.BANDS)
    assert np.isin(bands[0], bands[1]).any()
    assert not np.isin(bands[0], bands[2]).any()


def test_articles_without_words_or_with_few() -> None:
    signatures = near_duplicates.minhash([hashed([]), hashed(["one"]), hashed(["one"])])
    assert near_duplicates.similarity(signatures[1:2], signatures[2:])[0] == 1
    assert len(near_duplicates.fingerprints([hashed(["one"] * 5)])[0]) == 0


def test_no_articles_have_no_signatures() -> None:
    assert near_duplicates.minhash([]).shape == (0, near_duplicates.PERMUTATIONS)


def test_neighbouring_windows_give_a_fingerprint_once() -> None:
    fingerprints = near_duplicates.fingerprints([hashed(draw(0))])[0].tolist()
    assert len(fingerprints) == len(set(fingerprints))
    assert 80 < len(fingerprints) < 150  # of 381 runs: two in seven windows bring a new lowest


def test_the_shortest_article_with_a_fingerprint_has_a_run_of_words() -> None:
    tokens = draw(0, near_duplicates.RUN)
    assert len(near_duplicates.fingerprints([hashed(tokens)])[0]) == 1
    assert len(near_duplicates.fingerprints([hashed(tokens[1:])])[0]) == 0


@given(st.lists(st.sampled_from([0, 1, 19, 20, 21, 24, 25, 26, 60, 9000]), max_size=6))
def test_fingerprints_of_an_article_are_the_same_beside_others(sizes: list[int]) -> None:
    articles = [hashed(draw(seed, size)) for seed, size in enumerate(sizes)]
    together = near_duplicates.fingerprints(articles)
    alone = [near_duplicates.fingerprints([article])[0] for article in articles]
    assert [prints.tolist() for prints in together] == [prints.tolist() for prints in alone]
    for article, prints in zip(articles, together, strict=True):
        runs = near_duplicates.runs_of([article], near_duplicates.RUN)[0].tolist()
        width = near_duplicates.PASSAGE - near_duplicates.RUN + 1
        windows = [
            min(runs[n : n + width], default=0) for n in range(max(1, len(runs) - width + 1))
        ]
        lowest = [value for n, value in enumerate(windows) if not n or value != windows[n - 1]]
        assert prints.tolist() == (lowest if len(article) >= near_duplicates.RUN else [])


@given(
    st.integers(0, 60),
    st.integers(0, 60),
    st.integers(near_duplicates.PASSAGE, 60),
    st.integers(0, 9),
)
def test_every_shared_passage_leaves_a_fingerprint(
    before: int, after: int, length: int, seed: int
) -> None:
    shared = draw(seed, length)
    a = [*draw(100, before), *shared, *draw(101, after)]
    b = [*draw(102, after), *shared, *draw(103, before)]
    assert np.isin(
        near_duplicates.fingerprints([hashed(a)])[0], near_duplicates.fingerprints([hashed(b)])[0]
    ).any()
