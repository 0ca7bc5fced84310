"""JUnit XML, which servers of continuous integration show as tests.

A test case is a file with problems; it fails where they make the exit code 1. A file may have many
problems, and most readers show one failure of a case, so all stand in one. Where nothing is wrong
there is one case, as some servers take a report without any for a fault.
"""

from __future__ import annotations

import html
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from corpus.cli.formats.run import Run
from corpus.cli.output import tell
from corpus.contract.problems import Problem
from corpus.visible import visible

_NAME = "corpus validate"
_TABLE = "CREATE TABLE problem (file TEXT, fails INT, title TEXT, line TEXT)"
_INSERT = "INSERT INTO problem VALUES (?, ?, ?, ?)"
_FILES = "SELECT count(DISTINCT file), count(DISTINCT CASE WHEN fails THEN file END) FROM problem"
_BY_FILE = "SELECT * FROM problem ORDER BY file, fails DESC, rowid"


class _Told(NamedTuple):
    """A row of the table, its texts as XML."""

    file: str
    fails: int
    title: str
    line: str


def write(problems: Iterator[Problem], run: Run) -> None:
    """Print the document once all problems are known.

    They wait in a database without a name, which is on disk and gone when it is closed.
    """
    database = sqlite3.connect("")
    try:
        database.execute(_TABLE)
        database.executemany(_INSERT, (_told(problem, run) for problem in run.located(problems)))
        files, failures = database.execute(_FILES).fetchone()
        numbers = f'name="{_NAME}" tests="{files or 1}" failures="{failures}" errors="0"'
        tell('<?xml version="1.0" encoding="UTF-8"?>')
        tell(f"<testsuites {numbers}>")
        tell(f"<testsuite {numbers}>")
        for file, told in groupby(
            map(_Told._make, database.execute(_BY_FILE)), lambda row: row.file
        ):
            _tell_case(file, told)
        if not files:
            _tell_case("nothing to fix", [])
        tell("</testsuite>")
        tell("</testsuites>")
    finally:
        database.close()


def _told(problem: Problem, run: Run) -> _Told:
    return _Told(
        _xml(problem.file),
        run.fails(problem.severity),
        problem.title,
        _xml(f"{problem.severity}: {problem}"),
    )


def _tell_case(file: str, told: Iterable[_Told]) -> None:
    tell(f'<testcase classname="{_NAME}" name="{file}">')
    for fails, rows in groupby(told, lambda row: row.fails):
        for number, row in enumerate(rows):
            if not number:
                failure = f'<failure type="{row.title}" message="{row.line}">'
                tell(failure if fails else "<system-out>")
            tell(row.line)
        tell("</failure>" if fails else "</system-out>")
    tell("</testcase>")


def _xml(text: str) -> str:
    """A text on one line of ASCII, as XML; what no XML may have is written as JSON writes it."""
    allowed = visible(text).replace("\ufffe", r"\ufffe").replace("\uffff", r"\uffff")
    return html.escape(allowed).encode("ascii", "xmlcharrefreplace").decode()
