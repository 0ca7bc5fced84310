"""Copies of files."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path


def copy_file(source: Path, target: Path) -> None:
    """Copy the bytes of a file, in the place of a file that is there.

    The system copies them. On Btrfs and XFS it may let both share their blocks until one changes.

    Raises:
        OSError: one cannot be read or written.
    """
    with source.open("rb") as read, target.open("wb") as written:
        # Not between file systems, and not on every system.
        with suppress(AttributeError, OSError):
            left = os.fstat(read.fileno()).st_size
            while left and (copied := os.copy_file_range(read.fileno(), written.fileno(), left)):
                left -= copied
        # What was not copied, which is mostly nothing; a full disk is told of here.
        shutil.copyfileobj(read, written)
