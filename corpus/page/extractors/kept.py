"""How much of each line of a page extractors keep."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.contract.problems import Problem, problem
from corpus.page.extractors.alignment import kept_words
from corpus.page.extractors.sandbox import Limits, Sandbox
from corpus.page.extractors.table import Extractor
from corpus.page.extractors.words import Vocabulary, words, words_of_lines
from corpus.page.text_model import PageText

# Time-outs depend on the machine, so pages on which one could happen are left out first. Of the
# 4,414 pages of the bench, the training and the measuring pages one has 26,000 tags; on pages of
# 30,000 made to be slow an extraction took 2 s, on some of 66,000 over 40 s.
_MOST_TAGS = 30_000
_SANDBOX = Sandbox(Limits(seconds=10, memory=2 << 30))  # 0.6 GB was the most; starts when needed


class Failure(NamedTuple):
    """An extractor that failed on a page."""

    extractor: str
    error: str  # `timeout`, `crash`, or the name of an exception

    def warning(self, file: str, line: int | None) -> Problem:
        """The failure as a problem of the record that the page is.

        Args:
            file: Where the record stands, as in `Problem`.
            line: Where in the file.
        """
        return problem("extractor_failed", file, line, extractor=self.extractor, error=self.error)


class Kept(NamedTuple):
    """What extractors keep of a page."""

    # Of the words of each line; NaN where an extractor found nothing, failed, or was not asked.
    shares: NDArray[np.float16]  # (lines, extractors)
    failures: list[Failure]


def kept_shares(
    html: str, page_text: PageText, extractors: Sequence[Extractor], sandbox: Sandbox = _SANDBOX
) -> Kept:
    """The share of the words of each line that each extractor keeps.

    In scripts without spaces every character counts as a word. A line without words is not kept.
    On a page of too many tags all abstain.

    Args:
        html: The page, decoded.
        page_text: Its text and lines.
        extractors: Whom to ask.
        sandbox: Where they run.

    Raises:
        CannotRunError: The extractors cannot run at all.
    """
    shares = np.full((len(page_text.lines), len(extractors)), np.nan, np.float16)
    failures: list[Failure] = []
    if html.count("<") > _MOST_TAGS:
        return Kept(shares, failures)
    page = _Words(page_text)
    for column, extractor in enumerate(extractors):
        text, error = sandbox.run(extractor.function, html)
        if error:
            failures.append(Failure(extractor.name, error))
        elif text and not text.isspace():
            shares[:, column] = page.shares_in(text)
    return Kept(shares, failures)


class _Words:
    """The words of a page, and which line each stands in."""

    def __init__(self, page_text: PageText) -> None:
        by_line = words_of_lines(page_text.text) if page_text.lines else []
        everything = list(chain.from_iterable(by_line))
        self._counts = np.array(list(map(len, by_line)), np.int64)
        self._lines = np.repeat(np.arange(len(by_line)), self._counts)
        self._vocabulary = Vocabulary(everything)
        self._words = self._vocabulary.numbers(everything)

    def shares_in(self, extract: str) -> NDArray[np.float64]:
        """The share of the words of each line that stand in an extract, in order."""
        kept = kept_words(self._words, self._vocabulary.numbers(words(extract)))
        counts = np.bincount(self._lines, kept, len(self._counts))
        shares: NDArray[np.float64] = counts / np.maximum(self._counts, 1)
        return shares
