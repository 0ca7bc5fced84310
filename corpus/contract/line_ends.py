"""The characters that end a line, as one of Unicode's newline functions or like one.

Source: the Unicode Standard, section 5.8, Newline Guidelines.
"""

from __future__ import annotations

CRLF = "\r\n"  # one end of a line, not two
# CR, vertical tab, form feed, next line, line separator, paragraph separator.
LINE_ENDS = "\r\v\f\x85\u2028\u2029"


def count_lines(text: str) -> int:
    """How many lines of a text have an end, in any form."""
    return text.count("\n") + sum(map(text.count, LINE_ENDS)) - text.count(CRLF)


def unify_line_ends(text: str) -> str:
    r"""The text with `\n` for each of the line ends, which leaves it as long as it was."""
    for end in LINE_ENDS:
        if end in text:
            text = text.replace(end, "\n")
    return text
