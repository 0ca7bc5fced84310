"""Formats in which `corpus validate` writes problems: one module each, named in these tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from corpus.cli.formats import (
    github,
    json_document,
    json_lines,
    junit,
    sarif,
    statistics,
    text,
)
from corpus.cli.formats.run import Run
from corpus.contract.problems import Problem

Write = Callable[[Iterator[Problem], Run], None]

FORMATS: dict[str, Write] = {
    "text": text.write,
    "github": github.write,
    "json": json_document.write,
    "jsonl": json_lines.write,
    "sarif": sarif.write,
    "junit": junit.write,
}
# Those in which `--statistics` writes how often each rule was broken.
STATISTICS: dict[str, Write] = {
    "text": statistics.write_table,
    "json": statistics.write_document,
}
