"""How many files a build has open at once does not grow with the corpus."""

from __future__ import annotations

import json
import resource
from pathlib import Path

from corpus.pipeline import plan
from tests.forks import Command

ARTICLES = 80
LIMIT = 60  # open files; many systems allow 1,024, which 4 million articles came to


def few_files() -> None:
    """Let this process have few files open.

    Rows are kept by ranges of article numbers; here an article or two fill a range, as 32 MB do.
    """
    resource.setrlimit(resource.RLIMIT_NOFILE, (LIMIT, LIMIT))
    plan._PART = 200


def test_ranges_of_articles_are_not_all_open_at_once(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    lines = [
        json.dumps({"url": f"https://a.example/{n}", "text": f"{n} men met.\n\nThey ate. {n} " * 5})
        for n in range(ARTICLES)
    ]
    (raw / "articles.jsonl").write_text("\n".join(lines))
    options = ["--out", tmp_path / "out", "--workers", "1"]
    ended = Command("build", raw, *options, prepare=few_files).wait()
    assert ended.code == 0, ended.err[-2000:]
    assert (tmp_path / "out" / "1.0.0").exists()
