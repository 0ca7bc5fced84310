"""The texts of pages with gold, labelled by whole builds and compared with the gold.

Every text is built as an article of an outlet of its own, one variant of the pages at a time, so
that only the text itself tells: no template can help.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import gold_notes, hand
from corpus.contract.article import Vote
from corpus.contract.labels import is_boilerplate
from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.evaluate import gold, measure, replay
from corpus.evaluate.evaluate import SOURCES
from corpus.labelling.line_model import model
from corpus.labelling.lines import lines
from corpus.pipeline.config import Config
from corpus.pipeline.plan import build
from corpus.release.reader import Release

LEAST = Config(Path(), Path()).min_confidence  # of labels, by default
COVERED = 0.5  # of the gold's words; below it the extractor took the wrong block of the page
_CLASSES = {"b": gold.BOILERPLATE, "m": gold.STORY, "a": gold.UNSCORED}


class Text(NamedTuple):
    """One variant of one page."""

    page: str
    file: str
    variant: str
    language: str  # as the build detects it
    ours: measure.Measured
    captions: measure.Measured  # with captions counted as boilerplate that was found
    as_given: measure.Measured  # by the gold without the corrections of `gold_notes`
    without: dict[str, measure.Measured]  # without the votes of one source
    named: int  # characters of boilerplate that were found and that people named
    named_right: int  # those of them that have the right kind


def use(path: Path) -> None:
    """Make builds in this process use these weights."""
    model.FILE = path
    model.weights.cache_clear()
    model.languages.cache_clear()


def texts(pages: Sequence[dict[str, Any]]) -> Iterator[Text]:
    """Build every variant of pages, and compare it with the gold.

    Raises:
        ValueError: the build left out a text.
    """
    for variant in dict.fromkeys(name for page in pages for name in page["variants"]):
        judged = {
            f"p{number}": page for number, page in enumerate(pages) if _is_judged(page, variant)
        }
        if not judged:
            continue
        with tempfile.TemporaryDirectory() as folder:
            rows = list(_built(judged, variant, Path(folder)))
        missing = judged.keys() - {row.id for row in rows}
        if missing:
            ids = ", ".join(judged[row_id]["id"] for row_id in sorted(missing))
            raise ValueError(f"{variant}: the build left out {ids}")
        yield from (_compared(row, judged[row.id], variant) for row in rows)


def _is_judged(page: dict[str, Any], variant: str) -> bool:
    its = page["variants"].get(variant)
    return bool(its and its["text"].strip() and (its["cov"] >= COVERED or page.get("partial")))


def _built(
    judged: dict[str, dict[str, Any]], variant: str, folder: Path
) -> Iterator[replay.VotedArticle]:
    """The articles that a build makes of a variant, by the ids given."""
    raw = folder / "raw"
    raw.mkdir()
    records = [
        json.dumps({"id": row_id, "outlet": row_id, "text": page["variants"][variant]["text"]})
        for row_id, page in judged.items()
    ]
    (raw / "pages.jsonl").write_text("\n".join(records), "utf-8")
    build(Config(raw, folder / "out"), Runner(Local(1), Silent()))
    yield from replay.articles(Release.open(folder / "out" / "latest"))


def _compared(article: replay.VotedArticle, page: dict[str, Any], variant: str) -> Text:
    corrected = gold_notes.corrected(page)
    truth = _truth(corrected, variant)
    without_words = truth._replace(main=None)  # counting words takes long: once is enough
    spans = replay.program_spans(article, 0.0)
    ours = measure.measure(article.text, truth, spans, LEAST)
    named, named_right = _kinds(article, corrected, variant)
    return Text(
        page["id"],
        page["file"],
        variant,
        article.language,
        ours,
        measure.measure(article.text, truth, spans, LEAST, _is_cut),
        ours
        if corrected is page
        else measure.measure(article.text, _truth(page, variant), spans, LEAST),
        {
            source: measure.measure(
                article.text,
                without_words,
                replay.program_spans(article, 0.0, _is_not_from(source)),
                LEAST,
            )
            for source in SOURCES
        },
        named,
        named_right,
    )


def _truth(page: dict[str, Any], variant: str) -> gold.Gold:
    spans = page["variants"][variant]["lines"]
    classes = [(start, end, _CLASSES[label]) for start, end, label, *_ in spans]
    main = page["gold_main"] if page["ok"] else None
    return gold.Gold(classes, gold.UNSCORED, None, main, "")


def _is_not_from(source: str) -> Callable[[Vote], bool]:
    return lambda vote: not vote.source.startswith(f"{source}:")


def _is_cut(label: str) -> bool:
    return label == "caption" or is_boilerplate(label)


def _kinds(article: replay.VotedArticle, page: dict[str, Any], variant: str) -> tuple[int, int]:
    """Characters of boilerplate that were found and named by hand, and those with that name."""
    split = {name: lines(its["text"]) for name, its in page["variants"].items()}
    kinds = hand.kinds(page["id"], split)
    given = {span.start: span.label for span in article.spans if is_boilerplate(span.label)}
    judged = {start for start, _, label, *_ in page["variants"][variant]["lines"] if label == "b"}
    named = right = 0
    for line in split[variant] if kinds else ():
        kind = kinds.get(line.key)
        if kind and is_boilerplate(kind.label) and line.start in judged & given.keys():
            named += line.end - line.start
            right += (line.end - line.start) * (given[line.start] in kind)
    return named, right
