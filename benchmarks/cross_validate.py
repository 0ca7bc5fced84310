"""Measure the labels on pages that the line model has not seen, through `corpus build`.

    python -m benchmarks.cross_validate --models FOLDER [--shared ../shared] [--json FILE]

FOLDER holds what `train_all` wrote. Three schemes: `folds` over domains of all files; `sources`,
where the model saw no page of the file's group, nor of a domain that occurs in it; `measure`, the
files that no model learns from, by the model of everything else. `measure_new` are those of its
pages whose domain does not occur in what was learned from. What has no model in FOLDER is left
out. Figures are of residual text (what extractors leave) and of whole pages, by part, file, and
variant of a file. Rules and their weights were developed on the bench.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import sources
from benchmarks.line_gold import TRAINED_ON
from benchmarks.measured_texts import LEAST, Text, texts, use
from benchmarks.sources import ALL, BENCH, BY_NAME, FOLDS, GROUPS, MEASURE, TABLE, TRAINING
from corpus.evaluate.evaluate import SOURCES
from corpus.evaluate.figures import step_of
from corpus.evaluate.measure import STEPS
from corpus.evaluate.pooled import Figures, figures
from corpus.labelling.line_model import model

Pages = list[dict[str, Any]]
WHOLE = "full"  # the variant that is the whole page


def schemes(shared: Path) -> Iterator[tuple[str, str, Callable[[], Pages]]]:
    """Every scheme and model, and the pages that the model is measured on."""
    judged = sources.names(BENCH, TRAINING)

    def of_fold(fold: int) -> Pages:
        every = sources.pages(shared, judged)
        return [p for p in every if sources.number(sources.domain(p)) % FOLDS == fold]

    def of_files(names: Sequence[str]) -> Pages:
        return list(sources.pages(shared, names))

    for fold in range(FOLDS):
        yield "folds", str(fold), lambda fold=fold: of_fold(fold)  # type: ignore[misc]
    for group in GROUPS:
        names = [source.name for source in TABLE if source.group == group]
        yield "sources", group, lambda names=names: of_files(names)  # type: ignore[misc]
    yield "measure", ALL, lambda: of_files(sources.names(MEASURE))


def measured(shared: Path, models: Path) -> dict[str, list[Text]]:
    """The texts of each scheme for which there is a model.

    Raises:
        ValueError: a model has seen what it is to be measured on.
    """
    found: dict[str, list[Text]] = defaultdict(list)
    for scheme, name, pages in schemes(shared):
        file = models / f"{name}.npz"
        if file.exists():
            use(file)
            if model.about()["without"] != (None if name == ALL else name):
                raise ValueError(f"{file} was trained without {model.about()['without']}")
            found[scheme] += texts(pages())
            print(f"{scheme}, {name}", flush=True)
    return found


def of_new_domains(shared: Path, its: Sequence[Text]) -> list[Text]:
    """The texts of domains that do not occur in what the line model learns from."""
    learned = {sources.domain(page) for page in sources.pages(shared, TRAINED_ON)}
    every = sources.pages(shared, sources.names(MEASURE))
    new = {page["id"] for page in every if sources.domain(page) not in learned}
    return [text for text in its if text.page in new]


def part(text: Text) -> str:
    """The pooled figures that a text belongs to."""
    return f"{BY_NAME[text.file].part}, {kind(text)}"


def kind(text: Text) -> str:
    return "whole pages" if text.variant == WHOLE else "residual text"


def of_part(its: Sequence[Text]) -> Figures:
    """All figures of texts."""
    step = step_of(LEAST)
    named = sum(text.named for text in its)
    ours = [(text.page, text.ours) for text in its]
    return {
        **figures(ours, step),
        "kind_right": sum(text.named_right for text in its) / named if named else None,
        "captions_counted": figures([(text.page, text.captions) for text in its], step),
        "gold_as_given": figures([(text.page, text.as_given) for text in its], step),
        "without": {
            source: figures([(text.page, text.without[source]) for text in its], step, False)
            for source in SOURCES
        },
        "curve": {
            str(at / STEPS): figures(ours, at, intervals=False) for at in range(STEPS // 2, STEPS)
        },
        "language": {
            name: figures([(text.page, text.ours) for text in of_language], step)
            for name, of_language in grouped(its, lambda text: text.language).items()
        },
    }


def of_file(its: Sequence[Text]) -> Figures:
    """The main figures of texts, also of each variant."""
    step = step_of(LEAST)

    def both(some: Sequence[Text], intervals: bool) -> Figures:
        captions = [(text.page, text.captions) for text in some]
        return {
            **figures([(text.page, text.ours) for text in some], step, intervals),
            "captions_counted": figures(captions, step, intervals),
        }

    by_variant = grouped(its, lambda text: text.variant)
    return {
        **both(its, True),
        "variant": {name: both(some, False) for name, some in by_variant.items()},
    }


def grouped(its: Iterable[Text], by: Callable[[Text], str]) -> dict[str, list[Text]]:
    """Texts by a name, in the order of the names."""
    groups: dict[str, list[Text]] = defaultdict(list)
    for text in its:
        groups[by(text)].append(text)
    return dict(sorted(groups.items()))


def summary(its: Sequence[Text]) -> Figures:
    """The figures of a scheme."""
    return {
        "part": {name: of_part(some) for name, some in grouped(its, part).items()},
        "file": {
            name: of_file(some)
            for name, some in grouped(its, lambda text: f"{text.file}, {kind(text)}").items()
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--json", type=Path, required=True, help="write all figures there")
    options = parser.parse_args()
    found = measured(options.shared, options.models)
    said = {scheme: summary(its) for scheme, its in found.items()}
    if "measure" in found:
        said["measure_new"] = summary(of_new_domains(options.shared, found["measure"]))
    options.json.write_text(json.dumps(said, indent=1) + "\n")


if __name__ == "__main__":
    main()
