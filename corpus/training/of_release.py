"""Examples from a release: the lines of its articles, by people's labels or by those it chose."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.contract.article import Span
from corpus.contract.labels import CODE, is_boilerplate
from corpus.evaluate import replay
from corpus.evaluate.replay import VotedArticle
from corpus.labelling.label_model import is_human
from corpus.labelling.line_model import inputs
from corpus.labelling.lines import Line, lines
from corpus.labelling.voters import rule
from corpus.labelling.voters.voter import Batch
from corpus.release.reader import Release
from corpus.training.examples import Examples, joined

MOST = 500_000  # lines that are learned from: some 2,000 whole pages, in 3 GB
PROGRAMS = 0.1  # weight of a line that programs labelled; a person's is 1
OUTLETS = 16  # at least so many, or articles are left out in place of outlets
KINDS = 1_500  # lines of one kind that teach it, evenly drawn: more take long and tell no more
_AT_ONCE = 8 * inputs.ARTICLES


class _Line(NamedTuple):
    boilerplate: int
    furniture: bool
    kind: int
    length: int
    fresh: bool
    weight: float


def articles(release: Release, split: str) -> list[VotedArticle]:
    """The articles of a split, at most so many that they have MOST lines.

    Those that people judged come first; of the others the ones whose id has the lowest SHA-256.

    Raises:
        CannotRunError: a file of the release cannot be read.
    """
    columns = ["id", "text", "human_labelled"]
    rows = [
        (not row["human_labelled"], _hash(row["id"]), row["text"].count("\n") + 1, row["id"])
        for row in release.rows(split, columns)
    ]
    chosen: set[str] = set()
    total = 0
    for _, _, size, article_id in sorted(rows):
        total += size
        if total > MOST and chosen:
            break
        chosen.add(article_id)
    return [article for article in replay.articles(release, split) if article.id in chosen]


def examples(its: Sequence[VotedArticle]) -> Examples:
    """The lines of articles, with the votes of the rules.

    A line is boilerplate, or furniture, if spans of that family cover more than half of it. Where
    a person judged the article, or labelled the line, it counts 1, else PROGRAMS.
    """
    read, rows, sizes = [], [], []
    for batch in _batches(its, _AT_ONCE):
        split = [lines(article.text) for article in batch]
        read.append(inputs.read(split, rule.vote(Batch(lines=split))))
        for article, of_text in zip(batch, split, strict=True):
            rows += list(_judged(article, of_text))
            sizes.append(len(of_text))
    every = joined(read)
    columns = [np.array(values) for values in zip(*rows, strict=True)]
    boilerplate, furniture, kind, length, fresh, weight = columns
    page = np.repeat(np.arange(len(its)), sizes)
    return Examples(
        lines=every,
        boilerplate=boilerplate.astype(np.int8),
        furniture=furniture,
        kind=_few_of_each(kind, fresh),
        length=length,
        draw=_draw(its)[page],
        page=page,
        fresh=fresh,
        residual=~np.repeat(inputs.whole_pages(every), every.counts),
        weight=weight.astype(np.float64),
        languages=np.array([article.language for article in its]),
    )


def classes(its: Sequence[Line], spans: Iterable[Span]) -> list[Span | None]:
    """The span that covers most of each line, if spans of its family cover more than half."""
    found: list[Span | None] = []
    waiting = sorted(spans)
    first = 0
    for line in its:
        while first < len(waiting) and waiting[first].end <= line.start:
            first += 1
        over: list[tuple[int, Span]] = []
        covered = Counter[bool]()
        for place in range(first, len(waiting)):
            span = waiting[place]
            if span.start >= line.end:
                break
            size = min(span.end, line.end) - max(span.start, line.start)
            over.append((size, span))
            covered[is_boilerplate(span.label)] += size
        found.append(_most(over, covered, line.end - line.start))
    return found


def _most(over: list[tuple[int, Span]], covered: Counter[bool], length: int) -> Span | None:
    for is_family, size in covered.items():
        if 2 * size > length:
            return max(each for each in over if is_boilerplate(each[1].label) is is_family)[1]
    return None


def _judged(article: VotedArticle, its: Sequence[Line]) -> Iterator[_Line]:
    seen: set[tuple[str, str]] = set()
    for line, span in zip(its, classes(its, article.spans), strict=True):
        label = span.label if span else ""
        is_persons = article.human_labelled or (span is not None and is_human(span.source))
        yield _Line(
            boilerplate=int(is_boilerplate(label)),
            furniture=bool(label) and not is_boilerplate(label),
            kind=CODE[label] if is_boilerplate(label) else -1,
            length=line.end - line.start,
            fresh=(line.key, label) not in seen,
            weight=1.0 if is_persons else PROGRAMS,
        )
        seen.add((line.key, label))


def _few_of_each(kind: NDArray[np.int64], fresh: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The kinds of at most KINDS lines of each, -1 of all others."""
    few = np.full_like(kind, -1)
    for code in np.unique(kind[kind >= 0]):
        its = np.flatnonzero((kind == code) & fresh)
        drawn = its[np.unique(np.linspace(0, len(its) - 1, min(len(its), KINDS)).astype(np.int64))]
        few[drawn] = code
    return few


def _draw(its: Sequence[VotedArticle]) -> NDArray[np.int64]:
    """A number of each article's outlet, by whose remainders outlets are parted evenly.

    The outlets with most articles get the lowest numbers, from 1 on. Where a release has too few
    outlets for that, its articles are parted in place of them.
    """
    tally = Counter(article.outlet for article in its)
    if len(tally) < OUTLETS:
        order = np.argsort([_hash(article.id) for article in its], kind="stable")
        draw = np.empty(len(its), np.int64)
        draw[order] = np.arange(1, len(its) + 1)
        return draw
    ranked = sorted(tally, key=lambda outlet: (-tally[outlet], _hash(outlet)))
    number = {outlet: place for place, outlet in enumerate(ranked, 1)}
    return np.array([number[article.outlet] for article in its], np.int64)


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _batches(its: Sequence[VotedArticle], size: int) -> Iterator[list[VotedArticle]]:
    left = iter(its)
    while batch := list(islice(left, size)):
        yield batch
