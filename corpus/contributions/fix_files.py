"""What `corpus validate --fix` and `--diff` do: fix files, or show how they would be fixed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO

from corpus.contract.problems import Problem
from corpus.contributions.changes import changed_since, is_changed
from corpus.contributions.named_files import Once, files_and_labels_at, is_config, is_outlet_table
from corpus.contributions.policy import Policy
from corpus.contributions.proposals import Proposals, judged_file
from corpus.contributions.remarks.facts import license_
from corpus.contributions.remarks.seen import Seen
from corpus.fixing.diff import unified_diff
from corpus.fixing.files import TABLE, can_be_fixed, is_lines
from corpus.fixing.propose import with_fixes
from corpus.fixing.rewrite import Change, rewrite
from corpus.fixing.rounds import fix_all
from corpus.outlet.tables import Tables
from corpus.pipeline.read_articles import Checks, ReadRecord, judge
from corpus.pipeline.rooted import join
from corpus.read.files import content_suffix
from corpus.read.foreign.convert import Converter
from corpus.read.foreign.tally import Tally
from corpus.read.forms import named_form
from corpus.read.forms.form import Source
from corpus.validation.schema import explain

_JSON = ".json"
Find = Callable[[int, bytes], Sequence[Problem]]  # the problems of a text, from a line of its file


class Fixes:
    """Fixes files and folders of a corpus."""

    def __init__(
        self, checks: Checks, policy: Policy, paths: Sequence[Path], since: str | None = None
    ) -> None:
        """Start.

        Args:
            checks: What decides on a record.
            policy: What is told; nothing else is fixed.
            paths: Files and folders.
            since: The revision since which files must have changed to be fixed; None: all are.

        Raises:
            UsageError: there is no such revision.
        """
        self.problems = 0  # that were fixed, or would be
        self.files = 0  # that they stand in
        self._checks = checks
        self._policy = policy
        self._paths = paths
        self._changed = None if since is None else changed_since(since, paths)

    def write(self) -> None:
        """Fix the files.

        Raises:
            CannotRunError: there is nothing at a path, or a file cannot be written.
        """
        for path, find in self._files():
            with path.open("rb") as source:
                rewrite(path, self._changes(path, source, find), os.fstat(source.fileno()))

    def diff(self) -> Iterator[bytes]:
        """How the files would be fixed, as a unified diff in pieces.

        Raises:
            CannotRunError: there is nothing at a path.
        """
        for path, find in self._files():
            with path.open("rb") as source:
                yield from unified_diff(path.as_posix(), self._changes(path, source, find))

    def _files(self) -> Iterator[tuple[Path, Find]]:
        """Each file that can be fixed, once."""
        once = Once()
        for path in self._paths:
            if is_config(path):
                continue
            if is_outlet_table(path):
                root, articles, others = path.parent, [], [path.name]
            else:
                root, files = files_and_labels_at(path)
                articles, others = files.articles, files.labels + files.outlets
            proposals = Proposals(root, self._checks.unwanted)
            for file in once.new(root, articles):
                if self._is_fixed(root / file):
                    records = _Records(root, file, self._checks, self._policy, proposals)
                    yield root / file, records.find
            for file in once.new(root, others):
                if self._is_fixed(root / file):
                    yield root / file, partial(_of_text, file)

    def _is_fixed(self, path: Path) -> bool:
        """What cannot be read is told by the validation."""
        if self._changed is not None and not is_changed(path.as_posix(), self._changed):
            return False
        try:
            return path.is_file() and can_be_fixed(path)
        except OSError:
            return False

    def _told(self, file: str, find: Find, line: int, text: bytes) -> list[Problem]:
        """The problems of a text that the policy of the corpus tells."""
        problems = (found._replace(file=file) for found in find(line, text))
        return [found for found in problems if self._policy.apply(found)]

    def _changes(self, path: Path, source: IO[bytes], find: Find) -> Iterator[Change]:
        """The whole file, record by record where each stands on a line of its own."""
        limit = self._checks.limits.record_bytes
        fixed = 0
        suffix = TABLE if path.suffix == TABLE else _JSON
        texts = _lines(source, limit) if is_lines(path) else [(1, source.read())]
        for number, text in texts:
            if number is None:
                yield text, text
                continue
            result = fix_all(text, suffix, partial(self._told, path.as_posix(), find, number))
            fixed += result.fixed
            yield text, result.text
        self.problems += fixed
        self.files += fixed > 0


def _lines(source: IO[bytes], limit: int) -> Iterator[tuple[int | None, bytes]]:
    """Each line with its number; one that is blank or beyond the limit in pieces without it."""
    number = 0
    while line := source.readline(limit + 1):
        number += 1
        is_whole = len(line) <= limit or line.endswith(b"\n")
        yield None if line.isspace() or not is_whole else number, line
        while not is_whole and (line := source.readline(limit + 1)):
            is_whole = line.endswith(b"\n")
            yield None, line


class _Records:
    """Finds the problems of articles in one file."""

    def __init__(
        self, root: Path, file: str, checks: Checks, policy: Policy, proposals: Proposals
    ) -> None:
        self._source = Source(file, join(root, file), iter(()), 1, checks.limits)
        self._form = named_form(content_suffix(file))
        self._converter = Converter(checks.importing, Tally())
        self._checks = checks
        self._policy = policy
        self._proposals = proposals

    def find(self, line: int, text: bytes) -> list[Problem]:
        source = self._source._replace(blocks=iter([text]), first_line=line)
        found: list[Problem] = []
        for item in self._form.read(source):
            if not isinstance(item, Problem):
                for record in self._converter.convert(item, True, self._form.kind):
                    found += self._of_record(judge(record, self._checks))
        return found

    def _of_record(self, read: ReadRecord) -> list[Problem]:
        found = self._proposals.of_record(read)
        if read.article is None or read.record is None:
            return found
        # Of the remarks on articles, those that may have a fix.
        seen = Seen(read.article, read.record, "", True, Tables({}, {}, {}), self._policy)
        return found + self._proposals.of_article(read.record, license_(seen))


def _of_text(file: str, _: int, text: bytes) -> list[Problem]:
    judged = judged_file(file, text)
    return with_fixes(explain(judged.schema, judged.data, file, 1), judged) if judged else []
