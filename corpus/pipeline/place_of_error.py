"""Says of an error that nobody foresaw which article it is about, wherever its task ran."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from corpus.contract.article import Article
from corpus.contract.place import shown_place
from corpus.errors import CorpusError

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


def about_one_of(step: Callable[[Sequence[Article]], Made], articles: Sequence[Article]) -> Made:
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
