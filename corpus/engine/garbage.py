"""How often Python looks for reference cycles."""

from __future__ import annotations

import atexit
import gc


def collect_seldom() -> None:
    """Look for reference cycles seldom: imports and tasks make many objects and few cycles."""
    gc.set_threshold(50_000, 20, 100)


def end_at_once() -> None:
    """Let the process end without taking apart what it holds: the system takes it as a whole.

    To find and free all modules and what they refer to takes 0.13 s after a build. What has to be
    done at the end is done before, by `atexit`.
    """
    atexit.register(gc.freeze)
