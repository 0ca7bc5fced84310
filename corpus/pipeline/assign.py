"""Stage `assign`: which split each article goes to, and what export is to take from where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpus.contract.problems import Problem, problem
from corpus.contract.splits import SPLITS
from corpus.history.claims import Claims
from corpus.linking.leak_groups import groups, near_duplicate_sets
from corpus.linking.links import CappedKeys
from corpus.linking.representatives import Copies, representatives
from corpus.pipeline.deduplicate import source
from corpus.pipeline.export import SELECTION, Export
from corpus.pipeline.link import Links
from corpus.pipeline.workdir import Workdir
from corpus.split.assign import BRIDGE, CHANGED, ELSEWHERE, LINKED, Articles, Choice, Placed, assign

_REASON = {BRIDGE: "withheld_bridge", LINKED: "withheld_story", ELSEWHERE: "withheld_outlet"}
_SHARD = 64 << 20  # bytes of text in one output shard; a worker holds it twice


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
    exports: list[Export]


def group_articles(
    index: NDArray[np.void], links: Links, parts: int, files: list[str]
) -> LinkedArticles:
    """Make leak groups of links."""
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
    release: Path,
    articles: LinkedArticles,
    placed: Placed,
    copies: NDArray[np.int64],
) -> list[Split]:
    """The splits that have articles, with the selection of each written.

    Args:
        work: the work folder.
        release: the folder of the release that is being made.
        articles: all of them.
        placed: where they go.
        copies: what stands for each, as `standing_copies` gives it.
    """
    codes = [code for code in range(len(SPLITS)) if (placed.splits == code).any()]
    return [_select(work, release, articles, placed, copies, code) for code in codes]


def _select(
    work: Workdir,
    release: Path,
    articles: LinkedArticles,
    placed: Placed,
    stands: NDArray[np.int64],
    code: int,
) -> Split:
    name = SPLITS[code]
    numbers = np.flatnonzero(placed.splits == code)
    rows = np.empty(len(numbers), SELECTION)
    rows["number"] = numbers
    rows["group"] = [_group_name(articles, group) for group in placed.groups[numbers].tolist()]
    rows["near_duplicate_of"] = _near_duplicate_of(work, articles, stands, numbers)
    rows["added_in"] = b""
    np.save(work.selection(name), rows)
    shards = max(1, -(-int(articles.index["size"][numbers].sum()) // _SHARD))
    edges = [len(numbers) * shard // shards for shard in range(shards + 1)]
    of_pages = work.of_pages()
    exports = []
    for shard in range(shards):
        first, last = edges[shard], edges[shard + 1]
        low, high = (articles.part(int(numbers[row])) for row in (first, last - 1))
        exports.append(
            Export(
                parts=tuple(work.part(part) for part in range(low, high + 1)),
                selection=work.selection(name),
                first=first,
                last=last,
                out=release,
                split=name,
                shard=shard,
                shards=shards,
                of_pages=of_pages,
            )
        )
    return Split(name, code, numbers, exports)


def _group_name(articles: LinkedArticles, number: int) -> bytes:
    key: bytes = articles.index["id"][number]
    return b"g" + key.ljust(16, b"\0")[:8].hex().encode()


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


def _near_duplicate_of(
    work: Workdir,
    articles: LinkedArticles,
    stands: NDArray[np.int64],
    numbers: NDArray[np.int64],
) -> list[bytes]:
    """For every number the id of the article that stands for it; empty where that is itself."""
    pairs = list(zip(stands[numbers].tolist(), numbers.tolist(), strict=True))
    ids = _ids(work, articles, {stand for stand, number in pairs if stand != number})
    return [ids[stand] if stand != number else b"" for stand, number in pairs]


def _ids(work: Workdir, articles: LinkedArticles, wanted: set[int]) -> dict[int, bytes]:
    ids: dict[int, bytes] = {}
    for part in sorted({articles.part(number) for number in wanted}):
        for file in sorted(work.part(part).glob("*.rows.arrow")):
            for batch in pa.ipc.open_stream(pa.memory_map(str(file))):
                for row, number in enumerate(batch["number"].to_pylist()):
                    if number in wanted:
                        ids[number] = batch["id"][row].as_py().encode()
    return ids
