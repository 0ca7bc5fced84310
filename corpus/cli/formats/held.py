"""Lines that wait on disk until the last of them is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile


@contextmanager
def held(lines: Iterable[str]) -> Iterator[Iterator[str]]:
    """The lines once all are there: a run that stops half-way prints no half of a document.

    Args:
        lines: of ASCII, without line breaks.
    """
    with TemporaryFile("w+", encoding="ascii", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.seek(0)
        yield (line.removesuffix("\n") for line in file)
