"""What `corpus validate` does: every problem of raw files, without building anything."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.contract.problems import IGNORED, Problem, in_order
from corpus.contributions.changes import changed_since, is_changed
from corpus.contributions.clashes import Clashes
from corpus.contributions.config_problems import config_problems
from corpus.contributions.named_files import (
    Once,
    files_and_labels_at,
    is_config,
    is_outlet_table,
)
from corpus.contributions.places import Scope, below, raw_folder, tables_of
from corpus.contributions.policy import Policy
from corpus.contributions.proposals import Proposals
from corpus.contributions.remarks import chosen
from corpus.contributions.remarks.seen import Seen
from corpus.engine.runner import FILES, Progress, Silent
from corpus.outlet import tables
from corpus.outlet.tables import Tables
from corpus.pipeline.labels_files import LabelsFiles, problems_of_files
from corpus.pipeline.read_articles import Checks, read_articles
from corpus.pipeline.rooted import join, rooted, rooted_tally
from corpus.read.files import OUTLETS, labels_file
from corpus.read.foreign.tally import Tally
from corpus.read.listing import RawFiles, left_alone
from corpus.read.locate import Locator
from corpus.read.shards import Piece

if TYPE_CHECKING:
    from corpus.contributions.published import Published


class Validation:
    """Looks at files and folders of a corpus; ids must be unique over all of them."""

    def __init__(
        self,
        checks: Checks,
        policy: Policy,
        published: Published | None = None,
        since: str | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Start with nothing seen.

        Args:
            checks: What decides on a record.
            policy: What is told.
            published: The release that articles are compared with; None: with none.
            since: The revision since which files must have changed to be told of; None: all are.
            progress: Is told of each file that is read.
        """
        self._checks = checks
        self._policy = policy
        self._published = published
        self._since = since
        self._progress = progress or Silent()
        self._changed: set[str] | None = None
        self.importing = checks.importing
        self.articles = 0  # that are valid
        self.notes: list[str] = []  # on files that are no input
        self.tally = Tally()  # of the records of other tools, files as their paths lead to them
        self._remarks = chosen(policy)
        self._clashes = Clashes(policy, published)
        self._tables: dict[Path, tuple[Tables, list[Problem]]] = {}  # by raw folder
        self._once = Once()
        self.locator = Locator()  # of the problems

    def problems(self, paths: Sequence[Path]) -> Iterator[Problem]:
        """Every problem at or below some paths, with each file as the first of them leads to it.

        Raises:
            CannotRunError: there is nothing to validate at a path.
            UsageError: there is no such revision.
        """
        if self._since is not None:
            self._changed = changed_since(self._since, paths)
        for found in self._all(paths):
            told = self._policy.apply(found)
            if told is not None and self._is_told(told.file):
                yield told

    def _all(self, paths: Sequence[Path]) -> Iterator[Problem]:
        scope = Scope(paths)
        outlet_tables = [path for path in paths if is_outlet_table(path)]
        for folder in dict.fromkeys(path.parent for path in outlet_tables):
            yield from self._of_tables([path for path in outlet_tables if path.parent == folder])
        for path in paths:
            if is_config(path):
                yield from config_problems(path)
            elif path not in outlet_tables:
                yield from self._of_articles(path, scope)
        yield from self._clashes.problems(scope)

    def _is_told(self, file: str) -> bool:
        """Whether problems of a file are told: it changed, or what stands beside it."""
        return self._changed is None or is_changed(file, self._changed)

    def _of_tables(self, paths: Sequence[Path]) -> Iterator[Problem]:
        """The problems of outlet tables in one folder; the others there may have a host as well."""
        root = paths[0].absolute().parent.parent
        shown = {f"{OUTLETS}/{path.name}": path.as_posix() for path in paths}
        beside = [table for table in tables_of(root) if table not in shown]
        wrong = tables.load(root, [*beside, *self._once.new(root, shown)])[1]
        for found in Proposals(root).of_files(wrong):
            if found.file in shown:
                yield found._replace(file=shown[found.file])

    def _of_articles(self, path: Path, scope: Scope) -> Iterator[Problem]:
        """The problems of what stands at a path, a folder or a file, and was not met before."""
        root, found_files = files_and_labels_at(path)
        files = found_files._replace(
            articles=self._once.new(root, found_files.articles),
            labels=self._once.new(root, found_files.labels),
        )
        ignored = [found for found in files.problems if found.reason in IGNORED]
        yield from rooted(root, (p for p in files.problems if p.reason not in IGNORED))
        outlets, wrong_tables = self._tables_of(raw_folder(path))
        is_new = set(self._once.new(root, files.outlets))
        proposals = Proposals(root, self._checks.unwanted)
        wrong_tables = [found for found in wrong_tables if found.file in is_new]
        yield from rooted(root, proposals.of_files(wrong_tables))
        labels = LabelsFiles(root, dict.fromkeys(files.labels, ""))
        span_problems: set[Problem] = set()  # a text that stands twice has each of them twice
        tally = Tally()
        to_read = list(self._to_read(root, files, raw_folder(path)))
        self._progress.stage("validate", len(to_read), FILES)
        for file in to_read:
            shown = join(root, file)
            is_told = self._is_told(shown)
            scope.read(shown)
            for read in read_articles(root, Piece(file), self._checks, tally):
                article, _, record = read
                wrong = proposals.of_record(read)
                ignored += [found for found in wrong if found.reason in IGNORED]
                yield from rooted(root, (found for found in wrong if found.reason not in IGNORED))
                if article is None or record is None:
                    continue
                self.articles += 1
                applied = labels.apply(article)
                span_problems.update(applied.problems)
                has_own_id = "id" in record.data
                self._clashes.add(article, shown, has_own_id, is_told)
                if is_told:
                    seen = Seen(
                        *(article, record, join(root, labels_file(file))),
                        *(applied.complete, outlets, self._policy),
                    )
                    told = chain.from_iterable(find(seen) for find in self._remarks)
                    yield from rooted(root, proposals.of_article(record, told))
            self._progress.step()
        self.notes += [*left_alone(path, ignored), *proposals.notes(path)]
        self.tally.update(rooted_tally(root, tally))
        label_problems = proposals.of_files(problems_of_files(root, files, {}, labels.used))
        yield from rooted(root, sorted(span_problems.union(label_problems), key=in_order))

    def _tables_of(self, folder: Path) -> tuple[Tables, list[Problem]]:
        """The outlet tables of a raw folder, and what is wrong with them."""
        if folder not in self._tables:
            self._tables[folder] = tables.load(folder, tables_of(folder))
        return self._tables[folder]

    def _to_read(self, root: Path, files: RawFiles, raw: Path) -> Iterator[str]:
        """The files of articles to read: without those that did not change and are published."""
        released: Collection[str] = ()
        if self._published is not None and self._changed is not None:
            released = self._published.files
        for file in files.articles:
            is_told = self._changed is None or self._is_told(join(root, file))
            if is_told or below(raw, root / file) not in released:
                yield file
