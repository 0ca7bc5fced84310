"""Open a release with the `datasets` of this environment, and print what a user of it gets.

Run by `test_datasets_versions.py` in environments that have `datasets` and nothing of this project.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import datasets


def main(release: Path, cache: str) -> None:
    data_files = {path.name.split("-")[0]: str(path) for path in release.glob("data/*.parquet")}
    opened = {
        "load_from_disk": datasets.load_from_disk(str(release / "dataset")),
        "load_dataset of the folder": datasets.load_dataset(str(release), cache_dir=cache),
        "load_dataset of the files": datasets.load_dataset(
            "parquet", data_files=data_files, cache_dir=cache
        ),
    }
    print(json.dumps({way: described(splits) for way, splits in opened.items()}))


def described(splits: datasets.DatasetDict) -> dict[str, object]:
    spans = splits["train"].features["spans"]
    span = spans.feature if hasattr(spans, "feature") else spans[0]  # before `datasets` 4
    rows = {split: [dict(row) for row in splits[split]] for split in sorted(splits)}
    text = json.dumps(rows, sort_keys=True, default=lambda time: time.isoformat())
    return {
        "first label": span["label"].int2str(0),
        "fields of a span": sorted(rows["train"][0]["spans"][0]),
        "columns": list(splits["train"].features),
        "rows": hashlib.sha256(text.encode()).hexdigest(),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
