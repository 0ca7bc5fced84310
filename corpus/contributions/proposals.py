"""What `validate` tells and builds do not: fixes of problems, and notes on what is untidy."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path

import orjson

from corpus.contract.article import Record
from corpus.contract.problems import Problem
from corpus.contributions.labelled import Labelled
from corpus.documents.wording import counted
from corpus.fixing.files import TABLE, can_be_fixed, has_own_records
from corpus.fixing.propose import Judged, with_fixes
from corpus.pipeline.read_articles import ReadRecord
from corpus.read.duplicate_keys import duplicate_keys
from corpus.validation.tidy import untidy

_BOM = b"\xef\xbb\xbf"


class Proposals:
    """Looks at the files below one folder."""

    def __init__(self, root: Path, unwanted: AbstractSet[str] = frozenset()) -> None:
        """Start.

        Args:
            root: The folder that files are named relative to.
            unwanted: Rules that are told of no file.
        """
        self._unwanted = unwanted
        self._out_of_reach = 0  # problems whose files cannot be fixed as they are
        self._root = root
        self._labelled = Labelled(root)

    def of_record(self, read: ReadRecord) -> list[Problem]:
        """What is told of a record, and notes on how it is written."""
        record = read.record
        if record is None or _is_of_others(record):
            return read.problems
        notes = untidy(record, self._labelled.has, self._unwanted)
        return self.of_article(record, [*read.problems, *notes])

    def of_article(self, record: Record, problems: Iterable[Problem]) -> list[Problem]:
        """Problems of a record with their fixes."""
        found = list(problems)
        if not found or _is_of_others(record):
            return found
        return self._in_reach(with_fixes(found, Judged("article", record.data)))

    def of_files(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """The same of labels files and outlet tables, by what stands in them."""
        by_file: defaultdict[str, list[Problem]] = defaultdict(list)
        for found in problems:
            by_file[found.file].append(found)
        for file, found_there in by_file.items():
            yield from self._in_reach(self._of_file(file, found_there))

    def _in_reach(self, problems: list[Problem]) -> list[Problem]:
        """The problems, without fixes that cannot be written into their files."""
        return [self._reached(found) if found.fix is not None else found for found in problems]

    def _reached(self, found: Problem) -> Problem:
        if can_be_fixed(self._root / found.file):
            return found
        self._out_of_reach += 1
        return found._replace(fix=None)

    def notes(self, path: Path) -> Iterator[str]:
        """A sentence on the fixes that cannot be written, if there are any.

        Args:
            path: As the user named it.
        """
        if self._out_of_reach:
            problems = counted(self._out_of_reach, "problem", "problems")
            yield (
                f"{path}: {problems} with one right answer in files that --fix leaves alone: "
                "compressed ones, and JSON of more than 16 MiB that is not on lines"
            )

    def _of_file(self, file: str, problems: list[Problem]) -> list[Problem]:
        if not any(found.path for found in problems):
            return problems  # they are about the whole file, which may be a pipe
        judged = judged_file(file, (self._root / file).read_bytes())
        return with_fixes(problems, judged) if judged else problems


def _is_of_others(record: Record) -> bool:
    """Whether its fields are not those that stand in the file."""
    return record.is_foreign or not has_own_records(record.file)


def judged_file(file: str, source: bytes) -> Judged | None:
    """What stands in a labels file or an outlet table; None where nothing of it is to be fixed.

    Args:
        file: Its name.
        source: All of it.
    """
    try:
        if file.endswith(TABLE):
            return Judged("outlets", tomllib.loads(source.decode()))
        data = orjson.loads(source.removeprefix(_BOM))
    except (ValueError, RecursionError):
        return None
    return None if duplicate_keys(source, data) else Judged("labels", data)
