"""What became of one row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus.diff.join import Row
from corpus.diff.text import readable

_TOLD_APART = ("text", "spans", "sha256")  # their difference is told otherwise
_NOT_COMPARED = "added_in"  # it says which release brought the row, not what the row is


@dataclass
class Spans:
    """The labelled spans of a row that differ; each a span with its `quote`."""

    added: list[dict[str, Any]] = field(default_factory=list)
    removed: list[dict[str, Any]] = field(default_factory=list)
    relabelled: list[dict[str, Any]] = field(default_factory=list)  # with `was`, the label before
    restated: list[dict[str, Any]] = field(default_factory=list)  # other source or confidence


@dataclass
class Change:
    """A row that is not in both releases as it is."""

    id: str
    split_before: str | None  # None where the row is new
    split_after: str | None  # None where the row is gone
    columns: list[str] = field(default_factory=list)  # that differ
    values: dict[str, tuple[Any, Any]] = field(default_factory=dict)  # of them: old, new
    text: list[str] = field(default_factory=list)  # as `text.readable` gives it
    spans: Spans = field(default_factory=Spans)

    @property
    def kind(self) -> str:
        """`added`, `removed`, `changed` or `moved`; a changed row may have moved too."""
        if self.split_before is None or self.split_after is None:
            return "added" if self.split_before is None else "removed"
        return "changed" if self.columns else "moved"

    @property
    def moved(self) -> bool:
        """Whether the row stands in another split."""
        splits = self.split_before, self.split_after
        return None not in splits and splits[0] != splits[1]


def compare(a: Row | None, b: Row | None) -> Change | None:
    """What became of the row `a`, which is `b` now; None where nothing did."""
    if a is None or b is None:
        values = (a or b).values  # type: ignore[union-attr]  # one of them is there
        return Change(values["id"], a and a.split, b and b.split)
    change = Change(a.values["id"], a.split, b.split)
    for name in dict.fromkeys([*a.values, *b.values]):
        old, new = a.values.get(name), b.values.get(name)
        if old != new and name != _NOT_COMPARED:
            change.columns.append(name)
            if name not in _TOLD_APART:
                change.values[name] = old, new
    if "text" in change.columns:
        change.text = readable(a.values["text"], b.values["text"])
    if "spans" in change.columns:
        change.spans = _spans(a.values, b.values)
    return change if change.columns or change.moved else None


def _spans(a: dict[str, Any], b: dict[str, Any]) -> Spans:
    """Spans are the same where they have the same place; in a changed text, the same words."""
    by_place = a["text"] == b["text"]
    old, new = dict(_placed(a, by_place)), dict(_placed(b, by_place))
    found = Spans()
    for place in dict.fromkeys([*old, *new]):
        was, now = old.get(place), new.get(place)
        if was is None or now is None:
            found.added.append(now) if now else found.removed.append(was or {})
        elif was["label"] != now["label"]:
            found.relabelled.append({**now, "was": was["label"]})
        elif (was["source"], was["confidence"]) != (now["source"], now["confidence"]):
            found.restated.append(now)
    return found


def _placed(row: dict[str, Any], by_place: bool) -> Iterator[tuple[Any, dict[str, Any]]]:
    seen: defaultdict[str, int] = defaultdict(int)
    for span in row["spans"]:
        quote = row["text"][span["start"] : span["end"]]
        said = {**span, "quote": quote}
        if by_place:
            yield (span["start"], span["end"]), said
        else:
            yield (quote, seen[quote]), said
            seen[quote] += 1
