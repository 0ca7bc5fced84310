"""The program a user would write with `datasets.map`, `jsonschema` and `langdetect`.

    python -m benchmarks.rival RAW OUT

It does less than `corpus build`: no template, no leak group, no proof, no sidecar, no second copy
as Parquet, and it stops at the first line that is not JSON. (`datasets` reads dates as datetimes;
they are turned back for the schema.)
"""

from __future__ import annotations

import hashlib
import re
import sys
from typing import Any
from urllib.parse import urlsplit

import datasets
import jsonschema
import langdetect

from corpus.contract.schemas import schema

BOILERPLATE = re.compile(
    r"^(read more\b.*|advertisement|sign up\b.*|share\b.*|related articles|\(c\) .*)$", re.I | re.M
)
VALIDATOR = jsonschema.Draft202012Validator(
    schema("article"), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)


def annotate(row: dict[str, Any]) -> dict[str, Any]:
    VALIDATOR.validate({**row, "published": row["published"].isoformat() + "Z"})
    text = row["text"].replace("\r\n", "\n")
    return {
        "text": text,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "outlet": urlsplit(row["url"]).hostname,
        "language": langdetect.detect(text),
        "spans": [{"start": m.start(), "end": m.end()} for m in BOILERPLATE.finditer(text)],
    }


def main() -> None:
    raw, out = sys.argv[1:]
    langdetect.DetectorFactory.seed = 0
    rows = datasets.load_dataset("json", data_files=f"{raw}/*.jsonl", split="train")
    rows = rows.map(annotate)
    rows.train_test_split(test_size=0.1, seed=0).save_to_disk(out)


if __name__ == "__main__":
    main()
