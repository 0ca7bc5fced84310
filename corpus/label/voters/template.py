"""Evidence from other articles: lines that recur within an outlet, headlines of others.

Alone with its article a stage can only say what to count: `marks`. The shuffle counts over the
whole corpus, and `votes` reads the result. Near-copies of one article must not make its story a
template, so a line is counted once per distinct longest line ("anchor") of its articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import xxhash
from numpy.typing import NDArray

from corpus.arrays import distinct, locate
from corpus.contract.article import Vote
from corpus.contract.labels import is_boilerplate
from corpus.hashing import text_hash
from corpus.label.lines import Line, normal

MARK = np.dtype(
    [
        ("masked", "<u8"),  # hash of outlet and line without digits and the article's own title
        ("plain", "<u8"),  # hash of the line, to be found among titles; 0 where it is too short
        ("start", "<u4"),
        ("end", "<u4"),
        ("words", "<u4"),
    ]
)
LINE_KEY = np.dtype([("key", "<u8"), ("anchor", "<u8")])
RECURRING = np.dtype([("key", "<u8"), ("articles", "<u4")])

TEMPLATE = "template:v1"
HEADLINE = "headline:v1"
ARTICLES = 3  # distinct articles: two may quote each other, three of one outlet hardly ever
REPEATS = 3  # times in one article: lines that stand there more often order its text ("Pros")
SHARE = 0.005  # of the outlet's articles: rarer lines are phrases of its writers
SHORT_WORDS = 4  # fewer words: also subheadings ("Background") recur,
SHORT_SHARE = 0.5  # so that half of the outlet's articles must carry the line
# On the bench (17 domains with three pages or more) 540 of 544 recurring lines of four words or
# more were boilerplate and 3,061 of 3,065 shorter ones, but of what extractors leave 21 of 24 and
# 19 of 20: little to go by, so less is believed. Of lines repeated oftener 850 of 1,166 were.
LONG_WEIGHT = 0.94
SHORT_WEIGHT = 0.75
HEADLINE_LENGTH = 200  # characters; no title of the bench is longer
HEADLINE_WORDS = 4  # fewer words: a title like "Update" is no proof
HEADLINE_WEIGHT = 0.95

_DIGITS = b"0123456789"


class Recurring(NamedTuple):
    """What the whole corpus says about lines; the arrays are sorted."""

    keys: NDArray[np.uint64]  # masked lines of an outlet that recur
    articles: NDArray[np.uint32]  # in how many distinct articles
    titles: NDArray[np.uint64]  # hashes of all articles' titles


def title_key(title: str | None) -> int | None:
    """The hash under which other articles find this title as a line."""
    wanted = normal(title.strip()) if title else ""
    return text_hash(wanted) if len(wanted.split()) >= HEADLINE_WORDS else None


Mark = tuple[int, int, int, int, int]  # a row of MARK


def marks(lines: Sequence[Line], outlet: str, title: str | None) -> list[Mark]:
    """What to look for and count of an article's lines: MARK rows, one a line."""
    own = normal(title.strip()) if title else ""
    seed = text_hash(outlet)
    rows = []
    for line in lines:
        text = line.key
        plain, words = text.encode(), text.count(" ") + 1
        masked = text.replace(own, "\0").encode() if own and own in text != own else plain
        rows.append(
            (
                xxhash.xxh3_64_intdigest(masked.translate(None, _DIGITS), seed),
                xxhash.xxh3_64_intdigest(plain)
                if words >= HEADLINE_WORDS and len(text) <= HEADLINE_LENGTH and text != own
                else 0,
                line.start,
                line.end,
                words,
            )
        )
    return rows


def line_keys(marked: NDArray[np.void], ends: NDArray[np.int64]) -> NDArray[np.void]:
    """The rows that articles give to the count: LINE_KEY, one a line.

    `ends` says behind which of the `marked` lines each article ends.
    """
    rows = np.empty(len(marked), LINE_KEY)
    rows["key"] = marked["masked"]
    lengths = np.diff(ends, prepend=0)
    sizes = (marked["end"] - marked["start"]).astype(np.int64)
    # The longest line of each article, the first of equals: sorted last among its own.
    ranked = np.lexsort((-np.arange(len(marked)), sizes, np.repeat(np.arange(len(ends)), lengths)))
    longest = marked["masked"][ranked[ends[lengths > 0] - 1]]
    rows["anchor"] = np.repeat(longest, lengths[lengths > 0])
    return rows


def count(rows: NDArray[np.void]) -> NDArray[np.void]:
    """Of the `LINE_KEY` rows of a bucket, the keys that recur: `RECURRING`, sorted by key."""
    pairs = distinct(rows, "key", "anchor")
    keys, articles = np.unique(pairs["key"], return_counts=True)
    often = articles >= ARTICLES
    found = np.empty(int(often.sum()), RECURRING)
    found["key"], found["articles"] = keys[often], articles[often]
    return found


class Recalled(NamedTuple):
    """What the corpus says of lines; arrays over them."""

    articles: NDArray[np.int64]  # in how many distinct articles the line recurs; 0: it does not
    titles: NDArray[np.bool_]  # whether it is the title of another article


def recall(marked: NDArray[np.void], recurring: Recurring) -> Recalled:
    """Look the lines of many articles up."""
    place, recurs = locate(marked["masked"], recurring.keys)
    articles = np.zeros(len(marked), np.int64)
    articles[recurs] = recurring.articles[place[recurs]]
    return Recalled(articles, locate(marked["plain"], recurring.titles)[1])


def votes(
    marked: NDArray[np.void], recalled: Recalled, outlet: str, of_outlet: int, wording: list[Vote]
) -> Iterator[Vote]:
    """Votes for an article's lines that recur in its outlet, or are another's headline.

    Recurrence tells that a line is boilerplate, not of which kind: the kind is what `wording`
    says of the line or of its neighbour, else `other`. `of_outlet` is how many articles it has.
    """
    told = np.flatnonzero((recalled.articles > 0) | recalled.titles).tolist()
    if not told:
        return
    masked = marked["masked"].tolist()
    times = Counter(masked)
    known = sorted((v for v in wording if is_boilerplate(v.label)), key=lambda v: v.weight)
    kinds = {vote.start: vote.label for vote in known}
    starts = marked["start"].tolist()
    for at in told:
        start, end = starts[at], int(marked["end"][at])
        if recalled.titles[at]:
            why = "another article's title"
            yield Vote(start, end, "related_links", HEADLINE, HEADLINE_WEIGHT, why)
        articles = int(recalled.articles[at]) if times[masked[at]] <= REPEATS else 0
        if weight := _weight(int(marked["words"][at]), articles, of_outlet):
            near = (starts[at], *starts[max(0, at - 1) : at], *starts[at + 1 : at + 2])
            kind = next((kinds[start] for start in near if start in kinds), "other")
            why = f"in {articles} articles of {outlet}"
            yield Vote(start, end, kind, TEMPLATE, weight, why)


def _weight(words: int, articles: int, of_outlet: int) -> float:
    short = words < SHORT_WORDS
    if articles < max(ARTICLES, of_outlet * (SHORT_SHARE if short else SHARE)):
        return 0.0
    return SHORT_WEIGHT if short else LONG_WEIGHT
