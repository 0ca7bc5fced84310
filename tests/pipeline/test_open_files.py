"""How many files a build has open at once does not grow with the corpus."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ARTICLES = 80
LIMIT = 60  # open files; many systems allow 1,024, which 4 million articles came to

# Rows are kept by ranges of article numbers; here an article or two fill a range, as 32 MB do.
BUILD = """
import resource, sys
from pathlib import Path
import corpus
from corpus.pipeline import plan
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[3]), int(sys.argv[3])))
plan._PART = 200
corpus.build(Path(sys.argv[1]), out=Path(sys.argv[2]), workers=1)
"""


def test_ranges_of_articles_are_not_all_open_at_once(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    lines = [
        json.dumps({"url": f"https://a.example/{n}", "text": f"{n} men met.\n\nThey ate. {n} " * 5})
        for n in range(ARTICLES)
    ]
    (raw / "articles.jsonl").write_text("\n".join(lines))
    command = [sys.executable, "-c", BUILD, str(raw), str(tmp_path / "out"), str(LIMIT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "out" / "1.0.0").exists()
