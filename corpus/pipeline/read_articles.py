"""What `build`, `validate` and `show` take for an article."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from corpus.contract.article import Article, Record
from corpus.contract.limits import Limits
from corpus.contract.problems import Problem
from corpus.identify.article import identify
from corpus.pipeline.place_of_error import about
from corpus.read.foreign.settings import Importing
from corpus.read.foreign.tally import Tally
from corpus.read.known_lines import KnownLines
from corpus.read.records import records
from corpus.read.shards import Piece
from corpus.validation.article import check, without_blank_fields
from corpus.visible import is_blank


class Checks(NamedTuple):
    """What decides on a record, beside the record."""

    limits: Limits
    present_day: date  # later dates are warned of; nothing else depends on it
    importing: Importing = Importing()
    unwanted: frozenset[str] = frozenset()  # rules on texts that need not be looked for


class ReadRecord(NamedTuple):
    """What one record came to."""

    article: Article | None  # None: the problems keep the record from being one
    problems: list[Problem]  # of an article: warnings
    record: Record | None  # as it was read, without its page; None: there was none to read


def read_articles(
    raw: Path,
    piece: Piece,
    checks: Checks,
    tally: Tally | None = None,
    lines: KnownLines | None = None,
) -> Iterator[ReadRecord]:
    """The article of each record, and all that is wrong with it.

    Args:
        raw: The raw folder.
        piece: Of a file in it.
        checks: What decides on a record.
        tally: Grows by what the records of other tools came to.
        lines: What it passes is left out.

    Raises:
        CannotRunError: the file changed since it was scanned.
    """
    for record in records(raw, piece, checks.limits, checks.importing, tally, lines):
        with about(record.file, record.line):
            read = judge(record, checks)
        yield read


def judge(record: Record | Problem, checks: Checks) -> ReadRecord:
    """The article of a record, and all that is wrong with it.

    Args:
        record: As it was read, or the problem that stands in its place.
        checks: What decides on it.
    """
    if isinstance(record, Problem):
        return ReadRecord(None, [record], None)
    filled, problems = without_blank_fields(record)
    page = None
    if _has_page_only(filled):
        from corpus.page.page import open_page  # parsers that no text needs

        opened = open_page(filled, checks.limits)
        if isinstance(opened, Problem):
            return ReadRecord(None, [*problems, opened], record)
        filled, page = opened
    is_page = page is not None
    problems += check(
        filled, checks.limits, checks.present_day, is_page=is_page, unwanted=checks.unwanted
    )
    is_article = all(problem.keeps_input for problem in problems)
    return ReadRecord(identify(filled, page) if is_article else None, problems, record)


def _has_page_only(record: Record) -> bool:
    """Whether a record has HTML, and no text that somebody made of it."""
    data = record.data
    if not isinstance(data, dict):
        return False
    html, text = data.get("html"), data.get("text")
    return isinstance(html, str) and not is_blank(html) and (not text or is_blank(text))
