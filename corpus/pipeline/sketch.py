"""What linking needs of an article's content: sketches to compare, and keys to find candidates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import end_to_end
from corpus.contract.article import Span
from corpus.engine import shuffle
from corpus.identify.address import is_main_form
from corpus.linking import near_duplicates, rarity, stories
from corpus.linking.links import KEY, KINDS, NEAR_DUPLICATE, PASSAGE, STORY
from corpus.linking.representatives import IN_CAPITALS
from corpus.linking.tokens import content, words
from corpus.pipeline.workdir import Chunk, Workdir


class Sketched(NamedTuple):
    """What linking reads of an article; a duplicate has empty arrays."""

    number: int
    whole: NDArray[np.uint64]  # hashes of its page's address and its text: either links
    hashes: NDArray[np.uint64]  # of the words of its content
    terms: NDArray[np.uint64]
    weights: NDArray[np.float32]  # of the terms
    published: int  # milliseconds; UNDATED where unknown
    is_secondary: bool  # a copy in capitals, or from an AMP page, an archive, a cache


def sketch(
    number: int,
    spans: Sequence[Span],
    text: str,
    language: str,
    url: str | None,
    published: int,
    *whole: int,
) -> Sketched:
    """Sketch one article; -1 is the number of a duplicate, of which nothing is sketched.

    Args:
        number: of the article.
        spans: sorted.
        text: canonical.
        language: as detected.
        url: as given.
        published: milliseconds; UNDATED where unknown.
        whole: the hashes of its page's address and its text, 0 where it has none.
    """
    is_kept = number >= 0
    tokens = words(content(text, [span[:3] for span in spans]) if is_kept else "")
    return Sketched(
        max(number, 0),
        np.array([value for value in whole if value and is_kept], np.uint64),
        tokens.hashes,
        *stories.terms(tokens, language),
        published,
        tokens.capitals() > IN_CAPITALS or not (url is None or is_main_form(url)),
    )


class ChunkSketches:
    """The sketches and keys of a chunk's articles; a duplicate keeps an empty place."""

    def __init__(self) -> None:
        self._sketches: defaultdict[str, list[NDArray[Any]]] = defaultdict(list)
        self._keys: defaultdict[int, list[NDArray[np.void]]] = defaultdict(list)

    def add(self, articles: Sequence[Sketched]) -> None:
        """Add the next articles of the chunk."""
        hashes = [article.hashes for article in articles]
        signatures = near_duplicates.minhash(hashes)
        self._sketches["minhash"].append(signatures)
        self._sketches["terms"].append(np.array([a.terms for a in articles], np.uint64))
        self._sketches["weights"].append(np.array([a.weights for a in articles], np.float32))
        self._sketches["published"].append(np.array([a.published for a in articles], np.int64))
        self._sketches["words"].append(np.array([len(words) for words in hashes], np.uint32))
        secondary = [article.is_secondary for article in articles]
        self._sketches["is_secondary"].append(np.array(secondary, np.bool_))
        bands = near_duplicates.bands(signatures)
        keys = {
            NEAR_DUPLICATE: [
                band if len(of) else band[:0] for band, of in zip(bands, hashes, strict=True)
            ],
            PASSAGE: [
                np.append(near_duplicates.fingerprints(article.hashes), article.whole)
                for article in articles
            ],
            STORY: [stories.keys(article.terms)[: len(article.hashes)] for article in articles],
        }
        for kind, of_articles in keys.items():
            self._keys[kind].append(_key_rows(articles, of_articles))

    def save(self, work: Workdir, chunk: Chunk) -> None:
        """Write everything into the work folder."""
        for name, rows in self._sketches.items():
            np.save(work.sketch(chunk, name), np.concatenate(rows))
        for kind, keys in self._keys.items():
            shuffle.write_run(work.link_keys(KINDS[kind], chunk), end_to_end(KEY, keys))
        terms = np.concatenate(self._sketches["terms"]).ravel()
        shuffle.write_run(work.term_keys(chunk), terms[terms != 0].astype(rarity.TERM))


def _key_rows(articles: Sequence[Sketched], keys: Sequence[NDArray[np.uint64]]) -> NDArray[np.void]:
    rows = np.empty(sum(map(len, keys)), KEY)
    rows["key"] = np.concatenate(keys)
    rows["article"] = np.repeat([article.number for article in articles], [len(k) for k in keys])
    return rows
