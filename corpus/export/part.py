"""What a writer is given: the articles of one split, with the spans that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from corpus.contract.labels import FAMILIES
from corpus.errors import CannotRunError, UsageError
from corpus.release.article_text import without
from corpus.release.reader import Release
from corpus.release.streams import Row


class Part(NamedTuple):
    """The articles of one split."""

    split: str  # train, validation or test
    rows: Iterator[Row]  # one after the other; spans are those of `labels`, their labels names
    labels: tuple[str, ...]  # that were asked for, in the order of their codes


def part(release: Release, split: str, labels: Sequence[str], with_html: bool) -> Part:
    """The articles of a split, with the spans of some labels.

    Args:
        release: that holds them.
        split: its name.
        labels: of the spans.
        with_html: only articles whose HTML is in the release; their rows have it as `html`.
    """
    wanted = frozenset(labels)
    rows = _rows(release, split, wanted)
    in_order = tuple(label for label in release.labels if label in wanted)
    return Part(split, _with_html(rows, release.html(split)) if with_html else rows, in_order)


def _rows(release: Release, split: str, wanted: frozenset[str]) -> Iterator[Row]:
    for row in release.rows(split):
        row["spans"] = [span for span in row["spans"] if span["label"] in wanted]
        yield row


def _with_html(rows: Iterator[Row], pages: Iterator[tuple[str, str]]) -> Iterator[Row]:
    """The rows that have a page, with it; both are in the same order."""
    for article_id, html in pages:
        for row in rows:
            if row["id"] == article_id:
                yield {**row, "html": html}
                break
        else:
            raise CannotRunError(
                f'"{article_id}" has HTML and is no row, or not the next one; expected the pages '
                "in the order of the rows; restore the release"
            )


def read_labels(names: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """The labels of names of labels and families.

    Args:
        names: as the command line has them, each one or more with commas.
        known: the labels of the release.

    Raises:
        UsageError: there is no label or family of a name.
    """
    labels: list[str] = []
    for name in (part.strip() for names_of_option in names for part in names_of_option.split(",")):
        if name in FAMILIES:
            labels += FAMILIES[name]
        elif name in known:
            labels.append(name)
        else:
            nearest = get_close_matches(name, [*FAMILIES, *known], n=1)
            raise UsageError(
                f'--labels "{name}": no such label; expected {", ".join(FAMILIES)}, or labels of '
                f"the release ({', '.join(known)}); "
                f"{f'did you mean {nearest[0]}?' if nearest else 'correct it'}"
            )
    return tuple(dict.fromkeys(labels))


def article(row: Row) -> str:
    """The text of a row of a part without what its spans mark."""
    return without(row["text"], [(span["start"], span["end"]) for span in row["spans"]])
