"""What linking needs of an article's content: sketches to compare, and keys to find candidates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpus.arrays import end_to_end
from corpus.contract.article import Span
from corpus.engine import shuffle
from corpus.history import traces
from corpus.identify.address import is_main_form
from corpus.linking import near_duplicates, rarity, stories
from corpus.linking.content_keys import content_hash, content_keys
from corpus.linking.links import KEY, KINDS, NEAR_DUPLICATE, PASSAGE, STORY
from corpus.linking.representatives import IN_CAPITALS
from corpus.linking.tokens import content, groups, read_texts

SKETCH = np.dtype(
    [
        ("minhash", "<u4", near_duplicates.PERMUTATIONS),
        ("terms", "<u8", stories.TERMS),
        ("unweighed", "<f4", stories.TERMS),  # weights of the terms, whatever the corpus
        ("published", "<i8"),  # milliseconds
        ("words", "<u4"),  # of the content, how many
        ("is_secondary", "?"),  # in capitals, or from an AMP page, an archive, a cache
    ]
)


class Sketched(NamedTuple):
    """What linking reads of an article; a duplicate has empty arrays."""

    whole: NDArray[np.uint64]  # hashes of its page's address and its text: either links
    content: bytes  # hash of its content
    hashes: NDArray[np.uint64]  # of the words of its content
    terms: NDArray[np.uint64]
    weights: NDArray[np.float32]  # of the terms
    published: int  # milliseconds; UNDATED where unknown
    is_secondary: bool  # a copy in capitals, or from an AMP page, an archive, a cache


class Kept(NamedTuple):
    """An article as sketching reads it."""

    file: str  # where it was read, as messages name it
    line: int
    is_kept: bool  # no duplicate, of which nothing is sketched
    spans: Sequence[Span]  # sorted
    text: str  # canonical
    language: str  # as detected
    url: str | None  # as given
    published: int  # milliseconds; UNDATED where unknown
    page: int  # hash of its page's address, 0 where it has none
    text_hash: int


def sketch(articles: Sequence[Kept]) -> list[Sketched]:
    """Sketch articles, those of a language together."""
    contents = [
        content(article.text, [span[:3] for span in article.spans]) if article.is_kept else ""
        for article in articles
    ]
    sketched: dict[int, Sketched] = {}
    for places in groups(contents, [article.language for article in articles]):
        texts = read_texts([contents[place] for place in places])
        found = zip(
            places,
            texts.hashes(),
            *stories.terms(texts, articles[places[0]].language),
            texts.capitals(),
            strict=True,
        )
        for place, hashes, terms, weights, capitals in found:
            article = articles[place]
            whole = [value for value in (article.page, article.text_hash) if value]
            sketched[place] = Sketched(
                np.array(whole if article.is_kept else [], np.uint64),
                content_hash(contents[place]),
                hashes,
                terms,
                weights,
                article.published,
                capitals > IN_CAPITALS or not (article.url is None or is_main_form(article.url)),
            )
    return [sketched[place] for place in range(len(articles))]


class ChunkSketches:
    """The sketches and keys of a chunk's articles, which are named by their places in it.

    A duplicate keeps an empty place.
    """

    def __init__(self) -> None:
        self._sketches: list[NDArray[np.void]] = []
        self._articles = 0  # how many were added
        self._keys: defaultdict[int, list[NDArray[np.void]]] = defaultdict(list)

    def add(self, articles: Sequence[Sketched]) -> pa.RecordBatch:
        """Add the next articles of the chunk; their CONTENT_KEYS rows."""
        hashes = [article.hashes for article in articles]
        signatures = near_duplicates.minhash(hashes)
        sketches = np.empty(len(articles), SKETCH)
        sketches["minhash"] = signatures
        sketches["terms"] = terms = np.array([article.terms for article in articles], np.uint64)
        sketches["unweighed"] = [article.weights for article in articles]
        sketches["published"] = [article.published for article in articles]
        sketches["words"] = [len(words) for words in hashes]
        sketches["is_secondary"] = [article.is_secondary for article in articles]
        self._sketches.append(sketches)
        of_words = near_duplicates.keys(hashes, signatures)
        keys = {
            NEAR_DUPLICATE: of_words.bands,
            PASSAGE: [
                np.append(fingerprints, article.whole)
                for fingerprints, article in zip(of_words.fingerprints, articles, strict=True)
            ],
            STORY: [
                pairs[: len(of)] for pairs, of in zip(stories.keys(terms), hashes, strict=True)
            ],
        }
        for kind, of_articles in keys.items():
            self._keys[kind].append(_key_rows(self._articles, of_articles))
        self._articles += len(articles)
        return content_keys([article.content for article in articles], of_words)

    def save(self, folder: Path) -> None:
        """Write everything into a folder."""
        sketches = end_to_end(SKETCH, self._sketches)
        np.save(sketch_file(folder), sketches)
        for kind, keys in self._keys.items():
            shuffle.write_run(link_keys(folder, kind), end_to_end(KEY, keys))
        terms = sketches["terms"].ravel()
        shuffle.write_run(term_keys(folder), terms[terms != 0].astype(rarity.TERM))


def sketch_file(folder: Path) -> Path:
    """The SKETCH of every article of a chunk."""
    return folder / "sketches.npy"


def link_keys(folder: Path, kind: int) -> Path:
    """A run of KEY rows: under which keys the articles of a chunk look for others."""
    return folder / f"{KINDS[kind]}.keys.npy"


def term_keys(folder: Path) -> Path:
    """A run of TERM rows: the terms of the articles of a chunk."""
    return folder / "terms.keys.npy"


def _key_rows(first: int, keys: Sequence[NDArray[np.uint64]]) -> NDArray[np.void]:
    """Rows of KEY for articles that follow each other in a chunk, the first at place `first`."""
    rows = np.empty(sum(map(len, keys)), KEY)
    rows["key"] = traces.spread(np.concatenate(keys))
    rows["article"] = np.repeat(np.arange(first, first + len(keys)), [len(k) for k in keys])
    return rows
