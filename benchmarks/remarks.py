"""How often `corpus validate` remarks on articles that people looked at.

    python -m benchmarks.remarks [--shared ../shared] [--show RULE]

Each page of the bench, the training and the measuring pages whose gold is complete is an article,
with the address, language, title and date that its source gives: once what people marked as main
text, once the whole page. What is remarked is not always wrong: `--show` prints it, to be read.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import corpus
from benchmarks.sources import TABLE, pages
from corpus.contract.problems import Problem

NO_ARTICLES = ("wcxb_other", "magic_forum", "htmltotext")  # shops, services, forums


def articles(shared: Path, whole: bool) -> Iterator[dict[str, Any]]:
    """The articles of all sources; an address that stands twice is that of one page."""
    for page in pages(shared, [source.name for source in TABLE if source.name not in NO_ARTICLES]):
        text = page["variants"]["full"]["text"] if whole else page["gold_main"]
        if text.strip() and page["url"] and page["ok"]:
            fields = {"title": page["title"], "published": page["date"], "language": page["lang"]}
            yield {"id": page["id"], "url": page["url"], "text": text} | fields


def remarks(shared: Path, whole: bool) -> tuple[int, list[Problem]]:
    """How many articles there are, and what is told of them by the rules C7."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        lines = [json.dumps(article) for article in articles(shared, whole)]
        file.write_text("\n".join(lines), "utf-8")
        default = corpus.validate(file, ignore=["C0", "C1", "C2", "C3", "C4", "C5", "C6"])
        private = corpus.validate(file, select=["private_data"])
        return len(lines), default + private


def main() -> None:
    """Print a row for each rule."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--show", default="", help="print the problems of this rule")
    options = parser.parse_args()
    sizes, counts = [], []
    for whole in (False, True):
        size, found = remarks(options.shared, whole)
        sizes.append(size)
        counts.append(Counter(problem.reason for problem in found))
        for problem in found:
            if problem.reason == options.show:
                print(problem)
    print(f"| rule | of {sizes[0]:,} main texts | of {sizes[1]:,} whole pages |\n|---|---|---|")
    for reason in sorted(counts[0] | counts[1]):
        print(f"| `{reason}` | {counts[0][reason]} | {counts[1][reason]} |")


if __name__ == "__main__":
    main()
