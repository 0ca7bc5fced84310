"""The one form of a text that offsets and hashes refer to."""

from __future__ import annotations

import hashlib
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from corpus.contract.line_ends import unify_line_ends

_MARK = "\ufeff"  # byte order mark


def canonicalise(text: str) -> str:
    r"""No BOM, every line ends with `\n`, Unicode NFC; nothing else is touched."""
    return unify_line_ends(former_form(text))


def former_form(text: str) -> str:
    r"""The canonical form of before, which made `\n` of CR and CRLF alone.

    It is as long as the canonical text, and is that text in nearly all cases. What named a text by
    its hash before has to be found: derived ids, and labels by people.
    """
    text = text.removeprefix(_MARK)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def original_stretches(
    original: str, canonical: str, stretches: Iterable[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Where stretches of a canonical text stand in the text that it was made from.

    The canonical decomposition (NFD) of a text is as long as those of its characters together, and
    canonicalising does not change it. So offsets correspond where as much of it lies before both.

    Args:
        original: The text as it was given.
        canonical: `canonicalise(original)`.
        stretches: Start and end of each, in code points of `canonical`. They must not cut a
            character from its combining marks.

    Returns:
        Start and end of each, in code points of `original`.
    """
    if original == canonical:
        return list(stretches)
    mark = len(original) - len(original.removeprefix(_MARK))
    before_original = [0] * mark + _decomposed_before(original[mark:])
    before_canonical = _decomposed_before(canonical)
    return [
        (
            bisect_right(before_original, before_canonical[start]) - 1,
            bisect_left(before_original, before_canonical[end]),
        )
        for start, end in stretches
    ]


def _decomposed_before(text: str) -> list[int]:
    """For each offset, how long the decomposition of the canonical text before it is."""
    sizes = [
        1 if character < "\u00c0" else len(unicodedata.normalize("NFD", character))
        for character in text
    ]
    for index, character in enumerate(text):
        if character == "\r" and text.startswith("\n", index + 1):
            sizes[index] = 0  # both together are one newline
    return list(accumulate(sizes, initial=0))


def sha256(text: str) -> str:
    """Hex SHA-256 of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def derive_id(url: str | None, text_sha256: str) -> str:
    """The id of an article that brings none: 80 bits of SHA-256 over URL and content.

    The parts are told apart by their lengths, so that no two pairs give one input.
    """
    address = (url or "").encode()
    return hashlib.sha256(b"%d:%b%b" % (len(address), address, text_sha256.encode())).hexdigest()[
        :20
    ]
