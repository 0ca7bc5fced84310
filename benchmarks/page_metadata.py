"""How often what a page says of itself is right: title, authors and date of publication.

    python -m benchmarks.page_metadata [--shared ../shared] [--wrong FIELD]

The gold is what the makers of the data wrote down, for the fields that they did; `measure` has
none. A title is right where its words are, authors where their names are, a date where the day is.
Gold dates of WCXB are often those of the last change, and its authors have their offices behind
their names, so the figures are lower bounds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from corpus.page.candidates import Candidates
from corpus.page.declared import declared
from corpus.page.guesses import Guesses
from corpus.page.metadata import fill
from corpus.page.parse import parse
from corpus.page.words import folded

BENCH = ("bench/fundus", "bench/wcxb_article")
STRANGERS = ("training/misinfo", "training/traf_segments", "training/fundus_old")
FIELDS = {"title": "title", "authors": "author", "published": "date"}  # ours, and the gold's
_BETWEEN = re.compile(r";|,|\||/| and | und ")


class Asked(NamedTuple):
    """What became of the values of one field."""

    right: int
    wrong: int
    absent: int  # the gold has a value, and we none
    extra: int  # we have a value, and the gold none

    @property
    def share(self) -> float:
        """Of the pages whose gold has a value, those where ours is right."""
        return self.right / max(1, self.right + self.wrong + self.absent)


class Measured(NamedTuple):
    """The figures of some sources of pages."""

    pages: int
    fields: dict[str, Asked]  # what `fill` gives
    sources: dict[tuple[str, str], Counter[bool]]  # by field and source: right or not
    milliseconds: dict[str, float]  # CPU, mean over all pages, by step
    guessed: Counter[str]  # pages for which a library was asked, by field


def pages(shared: Path, source: str) -> Iterator[tuple[dict[str, Any], str]]:
    """The gold and the HTML of the pages of one source."""
    with gzip.open(shared / f"{source}.jsonl.gz", "rt", encoding="utf-8") as file:
        gold = {page["id"]: page for page in map(json.loads, file)}
    for batch in pq.ParquetFile(shared / f"{source}.html.parquet").iter_batches(64):
        for row in batch.to_pylist():
            if row["id"] in gold and row["html"]:
                yield gold[row["id"]], row["html"]


def is_right(field: str, value: Any, gold: str) -> bool:
    """Whether a value says what the gold says."""
    if field == "published":
        return bool(value[:10] == gold[:10])
    if field == "title":
        return folded(value) == folded(gold)
    named = {folded(part) for name in value for part in _BETWEEN.split(name)}
    return named == {folded(part) for part in _BETWEEN.split(gold)} - {""}


def measure(shared: Path, names: Iterable[str], wrong: str | None = None) -> Measured:
    """Measure some sources; prints what is wrong in one field, if asked to."""
    outcomes: dict[str, Counter[str]] = {field: Counter() for field in FIELDS}
    sources: dict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    spent: defaultdict[str, float] = defaultdict(float)
    guessed: Counter[str] = Counter()
    count = 0
    for name in names:
        for gold, html in pages(shared, name):
            count += 1
            tree = parse(html)
            data = {"html": html, "url": gold["url"]}
            begin = time.process_time()
            filled, said_by = fill(data, tree)
            spent["fill"] += time.process_time() - begin
            said = Candidates(declared(tree), gold["url"])
            asked = {
                "title": list(said.titles()),
                "authors": list(said.authors()),
                "published": list(said.dates()),
            }
            guesses = Guesses(html, gold["url"])
            for field, guess in (("authors", guesses.authors), ("published", guesses.dates)):
                if not asked[field]:
                    guessed[field] += 1
                    begin = time.process_time()
                    asked[field] = list(guess())
                    spent[field] += time.process_time() - begin
            for field, key in FIELDS.items():
                outcome = _outcome(field, filled.get(field), gold.get(key))
                outcomes[field][outcome] += 1
                first = {found.source: found for found in reversed(asked[field])}
                for value, source in first.values() if gold.get(key) else ():
                    sources[field, source][is_right(field, value, gold[key])] += 1
                if outcome == "wrong" and field == wrong:
                    print(gold["id"], said_by[field], filled[field], gold[key], sep=" | ")
    return Measured(
        count,
        {field: Asked(*(one[name] for name in Asked._fields)) for field, one in outcomes.items()},
        sources,
        {step: 1000 * seconds / count for step, seconds in spent.items()},
        guessed,
    )


def _outcome(field: str, value: Any, gold: str | None) -> str:
    if not gold:
        return "extra" if value else "neither"
    if not value:
        return "absent"
    return "right" if is_right(field, value, gold) else "wrong"


def main() -> None:
    """Print the tables of `docs/pages.md`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--wrong", choices=FIELDS, help="print what is wrong in this field")
    arguments = parser.parse_args()
    print("| | pages | field | right | wrong | absent | gold has none | share right |")
    print("|---|---|---|---|---|---|---|---|")
    for name in (*BENCH, *STRANGERS):
        found = measure(arguments.shared, [name], arguments.wrong)
        for field, (right, wrong, absent, extra) in found.fields.items():
            share = f"{found.fields[field].share:.0%}"
            print(f"| {name} | {found.pages} | {field} |", end="")
            print(f" {right} | {wrong} | {absent} | {extra} | {share} |")
        print({step: round(spent, 1) for step, spent in found.milliseconds.items()}, found.guessed)
        for (field, source), counts in sorted(found.sources.items()):
            print(f"    {field:10}{source:36}{counts[True]:5} right{counts[False]:5} wrong")


if __name__ == "__main__":
    main()
