"""The keys by which a chunk's articles look for others."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np

from corpus.engine import shuffle
from corpus.linking.links import KEY, KINDS
from corpus.pipeline.sketch import Kept, link_keys, sketch, sketch_rows


def article(number: int) -> Kept:
    rnd = random.Random(number)
    text = " ".join(f"{rnd.choice('bcdfgh')}{rnd.randrange(9999)}" for _ in range(400))
    return Kept("a.jsonl", number, True, [], text, "en", None, 0, 0, number)


def test_the_keys_of_each_kind_are_spread_evenly_over_buckets(tmp_path: Path) -> None:
    rows, _ = sketch_rows(sketch([article(number) for number in range(60)]))
    rows.save(tmp_path)
    for kind, name in enumerate(KINDS):
        run = link_keys(tmp_path, kind)
        keys = np.load(run)["key"]
        in_quarters = np.bincount((keys >> np.uint64(62)).astype(np.int64), minlength=4)
        assert len(keys) > 1000, name
        assert in_quarters.min() > 0.8 * len(keys) / 4, (name, in_quarters)
        both = shuffle.read_met([run, run], 0, 1, KEY)
        assert np.bincount(both.run).tolist() == [len(keys)] * 2
