"""Folders that `save_to_disk` of the library `datasets` makes: which files in them hold no rows."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePosixPath

_STATE = "state.json"  # beside the data of each split
_DESCRIPTIONS = ("dataset_info.json", "dataset_dict.json", _STATE)
_CACHE = "cache-"  # files of results, which `datasets` leaves beside the data


def parts_of_saved(files: Collection[str]) -> set[str]:
    """The files that describe the data of such folders, or repeat it.

    Args:
        files: POSIX paths.
    """
    if not any(file.endswith(_STATE) for file in files):
        return set()
    paths = [PurePosixPath(file) for file in files]
    saved = {path.parent for path in paths if path.name == _STATE}
    around = saved | {folder.parent for folder in saved}
    return {
        str(path)
        for path in paths
        if (path.name in _DESCRIPTIONS and path.parent in around)
        or (path.name.startswith(_CACHE) and path.parent in saved)
    }
