"""Which kind: 300 lines of the bench labelled by hand, by position only."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Container, Iterator
from pathlib import Path

from corpus.contract.labels import BOILERPLATE
from corpus.labelling.label_model import choose_spans
from tests.labelling.batches import line_votes

GOLD = Path(__file__).with_name("bench_kinds.jsonl")
Key = tuple[str, str]  # page and variant


def test_kinds_of_lines_labelled_by_hand(shared: Path) -> None:
    """The lines are of domains from which no line was labelled by hand for training."""
    gold: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in map(json.loads, GOLD.read_text("utf-8").splitlines()):
        gold[row["page"], row["variant"]].append(row)
    pages = 0
    right = labelled = 0  # characters
    for key, text, language in _texts(shared / "bench", gold.keys()):
        pages += 1
        of_rules, of_model = line_votes(text, language=language)
        spans = choose_spans([*of_rules[0], *of_model[0]])
        labels = {span.start: span.label for span in spans}
        for row in gold[key]:
            label = labels.get(int(row["start"]))
            if label in BOILERPLATE and row["label"] in BOILERPLATE:
                size = int(row["end"]) - int(row["start"])
                labelled += size
                right += size * (label in (row["label"], row.get("or")))
    print(f"{right} of {labelled} labelled characters have the right kind: {right / labelled:.3f}")
    assert pages == len(gold)
    assert labelled > 10_000
    assert right / labelled >= 0.76


def _texts(bench: Path, wanted: Container[Key]) -> Iterator[tuple[Key, str, str]]:
    for file in sorted(bench.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as pages:
            for page in map(json.loads, pages):
                for name, variant in page["variants"].items():
                    if (page["id"], name) in wanted:
                        yield (page["id"], name), variant["text"], page["lang"]
