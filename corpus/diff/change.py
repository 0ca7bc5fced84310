"""How one row differs between two releases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus.diff.join import Row
from corpus.diff.text import readable

# Their values are too long to be listed, or follow from others.
_SHOWN_ELSEWHERE = ("text", "spans", "sha256", "text_clean")
_NOT_COMPARED = "added_in"  # which release brought the row, not what the row is


@dataclass
class SpanChanges:
    """The spans of a row that differ, each a span with its `quote`."""

    added: list[dict[str, Any]] = field(default_factory=list)
    removed: list[dict[str, Any]] = field(default_factory=list)
    relabelled: list[dict[str, Any]] = field(default_factory=list)  # with `was`, the label before
    restated: list[dict[str, Any]] = field(default_factory=list)  # other source or confidence


@dataclass
class Change:
    """A row that is not the same in both releases."""

    id: str  # where it has another one in the second release, that one
    title: str | None  # as in the second release, where it has the row; the same for `url`
    url: str | None
    split_before: str | None  # None where the row is new
    split_after: str | None  # None where the row is gone
    columns: list[str] = field(default_factory=list)  # that differ
    values: dict[str, tuple[Any, Any]] = field(default_factory=dict)  # column -> old, new
    text: list[str] = field(default_factory=list)  # as `text.readable` gives it
    spans: SpanChanges = field(default_factory=SpanChanges)

    @property
    def kind(self) -> str:
        """`added`, `removed`, `changed` or `moved`; a changed row may have moved too."""
        if self.split_before is None:
            return "added"
        if self.split_after is None:
            return "removed"
        return "changed" if self.columns else "moved"

    @property
    def text_models(self) -> tuple[int, int] | None:
        """The versions of the text model, where another one made the text of the page."""
        return self.values.get("text_model")

    @property
    def is_renamed(self) -> bool:
        """Whether the article has another id than before: an edit does it where it brings none."""
        return "id" in self.columns

    @property
    def moved(self) -> bool:
        """Whether the row is in another split."""
        splits = self.split_before, self.split_after
        return None not in splits and splits[0] != splits[1]


def compare(before: Row | None, after: Row | None) -> Change | None:
    """The change of a row; None where there is none.

    Args:
        before: the row in the first release, None where it has none.
        after: the same article's row in the second release, None where it has none.
    """
    if before is None or after is None:
        (row,) = [row for row in (before, after) if row is not None]
        return Change(*_named(row), before and before.split, after and after.split)
    change = Change(*_named(after), before.split, after.split)
    for name in dict.fromkeys([*before.values, *after.values]):
        old, new = before.values.get(name), after.values.get(name)
        if old != new and name != _NOT_COMPARED:
            change.columns.append(name)
            if name not in _SHOWN_ELSEWHERE:
                change.values[name] = old, new
    if "text" in change.columns:
        change.text = readable(before.values["text"], after.values["text"])
    if "spans" in change.columns:
        change.spans = _compare_spans(before.values, after.values)
    return change if change.columns or change.moved else None


def _named(row: Row) -> tuple[str, str | None, str | None]:
    return row.values["id"], row.values["title"], row.values["url"]


def _compare_spans(before: dict[str, Any], after: dict[str, Any]) -> SpanChanges:
    """Compare spans at the same offsets; where the text changed, spans of the same words."""
    by_offsets = before["text"] == after["text"]
    old = dict(_keyed_spans(before, by_offsets))
    new = dict(_keyed_spans(after, by_offsets))
    changes = SpanChanges()
    for key in dict.fromkeys([*old, *new]):
        if key not in old:
            changes.added.append(new[key])
        elif key not in new:
            changes.removed.append(old[key])
        elif old[key]["label"] != new[key]["label"]:
            changes.relabelled.append({**new[key], "was": old[key]["label"]})
        elif any(old[key][name] != new[key][name] for name in ("source", "confidence")):
            changes.restated.append(new[key])
    return changes


def _keyed_spans(row: dict[str, Any], by_offsets: bool) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Each span with its quote, under its offsets or under its words and their occurrence."""
    occurrences: defaultdict[str, int] = defaultdict(int)
    for span in row["spans"]:
        quote = row["text"][span["start"] : span["end"]]
        quoted = {**span, "quote": quote}
        if by_offsets:
            yield (span["start"], span["end"]), quoted
        else:
            yield (quote, occurrences[quote]), quoted
            occurrences[quote] += 1
