"""What `build` and `validate` both do with the labels files of a raw folder."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from corpus.contract.article import Article
from corpus.contract.problems import Problem
from corpus.labelling import human_labels
from corpus.labelling.human_labels import Annotation, Applied
from corpus.read.files import RawFiles, is_for_one_article, labels_file

Used = set[tuple[str, int]]  # annotations that an article was found for: labels file and number


class LabelsFiles:
    """The labels files of a raw folder, of which one at a time is in memory."""

    def __init__(self, raw: Path, files: Collection[str]) -> None:
        """Take note of the files.

        Args:
            raw: The raw folder.
            files: The labels files, relative to it.
        """
        self.used: Used = set()
        self._raw = raw
        self._files = files
        self._loaded: str | None = None
        self._annotations: list[Annotation] = []  # of the file that is loaded

    def apply(self, article: Article) -> Applied:
        """What people labelled in the article; its annotations count as used."""
        file = labels_file(article.file)
        if file not in self._files:
            return Applied([], [], [], False)
        if file != self._loaded:
            self._loaded, self._annotations = file, human_labels.load(self._raw, file)[0]
        for_one_article = is_for_one_article(article.file, len(self._annotations))
        applied = human_labels.apply(article, self._annotations, file, for_one_article)
        self.used.update((file, number) for number in applied.used)
        return applied


def problems_of_files(raw: Path, files: RawFiles, used: Iterable[tuple[str, int]]) -> list[Problem]:
    """Labels files that are wrong or misnamed, and annotations without an article.

    Args:
        raw: The raw folder.
        files: The files below it.
        used: The annotations that an article was found for.
    """
    numbers: dict[str, set[int]] = {file: set() for file in files.labels}
    for file, number in used:
        numbers[file].add(number)
    article_file = {labels_file(file): file for file in files.articles}
    problems = human_labels.misnamed(files.misnamed_labels)
    for file in files.labels:
        annotations, wrong = human_labels.load(raw, file)
        beside = article_file.get(file, "any file beside it")
        problems += wrong + human_labels.orphans(file, beside, annotations, numbers[file])
    return problems
