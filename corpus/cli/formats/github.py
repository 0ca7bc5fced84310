"""Annotations of a pull request, and what GitHub does not show of them in the step's summary.

Of each level GitHub shows the first ten annotations of a step, and leaves out the others without a
word. A summary may have 1 MiB; a larger one is not shown at all.
"""

from __future__ import annotations

import html
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.cli.formats.place import message_with_number
from corpus.cli.formats.run import Run
from corpus.cli.output import annotate, tell
from corpus.cli.problems import Flood, as_text, tell_as_text
from corpus.contract.place import LINE, unit_of
from corpus.contract.problems import Problem
from corpus.documents.wording import counted
from corpus.visible import visible

_ANNOTATIONS = 10  # of a level
_SUMMARY = "GITHUB_STEP_SUMMARY"  # environment variable: a file that Markdown is appended to
_SUMMARY_BYTES = 1 << 20
_FRAME_BYTES = 1 << 10  # of these, for what stands around the list
_LEVELS = {"error": "error", "warning": "warning"}


def write(problems: Iterator[Problem], run: Run) -> None:
    """Annotate what GitHub shows; the others go to the summary, or to the log without one."""
    items = run.for_people(_not_annotated(problems, run))
    if summary := os.environ.get(_SUMMARY):
        _summarise(items, Path(summary))
    else:
        for item in items:
            tell_as_text(item)


def _not_annotated(problems: Iterable[Problem], run: Run) -> Iterator[Problem]:
    """Annotate the first problem of each rule, and others where room is left; give the rest."""
    room: defaultdict[str, int] = defaultdict(lambda: _ANNOTATIONS)
    waiting: defaultdict[str, list[Problem]] = defaultdict(list)
    rules = set()
    for problem in problems:
        level = _level(problem)
        if (level, problem.reason) not in rules and room[level]:
            rules.add((level, problem.reason))
            room[level] -= 1
            _annotate(run.validation.locator.locate(problem))
        elif len(waiting[level]) < room[level]:
            waiting[level].append(problem)
        else:
            yield problem
    for level, others in waiting.items():
        for problem in others[: room[level]]:
            _annotate(run.validation.locator.locate(problem))
        yield from others[room[level] :]


def _level(problem: Problem) -> str:
    return _LEVELS.get(problem.severity, "notice")


def _annotate(problem: Problem) -> None:
    """Annotate the place of a problem."""
    message = message_with_number(problem)
    place: dict[str, int | None] = {}
    if span := problem.span:
        place = {
            "line": span.line,
            "col": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        }
    elif problem.line is not None and unit_of(problem.line) == LINE:
        place = {"line": problem.line}
    annotate(_level(problem), message, file=problem.file, **place, title=problem.title)


def _summarise(items: Iterable[Problem | Flood], summary: Path) -> None:
    """Append to the summary what is not annotated, as far as there is room."""
    used = summary.stat().st_size if summary.exists() else 0
    room = _SUMMARY_BYTES - _FRAME_BYTES - used
    lines: list[str] = []
    told = untold = 0
    for item in items:
        size = item.untold if isinstance(item, Flood) else 1
        line = html.escape(visible(as_text(item)), quote=False)
        room -= len(line.encode()) + 1
        if room >= 0:
            lines.append(line)
            told += size
        else:
            untold += size
    if not told + untold:
        return
    others = counted(told + untold, "more problem", "more problems")
    with summary.open("a", encoding="utf-8") as file:
        file.write(f"### corpus validate: {others}\n\n")
        if lines:
            file.write("\n".join(["<pre>", *lines, "</pre>", ""]))
        if untold:
            file.write(f"\nThere is no room here for {untold:,} of them.\n")
    tell(f"{others} without an annotation: see the summary of this step", err=True)
