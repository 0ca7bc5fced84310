"""Annotates one shard, or takes from the cache what an earlier build made of it.

The name of an entry says everything that the artefact depends on. Of outlet tables, and of the
labels beside a large file, that is what its own articles find there. By what they look is an entry
of its own, in which neither has a say; where it is missing, the shard is annotated. So a label more
has one shard annotated again, and an outlet those with its articles.

Three things the name does not say. One is the present day, by which some dates are warned of. An
entry says on which day it was made. Later days warn of no more dates, and of fewer only where it
warns of one. Another is where in their file the annotations stand, which messages name: it is to be
as it was where the entry has messages of them. The last is whether an extractor came to its end
within its time and memory: where one did not, the shard is not kept.

Of a shard that changed since the last build, the records that stand as they did are not annotated
again. That code, settings, outlets and labels say of them what they said is told by the name that
the shard of then has today: it is the name of an entry.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from corpus.contract.place import numbered, unit_of
from corpus.contract.problems import Problem
from corpus.contract.span import Span
from corpus.labelling.agreement import Agreement
from corpus.pipeline.annotate_shard import AnnotatedShard, AnnotateShard, annotate_shard
from corpus.pipeline.cache import Cache, emptied
from corpus.pipeline.changed_records import Made, annotate_changed
from corpus.pipeline.fingerprint import shard_fingerprint
from corpus.pipeline.look_ups import NOTHING, Found, LookUps, find
from corpus.pipeline.workdir import Chunk
from corpus.read.foreign.tally import Fact, Tally
from corpus.read.shards import Piece, Shard

_OF_A_DAY = "far_date"  # the reason that the present day has a say in
_OF_A_MACHINE = "extractor_failed"  # the one that its speed and memory have a say in


@dataclass(frozen=True, kw_only=True)
class CachedShard:
    """One shard, and where it may be taken from or kept."""

    shard: AnnotateShard  # its artefact's name is that of one whose articles find nothing
    settings: str  # what `settings_digest` gives
    cache: Cache
    making: Path  # folder of entries on their way into the cache
    before: Piece | None  # that stood here in the last build; a hint


class Annotated(NamedTuple):
    """What became of a shard."""

    name: str  # of its artefact
    shard: AnnotatedShard
    not_kept: str | None  # why the cache could not keep it


def annotate_or_take(task: CachedShard) -> Annotated:
    """Take the shard from the cache; else annotate it, and keep it there."""
    shard, today = task.shard, task.shard.checks.present_day
    look_ups = _take_look_ups(task) if shard.labels or shard.outlets.by_id else NOTHING
    if look_ups is not None and (taken := _take(task, look_ups)) is not None:
        return taken
    annotated = _annotate_changed(task) or annotate_shard(shard)
    look_ups = LookUps.of(annotated.look_ups)
    found = _find(shard, look_ups)
    name = shard_fingerprint(shard.shard, found.content, task.settings)
    folder = _named(shard.artefact, name)
    annotated.chunks[:] = [chunk._replace(shard=name) for chunk in annotated.chunks]
    if depends_on_machine(annotated.problems):
        return Annotated(name, annotated, None)
    came_to = as_json(annotated) | {"day": today.isoformat(), "places": found.places}
    not_kept = task.cache.keep(name, folder, came_to, task.making)
    return Annotated(name, annotated, not_kept or _keep_look_ups(task, look_ups))


def name_if_nothing_found(shard: Shard, settings: str) -> str:
    """The name of the artefact of a shard whose articles find no outlet and no annotation."""
    return shard_fingerprint(shard, [[], []], settings)


def _take(task: CachedShard, look_ups: LookUps) -> Annotated | None:
    shard = task.shard
    found = _find(shard, look_ups)
    name = shard_fingerprint(shard.shard, found.content, task.settings)
    came_to = task.cache.take(
        name,
        shard.artefact.with_name(name),
        lambda kept: holds(kept, shard.checks.present_day) and _places_hold(kept, found),
    )
    return None if came_to is None else Annotated(name, from_json(name, came_to), None)


def _annotate_changed(task: CachedShard) -> AnnotatedShard | None:
    """Annotate what changed since the last build, as far as the cache still has what that made."""
    if task.before is None:
        return None
    with TemporaryDirectory(dir=task.making) as place:
        artefact = Path(place, name_if_nothing_found((task.before,), task.settings))
        then = replace(task, shard=replace(task.shard, shard=(task.before,), artefact=artefact))
        if (look_ups := _take_look_ups(then)) is None or (taken := _take(then, look_ups)) is None:
            return None
        shard = replace(taken.shard, look_ups=[*look_ups.each()])
        return annotate_changed(task.shard, Made(shard, Path(place, taken.name)), Path(place))


def _find(shard: AnnotateShard, look_ups: LookUps) -> Found:
    return find(shard.raw, shard.shard, shard.labels, shard.outlets, look_ups)


def _places_hold(came_to: Any, found: Found) -> bool:
    """Whether annotations stand where the problems of an entry say, if it has problems of them."""
    return came_to["places"] == found.places or not any(
        problem["file"] in found.files for problem in came_to["problems"]
    )


def _named(artefact: Path, name: str) -> Path:
    """Give an artefact its name."""
    folder = artefact.with_name(name)
    if folder != artefact:
        shutil.rmtree(folder, ignore_errors=True)  # of a task that is run a second time
        artefact.rename(folder)
    return folder


def _take_look_ups(task: CachedShard) -> LookUps | None:
    """By what the articles of a shard look; None: it is not known."""
    folder = task.making / _look_ups_entry(task)
    kept = task.cache.take(folder.name, folder)
    return None if kept is None else LookUps.load(folder, kept["sites"])


def _keep_look_ups(task: CachedShard, look_ups: LookUps) -> str | None:
    folder = emptied(task.making / _look_ups_entry(task))
    kept = {"sites": look_ups.save(folder)}
    return task.cache.keep(folder.name, folder, kept, task.making)


def _look_ups_entry(task: CachedShard) -> str:
    return f"{task.shard.artefact.name}-look-ups"


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
