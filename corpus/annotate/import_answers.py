"""Writes what people answered to the labels files beside the articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from corpus.annotate import labels_file
from corpus.annotate.annotation import annotation, by_lines
from corpus.annotate.answer_files import answers
from corpus.annotate.places import raw_files
from corpus.annotate.task import Answer, LabelledSpan
from corpus.annotate.tools import TOOLS
from corpus.contract.labels import LABELS
from corpus.contract.problems import Problem, problem
from corpus.identify.canonical import canonicalise, sha256
from corpus.quoting import quoted
from corpus.read.files import labels_file as labels_file_of
from corpus.release.reader import Release


class Imported(NamedTuple):
    """What an import did."""

    files: dict[str, int]  # annotations written, by labels file relative to the raw folder
    problems: list[Problem]  # of answers; none of them is in a labels file


class _Found(NamedTuple):
    file: str
    number: int
    answer: Answer


def import_answers(release: Release, raw: Path, tool: str, paths: Sequence[Path]) -> Imported:
    """Write the answers in some files as labels of people.

    Args:
        release: Which the tasks were made of. It says in which raw file an article stands.
        raw: The raw folder that it was built from.
        tool: Name of the tool.
        paths: Files that it exported.

    Raises:
        CannotRunError: a file cannot be read or written.
    """
    found = [_Found(*each) for path in paths for each in answers(path, TOOLS[tool], tool)]
    ids = _ids(release, found)
    files = raw_files(release, {*ids.values()})
    new: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    problems: list[Problem] = []
    for each in found:
        article_id = ids.get(_key(each.answer))
        if article_id not in files:
            problems.append(_lost(each, release))
            continue
        if not (raw / files[article_id]).is_file():
            problems.append(_orphan(each, raw / files[article_id]))
            continue
        spans, wrong = _spans(each)
        problems += wrong
        file = labels_file_of(files[article_id])
        new[file].append(_annotation(article_id, each.answer, spans, tool, complete=not wrong))
    for file, of_file in new.items():
        labels_file.update(raw / file, partial(labels_file.merged, new=of_file))
    return Imported({file: len(of_file) for file, of_file in new.items()}, problems)


def _lost(found: _Found, release: Release) -> Problem:
    shown = found.answer.id or quoted(found.answer.text)
    place = found.file, found.number
    return problem("lost_answer", *place, id=shown, release=release.path)


def _orphan(found: _Found, beside: Path) -> Problem:
    text_hash = sha256(canonicalise(found.answer.text))
    place = found.file, found.number
    return problem("orphaned_labels", *place, sha256=text_hash, beside=beside)


def _key(answer: Answer) -> str:
    """What an article is known by: its id, or else its text."""
    return answer.id or sha256(canonicalise(answer.text))


def _ids(release: Release, found: Sequence[_Found]) -> dict[str, str]:
    """The id of each article that was answered for and is in the release, by its key."""
    wanted = {_key(each.answer) for each in found}
    ids: dict[str, str] = {}
    for row in release.rows(columns=["id", "sha256"]):
        for key in wanted & {row["id"], row["sha256"]}:
            ids[key] = row["id"]
    return ids


def _annotation(
    article_id: str, answer: Answer, spans: list[LabelledSpan], tool: str, *, complete: bool
) -> dict[str, Any]:
    details = {"name": tool, **answer.details}
    who, when = answer.annotator or "", answer.time or ""
    return annotation(article_id, answer.text, who, when, spans, details, complete=complete)


def _spans(found: _Found) -> tuple[list[LabelledSpan], list[Problem]]:
    """The spans of an answer, and what is wrong with those that are left out."""
    spans: list[LabelledSpan] = []
    problems: list[Problem] = []
    for span, what, expected in _judged(found.answer):
        if what:
            words = quoted(found.answer.text[span.start : span.end])
            shown = f"{words} ({span.start}-{span.end}, {span.label})"
            place = found.file, found.number
            wrong = problem("bad_labels", *place, span=shown, found=what, expected=expected)
            problems.append(wrong)
        else:
            spans += by_lines(found.answer.text, span)
    return spans, problems


def _judged(answer: Answer) -> Iterator[tuple[LabelledSpan, str, str]]:
    """Each span, what is wrong with it, if something is, and what was expected."""
    for span in answer.spans:
        if span.label not in LABELS:
            yield span, f'no label "{span.label}"', "a label of docs/labels.md"
        elif not 0 <= span.start < span.end <= len(answer.text):
            yield span, "offsets outside of the text", f"0 to {len(answer.text)}"
        else:
            yield span, "", ""
