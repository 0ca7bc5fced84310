"""Plain text and Markdown: one article a file, with the front matter that some tools write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from corpus.contract.article import Record
from corpus.contract.problems import Problem, problem
from corpus.read.forms.form import Source
from corpus.read.forms.json_values import IN_THE_FILE, too_large

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?P<fields>.*?\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


def read_plain(source: Source) -> Iterator[Record | Problem]:
    """The one article of a file."""
    limit = source.limits.record_bytes
    data = b""
    for block in source.blocks:
        data += block
        if len(data) > limit:
            yield too_large(source.file, 1, limit, IN_THE_FILE)
            return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = "bytes that are not UTF-8"
        yield problem("not_utf8", source.file, line, found=found, place="")
        return
    fields, start = _front_matter(text)
    yield Record(source.file, 1, {**fields, "text": text[start:]})


def _front_matter(text: str) -> tuple[dict[str, Any], int]:
    """The fields above a text, and where the text begins; none where they are no YAML mapping."""
    found = _FRONT_MATTER.match(text)
    if found is None:
        return {}, 0
    import yaml

    try:
        fields = yaml.safe_load(found["fields"])
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, 0
    return (fields, found.end()) if _is_record(fields) else ({}, 0)


def _is_record(fields: object) -> bool:
    """Whether it is an object with names, and no escape in it is half a character."""
    if not isinstance(fields, dict) or not all(isinstance(name, str) for name in fields):
        return False
    try:
        orjson.dumps(fields, default=str, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:
        return False
    return True
