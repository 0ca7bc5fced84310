"""Tells what the records of other tools came to, kind by kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from corpus.documents.wording import counted
from corpus.read.foreign import tally as counts
from corpus.read.foreign.kinds import kinds
from corpus.read.foreign.settings import Importing
from corpus.read.foreign.tally import Fact, Tally

map_option = click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="A=B[,A=B]",
    help="Where other tools' records have our fields: their field A is our field B.",
)
outlet_option = click.option("--outlet", metavar="ID", help="Whose the records of other tools are.")

_FILES = 3  # that a line names
_FIELDS = 12  # the same


def imported(raw: Path, tally: Tally, importing: Importing) -> Iterator[str]:
    """A line for each kind: how many there are, and what became of their fields.

    Args:
        raw: What the files of the tally are relative to.
        tally: What was counted.
        importing: What the user says of the records; what is in none of them is told.
    """
    found = {fact.of for fact in tally if fact.what == counts.FOUND}
    for theirs, ours in importing.map.items():
        if theirs not in found:
            yield f"{theirs}={ours} of the mapping: no record has the field {theirs}"
    for kind in kinds().values():
        facts = {fact: n for fact, n in tally.items() if fact.kind == kind.name}
        files = {fact.of: n for fact, n in facts.items() if fact.what == counts.RECORDS}
        if files:
            records = f"{kind.title} record", f"{kind.title} records"
            told = [counted(sum(files.values()), *records), *_details(facts)]
            yield f"{_place(raw, sorted(files))}: {'; '.join(told)}"


def _place(raw: Path, files: list[str]) -> str:
    if len(files) == 1:
        return (raw / files[0]).as_posix()
    names = ", ".join((raw / file).as_posix() for file in files[:_FILES])
    more = ", ..." if len(files) > _FILES else ""
    return f"{len(files):,} files ({names}{more})"


def _details(facts: dict[Fact, int]) -> Iterator[str]:
    def of(what: str) -> dict[str, int]:
        found = {fact.of: n for fact, n in facts.items() if fact.what == what}
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    if mapped := of(counts.MAPPED):
        yield ", ".join(mapped)
    if extra := of(counts.EXTRA):
        yield f"in extra: {_listed(extra)}"
    if left := of(counts.LEFT):
        yield f"not kept: {_listed(left)}"
    for zone, dates in of(counts.ZONES).items():
        yield f"{counted(dates, 'date', 'dates')} without a zone, read as {zone}"
    if ids := sum(of(counts.IDS).values()):
        yield f"{counted(ids, 'id', 'ids')} in extra and replaced: numbers, or not of our pattern"


def _listed(fields: dict[str, int]) -> str:
    shown = [f"{name} {n:,}" for name, n in list(fields.items())[:_FIELDS]]
    untold = len(fields) - len(shown)
    return ", ".join(shown) + (f" and {untold:,} more" if untold else "")
