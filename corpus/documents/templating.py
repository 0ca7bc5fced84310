"""The Jinja environment for the documents that people read: `templates/*.j2`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.documents.wording import counted, percent, ratio
from corpus.visible import visible_lines

if TYPE_CHECKING:
    from jinja2 import Environment


def environment(escape: bool) -> Environment:
    """The templates with their common filters; a name that is not given is an error.

    Args:
        escape: Whether values are escaped for HTML.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = Environment(
        loader=PackageLoader("corpus.documents"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=escape,
        finalize=_readable,
    )
    templates.filters["number"] = "{:,}".format
    templates.filters["counted"] = counted
    templates.filters["percent"] = percent
    templates.filters["ratio"] = ratio
    return templates


def _readable(value: object) -> object:
    """A value as a document shows it; markup is made of values that were readable already."""
    return visible_lines(value) if type(value) is str else value
