"""Counts of lines over the whole corpus: which recur in an outlet, which are titles of articles.

The first pass only marks what to count (`marks`). The shuffle counts, and the second pass looks the
counts up (`look_up`). Digits do not count ("12 comments"), but in a sentence they do: forecasts,
market notes and obituaries say the same words every day, and the numbers are the news.
Near-duplicates of one article must not turn its story into a template, so a line is counted once
per distinct longest line (its "anchor") of the articles that have it.

Of the counts the second pass is told as little as it needs: whether a line stands in many articles
of its outlet, and in how many, in steps. So one article more changes what is said of few lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import xxhash
from numpy.typing import NDArray

from corpus.arrays import KeyTable, distinct
from corpus.hashing import text_hash
from corpus.labelling.grammar import is_sentence
from corpus.labelling.lines import Line, normal

MARK = np.dtype(
    [
        ("key", "<u8"),  # hash of outlet and line without the own title, and without digits
        ("anchor", "<u8"),  # the same, where `key` has the digits of a sentence without them too
        ("plain", "<u8"),  # hash of the line, to be found among titles; 0 where it cannot be one
        ("start", "<u4"),
        ("end", "<u4"),
        ("words", "<u4"),
        ("is_sentence", "?"),
        ("has_digits", "?"),
    ]
)
LINE_KEY = np.dtype([("key", "<u8"), ("anchor", "<u8")])
RECURRING = np.dtype([("key", "<u8"), ("articles", "<u4")])

ARTICLES = 3  # distinct articles: two may quote each other, three of one outlet hardly ever
TITLE_LENGTH = 200  # characters; no title of the bench is longer
TITLE_WORDS = 4  # fewer words: a line like "Update" need not come from the title "Update"
SHARE = 0.005  # of the outlet's articles: rarer lines are phrases of its writers
SHORT_WORDS = 4  # fewer words: also subheadings ("Background") recur,
SHORT_SHARE = 0.5  # so that half of the outlet's articles must carry the line
EXACT = 10  # counts below it are told exactly, others in steps: 10, 20, 50, 100, 200 ...
_STEPS = np.array([digit * 10**power for power in range(1, 10) for digit in (1, 2, 5)], np.int64)

_DIGITS = b"0123456789"
Mark = tuple[int, int, int, int, int, int, bool, bool]  # a row of MARK


class Recurring(NamedTuple):
    """Counts over the whole corpus."""

    keys: KeyTable  # `key` of lines that recur in their outlet
    articles: NDArray[np.uint32]  # the number of distinct articles with the line, per key
    titles: KeyTable  # hashes of all articles' titles

    @classmethod
    def of(cls, counted: NDArray[np.void], titles: NDArray[np.uint64]) -> Recurring:
        """What is looked up of RECURRING rows and of titles' hashes, both sorted."""
        return cls(KeyTable(counted["key"]), counted["articles"], KeyTable(titles))


class LineCounts(NamedTuple):
    """The counts for one article; arrays over its lines."""

    marks: NDArray[np.void]  # MARK
    # In how many distinct articles the line recurs, from EXACT on at least; 0: it does not.
    articles: NDArray[np.int64]
    is_often: NDArray[np.bool_]  # whether so many are enough for a template
    is_title: NDArray[np.bool_]  # whether the line is the title of another article
    outlet: str


def title_key(title: str | None) -> int | None:
    """The hash by which other articles find this title among their lines; None if too short."""
    text = normal(title or "")
    return text_hash(text) if len(text.split()) >= TITLE_WORDS else None


