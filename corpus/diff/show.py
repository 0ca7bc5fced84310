"""A difference for people (text, Markdown) and for programs (JSON).

People get the counts first, then the first changes of each kind. Programs get every change as it
is found, and the counts at the end. Neither form holds more rows in memory than it shows. Every
form comes line by line.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from corpus.contract.article import DECIMALS
from corpus.diff.change import Change
from corpus.diff.diff import Diff
from corpus.engine.runner import Progress

_SHOWN = 20  # changes of each kind
_KINDS = ("added", "removed", "changed", "moved")
_QUOTED = 60  # characters of a value
_NAMED = 200  # characters of a title or an address that stands by itself
_SIGNS = {"added": "+", "removed": "-", "relabelled": "~"}


def as_json(diff: Diff, progress: Progress) -> Iterator[str]:
    """One JSON object, a line for each change."""
    head = {
        name: {"path": str(release.path), "version": release.version}
        for name, release in (("a", diff.a), ("b", diff.b))
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "changes": ['
    comma = ""
    for change in diff.changes(progress):
        content = {"change": change.kind, **asdict(change)}
        yield comma + json.dumps(content, ensure_ascii=False, default=_isoformat)
        comma = ","
    tail = {
        "rows": {"same": diff.same, **diff.rows()._asdict()},
        "renamed": diff.renamed,
        "text_models": [
            {"a": old, "b": new, "rows": count}
            for (old, new), count in sorted(diff.text_models.items())
        ],
        "spans": {name: diff.spans[name] for name in (*_SIGNS, "restated")},
        "columns": diff.columns(),
        "labels": diff.labels(),
        "bump": diff.bump(),
        "least": diff.least(),
        "kept": diff.is_kept(),
    }
    yield "], " + json.dumps(tail)[1:]


def as_text(diff: Diff, progress: Progress) -> Iterator[str]:
    """For the terminal."""
    shown = _first_changes(diff, progress)
    yield f"{diff.a.path} -> {diff.b.path}"
    for name, counts in _counts(diff):
        yield f"  {name:<8} {counts}"
    for kind in _KINDS:
        for change in shown[kind]:
            yield ""
            yield from _change_lines(change)
        if more := _more(diff, kind, len(shown[kind])):
            yield from ("", more)


def as_markdown(diff: Diff, progress: Progress) -> Iterator[str]:
    """For a pull request or a release note."""
    shown = _first_changes(diff, progress)
    yield from (f"## {diff.a.version} to {diff.b.version}", "")
    yield from ("| | |", "|---|---|")
    for name, counts in _counts(diff):
        yield f"| {name} | {counts} |"
    for kind in _KINDS:
        if shown[kind]:
            yield from ("", f"### {kind.capitalize()}", "", "```diff")
            for change in shown[kind]:
                for line in _change_lines(
                    change
                ):  # signs at the margin, where they colour the line
                    yield line.removeprefix("  ").replace("```", "'''")
            yield "```"
        if more := _more(diff, kind, len(shown[kind])):
            yield from ("", more)


def _first_changes(diff: Diff, progress: Progress) -> dict[str, list[Change]]:
    shown: defaultdict[str, list[Change]] = defaultdict(list)
    for change in diff.changes(progress):
        if not change.text_models and len(shown[change.kind]) < _SHOWN:
            shown[change.kind].append(change)
    return shown


def _more(diff: Diff, kind: str, shown: int) -> str:
    remade = sum(diff.text_models.values()) if kind == "changed" else 0
    count = diff.kinds[kind] - shown - remade
    return f"... and {count:,} more {kind}: --format json" if count else ""


def _counts(diff: Diff) -> Iterator[tuple[str, str]]:
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in diff.rows()._asdict().items())
    yield "rows", f"{kinds}; {diff.same:,} the same"
    if diff.renamed:
        yield "ids", f"{diff.renamed:,} of the changed rows have another id than before"
    for (old, new), count in sorted(diff.text_models.items()):
        rows = "row" if count == 1 else "rows"
        yield "pages", f"text model {old} -> {new}: {count:,} {rows}, which are not listed"
    yield "spans", ", ".join(f"{diff.spans[name]:,} {name}" for name in (*_SIGNS, "restated"))
    for name, changed in (("columns", diff.columns()), ("labels", diff.labels())):
        parts = [f"{how} {', '.join(names)}" for how, names in changed.items() if names]
        yield name, "; ".join(parts) or "the same"
    if diff.bump() == "none":
        yield "version", "the same data: none needed"
    else:
        needed = f"a {diff.bump()} change: {diff.least()} or higher"
        yield "version", f"{needed}; {'it' if diff.is_kept() else 'but it'} is {diff.b.version}"


def _change_lines(change: Change) -> Iterator[str]:
    splits = change.split_after or change.split_before
    if change.moved:
        splits = f"{change.split_before} -> {change.split_after}"
    columns = f": {', '.join(change.columns)}" if change.columns else ""
    yield f"{change.kind} {change.id} ({splits}){columns}"
    for name, value in (("title", change.title), ("url", change.url)):
        if value is not None and name not in change.values:
            yield f"  {name}: {_value(value, _NAMED)}"
    for name, (old, new) in change.values.items():
        yield f"  {name}: {_value(old)} -> {_value(new)}"
    yield from (f"  {line}" for line in change.text)
    for how, sign in _SIGNS.items():
        for span in vars(change.spans)[how]:
            label = f"{span['was']} -> {span['label']}" if how == "relabelled" else span["label"]
            offsets = f"{span['start']}-{span['end']}"
            yield f"  {sign} span {offsets} {label} ({span['source']}) {_value(span['quote'])}"
    if restated := len(change.spans.restated):
        yield f"  {restated} {'span' if restated == 1 else 'spans'} by another source or confidence"


def _value(value: Any, most: int = _QUOTED) -> str:
    value = round(value, DECIMALS) if isinstance(value, float) else value
    quoted = json.dumps(value, ensure_ascii=False, default=_isoformat)
    return quoted if len(quoted) <= most else f"{quoted[:most]}..."


def _isoformat(value: datetime) -> str:
    return value.isoformat()
