"""The date and the authors of a page that declares none, as libraries guess them from its words."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from corpus.page.authors import names
from corpus.page.candidates import Found

# The most of 4,414 pages (bench, training, measuring) is 26,000; the libraries take 5 s for 90,000
# nested forms, which are none in the tree of the standard.
_MOST_TAGS = 50_000
_LATEST = "2100-01-01"  # in place of today, on which the bytes of a release must not depend


class Guesses:
    """Asks the libraries, each only when it is needed; a page of too many tags is left alone."""

    def __init__(self, html: str, url: str | None) -> None:
        """Take the page.

        Args:
            html: The page.
            url: Its address; None: it is not known.
        """
        self._html = html if html.count("<") <= _MOST_TAGS else ""
        self._url = url

    def dates(self) -> Iterator[Found]:
        """What `htmldate` finds in markup and address; RFC 3339.

        Its search of the whole text is off: on the bench it finds 19 dates more, 10 wrong ones,
        and 61 on pages that have none.
        """
        if self._html:
            logging.getLogger("htmldate").setLevel(logging.CRITICAL)
            from htmldate import find_date  # 0.1 s to import, and few pages need it

            try:
                date = find_date(
                    self._html,
                    extensive_search=False,
                    original_date=True,
                    url=self._url,
                    max_date=_LATEST,
                )
            except Exception:  # a fault of the library on one page must not end a build
                return
            if date:
                yield Found(date, "htmldate")

    def authors(self) -> Iterator[Found]:
        """What `trafilatura` finds in the bylines of the page: lists of names."""
        if self._html:
            logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
            from trafilatura import load_html
            from trafilatura.metadata import extract_author

            try:
                tree = load_html(self._html)
                byline = None if tree is None else extract_author(tree)
            except Exception:  # as above
                return
            if found := names([byline or ""]):
                yield Found(found, "trafilatura")
