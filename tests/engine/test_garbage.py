"""Memory that was freed goes back to the system when it is asked for."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

# Arrays of a megabyte lie in the heap of glibc once it has freed a larger one.
HOLES = """
import re
from pathlib import Path
import numpy as np
from corpus.engine.garbage import give_back

def resident():
    return int(re.search(r"RssAnon:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) >> 10

large = np.ones(3 << 20)
del large
arrays = [np.ones(1 << 17) for _ in range(100)]
last = arrays.pop()
del arrays
freed = resident()
give_back()
print(freed, resident())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks glibc")
def test_holes_in_the_heap_are_given_back() -> None:
    status = Path("/proc/self/status").read_text()
    if not re.search("RssAnon", status) or "libc.so.6" not in Path("/proc/self/maps").read_text():
        pytest.skip("another C library")
    ran = subprocess.run([sys.executable, "-c", HOLES], capture_output=True, text=True, check=True)
    freed, left = map(int, ran.stdout.split())
    assert freed - left > 50  # MB of 99
