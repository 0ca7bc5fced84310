"""How often the rules take a line of a story for something else.

    python -m benchmarks.false_positives [--shared ../shared] [--show PATTERN]

Stories are what people marked as main text on the pages of the bench, the training pages of news
and the measuring pages; each distinct line counts once. A rule is counted twice: by its votes on
the story's lines in their place, and by its matches with the sentences of at least LONG characters,
each as a line of its own. The gold is wrong in about one line of ten to fifty, and what a rule
matches is mostly such a line, so the figures are upper bounds.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.sources import MEASURE, TABLE, read
from corpus.labelling.lines import Line, lines
from corpus.labelling.rulebook import rulebook
from corpus.labelling.voters import rule
from corpus.labelling.voters.voter import Batch

NO_ARTICLES = ("traf_segments", "wcxb_other", "magic_forum")  # or not judged as a whole
SOURCES = {
    f"{source.folder}/{source.name}": source.folder
    for source in TABLE
    if source.name not in NO_ARTICLES
}
VARIANTS = ("traf", "full")  # what an extractor left, and the whole page
LONG = 60  # characters of a full sentence
_BREAK = re.compile(r"(?<=[.!?…。！？])[\"'”’»)]*\s+|(?<=[。！？])")


class Counts(NamedTuple):
    """What rules match among the lines of stories: distinct lines, by source and pattern."""

    lines: int  # of stories
    sentences: int  # of at least LONG characters
    votes: dict[str, set[str]]  # on lines in their place, by `<rule>/<pattern>`
    matches: dict[str, set[str]]  # with sentences as lines of their own


def pages(shared: Path, sources: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The pages whose gold is complete."""
    for source in sources:
        yield from (page for page in read(shared / f"{source}.jsonl.gz") if page["ok"])


def count(shared: Path, sources: Iterable[str] = SOURCES) -> Counts:
    """Count the rules' votes on stories.

    Args:
        shared: The folder with the pages.
        sources: Which of `SOURCES` to read.
    """
    votes: dict[str, set[str]] = defaultdict(set)
    story: dict[str, str] = {}  # by normal form
    for page in pages(shared, sources):
        for variant in (page["variants"][name] for name in VARIANTS if name in page["variants"]):
            text = variant["text"]
            gold = {start for start, _, label, *_ in variant["lines"] if label == "m"}
            of_page = lines(text)
            story |= {line.key: line.raw for line in of_page if line.start in gold}
            for vote in _votes(of_page):
                if vote.start in gold:
                    votes[_name(vote)].add(text[vote.start : vote.end])
    sentences = {part for raw in story.values() for part in _BREAK.split(raw) if len(part) >= LONG}
    matches: dict[str, set[str]] = defaultdict(set)
    for sentence in sentences:
        for vote in _votes(lines(sentence)):
            matches[_name(vote)].add(sentence)
    return Counts(len(story), len(sentences), votes, matches)


def _votes(of_page: list[Line]) -> list[Any]:
    return rule.vote(Batch(lines=[of_page]))[0]


def _name(vote: Any) -> str:
    return f"{vote.source.removeprefix(rule.SOURCE)}/{vote.why}"


def per_rule(found: dict[str, set[str]]) -> dict[str, int]:
    """The number of distinct lines by rule."""
    by_rule: dict[str, set[str]] = defaultdict(set)
    for pattern, matched in found.items():
        by_rule[pattern.partition("/")[0]] |= matched
    return {name: len(matched) for name, matched in by_rule.items()}


def table(counts: Counts) -> str:
    """A Markdown table: one row per rule, counts and shares of a thousand."""
    votes, matches = per_rule(counts.votes), per_rule(counts.matches)
    rows = [(r.name, votes.get(r.name, 0), matches.get(r.name, 0)) for r in rulebook()]
    rows.append(("all", sum(votes.values()), sum(matches.values())))
    head = "| rule | votes on story lines | in 1,000 | matched sentences | in 1,000 |\n"
    return (
        head
        + "|---|---|---|---|---|\n"
        + "".join(
            f"| {name} | {voted} | {voted / counts.lines * 1000:.2f} "
            f"| {matched} | {matched / counts.sentences * 1000:.2f} |\n"
            for name, voted, matched in rows
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--show", help="print what a pattern matches, not on measuring pages")
    options = parser.parse_args()
    if options.show:
        shown = count(options.shared, [name for name, kind in SOURCES.items() if kind != MEASURE])
        for name in sorted(shown.votes.keys() | shown.matches.keys()):
            if options.show in name:
                for line in sorted(shown.votes[name] | shown.matches[name]):
                    print(f"{name}  {line[:200]}")
        return
    counts = count(options.shared)
    print(
        f"{counts.lines:,} story lines, {counts.sentences:,} sentences\n\n{table(counts)}", end=""
    )


if __name__ == "__main__":
    main()
