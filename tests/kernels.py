"""The same code by other kernels of OpenBLAS, which add in other orders."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.conftest import ROOT

KERNELS = ("HASWELL", "PRESCOTT")  # the last is what any x86-64 has


def printed(code: str, kernel: str | None = None) -> str:
    """What code prints in a process of its own, by a kernel or by that of this machine."""
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **({"OPENBLAS_CORETYPE": kernel} if kernel else {})},
        check=True,
    )
    return ran.stdout
