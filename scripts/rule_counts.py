"""Write how often each rule is right out of source, docs/rule-counts.md, from the fitted weights.

python -m scripts.rule_counts
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files

from corpus.labelling.rulebook import IN_BLOCK, rulebook
from scripts import DOCS

PAGE = DOCS / "rule-counts.md"
_FOLDERS = ("training", "measure")
_HEAD = """\
<!-- Written by scripts/rule_counts.py from corpus/labelling/weights.json. Do not edit. -->
# Rules out of source

The rules were developed on the bench. Here is how many lines they match rightly and wrongly on all
other files of pages: on those to train on, which have a say in the weights of the patterns, and on
those that only measure, which have none. `python -m benchmarks.fit_weights` counts by the gold:
each distinct line of a domain once, and for a pattern five lines of a domain of a file at most. For
furniture, "right" is what the gold does not call main text.

| rule | training: right | wrong | measure: right | wrong |
|---|--:|--:|--:|--:|
"""
_DOUBTFUL = """
## Patterns wrong at least as often as right

On both together. They keep the weight that bench and training files give them. Where it is below
the confidence that labels need, the pattern labels nothing alone. Credits of reporters stay part of
the article in half the golds.

| pattern | right | wrong |
|---|--:|--:|"""
_SILENT = """
## Patterns that match nothing there

Most are of languages of which there are few pages, so nobody knows how good they are.
"""

Counts = dict[str, dict[str, list[int]]]


def page() -> str:
    """The page in Markdown."""
    stored = json.loads((files("corpus.labelling") / "weights.json").read_text("utf-8"))
    counts: Counts = stored["out_of_source"]
    rules = [_row(rule.name, counts) for rule in rulebook()]
    doubtful = [f"| `{name}` | {right} | {wrong} |" for name, right, wrong in _doubtful(counts)]
    silent = [f"- `{name}`" for name in _silent(counts)]
    return _HEAD + "\n".join([*rules, _DOUBTFUL, *doubtful, _SILENT, *silent, ""])


def _row(rule: str, counts: Counts) -> str:
    total: Counter[tuple[str, int]] = Counter()
    for name, by_folder in counts.items():
        if name.startswith(f"{rule}/"):
            for folder in _FOLDERS:
                for place in (0, 1):
                    total[folder, place] += by_folder[folder][place]
    cells = [f"{total[folder, place]:,}" for folder in _FOLDERS for place in (0, 1)]
    return f"| {rule} | {' | '.join(cells)} |"


def _doubtful(counts: Counts) -> Iterator[tuple[str, int, int]]:
    for name, by_folder in counts.items():
        right, wrong = (sum(by_folder[folder][place] for folder in _FOLDERS) for place in (0, 1))
        if wrong and wrong >= right:
            yield name, right, wrong


def _silent(counts: Counts) -> list[str]:
    """The patterns without a right or wrong line, in the order of the rules."""
    matched = {
        name.removesuffix(IN_BLOCK) for name, its in counts.items() if any(map(any, its.values()))
    }
    every = [f"{rule.name}/{pattern.id}" for rule in rulebook() for pattern in rule.patterns]
    return [name for name in every if name not in matched]


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
