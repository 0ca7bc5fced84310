"""Measure every rule pattern on gold lines, for `labelling/weights.json`.

    python -m benchmarks.fit_weights [--shared ../shared] [--out FILE] [--misses PATTERN]

A pattern's weight is the share of boilerplate among the gold lines that it matches, on the bench,
where the rules were developed, and on the training files, each line by the weight of its file. The
files that only measure have no say. Each distinct line of a domain counts once, and a domain of a
file with PER_DOMAIN lines at most, so that one outlet's footer is not taken for a rule. The share
is drawn towards `PRIOR` as if `PRIOR_LINES` more lines had been seen. Ambiguous lines (titles,
bylines, ...) do not count, nor do those that `gold_notes.toml` lists as wrong in the gold. A byline
or dateline may be another article's, in a list of links: no rule can tell, so its weight is at most
`OF_THIS_ARTICLE`, and a line model that is surer of boilerplate wins.

`out_of_source` keeps how many lines each pattern matched rightly and wrongly on all files but the
bench's; `python -m scripts.rule_counts` makes docs/rule-counts.md of it.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks import gold_notes, sources
from benchmarks.sources import BENCH, BY_NAME, MEASURE, TRAINING
from corpus.contract.article import Vote
from corpus.labelling.lines import lines
from corpus.labelling.voters import rule
from corpus.labelling.voters.voter import Batch

# In a forum comments are the main text, and what the rules say of a page is about articles.
NO_ARTICLES = ("wcxb_other", "magic_forum")
FILES = tuple(source.name for source in sources.TABLE if source.name not in NO_ARTICLES)
PRIOR, PRIOR_LINES = 0.8, 4.0  # the mean over all patterns, with the weight of four lines
PER_DOMAIN = 5  # lines of one domain that count for one pattern
# Of the bylines and datelines that the rules find on fundus, shub, misinfo and site_rules the
# line model gives this probability of boilerplate to 1,402 of 1,912 that belong to other articles
# and to 89 of 726 that are the article's own.
OF_THIS_ARTICLE = 0.95
_AT_ONCE = 200  # pages; variants and pages of a site share lines, and each is then matched once


Tally = dict[str, Counter[tuple[str, str]]]  # by pattern: the lines of a file and a label


def measure(shared: Path) -> Tally:
    """For every pattern, the number of gold lines of each class that it matches, by file."""
    tally: Tally = defaultdict(Counter)
    seen: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    notes = gold_notes.wrong("story")
    for page, text, gold, votes in _voted(shared):
        for vote in votes:
            label = gold.get(vote.start)
            if label is None or (label == "m" and (page["id"], vote.label) in notes):
                continue
            name = f"{vote.source.removeprefix('rule:')}/{vote.why}"
            words = " ".join(re.findall(r"\w+", text[vote.start : vote.end].lower()))
            known = seen[name, page["file"], sources.domain(page)]
            if words in known or len(known) >= PER_DOMAIN:
                continue
            known.add(words)
            tally[name][page["file"], label] += 1
            if BY_NAME[page["file"]].folder != MEASURE:
                EXAMPLES[name, label].append(f"{page['id']}: {words}")
    return tally


def _voted(shared: Path) -> Iterator[tuple[dict[str, Any], str, dict[int, str], list[Vote]]]:
    """Every variant of every page: the page, its text, its gold by a line's start, its votes."""
    every = sources.pages(shared, FILES)
    while pages := list(islice(every, _AT_ONCE)):
        variants = [(page, variant) for page in pages for variant in page["variants"].values()]
        voted = rule.vote(Batch(lines=[lines(variant["text"]) for _, variant in variants]))
        for (page, variant), votes in zip(variants, voted, strict=True):
            gold = {start: label for start, _, label, *_ in variant["lines"]}
            yield page, variant["text"], gold, votes


EXAMPLES: dict[tuple[str, str], list[str]] = defaultdict(list)


def fitted(name: str, counts: Counter[tuple[str, str]]) -> float | None:
    """The weight of a pattern; None where it matches no line that has a say."""
    right, wrong, ambiguous = (
        sum(BY_NAME[file].weight * n for (file, its), n in counts.items() if its == label)
        for label in "bma"
    )
    if not right + wrong + ambiguous:
        return None
    weight = (right + PRIOR * PRIOR_LINES) / (right + wrong + PRIOR_LINES)
    of_article = name.startswith(("byline.", "dateline."))
    return min(weight, OF_THIS_ARTICLE) if of_article else weight


def total(counts: Counter[tuple[str, str]], label: str, *folders: str) -> int:
    """The lines of a label in the files of these folders."""
    return sum(
        n for (file, its), n in counts.items() if its == label and BY_NAME[file].folder in folders
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, help="corpus/labelling/weights.json, to change it")
    parser.add_argument("--misses", help="print the story lines that a pattern matches")
    options = parser.parse_args()
    tally = measure(options.shared)
    weights, out_of_source = {}, {}
    for name, counts in sorted(tally.items()):
        weight = fitted(name, counts)
        if weight is not None:
            weights[name] = round(weight, 4)
        out_of_source[name] = {
            folder: [total(counts, label, folder) for label in "bm"]
            for folder in (TRAINING, MEASURE)
        }
        seen = [total(counts, label, BENCH, TRAINING) for label in "bma"]
        print(f"{weight or PRIOR:.3f} {seen[0]:5d} b {seen[1]:4d} m {seen[2]:4d} a  {name}")
        if options.misses and options.misses in name:
            print("".join(f"        m {e[:200]}\n" for e in EXAMPLES[name, "m"]), end="")
    if options.out:
        content = {
            "fitted_by": "benchmarks/fit_weights.py",
            "measured_on": sources.digests(options.shared, FILES),
            "weights": weights,
            "out_of_source": out_of_source,
        }
        text = json.dumps(content, indent=2)
        counts_of_a_row = re.compile(r"\[\s+(\d+),\s+(\d+)\s+\]")
        options.out.write_text(counts_of_a_row.sub(r"[\1, \2]", text) + "\n")


if __name__ == "__main__":
    main()
