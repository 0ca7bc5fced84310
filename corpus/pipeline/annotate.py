"""The first map: everything that looks at one article alone, from reading to its own votes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson
import pyarrow as pa

from corpus.contract.article import Article, Record
from corpus.contract.problems import Problem
from corpus.engine import shuffle
from corpus.hashing import text_hash
from corpus.identify.article import digest, identify
from corpus.label import human_labels, recurrence
from corpus.label.lines import Line, lines
from corpus.label.voters import first_pass
from corpus.label.voters.voter import Batch, ask
from corpus.language.detect import detect
from corpus.linking.stories import UNDATED
from corpus.outlet.resolve import resolve
from corpus.outlet.tables import Outlet, Tables
from corpus.pipeline.workdir import ARTICLE, INDEX, to_batch
from corpus.read.files import Shard, is_alone, labels_file
from corpus.read.records import records
from corpus.validate.article import check
from corpus.validate.license import license_problem

_BATCH = 512  # articles: enough for the lines they share, little enough for memory
_CHUNK = 8  # batches: what later tasks take at once, also of a file that cannot be cut


class Annotate(NamedTuple):
    """One shard to annotate."""

    raw: Path
    work: Path
    number: int
    shard: Shard
    files: dict[str, int]  # place of each article file in the index
    labels: frozenset[str]  # labels files of the raw folder
    outlets: Tables
    line_buckets: int
    licenses: tuple[str, ...]  # of what may be published, canonical; (): of anything


class Annotated(NamedTuple):
    """What one shard came to."""

    chunks: list[tuple[str, int]]  # name and number of articles
    outlets: Counter[str]
    unknown_outlets: set[str]
    problems: list[Problem]
    judged: set[tuple[str, int]]  # judgements of people that found their article


def annotate(task: Annotate) -> Annotated:
    """Read, validate, canonicalise, identify, outlet, language, label: one shard."""
    return _Shard(task).run()


class _Shard:
    """A shard on its way; what is told of it grows with every article."""

    def __init__(self, task: Annotate) -> None:
        self._task = task
        self._told = Annotated([], Counter(), set(), [], set())
        self._annotations: dict[str, list[human_labels.Annotation]] = {}  # by labels file

    def run(self) -> Annotated:
        batches = _batches(self._articles())
        while first := next(batches, None):
            name = f"{self._task.number:05d}-{len(self._told.chunks):04d}"
            chunk = chain([first], islice(batches, _CHUNK - 1))
            self._told.chunks.append((name, self._chunk(name, chunk)))
        return self._told

    def _articles(self) -> Iterator[Article]:
        for piece in self._task.shard:
            for record in records(self._task.raw, piece):
                found = [record] if isinstance(record, Problem) else check(record)
                self._told.problems.extend(found)
                if isinstance(record, Record) and not found:
                    article = identify(record)
                    if self._may_be_published(article):
                        yield article

    def _may_be_published(self, article: Article) -> bool:
        refused = license_problem(article, self._task.licenses)
        if refused is None:
            return True
        self._told.problems.append(refused)
        self._apply_annotations(article)  # they belong to a text of the raw folder all the same
        return False

    def _chunk(self, name: str, batches: Iterable[list[Article]]) -> int:
        work = self._task.work
        marks: list[recurrence.Mark] = []
        ends, titled, index = [], [], []
        with pa.ipc.new_stream(str(work / "articles" / f"{name}.arrow"), ARTICLE) as out:
            for batch in batches:
                for article, article_lines in self._annotated(batch):
                    marks += recurrence.marks(article_lines, article.outlet, article.title)
                    ends.append(len(marks))
                    titled.append(recurrence.title_key(article.title))
                    index.append(self._index(article))
                out.write_batch(to_batch(batch, [_extra(article) for article in batch]))
        marked, stops = np.array(marks, recurrence.MARK), np.array(ends, np.int64)
        hashes = np.unique(np.array([t for t in titled if t is not None], np.uint64))
        np.save(work / "titles" / f"{name}.npy", hashes)
        np.save(work / "index" / f"{name}.npy", np.array(index, INDEX))
        np.save(work / "marks" / f"{name}.npy", marked)
        np.save(work / "marks" / f"{name}.ends.npy", stops)
        keys = recurrence.line_keys(marked, stops)
        shuffle.scatter(work / "lines", name, keys, self._task.line_buckets)
        return len(index)

    def _annotated(self, articles: list[Article]) -> Iterator[tuple[Article, Sequence[Line]]]:
        """Fill in language, outlet and votes; each article with its lines."""
        for article in articles:
            article.language, article.language_confidence = detect(article.text)
        batch = Batch(
            lines=[lines(article.text) for article in articles],
            languages=[article.language for article in articles],
            votes=[article.votes for article in articles],
            outlets=[self._locate(article) for article in articles],
            articles=articles,
            annotations=[self._apply_annotations(article) for article in articles],
        )
        ask(first_pass(), batch)
        yield from zip(articles, batch.lines, strict=True)

    def _locate(self, article: Article) -> Outlet:
        outlet = resolve(article, self._task.outlets)
        article.outlet, article.outlet_name = outlet.id, outlet.name
        article.outlet_country = outlet.country
        self._told.outlets[outlet.id] += 1
        if outlet.name is None:
            self._told.unknown_outlets.add(outlet.id)
        return outlet

    def _apply_annotations(self, article: Article) -> list[human_labels.AnnotatedSpan]:
        """What people labelled in the article."""
        beside = labels_file(article.file)
        if beside not in self._task.labels:
            return []
        if beside not in self._annotations:
            self._annotations[beside] = human_labels.load(self._task.raw, beside)[0]
        of_file = self._annotations[beside]
        alone = is_alone(article.file, len(of_file))
        applied = human_labels.apply(article, of_file, beside, alone)
        article.judged = applied.complete
        self._told.problems.extend(applied.problems)
        self._told.judged.update((beside, number) for number in applied.used)
        return applied.spans

    def _index(self, article: Article) -> tuple[Any, ...]:
        return (
            hashlib.sha256(article.id.encode()).digest()[:16],
            digest(article),
            text_hash(article.outlet),
            text_hash(article.language),
            text_hash(article.url) if article.url else 0,
            text_hash(article.text),
            UNDATED if article.published is None else article.published,
            self._task.files[article.file],
            article.line,
            len(article.text.encode()),
        )


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    articles = iter(articles)
    while batch := list(islice(articles, _BATCH)):
        yield batch


def _extra(article: Article) -> str | None:
    if not article.extra:
        return None
    return orjson.dumps(article.extra, option=orjson.OPT_SORT_KEYS).decode()
