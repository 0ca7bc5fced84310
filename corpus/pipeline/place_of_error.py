"""Says of an error that nobody foresaw which article it is about, wherever its task ran."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol, TypeVar

from corpus.contract.place import shown_place
from corpus.errors import CorpusError


class Placed(Protocol):
    """Something that was read at a place."""

    @property
    def file(self) -> str:
        """Relative to the raw folder."""

    @property
    def line(self) -> int:
        """Its line, or another number of `contract.place`."""


Read = TypeVar("Read", bound=Placed)
Made = TypeVar("Made")

_FORESEEN = (CorpusError, OSError)  # they say by themselves what they are about


@contextmanager
def about(file: str, number: int | None) -> Iterator[None]:
    """Give errors the place of an article as a note.

    Args:
        file: Relative to the raw folder.
        number: Of its line, or another number of `contract.place`.
    """
    try:
        yield
    except _FORESEEN:
        raise
    except Exception as error:
        error.add_note(shown_place(file, number))
        raise


def about_one_of(step: Callable[[Sequence[Read]], Made], articles: Sequence[Read]) -> Made:
    """What a step makes of some articles; if it fails, it is tried on each to see which it was."""
    try:
        return step(articles)
    except _FORESEEN:
        raise
    except Exception:
        for article in articles:
            with about(article.file, article.line):
                step([article])
        raise
