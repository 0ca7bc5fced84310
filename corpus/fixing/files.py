"""Which files can be fixed: those of our own forms, as they are."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from corpus.read.files import (
    LABELS_SUFFIX,
    content_suffix,
    is_article_file,
    may_be_cut,
    packing_suffix,
)
from corpus.read.forms import SUFFIXES, named_form

TABLE = ".toml"
MOST = 1 << 24  # bytes of a file that is held in memory, as its records have no lines of their own
_START = 1 << 20


def has_own_records(file: str) -> bool:
    """Whether the records of a file may be our own, by its name."""
    return _may_be_own(content_suffix(file))


@cache
def _may_be_own(suffix: str) -> bool:
    return suffix in SUFFIXES and named_form(suffix).may_be_own


def is_lines(path: Path) -> bool:
    """Whether a file has a record on each line, by its name and its first bytes."""
    with path.open("rb") as source:
        return may_be_cut(path.name, source.read(_START))


def can_be_fixed(path: Path) -> bool:
    """Whether fixes can be written into a file.

    Raises:
        OSError: it cannot be read.
    """
    if path.suffix == TABLE or path.name.endswith(LABELS_SUFFIX):
        return path.stat().st_size <= MOST
    is_packed = bool(packing_suffix(path.name))
    if is_packed or not is_article_file(path.name) or not has_own_records(path.name):
        return False
    return path.stat().st_size <= MOST or is_lines(path)
