"""How the process of a command ends."""

from __future__ import annotations

import subprocess
import sys

# What is registered first runs last.
PROGRAM = """
import atexit, gc, sys
atexit.register(lambda: print(len(gc.get_objects()), gc.get_freeze_count()))
from corpus.cli import main
sys.argv = ["corpus", "--version"]
main()
"""


def test_what_it_holds_is_not_taken_apart() -> None:
    command = [sys.executable, "-c", PROGRAM]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    looked_at, left = map(int, ran.stdout.splitlines()[-1].split())
    assert looked_at < 100 < 1000 < left
