"""What a page says of its article, and how much of it each line repeats."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.contract.page import PageLine
from corpus.page.parse import Tree

_TITLES = frozenset(("og:title", "twitter:title"))
_SUMMARIES = frozenset(("og:description", "description", "twitter:description"))
_BODY = re.compile(r'"articleBody"\s*:\s*("(?:[^"\\]|\\.)*")')
_WORD = re.compile(r"\w+")
_NO_WORD = re.compile(r"\W+")
_TAG = re.compile(r"<[^>]+>")
_LONGEST = 600  # characters of a line that are compared with titles and summaries
_OF_BODY = 200  # ... and with the article's text
_LEAST_BODY = 100  # letters of the article's text: shorter ones are teasers
_LEAST_LINE = 15  # letters of a line: shorter ones stand in any text

COLUMNS = ("title", "of_title", "summary", "of_summary", "in_body", "has_body")


def told(
    tree: Tree, heads: Iterable[int], text: str, lines: Sequence[PageLine]
) -> NDArray[np.float32]:
    """How much of the page's own titles, summaries and article text is in each line.

    Args:
        tree: The page.
        heads: Its elements `meta`, `title` and `script`.
        text: The text of the page.
        lines: Its lines.

    Returns:
        Shape (COLUMNS, lines): the share of the title's words that the line has, the share of the
        line's words that the title has, the same of the summary; whether the line stands in the
        `articleBody` of the page's JSON-LD, and whether the page has one.
    """
    titles, summaries, body = _of_page(tree, heads)
    rows = np.zeros((len(COLUMNS), len(lines)), np.float32)
    rows[5] = bool(body)
    for place, line in enumerate(lines):
        head = text[line.start : min(line.end, line.start + _LONGEST)].lower()
        words = set(_WORD.findall(head))
        if not words:
            continue
        rows[0:2, place] = _shared(words, titles)
        rows[2:4, place] = _shared(words, summaries)
        if body:
            letters = _NO_WORD.sub("", head[:_OF_BODY])
            rows[4, place] = len(letters) >= _LEAST_LINE and letters in body
    return rows


def _of_page(tree: Tree, heads: Iterable[int]) -> tuple[list[set[str]], list[set[str]], str]:
    titles: dict[str, None] = {}
    summaries: dict[str, None] = {}
    bodies: list[str] = []
    has_title = False
    for node in heads:
        if tree.tags[node] == "meta":
            said = dict(tree.attributes[node])
            name, content = said.get("property") or said.get("name"), said.get("content")
            if content and name in _TITLES:
                titles[content] = None
            elif content and name in _SUMMARIES:
                summaries[content] = None
        elif tree.tags[node] == "script":
            bodies += _bodies(tree.text(node))
        elif not has_title:  # pictures have titles too
            titles[tree.text(node)] = None
            has_title = True
    body = _NO_WORD.sub("", _TAG.sub("", " ".join(bodies))).lower()
    return _sets(titles), _sets(summaries), body if len(body) >= _LEAST_BODY else ""


def _bodies(script: str) -> list[str]:
    if '"articleBody"' not in script:
        return []
    found = []
    for quoted in _BODY.findall(script):
        try:
            found.append(json.loads(quoted, strict=False))
        except ValueError:  # JavaScript that is no JSON
            continue
    return found


def _sets(texts: Iterable[str]) -> list[set[str]]:
    return [words for text in texts if (words := set(_WORD.findall(text.lower())))]


def _shared(words: set[str], others: Sequence[set[str]]) -> tuple[float, float]:
    """The greatest share of the others' words that are here, and of the words that are there."""
    of_others, most = 0.0, 0
    for other in others:
        common = len(words & other)
        if common:
            of_others = max(of_others, common / len(other))
            most = max(most, common)
    return of_others, most / len(words)
