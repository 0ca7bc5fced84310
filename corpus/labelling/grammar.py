"""What the grammar of a line shows: whether it can only be a story's."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

CLOSING = "\"')]"  # what may follow the end of a sentence, in normal form
_STOPS = (".", "!", "?", "。", "।", "؟", "۔", "።", "։", "။", "។")
_WORDS = 4  # a shorter line that ends with a stop is as often a button or a credit
_TELLS = 6  # words; a shorter line is too short to tell: "War in the north" is an entry of a menu


def is_sentence(key: str) -> bool:
    """Whether a line in its normal form is at least one whole sentence.

    In scripts that have no spaces between words the full stop alone decides.
    """
    bare = key.rstrip(CLOSING)
    if not bare.endswith(_STOPS):
        return False
    # Only the first words are cut off: to count those of a long line takes longer.
    return len(key.split(" ", _WORDS - 1)) == _WORDS or bare.endswith("。")


@cache
def _expression(name: str) -> re.Pattern[str]:
    """Finds the words of a table of `story_words.toml`."""
    words = tomllib.loads((files("corpus.labelling") / "story_words.toml").read_text("utf-8"))
    before = "[,\"'] (?:[^\\s,]+ ){0,4}" if name == "says" else "(?:^|[\\s,.;:(\"'-])"
    return re.compile(f"{before}(?:{'|'.join(words[name].values())})(?=$|[\\s,.;:!?)\"'-])")


def tells_story(key: str) -> bool:
    """Whether a line in its normal form says what somebody said or what happened.

    Certain of reports of speech, and of sentences in a past tense that neither speak to the reader
    nor of the page. Of 40,553 lines of boilerplate of the bench and the training pages that the
    rules match, those of rules that tell stories aside, it is wrong about 1.
    """
    if _expression("said").search(key) or _expression("says").search(key):
        return True
    is_long = key.count(" ") + 1 >= _TELLS
    return bool(
        is_long and _expression("happened").search(key) and not _expression("address").search(key)
    )
