"""What linking needs of an article's content: sketches to compare, and keys to find candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpus.arrays import NOWHERE, end_to_end, load
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


@dataclass(frozen=True)
class SketchRows:
    """The sketches and keys of some articles, which are named by their places among these.

    A duplicate keeps an empty place.
    """

    sketches: NDArray[np.void]  # SKETCH
    keys: Mapping[int, NDArray[np.void]]  # by kind: KEY, those of an article after the last one's

    def taken(self, places: NDArray[np.int64]) -> SketchRows:
        """The rows of the articles at some places, in the order of these, each once."""
        place_of = np.full(len(self.sketches), NOWHERE)
        place_of[places] = np.arange(len(places))
        return SketchRows(
            self.sketches.take(places),
            {kind: _keys_taken(keys, place_of) for kind, keys in self.keys.items()},
        )

    def save(self, folder: Path) -> None:
        """Write everything into a folder."""
        np.save(sketch_file(folder), self.sketches)
        for kind, keys in self.keys.items():
            shuffle.write_run(link_keys(folder, kind), keys)
        terms = self.sketches["terms"].ravel()
        shuffle.write_run(term_keys(folder), terms[terms != 0].astype(rarity.TERM))


def sketch_rows(articles: Sequence[Sketched]) -> tuple[SketchRows, pa.RecordBatch]:
    """The rows of articles, and their CONTENT_KEYS."""
    hashes = [article.hashes for article in articles]
    signatures = near_duplicates.minhash(hashes)
    sketches = np.empty(len(articles), SKETCH)
    sketches["minhash"] = signatures
    sketches["terms"] = terms = np.array([article.terms for article in articles], np.uint64)
    sketches["unweighed"] = [article.weights for article in articles]
    sketches["published"] = [article.published for article in articles]
    sketches["words"] = [len(words) for words in hashes]
    sketches["is_secondary"] = [article.is_secondary for article in articles]
    of_words = near_duplicates.keys(hashes, signatures)
    keys = {
        NEAR_DUPLICATE: of_words.bands,
        PASSAGE: [
            np.concatenate([fingerprints, article.whole])
            for fingerprints, article in zip(of_words.fingerprints, articles, strict=True)
        ],
        STORY: [pairs[: len(of)] for pairs, of in zip(stories.keys(terms), hashes, strict=True)],
    }
    rows = SketchRows(sketches, {kind: _key_rows(of_kind) for kind, of_kind in keys.items()})
    return rows, content_keys([article.content for article in articles], of_words)


def laid_end_to_end(parts: Sequence[SketchRows]) -> SketchRows:
    """All rows of the parts."""
    firsts = np.cumsum([0, *(len(part.sketches) for part in parts)]).tolist()
    keys = {
        kind: end_to_end(
            KEY, [_moved(part.keys[kind], by) for part, by in zip(parts, firsts, strict=False)]
        )
        for kind in range(len(KINDS))
    }
    return SketchRows(end_to_end(SKETCH, [part.sketches for part in parts]), keys)


def read_sketches(folder: Path) -> SketchRows:
    """The rows that were saved into a folder."""
    every = SketchRows(
        load(sketch_file(folder)),
        {kind: load(link_keys(folder, kind)) for kind in range(len(KINDS))},
    )
    return every.taken(np.arange(len(every.sketches)))  # the keys were sorted by key


def sketch_file(folder: Path) -> Path:
    """The SKETCH of every article of a chunk."""
    return folder / "sketches.npy"


def link_keys(folder: Path, kind: int) -> Path:
    """A run of KEY rows: under which keys the articles of a chunk look for others."""
    return folder / f"{KINDS[kind]}.keys.npy"


def term_keys(folder: Path) -> Path:
    """A run of TERM rows: the terms of the articles of a chunk."""
    return folder / "terms.keys.npy"


def _key_rows(keys: Sequence[NDArray[np.uint64]]) -> NDArray[np.void]:
    """Rows of KEY for articles."""
    rows = np.empty(sum(map(len, keys)), KEY)
    rows["key"] = traces.spread(np.concatenate(keys))
    rows["article"] = np.repeat(np.arange(len(keys)), [len(k) for k in keys])
    return rows


def _keys_taken(keys: NDArray[np.void], place_of: NDArray[np.int64]) -> NDArray[np.void]:
    """The rows of articles that have a place, in the order of these."""
    places = place_of.take(keys["article"])
    taken = np.flatnonzero(places != NOWHERE)
    taken = taken.take(np.argsort(places.take(taken), kind="stable"))
    rows = keys.take(taken)
    rows["article"] = places.take(taken)
    return rows


def _moved(keys: NDArray[np.void], by: int) -> NDArray[np.void]:
    moved = keys.copy()
    moved["article"] += by
    return moved
