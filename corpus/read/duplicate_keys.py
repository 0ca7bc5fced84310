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
    # A quotation mark inside a text is escaped, so `":` ends a key, or begins a text with a colon.
    keys = source.count(b'":') + source.count(b'" :') - source.count(b'\\":')
    keys -= source.count(b'\\" :')
    if keys == _keys(value):
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


def _keys(value: Any) -> int:
    """How many keys a value has, at any depth."""
    waiting, count = [value], 0
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            count += len(item)
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
    return count
