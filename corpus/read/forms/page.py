"""Web pages: the bytes of one become a record with its HTML, or a problem that says what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from corpus.contract.article import Record
from corpus.contract.limits import Limits
from corpus.contract.page import Encoding
from corpus.contract.problems import Problem, problem
from corpus.page.decode import Decoded
from corpus.page.sniff import NotAPage, read_page
from corpus.read.forms.form import Source


def read_html(source: Source) -> Iterator[Record | Problem]:
    """The record of a file that holds one page."""
    file, limits = source.file, source.limits
    data = bytearray()
    for block in source.blocks:
        data += block
        if len(data) > limits.page_bytes:
            yield too_long(file, 1, limits)
            return
    page = read_page(bytes(data))
    if isinstance(page, NotAPage):
        yield problem("not_a_page", file, 1, found=page.found)
    else:
        yield from page_record(file, 1, page)


def page_record(
    file: str,
    line: int,
    page: Decoded,
    fields: Mapping[str, Any] = MappingProxyType({}),
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Record | Problem]:
    """The record of a page, after a warning where its charset is not the one it declares.

    Args:
        file: Where it stands.
        line: The same.
        page: The page.
        fields: What is known of it besides.
        headers: Of HTTP, that reserve rights.
    """
    if page.refused:
        yield problem("wrong_charset", file, line, found=page.refused, charset=page.charset)
    encoding = Encoding(page.charset, page.source)
    yield Record(file, line, {**fields, "html": page.text}, encoding, headers)


def too_long(file: str, line: int, limits: Limits) -> Problem:
    """The problem that a page is longer than is read."""
    limit = f"{limits.page_bytes:,}"
    return problem("too_large", file, line, limit=limit, unit="bytes of a page", name="page_bytes")