def marks(lines: Sequence[Line], outlet: str, title: str | None) -> list[Mark]:
    """What to count and look up of an article's lines.

    Args:
        lines: The article's lines.
        outlet: The id of its outlet.
        title: Its own title, which does not count as another article's.

    Returns:
        One MARK row per line.
    """
    own = normal(title or "")
    seed = text_hash(outlet)
    rows = []
    for line in lines:
        text = line.key
        plain, words = text.encode(), text.count(" ") + 1
        untitled = text.replace(own, "\0").encode() if own and own in text != own else plain
        masked = untitled.translate(None, _DIGITS)
        anchor = key = xxhash.xxh3_64_intdigest(masked, seed)
        sentence, has_digits = is_sentence(text), len(masked) < len(untitled)
        if sentence and has_digits:
            key = xxhash.xxh3_64_intdigest(untitled, seed)
        may_be_title = words >= TITLE_WORDS and len(text) <= TITLE_LENGTH and text != own
        rows.append(
            (
                key,
                anchor,
                xxhash.xxh3_64_intdigest(plain) if may_be_title else 0,
                line.start,
                line.end,
                words,
                sentence,
                has_digits,
            )
        )
    return rows


def line_keys(marked: NDArray[np.void], ends: NDArray[np.int64]) -> NDArray[np.void]:
    """The rows that several articles give to the count.

    Args:
        marked: MARK rows of the articles' lines, end to end.
        ends: The number of lines up to the end of each article.

    Returns:
        One LINE_KEY row per line.
    """
    rows = np.empty(len(marked), LINE_KEY)
    rows["key"] = marked["key"]
    counts = np.diff(ends, prepend=0)
    sizes = (marked["end"] - marked["start"]).astype(np.int64)
    # By article and size, the first of equally long lines last, so that the longest ends each run.
    order = np.lexsort((-np.arange(len(marked)), sizes, np.repeat(np.arange(len(ends)), counts)))
    longest = marked["anchor"][order[ends[counts > 0] - 1]]
    rows["anchor"] = np.repeat(longest, counts[counts > 0])
    return rows


def count(rows: NDArray[np.void]) -> NDArray[np.void]:
    """The keys that recur among the LINE_KEY rows of a bucket: RECURRING, sorted by key."""
    pairs = distinct(rows, "key", "anchor")
    keys, articles = np.unique(pairs["key"], return_counts=True)
    recurs = articles >= ARTICLES
    counted = np.empty(int(recurs.sum()), RECURRING)
    counted["key"], counted["articles"] = keys[recurs], articles[recurs]
    return counted


class Found(NamedTuple):
    """The counts of the lines of several articles, end to end; arrays as in `LineCounts`."""

    marks: NDArray[np.void]
    articles: NDArray[np.int64]
    is_often: NDArray[np.bool_]
    is_title: NDArray[np.bool_]

    def of(self, lines: slice, outlet: str) -> LineCounts:
        """The counts of one article, which has these lines."""
        return LineCounts(
            self.marks[lines],
            self.articles[lines],
            self.is_often[lines],
            self.is_title[lines],
            outlet,
        )


def look_up(
    marked: NDArray[np.void], recurring: Recurring, outlet_articles: NDArray[np.int64]
) -> Found:
    """Look up the counts of lines.

    Args:
        marked: MARK rows of the lines.
        recurring: The counts.
        outlet_articles: How many articles the outlet of each line has.
    """
    place, recurs = recurring.keys.locate(marked["key"])
    found = np.flatnonzero(recurs)  # one line in ten
    counts = recurring.articles.take(place.take(found)).astype(np.int64)
    share = np.where(marked["words"].take(found) < SHORT_WORDS, SHORT_SHARE, SHARE)
    enough = np.maximum(ARTICLES, outlet_articles.take(found) * share)
    articles, is_often = np.zeros(len(marked), np.int64), np.zeros(len(marked), np.bool_)
    articles[found], is_often[found] = in_steps(counts), counts >= enough
    may_be_title = np.flatnonzero(marked["plain"])
    is_title = np.zeros(len(marked), np.bool_)
    is_title[may_be_title] = recurring.titles.locate(marked["plain"].take(may_be_title))[1]
    return Found(marked, articles, is_often, is_title)


def in_steps(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each count as it is told: as it is below EXACT, else the last step that it reaches."""
    reached = _STEPS[np.searchsorted(_STEPS, counts, "right") - 1]
    return np.where(counts < EXACT, counts, reached)
