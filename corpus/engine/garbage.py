"""How often Python looks for reference cycles."""

from __future__ import annotations

import gc


def collect_seldom() -> None:
    """Look for reference cycles seldom: imports and tasks make many objects and few cycles."""
    gc.set_threshold(50_000, 20, 100)
