"""The pages with gold, as the page model reads them: each line of ours aligned to the gold.

A line's label is that of the same words in the gold's `full` variant (longest common subsequence
of words, Hunt and Szymanski 1977, by rapidfuzz). A line that the gold calls ambiguous, or lacks,
is main text if most of its words stand in the gold's main text, in order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from benchmarks import sources
from corpus.contract.page import PageFeatures, PageLine
from corpus.page.features import page_features
from corpus.page.parse import parse
from corpus.page.text_model import page_text

# Words as the bench's scorer counts them: a character each in scripts without spaces.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
_WORD = re.compile(f"[{_UNSPACED}]|[^\\W{_UNSPACED}]+")
_MOST_WORDS = 30_000  # of a page that are aligned; two pages of the bench have more
_HALF = 0.5


class GoldPage(NamedTuple):
    """A page; arrays over its lines where nothing else is said."""

    id: str
    source: str  # the file
    domain: str
    is_complete: bool  # all of it was judged; otherwise only the lines that are `judged`
    html: str
    text: str
    variants: dict[str, Any]  # what the extractors left, as the bench has it
    lines: list[PageLine]
    features: PageFeatures
    is_main: NDArray[np.bool_]
    is_sure: NDArray[np.bool_]  # the gold says so; not made of a share of words
    why: list[str]  # the gold's reason where it is not
    judged: NDArray[np.bool_]
    words: NDArray[np.int64]  # the number of words
    of_word: NDArray[np.int64]  # (words,): the line of each word
    gold_word: NDArray[np.int64]  # (words,): its place among the gold's distinct words, or -1
    gold_counts: NDArray[np.int64]  # (distinct words of the gold,)

    @property
    def gold_size(self) -> int:
        """The words of the gold's main text."""
        return int(self.gold_counts.sum())

    def f1(self, is_kept: NDArray[np.bool_]) -> float:
        """F1 over words, as bags, of the lines that are kept: WCXB's, as the bench's scorer."""
        kept = self.gold_word[is_kept[self.of_word]]
        if not len(kept) or not self.gold_size:
            return float(len(kept) == self.gold_size)
        found = np.bincount(kept[kept >= 0], minlength=len(self.gold_counts))
        common = np.minimum(found, self.gold_counts).sum()
        return float(2 * common / (len(kept) + self.gold_size))


def pages(shared: Path, names: Sequence[str]) -> Iterator[GoldPage]:
    """The pages of files, those without a usable gold left out."""
    for name in names:
        file = sources.path(shared, name).with_name(f"{name}.html.parquet")
        table = pq.read_table(file, columns=["id", "html"])
        html = dict(zip(*(column.to_pylist() for column in table.columns), strict=True))
        for said in sources.pages(shared, [name]):
            page = _page(said, html[said["id"]])
            if page.lines:
                yield page


def _page(said: dict[str, Any], html: str) -> GoldPage:
    tree = parse(html)
    text, lines = page_text(tree)
    words, of_word = _words(text, [line.start for line in lines])
    count = len(lines)
    size = np.bincount(of_word, minlength=count)
    gold = _WORD.findall(said["gold_main"].lower())
    in_gold = np.bincount(of_word, _matched(words, gold) >= 0, minlength=count)
    full = said["variants"]["full"]
    labels, reasons = _labels(words, of_word, count, full)
    is_sure = (labels == "b") | (labels == "m")
    counts = Counter(gold)
    place = {word: number for number, word in enumerate(counts)}
    return GoldPage(
        id=said["id"],
        source=said["file"],
        domain=sources.domain(said),
        is_complete=said["ok"],
        html=html,
        text=text,
        variants=said["variants"],
        lines=lines,
        features=page_features(tree, text, lines),
        is_main=np.where(is_sure, labels == "m", in_gold >= np.maximum(size, 1) * _HALF),
        is_sure=is_sure,
        why=reasons,
        judged=np.full(count, said["ok"]) | is_sure,
        words=size,
        of_word=of_word,
        gold_word=np.array([place.get(word, -1) for word in words], np.int64),
        gold_counts=np.array([*counts.values()], np.int64),
    )


def _words(text: str, starts: Sequence[int]) -> tuple[list[str], NDArray[np.int64]]:
    """The words of a text, and the line of each."""
    lines = zip(starts, [*starts[1:], len(text)], strict=True)
    by_line = [_WORD.findall(text[start:end].lower()) for start, end in lines]
    of_word = np.repeat(np.arange(len(by_line)), [len(words) for words in by_line])
    return [word for words in by_line for word in words], of_word


def _matched(words: list[str], others: list[str]) -> NDArray[np.int64]:
    """The place in `others` of each word on their longest common subsequence, or -1."""
    found = np.full(len(words), -1)
    for step in LCSseq.opcodes(words[:_MOST_WORDS], others[:_MOST_WORDS]):
        if step.tag == "equal":
            found[step.src_start : step.src_end] = np.arange(step.dest_start, step.dest_end)
    return found


def aligned(page: GoldPage, text: str, starts: Sequence[int]) -> list[NDArray[np.int64]]:
    """For each line of an extractor's text, the line of each of its words on the page."""
    words, of_word = _words(text, starts)
    own, own_line = _words(page.text, [line.start for line in page.lines])
    match = _matched(words, own)
    is_there = match >= 0
    ends = np.searchsorted(of_word[is_there], np.arange(1, len(starts)))
    return np.split(own_line[match[is_there]], ends)


def _labels(
    words: list[str], of_word: NDArray[np.int64], count: int, full: dict[str, Any]
) -> tuple[NDArray[np.str_], list[str]]:
    """The label of the gold's lines that have most of each line's letters, and the reason."""
    theirs, their_line = _words(full["text"], [line[0] for line in full["lines"]])
    match = _matched(words, theirs)
    letters: list[Counter[tuple[str, str]]] = [Counter() for _ in range(count)]
    for word, line, other in zip(words, of_word.tolist(), match.tolist(), strict=True):
        told = full["lines"][their_line[other]][2:4] if other >= 0 else ["?"]
        letters[line][told[0], told[1] if len(told) > 1 else ""] += len(word)
    most = [of_line.most_common(1)[0] if of_line else (("?", ""), 0) for of_line in letters]
    labels = [
        label if number >= of_line.total() * _HALF else "?"
        for ((label, _), number), of_line in zip(most, letters, strict=True)
    ]
    return np.array(labels, np.str_), [reason for (_, reason), _ in most]
