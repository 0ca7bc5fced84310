"""How messages repeat what they found: short, and on one line."""

from __future__ import annotations

import json

_QUOTED = 60  # characters of quoted words


def shortened(text: str, most: int) -> str:
    """The text, or its beginning and an ellipsis; at most so many characters together."""
    return text if len(text) <= most else text[: most - 3] + "..."


def quoted(words: str) -> str:
    """The beginning of some words in quotation marks."""
    return json.dumps(words[:_QUOTED], ensure_ascii=False)
