"""Whether other processes live."""

from __future__ import annotations

import os
from pathlib import Path


def is_alive(process: int) -> bool:
    """Whether a process runs; one that is dead and not waited for does not."""
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat").read_text("utf-8")
    except ProcessLookupError:
        return False
    except FileNotFoundError:  # it ended between the two, or this system has no /proc
        return not Path("/proc/self/stat").exists()
    return state.rsplit(")")[-1].split()[0] != "Z"
