"""Find keys that stand twice in one JSON object: parsers keep the last, and say nothing."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any


def duplicate_keys(source: bytes, value: Any) -> Counter[str]:
    """The keys that stand more than once in one object, with how often.

    Args:
        source: JSON in UTF-8.
        value: What a parser made of it.
    """
    # A key that the parser dropped leaves two quotation marks too many, an escaped mark one. A text
    # that ends with a backslash cannot be told from an escaped mark so easily, and is looked at
    # closely.
    more = source.count(b'"') - 2 * _texts(value)
    if not more or (more == source.count(b'\\"') and b'\\\\"' not in source):
        return Counter()
    found: Counter[str] = Counter()

    def note(pairs: list[tuple[str, Any]]) -> None:
        times = Counter(key for key, _ in pairs)
        found.update({key: n for key, n in times.items() if n > 1})

    try:
        json.loads(source, object_pairs_hook=note)
    except (ValueError, RecursionError):  # nested too deep for Python; the schemas refuse it
        return Counter()
    return found


def _texts(value: Any) -> int:
    """How many keys and texts a value has, at any depth."""
    waiting, count = [value], 0
    while waiting:
        item = waiting.pop()
        if item.__class__ is str:
            count += 1
        elif item.__class__ is dict:
            count += len(item)
            waiting += item.values()
        elif item.__class__ is list:
            waiting += item
    return count
