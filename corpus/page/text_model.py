"""The text of a page: the whole visible page, one block a line.

A change here renames no article, since ids come from the HTML, but every text of a page changes:
raise `VERSION`, which `corpus diff` names as the reason.

Source of the blocks and of what is not shown: the rendering section of the HTML standard
(15.3, "Non-replaced elements"), as its `innerText` reads it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from corpus.contract.line_ends import LINE_ENDS
from corpus.contract.page import PageLine
from corpus.page.parse import ROOT, TEXT, Tree, parse

VERSION = 1

# A line ends where one of these begins, and where it ends.
_BLOCKS = frozenset(
    "address article aside blockquote body br button caption center dd details dialog dir div "
    "dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html "
    "legend li listing main menu nav ol optgroup p plaintext pre search section summary table "
    "tbody td tfoot th thead tr ul xmp".split()
)
# What these hold is not shown as text of the page.
NOT_SHOWN = frozenset(
    "applet audio canvas datalist embed frameset head iframe meter noembed noframes noscript "
    "object progress rp script select style svg template textarea title video".split()
)
_CLOSED = frozenset(("details", "dialog"))  # but with the attribute `open`
_PREFORMATTED = frozenset(("listing", "plaintext", "pre", "xmp"))
_WHITE_SPACE = re.compile(f"[ \t\n{LINE_ENDS}]+")
_ANY_LINE_END = re.compile(f"\r\n|[\n{LINE_ENDS}]")
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.I)
_BYTE_ORDER_MARK = "\ufeff"


class PageText(NamedTuple):
    """The text of a page, with a `PageLine` for each of its lines."""

    text: str  # canonical: no BOM, newline is \n, Unicode NFC
    lines: list[PageLine]


@cache
def digest() -> str:
    """SHA-256 of what this text model makes of `probe.html`, which has a case of each of its rules.

    It differs where the text model does, or the parser below it.
    """
    probe = files("corpus.page").joinpath("probe.html").read_text("utf-8")
    text, lines = page_text(parse(probe))
    flags = [line[-4:] for line in lines]
    return hashlib.sha256(f"{text}\0{flags}".encode()).hexdigest()


def page_text(tree: Tree) -> PageText:
    """The text of a page and its lines.

    White space is collapsed but in preformatted text. Scripts, styles, templates, pictures and the
    choices of forms are left out, and so are bullets and alternative texts. What is hidden is in,
    and flagged. Links that follow each other without a space stand on lines of their own.
    """
    return _Writer(tree).write()


class _State(NamedTuple):
    """What an element passes on to what stands in it."""

    block: int
    is_link: bool = False
    is_hidden: bool = False
    is_collapsed: bool = False
    is_preformatted: bool = False


class _Writer:
    """Walks over a tree once; its line grows until a block begins or ends."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._texts: list[str] = []
        self._lines: list[PageLine] = []
        self._length = 0  # of the lines so far, with their ends
        self._pieces: list[str] = []  # of the line
        self._first = self._last = 0  # its text nodes
        self._state = _State(ROOT)  # where its first text node stands
        self._of_links = self._of_all = 0  # its characters, white space aside
        self._is_after_link = False  # nothing but the end of a link stands before

    def write(self) -> PageText:
        tags, _, ends, _, data = self._tree
        closing: list[tuple[int, str, _State]] = []  # open elements, their ends, the state around
        state = _State(ROOT)
        node, count = 0, len(tags)
        while node < count:
            while closing and closing[-1][0] <= node:
                _, tag, state = closing.pop()
                self._leave(tag)
            tag = tags[node]
            if tag == TEXT:
                self._write_text(node, data[node], state)
            elif tag in NOT_SHOWN:
                node = ends[node]
                continue
            else:
                closing.append((ends[node], tag, state))
                state = self._enter(node, tag, state)
            node += 1
        self._end_line()
        return PageText("\n".join(self._texts), self._lines)

    def _enter(self, node: int, tag: str, state: _State) -> _State:
        if tag in _BLOCKS:
            if self._pieces:
                self._end_line()
            if tag != "br":
                state = _State(node, *state[1:])  # a third of the time of `_replace`
        if tag == "a":
            if self._is_after_link:
                self._end_line()
            state = state._replace(is_link=True)
        elif tag in _PREFORMATTED:
            state = state._replace(is_preformatted=True)
        elif tag == "summary":
            state = state._replace(is_collapsed=False)
        if self._tree.attributes[node] or tag in _CLOSED:
            return self._flagged(node, tag, state)
        return state

    def _flagged(self, node: int, tag: str, state: _State) -> _State:
        is_open = False
        for name, value in self._tree.attributes[node]:
            is_open |= name == "open"
            if name == "hidden" or (name == "style" and value and _HIDING_STYLE.search(value)):
                state = state._replace(is_hidden=True)
        if tag == "details" and not is_open:
            return state._replace(is_collapsed=True)
        if tag == "dialog" and not is_open:
            return state._replace(is_hidden=True)
        return state

    def _leave(self, tag: str) -> None:
        if tag in _BLOCKS and self._pieces:
            self._end_line()
        elif tag == "a":
            self._is_after_link = bool(self._pieces)

    def _write_text(self, node: int, data: str, state: _State) -> None:
        if state.is_preformatted:
            first, *others = _ANY_LINE_END.split(data)
            self._add(node, first, state)
            for line in others:
                self._end_line()
                self._add(node, line, state)
        elif self._pieces or not data.isspace():
            self._add(node, _WHITE_SPACE.sub(" ", data), state)

    def _add(self, node: int, piece: str, state: _State) -> None:
        pieces = self._pieces
        if not piece:
            return
        self._is_after_link = False
        if not pieces:
            self._first, self._state = node, state
        elif piece[0] == " " and pieces[-1][-1] == " " and not state.is_preformatted:
            piece = piece[1:]
            if not piece:
                return
        pieces.append(piece)
        self._last = node
        count = len(piece) - piece.count(" ")
        self._of_all += count
        if state.is_link:
            self._of_links += count

    def _end_line(self) -> None:
        self._is_after_link = False
        if not self._pieces:
            return
        line = "".join(self._pieces)
        self._pieces = []
        of_links, of_all, self._of_links, self._of_all = self._of_links, self._of_all, 0, 0
        state = self._state
        line = unicodedata.normalize("NFC", line).rstrip()
        if not state.is_preformatted:
            line = line.lstrip()
        while not self._length and line.startswith(_BYTE_ORDER_MARK):
            line = line.removeprefix(_BYTE_ORDER_MARK)
            line = line if state.is_preformatted else line.lstrip()
        stripped = line.lstrip()
        if not stripped:
            return
        start = self._length + len(line) - len(stripped)
        self._texts.append(line)
        self._length += len(line) + 1
        self._lines.append(
            PageLine(
                start=start,
                end=start + len(stripped),
                node=state.block,
                first=self._first,
                last=self._last,
                link=of_links / of_all if of_all else 0.0,
                is_hidden=state.is_hidden,
                is_collapsed=state.is_collapsed,
                is_preformatted=state.is_preformatted,
            )
        )
