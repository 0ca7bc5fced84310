"""What `corpus validate` does: every problem of raw files, without building anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.contract.article import Article, Record
from corpus.contract.problems import Problem, problem
from corpus.errors import CannotRunError
from corpus.identify.article import digest, identify
from corpus.labelling import human_labels
from corpus.outlet import tables
from corpus.read.files import (
    RawFiles,
    is_article_file,
    is_for_one_article,
    labels_file,
    list_raw,
)
from corpus.read.records import records
from corpus.read.shards import Piece
from corpus.validation.article import check


class Validation:
    """Looks at one path after the other; ids must be unique over all of them."""

    def __init__(self) -> None:
        self.articles = 0  # that are valid
        self._seen: dict[str, tuple[str, bytes]] = {}  # id -> place, digest

    def problems(self, path: Path) -> Iterator[Problem]:
        """Every problem at or below `path`, with the file as `path` leads to it.

        Raises:
            CannotRunError: there is nothing to validate at `path`.
        """
        root, files = _files(path)
        yield from _rooted(root, tables.load(root, files.outlets)[1])
        yield from _rooted(root, human_labels.misnamed(files.misnamed_labels))
        for labels in files.labels:
            yield from _rooted(root, human_labels.load(root, labels)[1])
        for file in files.articles:
            yield from _rooted(root, self._file(root, file))

    def _file(self, root: Path, file: str) -> Iterator[Problem]:
        labels = labels_file(file)
        annotations = human_labels.load(root, labels)[0] if (root / labels).exists() else []
        for_one_article = is_for_one_article(file, len(annotations))
        used: set[int] = set()
        for record in records(root, Piece(file)):
            problems = [record] if isinstance(record, Problem) else check(record)
            yield from problems
            if not problems and isinstance(record, Record):
                article = identify(record)
                self.articles += 1
                yield from self._duplicates(article, root)
                applied = human_labels.apply(article, annotations, labels, for_one_article)
                used.update(applied.used)
                yield from applied.problems
        yield from human_labels.orphans(labels, file, annotations, used)

    def _duplicates(self, article: Article, root: Path) -> Iterator[Problem]:
        place = f"{root / article.file}:{article.line}"
        article_digest = digest(article)
        first, first_digest = self._seen.setdefault(article.id, (place, article_digest))
        if first != place:
            reason = "duplicate_record" if article_digest == first_digest else "duplicate_id"
            yield problem(reason, article.file, article.line, other=first)


def _files(path: Path) -> tuple[Path, RawFiles]:
    if path.is_dir() or not path.exists():
        return path, list_raw(path)
    root, name = path.parent, path.name
    listed = list_raw(root) if is_article_file(name) else None
    if listed is None or name not in listed.articles:
        raise CannotRunError(
            f"{path}: not a raw article file; expected .json or .jsonl (also .gz, .zst), or a "
            "folder of them; name one of these"
        )
    labels = [file for file in listed.labels if file == labels_file(name)]
    return root, RawFiles([name], labels, [], [], [])


def _rooted(root: Path, problems: Iterable[Problem]) -> Iterator[Problem]:
    for unrooted in problems:
        yield unrooted._replace(file=(root / unrooted.file).as_posix())
