"""The extractors, one row each."""

from __future__ import annotations

from typing import NamedTuple


class Extractor(NamedTuple):
    """A program of others that takes the article out of a page."""

    name: str
    function: str  # its module and name; it takes the HTML, and returns the text or None
    is_slow: bool  # tens of milliseconds a page: for pages that the others leave in doubt


def _extractor(name: str, function: str, *, is_slow: bool) -> Extractor:
    return Extractor(name, f"{__package__}.{function}", is_slow)


EXTRACTORS = (
    _extractor("resiliparse", "resiliparse:main_text", is_slow=False),
    _extractor("turbohtml", "turbohtml:main_text", is_slow=False),
    _extractor("trafilatura", "trafilatura:main_text", is_slow=True),
    _extractor("trafilatura-recall", "trafilatura:with_more_text", is_slow=True),
    _extractor("trafilatura-precision", "trafilatura:with_less_text", is_slow=True),
    _extractor("readability", "readability:main_text", is_slow=True),
    _extractor("boilerpy", "boilerpy:main_text", is_slow=True),
)
CHEAP = tuple(each for each in EXTRACTORS if not each.is_slow)
SLOW = tuple(each for each in EXTRACTORS if each.is_slow)
