r"""Makes characters visible that a reader cannot see but a terminal, a log or a browser obeys.

Text from outside may hold line breaks that begin a false message, escape sequences that rewrite the
screen, and bidirectional controls that show it in another order (CVE-2021-42574). They are written
as JSON writes them: `\n`, `\u001b`, `\u202e`. Text that is all visible stays as it is.
"""

from __future__ import annotations

import json
import re
import unicodedata

# The general categories Cc, Cs, Zl, Zp, and those characters of Cf that have no glyph; flags of
# regions are emoji that end in invisible tags (UTS #51, ED-14a).
_HIDDEN = re.compile(
    "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
    "|[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
_JOINERS = "\u200c\u200d"
_VIRAMA = 9  # canonical combining class
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters by their category, and seen by nobody


def visible(text: str) -> str:
    """The text on one line, with everything in it to be seen.

    Joiners stay where a script or an emoji needs them, so that words keep their form.
    """
    return _HIDDEN.sub(_show, text)


def visible_lines(text: str) -> str:
    """The same of a text that keeps its line breaks."""
    return "\n".join(map(visible, text.split("\n")))


def _show(found: re.Match[str]) -> str:
    hidden, (start, end) = found[0], found.span()
    left, right = found.string[start - 1 : start], found.string[end : end + 1]
    is_flag = len(hidden) > 1
    if is_flag or (hidden in _JOINERS and _joins(left, right)):
        return hidden
    return json.dumps(hidden)[1:-1]


def _joins(left: str, right: str) -> bool:
    """Whether a joiner is needed: in a word or an emoji, or to shape an Arabic or Indic letter.

    Of scripts with joined letters RFC 5892 asks for less in names (appendix A.1 and A.2); prose
    also has joiners at the end of a word.

    Args:
        left: the character before it, empty where it is the first.
        right: the character after it, empty where it is the last.
    """
    if any(unicodedata.bidirectional(letter) == "AL" for letter in left + right):
        return True
    if left and unicodedata.combining(left) == _VIRAMA:
        return True
    return bool(left and right) and _is_of_a_word(left) and _is_of_a_word(right)


def _is_of_a_word(character: str) -> bool:
    """Letters and marks, and the symbols and skin tones of emoji."""
    category = unicodedata.category(character)
    return category[0] in "LM" or category in ("So", "Sk")


def is_blank(value: object) -> bool:
    """Whether it is null, or a text of white space and invisible characters alone."""
    if value is None:
        return True
    return isinstance(value, str) and not any(map(_is_seen, value))


def _is_seen(character: str) -> bool:
    return unicodedata.category(character)[0] not in "ZC" and character not in _FILLERS
