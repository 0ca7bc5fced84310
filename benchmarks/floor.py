"""The least that a build could cost: read the articles, hash their texts, write Parquet.

python -m benchmarks.floor RAW OUT
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

_BATCH = 5000  # articles in a row group
_COLUMNS = ("id", "url", "title", "published", "text")


def main() -> None:
    raw, out = map(Path, sys.argv[1:])
    pa.set_cpu_count(1)
    out.mkdir()
    schema = pa.schema([(name, pa.string()) for name in (*_COLUMNS, "sha256")])
    rows: list[dict[str, str]] = []
    with pq.ParquetWriter(out / "articles.parquet", schema, compression="zstd") as parquet:
        for file in sorted(raw.rglob("*.jsonl")):
            with file.open("rb") as lines:
                for line in lines:
                    row = orjson.loads(line)
                    row["sha256"] = hashlib.sha256(row["text"].encode()).hexdigest()
                    rows.append(row)
                    if len(rows) == _BATCH:
                        parquet.write_table(pa.Table.from_pylist(rows, schema))
                        rows.clear()
        parquet.write_table(pa.Table.from_pylist(rows, schema))


if __name__ == "__main__":
    main()
