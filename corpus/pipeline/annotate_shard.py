"""Annotates one shard: everything that looks at one article alone, from reading to its votes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from corpus.arrays import unique
from corpus.contract.article import Article
from corpus.contract.place import UNITS
from corpus.contract.problems import Problem, problem
from corpus.engine import shuffle
from corpus.hashing import id_key, text_hash
from corpus.identify.address import page_address
from corpus.identify.article import digest
from corpus.labelling import recurrence
from corpus.labelling.agreement import Agreement, agreement
from corpus.labelling.first_pass import LINES, Asked, ask_first_pass
from corpus.labelling.human_labels import Applied
from corpus.labelling.trained import Trained
from corpus.language.detect import detect
from corpus.linking.stories import UNDATED
from corpus.outlet.resolve import resolve, site_of
from corpus.outlet.tables import Outlet, Tables
from corpus.pipeline.articles import ARTICLE, INDEX, to_batch
from corpus.pipeline.labels_files import LabelsFiles, Used
from corpus.pipeline.look_ups import LookUps
from corpus.pipeline.place_of_error import about_one_of
from corpus.pipeline.read_articles import Checks, read_articles
from corpus.pipeline.workdir import Chunk, artefact_file
from corpus.read.foreign.tally import Tally
from corpus.read.shards import Shard
from corpus.validation.rights import Rights, may_keep_html, rights_problem

_BATCH = 512  # articles: enough for the lines they share, little enough for memory
_HTML = 16 << 20  # characters of HTML in a batch: some 80 pages
_CHUNK = 8  # batches: what later tasks take at once, also of a file that cannot be cut


@dataclass(frozen=True, kw_only=True)
class AnnotateShard:
    """One shard to annotate. Nothing here depends on the other shards."""

    raw: Path
    artefact: Path  # folder to write; its name is the fingerprint of all this
    shard: Shard
    labels: dict[str, str]  # labels files beside the shard's files, with their SHA-256
    outlets: Tables
    rights: Rights
    checks: Checks
    models: tuple[Trained, ...] = ()  # of the user, that vote too


@dataclass(frozen=True)
class AnnotatedShard:
    """What one shard came to, beside the files of its artefact."""

    chunks: list[Chunk] = field(default_factory=list)
    outlets: Counter[str] = field(default_factory=Counter)  # articles by outlet
    unknown_outlets: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    used: Used = field(default_factory=set)
    look_ups: LookUps = field(default_factory=lambda: LookUps(set(), set()))
    tally: Tally = field(default_factory=Tally)  # of the records of other tools
    agreement: Agreement = field(default_factory=Agreement)  # of annotators of the same text


def annotate_shard(task: AnnotateShard) -> AnnotatedShard:
    """Read, validate, canonicalise, identify, find outlet and language, and label one shard."""
    task.artefact.mkdir(exist_ok=True)
    return _ShardAnnotator(task).run()


class _ShardAnnotator:
    """A shard on its way; its result grows with every article."""

    def __init__(self, task: AnnotateShard) -> None:
        self._task = task
        self._piece_of = {piece.file: number for number, piece in enumerate(task.shard)}
        self._labels = LabelsFiles(task.raw, task.labels)
        look_ups = LookUps(self._labels.keys, set())
        self._result = AnnotatedShard(used=self._labels.used, look_ups=look_ups)

    def run(self) -> AnnotatedShard:
        batches = _batches(self._articles())
        while first := next(batches, None):
            number = len(self._result.chunks)
            articles = self._write_chunk(number, chain([first], islice(batches, _CHUNK - 1)))
            self._result.chunks.append(Chunk(self._task.artefact.name, number, articles))
        return self._result

    def _articles(self) -> Iterator[Article]:
        """The articles that may be published; the problems of all others are kept."""
        for piece in self._task.shard:
            read = read_articles(self._task.raw, piece, self._task.checks, self._result.tally)
            for article, problems, _ in read:
                self._result.problems.extend(problems)
                if article is not None and self._may_be_published(article):
                    yield article

    def _may_be_published(self, article: Article) -> bool:
        rights = self._task.rights
        if article.page is not None:
            article.page.is_kept = may_keep_html(article, rights)
        refused = rights_problem(article, rights)
        if refused is None:
            return True
        self._result.problems.append(refused)
        self._apply_labels(article)  # so that its annotations do not count as orphans
        return False

    def _write_chunk(self, number: int, batches: Iterable[list[Article]]) -> int:
        """Write the files of one chunk; how many articles it has."""

        def file(name: str) -> Path:
            return artefact_file(self._task.artefact, number, name)

        marks: list[NDArray[np.void]] = []
        line_counts: list[int] = []
        titles: list[int | None] = []
        index: list[tuple[Any, ...]] = []
        with pa.ipc.new_stream(str(file("articles.arrow")), ARTICLE) as stream:
            for batch in batches:
                counts, of_batch = about_one_of(self._vote, batch)
                line_counts += counts
                marks += of_batch
                titles += [recurrence.title_key(article.title) for article in batch]
                index += map(self._index_row, batch)
                stream.write_batch(to_batch(batch, [_extra(article) for article in batch]))
        mark_rows, ends = np.concatenate(marks), np.cumsum(line_counts)
        title_hashes = [title for title in titles if title is not None]
        np.save(file("index.npy"), np.array(index, INDEX))
        np.save(file("titles.npy"), unique(np.array(title_hashes, np.uint64)))
        np.save(file("lines.npy"), mark_rows)
        np.save(file("line_ends.npy"), ends)
        shuffle.write_run(file("line_keys.npy"), recurrence.line_keys(mark_rows, ends))
        return len(index)

    def _vote(self, articles: Sequence[Article]) -> tuple[list[int], list[NDArray[np.void]]]:
        """Fill in language, outlet and the votes of the first pass.

        Returns:
            How many lines each article has, and the MARK rows of the lines.
        """
        marks: list[NDArray[np.void]] = []
        counts = [0] * len(articles)
        waiting: list[recurrence.Mark] = []
        asked = [self._asked(article) for article in articles]
        for number, its_lines in ask_first_pass(asked, self._task.models):
            article = articles[number]
            counts[number] += len(its_lines)
            waiting += recurrence.marks(its_lines, article.outlet, article.title)
            if len(waiting) > LINES:
                marks.append(np.array(waiting, recurrence.MARK))
                waiting = []
        marks.append(np.array(waiting, recurrence.MARK))
        for article in articles:
            self._result.problems.extend(_failures(article))
        return counts, marks

    def _asked(self, article: Article) -> Asked:
        article.language, article.language_confidence = detect(article.text)
        outlet = self._outlet(article)
        applied = self._apply_labels(article)
        if len(applied.annotators) > 1:  # hardly ever
            of_people = agreement(article.id, article.text, applied.spans, applied.annotators)
            self._result.agreement.add(of_people)
        return Asked(article, article.language, outlet, applied.spans)

    def _outlet(self, article: Article) -> Outlet:
        self._result.look_ups.sites.add(site_of(article))
        outlet = resolve(article, self._task.outlets)
        article.outlet, article.outlet_name = outlet.id, outlet.name
        article.outlet_country = outlet.country
        article.outlet_languages, article.outlet_parent = list(outlet.languages), outlet.parent
        self._result.outlets[outlet.id] += 1
        if outlet.name is None:
            self._result.unknown_outlets.add(outlet.id)
        return outlet

    def _apply_labels(self, article: Article) -> Applied:
        """What people labelled in the article."""
        applied = self._labels.apply(article)
        article.human_labelled = applied.complete
        self._result.problems.extend(applied.problems)
        return applied

    def _index_row(self, article: Article) -> tuple[Any, ...]:
        """A row of INDEX."""
        return (
            id_key(article.id),
            digest(article),
            text_hash(article.outlet),
            text_hash(article.language),
            text_hash(page_address(article.url)) if article.url else 0,
            text_hash(article.text),
            UNDATED if article.published is None else article.published,
            self._piece_of[article.file],
            article.line,
            UNITS.index(article.unit),
            len(article.text.encode()),
        )


def _failures(article: Article) -> Iterator[Problem]:
    """The extractors that came to no end on an article's page."""
    failures = article.page.failures if article.page else {}
    for extractor, error in failures.items():
        yield problem(
            "extractor_failed", article.file, article.line, extractor=extractor, error=error
        )


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    html = 0  # characters
    for article in articles:
        batch.append(article)
        html += len(article.page.html) if article.page else 0
        if len(batch) == _BATCH or html > _HTML:
            yield batch
            batch, html = [], 0
    if batch:
        yield batch


def _extra(article: Article) -> str | None:
    if not article.extra:
        return None
    return orjson.dumps(article.extra, option=orjson.OPT_SORT_KEYS).decode()
