"""Annotates one shard, or takes from the cache what an earlier build made of it.

The name of an entry says everything that the artefact depends on, but for two things. One is the
present day, by which some dates are warned of. An entry says on which day it was made. Later days
warn of no more dates, and of fewer only where it warns of one. The other is whether an extractor
came to its end within its time and memory: where one did not, the shard is not kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from corpus.contract.place import numbered, unit_of
from corpus.contract.problems import Problem
from corpus.contract.span import Span
from corpus.labelling.agreement import Agreement
from corpus.pipeline.annotate_shard import AnnotatedShard, AnnotateShard, annotate_shard
from corpus.pipeline.cache import Cache
from corpus.pipeline.workdir import Chunk
from corpus.read.foreign.tally import Fact, Tally

_OF_A_DAY = "far_date"  # the reason that the present day has a say in
_OF_A_MACHINE = "extractor_failed"  # the one that its speed and memory have a say in


@dataclass(frozen=True, kw_only=True)
class CachedShard:
    """One shard, and where it may be taken from or kept."""

    shard: AnnotateShard
    cache: Cache
    making: Path  # folder of entries on their way into the cache


class Annotated(NamedTuple):
    """What became of a shard."""

    shard: AnnotatedShard
    not_kept: str | None  # why the cache could not keep it


def annotate_or_take(task: CachedShard) -> Annotated:
    """Take the shard from the cache; else annotate it, and keep it there."""
    shard = task.shard
    today = shard.checks.present_day
    name = shard.artefact.name
    taken = task.cache.take(name, shard.artefact, lambda came_to: holds(came_to, today))
    if taken is not None:
        return Annotated(from_json(name, taken), None)
    annotated = annotate_shard(shard)
    if depends_on_machine(annotated.problems):
        return Annotated(annotated, None)
    came_to = as_json(annotated) | {"day": today.isoformat()}
    return Annotated(annotated, task.cache.keep(name, shard.artefact, came_to, task.making))


def depends_on_machine(problems: Iterable[Problem]) -> bool:
    """Whether the speed or memory of the machine had a say in problems."""
    return any(problem.reason == _OF_A_MACHINE for problem in problems)


def holds(came_to: Any, today: date) -> bool:
    """Whether an entry warns of the dates that would be warned of today.

    Args:
        came_to: what it says: its `day`, and what `problems_as_json` gave.
        today: the present day.
    """
    made = date.fromisoformat(came_to["day"])
    return made == today or (
        made < today and not any(problem["reason"] == _OF_A_DAY for problem in came_to["problems"])
    )


def as_json(shard: AnnotatedShard) -> dict[str, Any]:
    """What a shard came to, without its fingerprint, as JSON has it."""
    return {
        "articles": [chunk.articles for chunk in shard.chunks],
        "outlets": dict(shard.outlets),
        "unknown_outlets": sorted(shard.unknown_outlets),
        **problems_as_json(shard.problems),
        "used": sorted(shard.used),
        "tally": tally_as_json(shard.tally),
        "agreement": shard.agreement.as_json(),
    }


def from_json(fingerprint: str, came_to: Any) -> AnnotatedShard:
    """What `as_json` was given."""
    return AnnotatedShard(
        chunks=[Chunk(fingerprint, n, articles) for n, articles in enumerate(came_to["articles"])],
        outlets=Counter(came_to["outlets"]),
        unknown_outlets=set(came_to["unknown_outlets"]),
        problems=problems_from_json(came_to),
        used={(file, number) for file, number in came_to["used"]},
        tally=tally_from_json(came_to["tally"]),
        agreement=Agreement.from_json(came_to["agreement"]),
    )


def tally_as_json(tally: Tally) -> list[list[Any]]:
    """A tally as JSON has it."""
    return [[*fact, count] for fact, count in tally.items()]


def tally_from_json(counts: Any) -> Tally:
    """What `tally_as_json` was given."""
    return Tally({Fact(*fact): count for *fact, count in counts})


def problems_as_json(problems: Sequence[Problem]) -> dict[str, Any]:
    """Problems as JSON has them."""
    return {
        "problems": [problem._asdict() for problem in problems],
        # of the lines of these, which JSON has as plain numbers
        "units": [None if p.line is None else unit_of(p.line) for p in problems],
    }


def problems_from_json(came_to: Any) -> list[Problem]:
    """What `problems_as_json` was given."""
    return [
        _problem(Problem(**problem), unit)
        for problem, unit in zip(came_to["problems"], came_to["units"], strict=True)
    ]


def _problem(read: Problem, unit: str | None) -> Problem:
    """A problem with its line in its unit, and the lists of JSON as tuples again."""
    return read._replace(
        line=None if read.line is None or unit is None else numbered(read.line, unit),
        path=None if read.path is None else tuple(read.path),
        span=None if read.span is None else Span(*read.span),
        stretch=None if read.stretch is None else (read.stretch[0], read.stretch[1]),
    )
