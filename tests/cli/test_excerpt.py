"""The line of a problem, with carets."""

from __future__ import annotations

import pytest

from corpus.cli.excerpt import excerpt
from corpus.contract.span import Span

LONG = f'{{"text": "{"a" * 200}", "titel": 1, "b": "{"b" * 200}"}}'


@pytest.mark.parametrize(
    ("line", "span", "shown"),
    [
        ('  "titel": 1', (5, 3, 5, 10), '     5 |   "titel": 1\n       |   ^^^^^^^'),
        ('"日本": x', (12, 7, 12, 8), '    12 | "日本": x\n       |         ^'),
        ('\t"a": x', (1, 7, 1, 8), '     1 |  "a": x\n       |       ^'),
        ('"\u202e": x', (1, 6, 1, 7), '     1 | "\\u202e": x\n       |           ^'),
        ('"a": {', (1, 6, 3, 2), '     1 | "a": {\n       |      ^'),
        ("", (1, 1, 1, 2), "     1 | \n       | ^"),
        (
            LONG,
            (1, 214, 1, 221),
            f'     1 | …{"a" * 27}", "titel": 1, "b": "{"b" * 40}…\n       | {" " * 31}{"^" * 7}',
        ),
    ],
)
def test_the_caret_stands_below(line: str, span: tuple[int, int, int, int], shown: str) -> None:
    assert "\n".join(excerpt(line, Span(*span))) == shown
