"""What is known of an article that came as a web page, beside its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # the commands that need no arrays start without numpy
    import numpy as np
    from numpy.typing import NDArray


class Encoding(NamedTuple):
    """How the bytes of a page became characters."""

    charset: str  # by its name in the Encoding standard, such as `windows-1251`
    source: str  # who named it: `bom`, `http`, `meta` or `detected`


class PageLine(NamedTuple):
    """A line of a page's text. Offsets are code points, without the white space around."""

    start: int
    end: int
    node: int  # the innermost block element that it stands in, as a place in `page.parse.Tree`
    first: int  # the first of its text nodes
    last: int  # the last of them
    link: float  # share of its characters, white space aside, that are inside links; 0..1
    is_hidden: bool  # by an attribute or a style: nobody sees it before a script shows it
    is_collapsed: bool  # in a closed `details`
    is_preformatted: bool


class PageFeatures(NamedTuple):
    """What the places of a page's lines say of them; `corpus.page.features` makes it of a tree."""

    table: NDArray[np.float32]  # (features.COLUMNS, lines)
    ranges: NDArray[np.int32]  # (features.RANGES, 2, lines): first line, and the one after the last
    groups: NDArray[np.int32]  # (features.GROUPS, lines): one number for lines in like elements
    heading: NDArray[np.int32]  # (lines,): the line of the last heading before, or -1
    names: NDArray[np.uint32]  # of elements, hashed to features.NAME_BITS; end to end
    sizes: NDArray[np.int32]  # (elements,): the number of names of each
    around: NDArray[np.int32]  # (features.LEVELS, lines): the elements around a line, by `sizes`


@dataclass(slots=True, kw_only=True)
class Page:
    """A page whose text an article has. It is dropped when the article has its votes."""

    html: str
    sha256: str  # of the UTF-8 bytes of `html`
    encoding: Encoding | None  # None: the record brought characters
    lines: list[PageLine]
    features: PageFeatures
    tags: list[str]  # of the element of each line
    paths: list[str]  # to it, as XPath: `/html/body/div[2]/p[1]`
    sources: dict[str, str]  # field that the page filled -> where on the page it stands
    is_kept: bool = False  # its HTML becomes part of the release
    failures: dict[str, str] = field(default_factory=dict)  # extractor -> why it came to no end
    confidence: float | None = None  # expected F1 of the labels
