"""The headline among what a page gives for its title."""

from __future__ import annotations

import re
from collections.abc import Collection

from corpus.page.words import folded

_BEFORE_SITE = re.compile(r"\s+[-–—|·•»:]\s+|\s*[|｜]\s*")


def without_site(title: str, others: Collection[str], site: str | None) -> str:
    """The title without the name of the site behind it.

    Nothing is cut on suspicion: either the page has this name for its site, or it gives what is
    left as a title, too.

    Args:
        title: On one line.
        others: What else the page gives for its title.
        site: Its name, as the page gives it.
    """
    known = {folded(other) for other in others}
    for separator in _BEFORE_SITE.finditer(title):
        before, behind = title[: separator.start()], title[separator.end() :]
        if folded(before) in known or (site and folded(behind) == folded(site)):
            return before
    return title
