"""Which kind: 300 lines of the bench labelled by hand, by position only."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from pathlib import Path

from corpus.contract.labels import BOILERPLATE
from corpus.label.label_model import decide
from corpus.label.lines import lines
from corpus.label.voters import model_line, rule

GOLD = Path(__file__).with_name("bench_kinds.jsonl")


def test_kinds_of_lines_labelled_by_hand(shared: Path) -> None:
    """The lines are of domains from which no line was labelled by hand for training."""
    wanted: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for line in GOLD.read_text("utf-8").splitlines():
        said = json.loads(line)
        wanted[said["page"], said["variant"]].append(said)
    articles, keys, spoken = [], [], []
    for file in sorted((shared / "bench").glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as pages:
            for page in map(json.loads, pages):
                for name, variant in page["variants"].items():
                    if (page["id"], name) in wanted:
                        articles.append(lines(variant["text"]))
                        spoken.append(page["lang"])
                        keys.append((page["id"], name))
    assert len(keys) == len(wanted)
    ruled = rule.votes(articles)
    right = found = 0
    for key, *votes in zip(keys, ruled, model_line.votes(articles, ruled, spoken), strict=True):
        spans = {span.start: span.label for span in decide([*votes[0], *votes[1]])}
        for said in wanted[key]:
            label = spans.get(int(said["start"]))
            if label in BOILERPLATE and said["label"] in BOILERPLATE:
                size = int(said["end"]) - int(said["start"])
                found += size
                right += size * (label in (said["label"], said.get("or")))
    print(f"{right} of {found} characters found have their kind: {right / found:.3f}")
    assert found > 10_000
    assert right / found >= 0.76
