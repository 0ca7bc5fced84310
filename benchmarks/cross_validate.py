"""Measure the labels on domains that the line model has not seen, through `corpus build`.

    python -m benchmarks.cross_validate [--bench ../shared/bench] --models FOLDER [--json FILE]

FOLDER holds `0.npz` to `4.npz`: `train_line_model --without N`. Every variant of every page of a
fold is built as an article of its outlet (the domain), one variant at a time, with the model that
did not see the fold. The spans of the releases are compared with the gold. Figures are pooled over
the folds, separately for residual text and whole pages, of news and of WCXB. Rules and their
weights have seen all pages; the figures of rules alone bound how much that flatters. `kind_right`
is the share of characters with the right kind, among boilerplate found and labelled by hand
(`hand`).
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
from corpus.evaluate.evaluate import MeasuredArticle, measure_release, summarise
from corpus.evaluate.text import as_text
from corpus.labelling.line_model import model
from corpus.labelling.lines import lines
from corpus.pipeline.config import Config
from corpus.pipeline.plan import build
from corpus.release.reader import Release


def use(path: Path) -> None:
    """Make builds in this process use these weights."""
    model.FILE = path
    model.weights.cache_clear()
    model.languages.cache_clear()


def releases(bench: Path, models: Path, folder: Path) -> list[tuple[str, Path]]:
    """Build the releases, each of one variant of the pages of one fold."""
    built = []
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
            built.append((name, out / "latest"))
            print(f"fold {number + 1}/{FOLDS}, {name}", flush=True)
    return built


def part(source: str, variant: str) -> str:
    """The pooled figures that a text belongs to."""
    which = "WCXB" if source.startswith("wcxb") else "news"
    return f"{which}, {'whole pages' if variant == 'full' else 'residual text'}"


def named(release: Path, variant: str, known: dict[str, Any]) -> Iterator[tuple[str, int, bool]]:
    """Boilerplate lines found and labelled by hand: part, characters, whether the kind is right."""
    for row in replay.articles(Release.open(release)):
        page = known[row.id]
        split = {name: lines(data["text"]) for name, data in page["variants"].items()}
        kinds = hand.kinds(row.id, split)
        gold_lines = page["variants"][variant]["lines"]
        boilerplate = {start for start, _, meaning, *_ in gold_lines if meaning == "b"}
        labels = {span.start: span.label for span in row.spans if is_boilerplate(span.label)}
        for line in split[variant]:
            kind = kinds.get(line.key)
            if kind and is_boilerplate(kind.label) and line.start in boilerplate & labels.keys():
                right = labels[line.start] in kind
                yield part(page["source"], variant), line.end - line.start, right


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--json", type=Path, help="write all figures there")
    options = parser.parse_args()
    known = gold.KnownTexts(options.bench)
    by_id = {page["id"]: page for page in pages(options.bench)}
    held: list[MeasuredArticle] = []
    characters: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    with tempfile.TemporaryDirectory() as folder:
        for variant, release in releases(options.bench, options.models, Path(folder)):
            held += measure_release(Release.open(release), known)
            for name, size, is_right in named(release, variant, by_id):
                characters[is_right][name] += size
    least = Config(Path(), Path()).min_confidence
    groups: dict[str, list[MeasuredArticle]] = defaultdict(list)
    for article in held:
        source, _, variant = article.groups["part"].partition(", ")
        groups[part(source, variant)].append(article)
    summaries = {name: summarise(name, least, of_part) for name, of_part in sorted(groups.items())}
    for name, figures in summaries.items():
        right, wrong = characters[True][name], characters[False][name]
        figures["kind_right"] = right / (right + wrong)
        print("", name, *as_text(figures), sep="\n")
    if options.json:
        options.json.write_text(json.dumps(summaries, indent=1))


if __name__ == "__main__":
    main()
