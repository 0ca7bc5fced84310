"""`text`: a file for each article, without boilerplate, as a reader expects it."""

from __future__ import annotations

from pathlib import Path

from corpus.export.part import Part, article


def write(part: Part, folder: Path) -> int:
    """Write `SPLIT/ID.txt` in UTF-8, with a line end at the end."""
    folder = folder / part.split
    folder.mkdir()
    number = 0
    for row in part.rows:
        (folder / f"{row['id']}.txt").write_bytes(f"{article(row)}\n".encode())
        number += 1
    return number
