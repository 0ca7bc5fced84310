"""Annotates one shard: everything that looks at one article alone, from reading to its votes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from corpus.contract.article import Article
from corpus.contract.place import UNITS
from corpus.contract.problems import Problem, problem
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
from corpus.outlet.resolve import Site, resolve, site_of
from corpus.outlet.tables import Outlet, Tables
from corpus.pipeline.articles import INDEX, to_batch
from corpus.pipeline.chunk_rows import BATCH, CHUNK, ChunkRows, write_chunk
from corpus.pipeline.labels_files import LabelsFiles, Used, keys_of
from corpus.pipeline.look_ups import LookUp
from corpus.pipeline.place_of_error import about_one_of
from corpus.pipeline.read_articles import Checks, read_articles
from corpus.pipeline.workdir import Chunk
from corpus.read.foreign.tally import Tally
from corpus.read.known_lines import KnownLines
from corpus.read.shards import Shard
from corpus.validation.rights import Rights, may_keep_html, rights_problem

HTML_OF_BATCH = 16 << 20  # characters: some 80 pages


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


class EarlierRows(NamedTuple):
    """Which rows of an earlier artefact stand in one that was made of it."""

    shard: str  # name of the earlier artefact
    chunks: int  # that it has
    places: list[int]  # of each row, its place in the earlier artefact; -1: it came


@dataclass(frozen=True)
class AnnotatedShard:
    """What one shard came to, beside the files of its artefact."""

    chunks: list[Chunk] = field(default_factory=list)
    outlets: Counter[str] = field(default_factory=Counter)  # articles by outlet
    unknown_outlets: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    used: Used = field(default_factory=set)
    look_ups: list[LookUp] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)  # of the records of other tools
    agreement: Agreement = field(default_factory=Agreement)  # of annotators of the same text
    earlier: EarlierRows | None = field(default=None, compare=False)  # that were taken, if any


def annotate_shard(task: AnnotateShard, lines: KnownLines | None = None) -> AnnotatedShard:
    """Read, validate, canonicalise, identify, find outlet and language, and label one shard.

    Args:
        task: the shard.
        lines: what it passes is left out.
    """
    task.artefact.mkdir(exist_ok=True)
    return _ShardAnnotator(task, KnownLines() if lines is None else lines).run()


class _ShardAnnotator:
    """A shard on its way; its result grows with every article."""

    def __init__(self, task: AnnotateShard, lines: KnownLines) -> None:
        self._task = task
        self._lines = lines
        self._piece_of = {piece.file: number for number, piece in enumerate(task.shard)}
        self._labels = LabelsFiles(task.raw, task.labels)
        self._sites: dict[Site, Site] = {}  # each once: articles share few
        self._result = AnnotatedShard(used=self._labels.used)

    def run(self) -> AnnotatedShard:
        batches = _batches(self._articles())
        while first := next(batches, None):
            of_chunk = map(self._annotated, chain([first], islice(batches, CHUNK - 1)))
            number = len(self._result.chunks)
            articles = write_chunk(self._task.artefact, number, of_chunk)
            self._result.chunks.append(Chunk(self._task.artefact.name, number, articles))
        return self._result

    def _articles(self) -> Iterator[Article]:
        """The articles that may be published; the problems of all others are kept."""
        for piece in self._task.shard:
            read = read_articles(
                *(self._task.raw, piece, self._task.checks),
                *(self._result.tally, self._lines),
            )
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
        self._look_up(article, None)
        self._apply_labels(article)  # so that its annotations do not count as orphans
        return False

    def _annotated(self, batch: list[Article]) -> ChunkRows:
        counts, marks = about_one_of(self._vote, batch)
        return ChunkRows(
            articles=to_batch(batch, [_extra(article) for article in batch]),
            index=np.array([*map(self._index_row, batch)], INDEX),
            marks=np.concatenate(marks),
            line_counts=np.array(counts, np.int64),
        )

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
        site = site_of(article)
        self._look_up(article, self._sites.setdefault(site, site))
        outlet = resolve(article, self._task.outlets)
        article.outlet, article.outlet_name = outlet.id, outlet.name
        article.outlet_country = outlet.country
        article.outlet_languages, article.outlet_parent = list(outlet.languages), outlet.parent
        self._result.outlets[outlet.id] += 1
        if outlet.name is None:
            self._result.unknown_outlets.add(outlet.id)
        return outlet

    def _look_up(self, article: Article, site: Site | None) -> None:
        """Note by what an article looks."""
        piece, place = self._piece_of[article.file], (article.file, article.line)
        sha256 = self._lines.read.get(place, b"")
        look_up = LookUp(piece, article.line, sha256, keys_of(article), site)
        self._result.look_ups.append(look_up)

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
        if len(batch) == BATCH or html > HTML_OF_BATCH:
            yield batch
            batch, html = [], 0
    if batch:
        yield batch


def _extra(article: Article) -> str | None:
    if not article.extra:
        return None
    return orjson.dumps(article.extra, option=orjson.OPT_SORT_KEYS).decode()
