"""Measure the labels on domains that the line model has not seen, through `corpus build`.

    python -m benchmarks.cross_validate [--bench ../shared/bench] --models FOLDER [--json FILE]

FOLDER holds `0.npz` to `4.npz`: `train_line_model --without N`. Every variant of every page of a
fold is built as an article of its outlet (the domain), one variant at a time, with the model that
did not see the fold; the spans of the releases are held against the gold, and pooled: the
residual variants and whole pages of news and of WCXB apart. Rules and their weights have seen
all pages; how far that flatters is bounded by what rules alone reach. Of the boilerplate found that
was labelled by hand (`hand`), the share is told that has its kind, by characters.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import hand
from benchmarks.bench import pages
from benchmarks.train_line_model import FOLDS, fold
from corpus.contract.labels import is_boilerplate
from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.evaluate import gold, replay
from corpus.evaluate.evaluate import Held, as_text, hold, summarise
from corpus.label.line_model import model
from corpus.label.lines import lines
from corpus.pipeline.config import Config
from corpus.pipeline.plan import build
from corpus.release.reader import Release


def use(path: Path) -> None:
    """Let builds of this process label with these weights."""
    model.FILE = path
    model.weights.cache_clear()
    model.languages.cache_clear()


def releases(bench: Path, models: Path, folder: Path) -> list[tuple[str, Path]]:
    """The releases, each of one variant."""
    made = []
    for number in range(FOLDS):
        use(models / f"{number}.npz")
        by_variant: dict[str, list[str]] = defaultdict(list)
        for page in pages(bench):
            domain = page["domain"] or page["id"]
            if fold(domain) % FOLDS == number:
                for name, variant in page["variants"].items():
                    if variant["text"].strip():
                        record = {"id": page["id"], "outlet": domain, "text": variant["text"]}
                        by_variant[name].append(json.dumps(record))
        for name, records in by_variant.items():
            raw = folder / f"raw-{number}-{name}"
            raw.mkdir()
            (raw / "pages.jsonl").write_text("\n".join(records), "utf-8")
            out = folder / f"out-{number}-{name}"
            build(Config(raw, out), Runner(Local(1), Silent()))
            made.append((name, out / "latest"))
            print(f"fold {number + 1}/{FOLDS}, {name}", flush=True)
    return made


def part(source: str, variant: str) -> str:
    """Which of the pooled figures a text belongs to."""
    which = "WCXB" if source.startswith("wcxb") else "news"
    return f"{which}, {'whole pages' if variant == 'full' else 'residual text'}"


def named(release: Path, variant: str, known: dict[str, Any]) -> Iterator[tuple[str, int, bool]]:
    """Lines found that were labelled by hand: their part, characters, whether the kind is right."""
    for row in replay.articles(Release.open(release)):
        page = known[row.id]
        split = {name: lines(its["text"]) for name, its in page["variants"].items()}
        kinds = hand.kinds(row.id, split)
        wrong = {start for start, _, said, *_ in page["variants"][variant]["lines"] if said == "b"}
        given = {span.start: span.label for span in row.spans if is_boilerplate(span.label)}
        for line in split[variant]:
            kind = kinds.get(line.key)
            if kind and is_boilerplate(kind.label) and line.start in wrong & given.keys():
                right = given[line.start] in kind
                yield part(page["source"], variant), line.end - line.start, right


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--json", type=Path, help="write all figures there")
    options = parser.parse_args()
    known = gold.load(options.bench)
    by_id = {page["id"]: page for page in pages(options.bench)}
    held: list[Held] = []
    characters: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    with tempfile.TemporaryDirectory() as folder:
        for variant, release in releases(options.bench, options.models, Path(folder)):
            held += hold(Release.open(release), known)
            for name, size, is_right in named(release, variant, by_id):
                characters[is_right][name] += size
    least = Config(Path(), Path()).min_confidence
    groups: dict[str, list[Held]] = defaultdict(list)
    for one in held:
        source, _, variant = one.keys["part"].partition(", ")
        groups[part(source, variant)].append(one)
    said = {name: summarise(name, least, some) for name, some in sorted(groups.items())}
    for name, figures in said.items():
        right, wrong = characters[True][name], characters[False][name]
        figures["kind_right"] = right / (right + wrong)
        print(f"\n{name}\n{as_text(figures)}")
    if options.json:
        options.json.write_text(json.dumps(said, indent=1))


if __name__ == "__main__":
    main()
