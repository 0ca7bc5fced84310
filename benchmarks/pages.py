"""What whole builds leave of pages, against the article that people marked on them.

    python -m benchmarks.pages [FILE ...] [--shared ../shared]

FILE is the name of a file of pages below `shared/measure`, which nothing was trained on; by default
all of them. Each is built as a user would; what stands in no span is compared with the gold's
main text, as a bag of words (`score.py` of the bench). Furniture, such as the headline, is a span
too: the second row leaves it in. Intervals are of 95%, by bootstrap over pages.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

import corpus
from corpus.contract.labels import is_boilerplate

_NOT_OF_IDS = re.compile(r"[^A-Za-z0-9._-]")
_SAMPLES = 1000
_BAD = 0.9
_EDGES = (0.0, 0.8, 0.9, 0.95, 0.98, 1.01)  # of `page_confidence`


def gold_of(folder: Path, name: str) -> dict[str, dict[str, Any]]:
    """The pages of a file that have a complete gold, by the id that their row gets."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        pages = [page for page in map(json.loads, lines) if page["ok"]]
    return {_NOT_OF_IDS.sub("_", page["id"]): page for page in pages}


def rows_of(folder: Path, name: str, gold: dict[str, Any], work: Path) -> Iterator[dict[str, Any]]:
    """The rows that a build makes of these pages."""
    table = pq.read_table(folder / f"{name}.html.parquet", columns=["id", "html"])
    html = {page["id"]: page["html"] for page in table.to_pylist()}
    raw = work / "raw"
    raw.mkdir()
    with (raw / "pages.jsonl").open("w", encoding="utf-8") as out:
        for row_id, page in gold.items():
            outlet = re.sub(r"[^a-z0-9.-]", "", page["domain"].lower())
            record = {"id": row_id, "html": html[page["id"]], "outlet": f"domain-{outlet}"}
            out.write(json.dumps(record) + "\n")
    yield from corpus.build(raw, out=work / "build", keep_reserved=True).rows()


def left(row: dict[str, Any], scorer: ModuleType, furniture: bool) -> str:
    """The text of a row without its spans; those of furniture may stay."""
    spans = [
        (span["start"], span["end"])
        for span in row["spans"]
        if not furniture or is_boilerplate(span["label"])
    ]
    return str(scorer.cut(row["text"], scorer.merge(spans, len(row["text"]))))


def shown(f1: NDArray[np.float64]) -> str:
    """Mean, interval, and the share of bad pages."""
    draws = np.random.default_rng(0).integers(0, len(f1), (_SAMPLES, len(f1)))
    low, high = np.percentile(f1[draws].mean(axis=1), (2.5, 97.5))
    return f"{f1.mean():.3f} ({low:.3f} to {high:.3f}) | {(f1 < _BAD).mean():.1%}"


def measure(folder: Path, name: str, scorer: ModuleType) -> None:
    """Print the rows of a file, and how far `page_confidence` is right."""
    gold = gold_of(folder, name)
    with tempfile.TemporaryDirectory() as work:
        rows = list(rows_of(folder, name, gold, Path(work)))
    for what, furniture in (("no spans", False), ("no boilerplate", True)):
        f1 = np.array(
            [
                scorer.word_prf(left(row, scorer, furniture), gold[row["id"]]["gold_main"])[2]
                for row in rows
            ]
        )
        print(f"| {name} | {len(rows)} | {what} | {shown(f1)} |", flush=True)
        if not furniture:
            print_confidence(np.array([row["page_confidence"] for row in rows]), f1)


def print_confidence(expected: NDArray[np.float64], f1: NDArray[np.float64]) -> None:
    """Print what `page_confidence` expects, and what was measured."""
    for low, high in zip(_EDGES, _EDGES[1:], strict=False):
        inside = (expected >= low) & (expected < high)
        if inside.any():
            means = f"{expected[inside].mean():.3f} | {f1[inside].mean():.3f}"
            print(f"  {low:.2f} and more | {inside.sum()} | {means}")


def _scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "bench" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="*", default=["ir_news2017", "htmltotext"])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    options = parser.parse_args(arguments)
    for name in options.files:
        measure(options.shared / "measure", name, _scorer(options.shared))


if __name__ == "__main__":
    main(sys.argv[1:])
