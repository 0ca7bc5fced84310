"""What `corpus validate` does: every problem of raw files, without building anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from corpus.contract.place import shown_place
from corpus.contract.problems import IGNORED, Problem, in_order, problem
from corpus.identify.article import digest
from corpus.outlet import tables
from corpus.pipeline.labels_files import LabelsFiles, problems_of_files
from corpus.pipeline.read_articles import Checks, read_articles
from corpus.pipeline.rooted import files_at, rooted, rooted_tally
from corpus.read.foreign.tally import Tally
from corpus.read.listing import left_alone
from corpus.read.shards import Piece


class _Seen(NamedTuple):
    """An article that was seen; the lowest of those with one id stays, as in `deduplicate`."""

    digest: bytes
    file: str
    line: int


class Validation:
    """Looks at one path after the other; ids must be unique over all of them."""

    def __init__(self, checks: Checks) -> None:
        """Start with nothing seen.

        Args:
            checks: What decides on a record.
        """
        self._checks = checks
        self.importing = checks.importing
        self.articles = 0  # that are valid
        self.notes: list[str] = []  # on files that are no input
        self.tally = Tally()  # of the records of other tools, files as their paths lead to them
        self._seen: dict[str, set[_Seen]] = {}  # by id

    def problems(self, path: Path) -> Iterator[Problem]:
        """Every problem at or below `path`, with the file as `path` leads to it.

        Raises:
            CannotRunError: there is nothing to validate at `path`.
        """
        root, files = files_at(path)
        ignored = [found for found in files.problems if found.reason in IGNORED]
        yield from rooted(root, (p for p in files.problems if p.reason not in IGNORED))
        yield from rooted(root, tables.load(root, files.outlets)[1])
        labels = LabelsFiles(root, dict.fromkeys(files.labels, ""))
        span_problems: set[Problem] = set()  # a text that stands twice has each of them twice
        tally = Tally()
        for file in files.articles:
            for article, wrong, _ in read_articles(root, Piece(file), self._checks, tally):
                ignored += [found for found in wrong if found.reason in IGNORED]
                yield from rooted(root, (found for found in wrong if found.reason not in IGNORED))
                if article is not None:
                    self.articles += 1
                    span_problems.update(labels.apply(article).problems)
                    place = (root / article.file).as_posix(), article.line
                    self._seen.setdefault(article.id, set()).add(_Seen(digest(article), *place))
        self.notes += left_alone(path, ignored)
        self.tally.update(rooted_tally(root, tally))
        label_problems = problems_of_files(root, files, {}, labels.used)
        yield from rooted(root, sorted(span_problems.union(label_problems), key=in_order))
        yield from sorted(self._duplicates(), key=in_order)

    def _duplicates(self) -> Iterator[Problem]:
        """Of articles with one id, all but the one that a build keeps; each is named once."""
        for article_id, seen in self._seen.items():
            stays = min(seen)
            for lost in seen - {stays}:
                reason = "duplicate_record" if lost.digest == stays.digest else "duplicate_id"
                yield problem(
                    reason, lost.file, lost.line, other=shown_place(stays.file, stays.line)
                )
            self._seen[article_id] = {stays}
