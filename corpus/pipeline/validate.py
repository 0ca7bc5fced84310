"""What `corpus validate` does: every problem of raw files, without building anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from corpus.contract.place import shown_place
from corpus.contract.problems import IGNORED, Problem, in_order, problem
from corpus.identify.article import digest
from corpus.outlet import tables
from corpus.pipeline.config_problems import config_problems
from corpus.pipeline.labels_files import LabelsFiles, problems_of_files
from corpus.pipeline.named_files import (
    Once,
    files_and_labels_at,
    is_config,
    is_outlet_table,
    tables_beside,
)
from corpus.pipeline.read_articles import Checks, read_articles
from corpus.pipeline.rooted import rooted, rooted_tally
from corpus.read.files import OUTLETS
from corpus.read.foreign.tally import Tally
from corpus.read.listing import left_alone
from corpus.read.locate import Locator
from corpus.read.shards import Piece


class _Seen(NamedTuple):
    """An article that was seen; the lowest of those with one id stays, as in `deduplicate`."""

    digest: bytes
    file: str
    line: int


class Validation:
    """Looks at files and folders of a corpus; ids must be unique over all of them."""

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
        self._once = Once()
        self.locator = Locator()  # of the problems

    def problems(self, paths: Sequence[Path]) -> Iterator[Problem]:
        """Every problem at or below some paths, with each file as the first of them leads to it.

        Raises:
            CannotRunError: there is nothing to validate at a path.
        """
        outlet_tables = [path for path in paths if is_outlet_table(path)]
        for folder in dict.fromkeys(path.parent for path in outlet_tables):
            yield from self._of_tables([path for path in outlet_tables if path.parent == folder])
        for path in paths:
            if is_config(path):
                yield from config_problems(path)
            elif path not in outlet_tables:
                yield from self._of_articles(path)

    def _of_tables(self, paths: Sequence[Path]) -> Iterator[Problem]:
        """The problems of outlet tables in one folder; the others there may have a host as well."""
        root = paths[0].absolute().parent.parent
        shown = {f"{OUTLETS}/{path.name}": path.as_posix() for path in paths}
        beside = [table for table in tables_beside(paths[0]) if table not in shown]
        for found in tables.load(root, [*beside, *self._once.new(root, shown)])[1]:
            if found.file in shown:
                yield found._replace(file=shown[found.file])

    def _of_articles(self, path: Path) -> Iterator[Problem]:
        """The problems of what stands at a path, a folder or a file, and was not met before."""
        root, found_files = files_and_labels_at(path)
        files = found_files._replace(
            articles=self._once.new(root, found_files.articles),
            labels=self._once.new(root, found_files.labels),
        )
        ignored = [found for found in files.problems if found.reason in IGNORED]
        yield from rooted(root, (p for p in files.problems if p.reason not in IGNORED))
        loaded = tables.load(root, files.outlets)[1]
        is_new = set(self._once.new(root, files.outlets))
        yield from rooted(root, (found for found in loaded if found.file in is_new))
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
