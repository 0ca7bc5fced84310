"""What `corpus validate` does: every problem of raw files, without building anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from corpus.contract.place import shown_place
from corpus.contract.problems import IGNORED, Problem, in_order, problem
from corpus.identify.article import digest
from corpus.outlet import tables
from corpus.pipeline.labels_files import LabelsFiles, problems_of_files
from corpus.pipeline.read_articles import Checks, read_articles
from corpus.read.foreign.tally import RECORDS, Fact, Tally
from corpus.read.listing import RawFiles, left_alone, list_raw
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
        self.articles = 0  # that are valid
        self.notes: list[str] = []  # on files that are no input
        self.tally = Tally()  # of the records of other tools, files as their paths lead to them
        self._seen: dict[str, set[_Seen]] = {}  # by id

    def problems(self, path: Path) -> Iterator[Problem]:
        """Every problem at or below `path`, with the file as `path` leads to it.

        Raises:
            CannotRunError: there is nothing to validate at `path`.
        """
        root, files = _files(path)
        ignored = [found for found in files.problems if found.reason in IGNORED]
        yield from _rooted(root, (p for p in files.problems if p.reason not in IGNORED))
        yield from _rooted(root, tables.load(root, files.outlets)[1])
        labels = LabelsFiles(root, dict.fromkeys(files.labels, ""))
        span_problems: set[Problem] = set()  # a text that stands twice has each of them twice
        tally = Tally()
        for file in files.articles:
            for article, wrong in read_articles(root, Piece(file), self._checks, tally):
                ignored += [found for found in wrong if found.reason in IGNORED]
                yield from _rooted(root, (found for found in wrong if found.reason not in IGNORED))
                if article is not None:
                    self.articles += 1
                    span_problems.update(labels.apply(article).problems)
                    place = (root / article.file).as_posix(), article.line
                    self._seen.setdefault(article.id, set()).add(_Seen(digest(article), *place))
        self.notes += left_alone(path, ignored)
        self.tally.update(_rooted_facts(root, tally))
        label_problems = problems_of_files(root, files, {}, labels.used)
        yield from _rooted(root, sorted(span_problems.union(label_problems), key=in_order))
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


def _files(path: Path) -> tuple[Path, RawFiles]:
    if path.is_dir() or not path.exists():
        return path, list_raw(path)
    return path.parent, list_raw(path.parent, [path])._replace(outlets=[], problems=[])


def _rooted_facts(root: Path, tally: Tally) -> dict[Fact, int]:
    return {
        fact._replace(of=(root / fact.of).as_posix()) if fact.what == RECORDS else fact: n
        for fact, n in tally.items()
    }


def _rooted(root: Path, problems: Iterable[Problem]) -> Iterator[Problem]:
    for unrooted in problems:
        yield unrooted._replace(file=(root / unrooted.file).as_posix())
