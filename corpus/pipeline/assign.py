"""Stage `assign`: which split each article goes to, and what export is to take from where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpus.arrays import load, unique
from corpus.contract.problems import Problem, problem
from corpus.contract.splits import SPLITS
from corpus.hashing import hexadecimal
from corpus.history.claims import Claims
from corpus.linking.leak_groups import groups, near_duplicate_sets
from corpus.linking.links import CappedKeys
from corpus.linking.representatives import Copies, representatives
from corpus.pipeline.cache import Cache
from corpus.pipeline.deduplicate import source
from corpus.pipeline.fingerprint import rows_fingerprint
from corpus.pipeline.label_chunk import read_batches
from corpus.pipeline.link import Links
from corpus.pipeline.output_shard import SELECTION, OutputShard, place
from corpus.pipeline.workdir import Workdir
from corpus.release.layout import Shard
from corpus.split.assign import BRIDGE, CHANGED, ELSEWHERE, LINKED, Articles, Choice, Placed, assign

_REASON = {BRIDGE: "withheld_bridge", LINKED: "withheld_story", ELSEWHERE: "withheld_outlet"}
# Bytes of text that an output shard has at most on average, twice as much as at least: what one
# changed article has written again. A shard is a range of hashes of ids, so that what comes or goes
# leaves the others as they were, until there are twice as many.
_SHARD = 8 << 20


@dataclass(frozen=True)
class LinkedArticles:
    """The articles of a build with what links them; arrays run over articles by number."""

    index: NDArray[np.void]  # INDEX
    groups: NDArray[np.uint32]
    links: NDArray[np.void]  # LINK
    words: NDArray[np.uint32]  # of the content
    is_secondary: NDArray[np.bool_]  # in capitals, or from an AMP page, an archive, a cache
    links_refused: int
    capped: CappedKeys
    parts: int  # ranges of numbers that rows are kept in
    row_hashes: NDArray[np.void]  # ROW_HASH
    of_pages: tuple[str, ...]  # which of the folders `layout.OF_PAGES` have something to hold
    files: list[str]  # the raw folder's article files; `index` refers to their places

    def source(self, number: int) -> tuple[str, int]:
        """Raw file and line of an article."""
        return source(self.index[number], self.files)

    def part(self, number: int) -> int:
        """The range of numbers that an article's row is kept in."""
        return number * self.parts // len(self.index)


class Split(NamedTuple):
    """One split of the release being made."""

    name: str
    code: int
    numbers: NDArray[np.int64]  # of its articles, ascending
    exports: list[OutputShard]


class _Standing(NamedTuple):
    """What stands for each article, with the ids of what stands for others."""

    stands: NDArray[np.int64]  # by number
    originals: NDArray[np.int64]  # numbers of what stands for others, ascending
    ids: pa.Array  # of these

    def of(self, copies: NDArray[np.int64]) -> list[bytes]:
        """The ids of what stands for copies."""
        places = np.searchsorted(self.originals, self.stands[copies])
        ids: list[bytes] = self.ids.take(pa.array(places)).to_pylist()
        return ids


def group_articles(
    index: NDArray[np.void],
    links: Links,
    parts: int,
    files: list[str],
    row_hashes: NDArray[np.void],
    of_pages: tuple[str, ...],
) -> LinkedArticles:
    """Make leak groups of links; the arguments as `LinkedArticles` has them."""
    count = len(index)
    group_of, links_refused = groups(count, links.links)
    return LinkedArticles(
        index=index,
        groups=group_of,
        links=links.links,
        words=links.words,
        is_secondary=links.is_secondary,
        links_refused=links_refused,
        capped=links.capped,
        parts=parts,
        row_hashes=row_hashes,
        of_pages=of_pages,
        files=files,
    )


def assign_splits(choice: Choice, articles: LinkedArticles, claims: Claims) -> Placed:
    """The split of every article by number, or why it is withheld."""
    index = articles.index
    return assign(
        Articles(
            groups=articles.groups,
            links=articles.links,
            ids=index["id"],
            outlets=index["outlet"],
            languages=index["language"],
            published=index["published"],
            before=claims.splits,
            held=claims.status,
            torn=claims.is_disputed,
        ),
        choice,
    )


def withheld(articles: LinkedArticles, placed: Placed, claims: Claims) -> list[Problem]:
    """A problem for every article that no split may have."""
    splits_of_group = np.zeros_like(claims.claimed)
    for code in range(len(SPLITS)):
        splits_of_group[articles.groups[placed.splits == code], code] = True
    problems = []
    for number in np.flatnonzero(placed.splits >= LINKED).tolist():
        in_split = splits_of_group[articles.groups[number]] | claims.claimed[number]
        splits = " and ".join(SPLITS[code] for code in np.flatnonzero(in_split).tolist())
        reason = _REASON[int(placed.splits[number])]
        problems.append(problem(reason, *articles.source(number), splits=splits))
    return problems


