"""What `corpus validate` does: every problem of raw files, without building anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus.contract.article import Article, Record
from corpus.contract.problems import Problem, problem
from corpus.errors import CannotRunError
from corpus.identify.article import digest, identify
from corpus.label import human_labels
from corpus.outlet import tables
from corpus.read import files
from corpus.read.records import records
from corpus.validate.article import check


class Validation:
    """Looks at one path after the other; ids must be unique over all of them."""

    def __init__(self) -> None:
        self.articles = 0
        self._seen: dict[str, tuple[str, bytes]] = {}  # id -> where, digest

    def problems(self, path: Path) -> Iterator[Problem]:
        """Every problem at or below `path`, with the file as `path` leads to it.

        Raises:
            CannotRunError: there is nothing to validate at `path`.
        """
        root, found = _found(path)
        yield from _rooted(root, tables.load(root, found.outlets)[1])
        for labels in found.labels:
            yield from _rooted(root, human_labels.load(root, labels)[1])
        for file in found.articles:
            yield from _rooted(root, self._file(root, file))

    def _file(self, root: Path, file: str) -> Iterator[Problem]:
        labels = files.labels_file(file)
        judgements = human_labels.load(root, labels)[0] if (root / labels).exists() else []
        alone = files.is_alone(file, len(judgements))
        used: set[int] = set()
        for record in records(root, files.Piece(file, 0, None, 1)):
            wrong = [record] if isinstance(record, Problem) else check(record)
            yield from wrong
            if not wrong and isinstance(record, Record):
                article = identify(record)
                self.articles += 1
                yield from self._unique(article, root)
                applied = human_labels.apply(article, judgements, labels, alone)
                used.update(applied.used)
                yield from applied.problems
        yield from human_labels.orphans(labels, file, judgements, used)

    def _unique(self, article: Article, root: Path) -> Iterator[Problem]:
        where = f"{root / article.file}:{article.line}"
        said = digest(article)
        other, first = self._seen.setdefault(article.id, (where, said))
        if other != where:
            reason = "duplicate_record" if said == first else "duplicate_id"
            yield problem(reason, article.file, article.line, other=other)


def _found(path: Path) -> tuple[Path, files.Found]:
    if path.is_dir() or not path.exists():
        return path, files.find(path)
    root, name = path.parent, path.name
    everything = files.find(root) if files.is_article(name) else None
    if everything is None or name not in everything.articles:
        raise CannotRunError(
            f"{path}: not a raw article file; expected .json or .jsonl (also .gz, .zst), or a "
            "folder of them; name one of these"
        )
    labels = [labels for labels in everything.labels if labels == files.labels_file(name)]
    return root, files.Found([name], labels, [], [])


def _rooted(root: Path, problems: Iterator[Problem] | list[Problem]) -> Iterator[Problem]:
    for one in problems:
        yield one._replace(file=(root / one.file).as_posix())
