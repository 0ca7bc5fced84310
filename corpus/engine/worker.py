"""What a worker process does before its first task, and when its parent dies."""

from __future__ import annotations

import gc
import os
import threading
from multiprocessing import connection, parent_process


def begin() -> None:
    """Prepare a worker: it uses one processor, and does not outlive its parent."""
    import pyarrow as pa

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    collect_seldom()
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_exit_with, args=(parent.sentinel,), daemon=True).start()


def collect_seldom() -> None:
    """Look for reference cycles seldom: tasks make many objects and few cycles, 5% is saved."""
    gc.set_threshold(50_000, 20, 100)


def _exit_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
