"""Measure every rule pattern on the gold lines of the bench, for `labelling/weights.json`.

    python -m benchmarks.fit_weights [--bench ../shared/bench] [--out FILE] [--misses PATTERN]

A pattern's weight is the share of boilerplate among the gold lines that it matches. Each distinct
line of a domain counts once, and a domain counts with PER_DOMAIN lines at most, so that one
outlet's footer is not taken for a rule. The share is drawn towards `PRIOR` as if `PRIOR_LINES` more
lines had been seen. Ambiguous lines (titles, bylines, ...) do not count, nor do those that
`gold_notes.toml` lists as wrong in the gold. A byline or dateline may be another article's, in a
list of links: no rule can tell, so its weight is at most `OF_THIS_ARTICLE`, and a line model that
is surer of boilerplate wins.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks import gold_notes
from benchmarks.bench import digests, pages
from corpus.labelling.lines import lines
from corpus.labelling.voters import rule
from corpus.labelling.voters.voter import Batch

PRIOR, PRIOR_LINES = 0.8, 4.0  # the mean over all patterns, with the weight of four lines
PER_DOMAIN = 5  # lines of one domain that count for one pattern
# Of the bylines and datelines that the rules find on fundus, shub, misinfo and site_rules the
# line model gives this probability of boilerplate to 1,402 of 1,912 that belong to other articles
# and to 89 of 726 that are the article's own.
OF_THIS_ARTICLE = 0.95


def measure(bench: Path) -> dict[str, Counter[str]]:
    """For every pattern, the number of gold lines of each class that it matches."""
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    notes = gold_notes.wrong("story")
    for page in pages(bench):
        for variant in page["variants"].values():
            text = variant["text"]
            gold = {start: label for start, _, label, *_ in variant["lines"]}
            for vote in rule.vote(Batch(lines=[lines(text)]))[0]:
                name = f"{vote.source.removeprefix('rule:')}/{vote.why}"
                words = " ".join(re.findall(r"\w+", text[vote.start : vote.end].lower()))
                label = gold.get(vote.start)
                known = seen[name, page["domain"]]
                is_wrong = label == "m" and (page["id"], vote.label) in notes
                if label is None or is_wrong or words in known or len(known) >= PER_DOMAIN:
                    continue
                known.add(words)
                tally[name][label] += 1
                EXAMPLES[name, label].append(f"{page['id']}: {words}")
    return tally


EXAMPLES: dict[tuple[str, str], list[str]] = defaultdict(list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--out", type=Path, help="corpus/labelling/weights.json, to change it")
    parser.add_argument("--misses", help="print the story lines that a pattern matches")
    options = parser.parse_args()
    tally = measure(options.bench)
    weights = {}
    for name, counts in sorted(tally.items()):
        right, wrong = counts["b"], counts["m"]
        weights[name] = (right + PRIOR * PRIOR_LINES) / (right + wrong + PRIOR_LINES)
        if name.startswith(("byline.", "dateline.")):
            weights[name] = min(weights[name], OF_THIS_ARTICLE)
        print(f"{weights[name]:.3f} {right:5d} b {wrong:4d} m {counts['a']:4d} a  {name}")
        if options.misses and options.misses in name:
            print("".join(f"        m {e[:200]}\n" for e in EXAMPLES[name, "m"]), end="")
    if options.out:
        content = {
            "fitted_by": "benchmarks/fit_weights.py",
            "fitted_on": digests(options.bench),
            "weights": {name: round(value, 4) for name, value in weights.items()},
        }
        options.out.write_text(json.dumps(content, indent=2) + "\n")


if __name__ == "__main__":
    main()
