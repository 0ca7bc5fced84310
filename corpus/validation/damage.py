"""What a wrong extraction or a wrong encoding leaves in a text."""

from __future__ import annotations

from functools import cache
from html.entities import html5
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import re2

# Elements of HTML that articles are written with. One with a word of another language, such as
# `<path to file>`, is no tag: attributes have values.
_ELEMENTS = (
    "a|abbr|article|aside|b|blockquote|br|button|code|div|em|figcaption|figure|font|footer|form|"
    "h[1-6]|head|header|hr|html|body|i|iframe|img|input|li|link|main|meta|nav|noscript|ol|p|picture|pre|"
    "script|section|small|source|span|strong|style|sub|sup|svg|table|tbody|td|th|thead|tr|u|ul|video"
)
_MARKUP = re2.compile(
    rf"(?i)</?(?:{_ELEMENTS})(?:\s+[a-z][a-z:_-]*\s*=\s*[^<>]*)?\s*/?>|<!--"  # tags, comments
    r"|&(?:#[0-9]{2,7}|#x[0-9a-f]{2,6}|[a-z]{2,8});"  # character references
    r"|\[[^\[\]\n]+\]\((?:https?://|mailto:|www\.|/|#)[^\s()]*\)"  # links of Markdown
)
_SIGNS_OF_MARKUP = "<", "&", "]"  # one character each: Python looks for two ten times as long
# Where ftfy can find something: a letter that UTF-8 begins with in Latin-1, Windows-1252 or
# Windows-1251, and a character that it goes on with there; control characters; lost ones. To search
# for them takes a hundredth of the time that ftfy takes for a text.
_SUSPECT = re2.compile(
    r"[\x{80}-\x{9f}\x{fffd}]|[\x{c0}-\x{ff}ŒœŠšŸŽžƒ΅-ώА-я]"
    r"[\x{a0}-\x{bf}ŒœŠšŸŽžƒˆ˜\x{2013}-\x{203a}€™]"
)
_AROUND = 12  # characters; ftfy looks at fewer
_LOST = "\ufffd"


def find_markup(text: str) -> tuple[int, int] | None:
    """Start and end of the first tag, character reference or Markdown link, in code points."""
    if not any(sign in text for sign in _SIGNS_OF_MARKUP) or not _MARKUP.search(text):
        return None
    for found in _MARKUP.finditer(text):
        reference = found[0].removeprefix("&")
        if reference == found[0] or reference.startswith("#") or reference in html5:
            return found.start(), found.end()
    return None


def find_mojibake(text: str) -> tuple[int, int] | None:
    """Start and end of the first characters that were decoded wrongly, in code points.

    The judgement is that of `ftfy.badness`; U+FFFD stands for bytes that no decoder could read.
    """
    if text.isascii() or not _SUSPECT.search(text):
        return None
    for found in _SUSPECT.finditer(text):
        if found[0] == _LOST or _is_bad(around(text, *found.span())):
            return found.start(), found.end()
    return None


def around(text: str, start: int, end: int) -> str:
    """A stretch of a text with what stands around it, as much as one needs to judge it."""
    return text[max(0, start - _AROUND) : end + _AROUND]


def _is_bad(stretch: str) -> bool:
    return bool(_badness().is_bad(stretch))


@cache
def _badness() -> Any:
    """The module `ftfy.badness` without the package around it, whose import takes 0.04 s."""
    package = find_spec("ftfy")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("ftfy", name="ftfy")
    spec = spec_from_file_location("ftfy.badness", Path(package.origin).with_name("badness.py"))
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError("ftfy.badness", name="ftfy.badness")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
