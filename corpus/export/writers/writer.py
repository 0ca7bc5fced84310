"""What a writer is."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corpus.contract.labels import LABELS
from corpus.errors import CannotRunError

if TYPE_CHECKING:
    from corpus.export.part import Part  # takes time to import: the command needs the names alone

    # Args: the articles of a split, and the folder to write them in. Returns how many were written.
    Write = Callable[[Part, Path], int]


class Writer(NamedTuple):
    """One format."""

    function: str  # `module:function` of this package; imported only where it writes
    labels: tuple[str, ...] = LABELS  # of the spans, where none are asked for
    needs_html: bool = False  # it writes pages: articles without their HTML are left out
    library: str | None = None  # that it needs, which is also the name of the extra that brings it

    def load(self) -> Write:
        """The function that writes.

        Raises:
            CannotRunError: its library is not installed.
        """
        library = self.library
        if library is not None and find_spec(library) is None:
            raise CannotRunError(
                f"{library} is not installed; expected the extra `{library}`; "
                f"pip install 'annotated-corpus-builder[{library}]'"
            )
        module, _, function = self.function.partition(":")
        write: Write = getattr(import_module(f"corpus.export.writers.{module}"), function)
        return write
