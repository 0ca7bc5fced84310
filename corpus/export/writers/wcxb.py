"""`wcxb`: pages and their main content, in the form of the Web Content Extraction Benchmark.

Schema 2.0 of https://github.com/Murrough-Foley/web-content-extraction-benchmark, whose
`evaluate.py` reads it. Its main content is without title, byline and date, which have fields of
their own.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.export.part import Part, article
from corpus.release.streams import Row

_FOLDERS = {"train": "train", "validation": "dev", "test": "test"}  # the benchmark has the last two
_SNIPPETS = 4  # of each kind, at most
_WORDS = 4  # of a snippet, at least: fewer may stand anywhere


def write(part: Part, folder: Path) -> int:
    """Write `FOLDER/html/ID.html.gz` and `FOLDER/ground-truth/ID.json`."""
    folder = folder / _FOLDERS[part.split]
    pages, truths = folder / "html", folder / "ground-truth"
    pages.mkdir(parents=True)
    truths.mkdir()
    number = 0
    for row in part.rows:
        # Without a time in it, so that the same page is the same bytes.
        (pages / f"{row['id']}.html.gz").write_bytes(gzip.compress(row["html"].encode(), mtime=0))
        text = json.dumps(_truth(row), indent=2)  # it reads in the encoding of its machine
        (truths / f"{row['id']}.json").write_text(f"{text}\n", "ascii", newline="\n")
        number += 1
    return number


def _truth(row: Row) -> dict[str, Any]:
    text, main = row["text"], article(row)
    cut = [line for span in row["spans"] for line in text[span["start"] : span["end"]].split("\n")]
    return {
        "schema_version": "2.0",
        "url": row["url"],
        "file_id": row["id"],
        "_internal": {"page_type": {"primary": "article", "tags": []}},
        "ground_truth": {
            "title": row["title"],
            "author": ", ".join(row["authors"] or ()) or None,
            "publish_date": row["published"].date().isoformat() if row["published"] else None,
            "main_content": main,
            "with": _snippets(main.split("\n")),
            "without": _snippets([line for line in cut if line.lower() not in main.lower()]),
        },
    }


def _snippets(lines: Sequence[str]) -> list[str]:
    """Lines from all parts of a text."""
    long = [line.strip() for line in lines if len(line.split()) >= _WORDS]
    return long[:: -(-len(long) // _SNIPPETS) or 1]
