"""How often Python looks for reference cycles, and when freed memory goes back to the system."""

from __future__ import annotations

import atexit
import ctypes
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


def give_back() -> None:
    """Give memory that was freed back to the system.

    glibc keeps freed arrays of up to 32 MB in its heap, between those that live, and Arrow keeps
    buffers. What one stage has freed would count beside what the next one holds.
    """
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc alone has it
    if trim is not None:
        trim(0)
