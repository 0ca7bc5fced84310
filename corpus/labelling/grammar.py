"""What the grammar of a line shows: whether it is a sentence, as the lines of a story are."""

from __future__ import annotations

CLOSING = "\"')]"  # what may follow the end of a sentence, in normal form
_STOPS = (".", "!", "?", "。", "।", "؟", "۔")
_WORDS = 4  # a shorter line that ends with a stop is as often a button or a credit


def is_sentence(key: str) -> bool:
    """Whether a line in its normal form is at least one whole sentence.

    In scripts that have no spaces between words the full stop alone decides.
    """
    bare = key.rstrip(CLOSING)
    return bare.endswith(_STOPS) and (key.count(" ") + 1 >= _WORDS or bare.endswith("。"))
