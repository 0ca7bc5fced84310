"""What `build` and `validate` both do with the labels files of a raw folder."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from corpus.contract.article import Article
from corpus.contract.problems import Problem
from corpus.hashing import text_hash
from corpus.labelling import human_labels
from corpus.labelling.human_labels import Annotation, Applied
from corpus.read.files import is_for_one_article, labels_file
from corpus.read.listing import RawFiles

Hashes = dict[str, str]  # SHA-256 by file; empty where the file was not scanned
Used = set[tuple[str, int]]  # annotations that an article was found for: labels file and number


class LabelsFiles:
    """The labels files of a raw folder, of which one at a time is in memory."""

    def __init__(self, raw: Path, files: Hashes) -> None:
        """Take note of the files.

        Args:
            raw: The raw folder.
            files: The labels files, relative to it, with what they were when they were scanned.
        """
        self.used: Used = set()
        self._raw = raw
        self._files = files
        self._loaded: str | None = None
        self._unscanned: list[Annotation] = []  # of the file that is loaded

    def apply(self, article: Article) -> Applied:
        """What people labelled in the article; its annotations count as used."""
        file = labels_file(article.file) if self._files else ""
        if file not in self._files:
            return Applied([], [], [], False, {})
        annotations = self._annotations(file)
        for_one_article = is_for_one_article(article.file, article.line, len(annotations))
        applied = human_labels.apply(
            article, annotations, file, for_one_article, article.former_sha256
        )
        self.used.update((file, number) for number in applied.used)
        return applied

    def of_articles(self, file: str, keys: Container[int]) -> list[Annotation] | None:
        """The annotations beside a raw file that its articles with such keys find.

        Args:
            file: The raw file.
            keys: Of the articles, as `keys_of` gives them.

        Returns:
            The annotations; None: keys do not decide, since all are for the file's one article.
        """
        beside = labels_file(file)
        if beside not in self._files:
            return []
        annotations = self._annotations(beside)
        if is_for_one_article(file, 1, len(annotations)):
            return None
        return [one for one in annotations if any(key in keys for key in _keys(one))]

    def _annotations(self, file: str) -> list[Annotation]:
        if sha256 := self._files[file]:
            return _scanned(self._raw, file, sha256)
        if file != self._loaded:
            self._loaded, self._unscanned = file, human_labels.load(self._raw, file)[0]
        return self._unscanned


@lru_cache(maxsize=1)  # for all shards of a file
def _scanned(raw: Path, file: str, sha256: str) -> list[Annotation]:
    return human_labels.load(raw, file, sha256)[0]


def keys_of(article: Article) -> tuple[int, int, int]:
    """Hashes of what an annotation may name an article by."""
    return text_hash(article.id), text_hash(article.sha256), text_hash(article.former_sha256)


def _keys(annotation: Annotation) -> Iterator[int]:
    """Hashes of what an annotation finds its article by."""
    yield text_hash(annotation.data["sha256"])
    if "id" in annotation.data:
        yield text_hash(annotation.data["id"])


def problems_of_files(
    raw: Path, files: RawFiles, hashes: Hashes, used: Iterable[tuple[str, int]]
) -> list[Problem]:
    """Labels files that are wrong, and annotations without an article.

    Args:
        raw: The raw folder.
        files: The files below it.
        hashes: What the labels files were when they were scanned.
        used: The annotations that an article was found for.
    """
    if not files.labels:
        return []
    numbers: dict[str, set[int]] = {file: set() for file in files.labels}
    for file, number in used:
        numbers[file].add(number)
    article_file = {labels_file(file): file for file in files.articles}
    problems: list[Problem] = []
    for file in files.labels:
        annotations, wrong = human_labels.load(raw, file, hashes.get(file, ""))
        beside = article_file.get(file, "any file beside it")
        problems += wrong + human_labels.orphans(file, beside, annotations, numbers[file])
    return problems