def select(
    work: Workdir,
    cache: Cache,
    release: Path,
    articles: LinkedArticles,
    placed: Placed,
    copies: NDArray[np.int64],
    columns: tuple[str, ...],
    earlier: Mapping[str, str],
) -> list[Split]:
    """The splits that have articles, with the selection of each written.

    Args:
        work: the work folder.
        cache: of what earlier builds made.
        release: the folder of the release that is being made.
        articles: all of them.
        placed: where they go.
        copies: what stands for each, as `standing_copies` gives it.
        columns: optional ones that its rows have.
        earlier: by the place of an output shard, the entry of its files in the last build.
    """
    codes = [code for code in range(len(SPLITS)) if (placed.splits == code).any()]
    is_copy = (copies != np.arange(len(copies))) & (placed.splits < len(SPLITS))
    originals = unique(copies[is_copy])
    standing = _Standing(copies, originals, _ids(work, originals))
    return [
        _select(work, cache, release, articles, placed, standing, columns, earlier, code)
        for code in codes
    ]


def _select(
    work: Workdir,
    cache: Cache,
    release: Path,
    articles: LinkedArticles,
    placed: Placed,
    standing: _Standing,
    columns: tuple[str, ...],
    earlier: Mapping[str, str],
    code: int,
) -> Split:
    name = SPLITS[code]
    numbers = np.flatnonzero(placed.splits == code)
    edges = _edges(articles.index["id"][numbers], int(articles.index["size"][numbers].sum()))
    exports = []
    for shard, (first, last) in enumerate(pairwise(edges)):
        low, high = (articles.part(int(numbers[row])) for row in (first, last - 1))
        decided = np.zeros(last - first, SELECTION)
        decided["number"] = numbers[first:last]
        decided["row"] = articles.row_hashes[numbers[first:last]]
        decided["group"] = _group_names(articles, placed.groups[numbers[first:last]])
        is_copy = standing.stands[numbers[first:last]] != numbers[first:last]
        decided["near_duplicate_of"][is_copy] = standing.of(numbers[first:last][is_copy])
        for hashed in ("url", "text"):
            decided[hashed] = articles.index[hashed][numbers[first:last]]
        np.save(work.selection(name, shard), decided)
        exports.append(
            OutputShard(
                parts=tuple(work.part(part) for part in range(low, high + 1)),
                selection=work.selection(name, shard),
                articles=last - first,
                out=release,
                split=name,
                shard=shard,
                shards=len(edges) - 1,
                of_pages=articles.of_pages,
                columns=columns,
                rows=rows_fingerprint(
                    " ".join([*articles.of_pages, *columns]),
                    decided["row"],
                    decided["group"],
                    decided["near_duplicate_of"],
                ),
                earlier=earlier.get(
                    place(*Shard.numbered(name, shard, len(edges) - 1), articles.of_pages, columns)
                ),
                cache=cache,
                work=work,
            )
        )
    return Split(name, code, numbers, exports)


def _edges(ids: NDArray[np.bytes_], text_bytes: int) -> list[int]:
    """Where output shards begin and end.

    Args:
        ids: hashes of the ids of a split's articles, sorted.
        text_bytes: of all of them.
    """
    shards = 1
    while text_bytes > shards * _SHARD:
        shards *= 2
    starts = np.array([(shard << 64) // shards for shard in range(shards)], np.uint64)
    firsts = np.frombuffer(ids.astype("S8").tobytes(), ">u8")
    edges = [*np.searchsorted(firsts, starts).tolist(), len(ids)]
    return sorted(set(edges))  # a range of hashes may have no article


def _group_names(articles: LinkedArticles, numbers: NDArray[np.uint32]) -> NDArray[np.bytes_]:
    """The names of groups, by the number of their lowest articles."""
    return np.strings.add(b"g", hexadecimal(articles.index["id"][numbers].astype("S8")))


def standing_copies(
    articles: LinkedArticles, splits: NDArray[np.uint8], claims: Claims
) -> NDArray[np.int64]:
    """By number, the article that stands for it and the near-duplicates in its split."""
    sets = near_duplicate_sets(len(articles.index), articles.links).astype(np.int64)
    return representatives(
        sets << 8 | splits,
        Copies(
            words=articles.words,
            is_secondary=articles.is_secondary,
            published=articles.index["published"],
            was_released=claims.status >= CHANGED,
        ),
    )


def _ids(work: Workdir, numbers: NDArray[np.int64]) -> pa.Array:
    """The ids of articles, as bytes, in the order of their numbers."""
    chunks = work.chunks()
    ends = np.cumsum([chunk.articles for chunk in chunks])
    places = load(work.places, mapped=True)[numbers].astype(np.int64)
    order = np.argsort(places)
    chunk_of = np.searchsorted(ends, places[order], "right")
    ids = [pa.array([], pa.binary())]
    for chunk in np.unique(chunk_of).tolist():
        stored = read_batches(work.annotated(chunks[chunk], "articles.arrow"))
        column = pa.concat_arrays([batch["id"] for batch in stored])
        rows = places[order[chunk_of == chunk]] - (int(ends[chunk]) - chunks[chunk].articles)
        ids.append(column.take(pa.array(rows)).cast(pa.binary()))
    return pa.concat_arrays(ids).take(pa.array(np.argsort(order)))
