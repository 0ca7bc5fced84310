"""What labels take from stories: of texts of many kinds, the story lines with a label.

    python -m benchmarks.harm [--shared ../shared] [--show SET] [--skip N]

The texts are labelled as `corpus.label_text` does, at the default confidence. A line counts where
a span has a part of it. The shared cases were made up after bug reports; all else is made by
`story_sets`. Rules and doubts were corrected on the first texts of each set: `--skip` draws others.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.story_sets import Text, installed, written
from corpus.contract.article import Record
from corpus.contract.labels import is_boilerplate
from corpus.identify.article import identify
from corpus.labelling.first_pass import Asked, ask_first_pass
from corpus.labelling.label_model import choose_spans
from corpus.language.detect import detect
from corpus.outlet.tables import Outlet

TEXTS = 60  # of a set
OWN = Path(__file__).parent / "story_sets"  # cases written here
NOWHERE = Outlet("", None, None)


class Taken(NamedTuple):
    """A story line that has a label."""

    text: int  # number of the text in its set
    line: str
    label: str
    source: str  # of the span
    confidence: float


class Harm(NamedTuple):
    """What labels take of a set."""

    texts: int
    lines: int  # of stories
    taken: list[Taken]

    @property
    def boilerplate(self) -> int:
        """The number of story lines called boilerplate."""
        return sum(is_boilerplate(taken.label) for taken in self.taken)

    @property
    def furniture(self) -> int:
        """The number of story lines called furniture."""
        return len(self.taken) - self.boilerplate


def cases(folder: Path) -> list[Text]:
    """The texts of a folder, whose lines say what a person would label: `label|line`, `-` story."""
    texts: list[list[tuple[str, str]]] = []
    for file in sorted(folder.glob("*.txt")):
        for row in filter(None, file.read_text("utf-8").split("\n")):
            if row.startswith("# "):
                texts.append([])
            else:
                label, _, line = row.partition("|")
                texts[-1].append((label, line))
    return [
        Text(
            next((line for label, line in text if label == "headline"), ""),
            tuple(line for _, line in text),
            tuple(label == "-" for label, _ in text),
        )
        for text in texts
    ]


def names() -> list[str]:
    """The names of all sets that are made here."""
    return [*installed.SETS, *written.names()]


def sets(count: int = TEXTS) -> dict[str, list[Text]]:
    """All sets that are made here, so many texts of each."""
    return {
        **{name: installed.texts(name, count) for name in installed.SETS},
        **{name: written.texts(name, count) for name in written.names()},
    }


def measure(texts: Sequence[Text]) -> Harm:
    """Label texts and compare."""
    articles = [
        identify(
            Record("", 1, {"text": text.text, **({"title": text.title} if text.title else {})})
        )
        for text in texts
    ]
    asked = [Asked(article, detect(article.text).tag, NOWHERE, ()) for article in articles]
    for _ in ask_first_pass(asked):
        pass
    taken: list[Taken] = []
    for number, (text, article) in enumerate(zip(texts, articles, strict=True)):
        spans = choose_spans(article.votes)
        end = -1
        for line, is_story in zip(text.lines, text.is_story, strict=True):
            start, end = end + 1, end + 1 + len(line)
            hits = [span for span in spans if span.start < end and span.end > start]
            if is_story and hits:
                hit = min(hits, key=lambda span: not is_boilerplate(span.label))
                taken.append(Taken(number, line, hit.label, hit.source, hit.confidence))
    return Harm(len(texts), sum(sum(text.is_story) for text in texts), taken)


def table(harms: dict[str, Harm]) -> str:
    """A Markdown table: a row per set, a column per source that took a line of any."""
    counts = {name: Counter(taken.source for taken in harm.taken) for name, harm in harms.items()}
    sources = sorted(set().union(*counts.values()))
    head = ["set", "texts", "story lines", "boilerplate", "furniture", *sources]
    rows: Iterable[list[str]] = (
        [
            name,
            str(harm.texts),
            f"{harm.lines:,}",
            f"{harm.boilerplate / harm.lines:.2%}",
            f"{harm.furniture / harm.lines:.2%}",
            *(str(counts[name][source] or "") for source in sources),
        ]
        for name, harm in harms.items()
    )
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ["---"] * len(head), *rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--show", metavar="SET", help="print the lines that are taken")
    parser.add_argument("--skip", type=int, default=0, metavar="N", help="first texts of each set")
    options = parser.parse_args()
    made = {name: texts[options.skip :] for name, texts in sets(TEXTS + options.skip).items()}
    every = {"shared cases": cases(options.shared / "cases"), "own cases": cases(OWN), **made}
    if options.show:
        for taken in measure(every[options.show]).taken:
            print(taken.text, taken.label, taken.source, taken.confidence, taken.line, sep="\t")
        return
    print(table({name: measure(texts) for name, texts in every.items()}), end="")


if __name__ == "__main__":
    main()
