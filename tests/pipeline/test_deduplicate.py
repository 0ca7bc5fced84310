from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import CannotRunError
from corpus.pipeline.deduplicate import deduplicate
from corpus.pipeline.workdir import Chunk, Workdir


def test_more_articles_than_numbers(tmp_path: Path) -> None:
    chunks = [Chunk("shard", 0, 1 << 31), Chunk("shard", 1, (1 << 31) + 1)]
    with pytest.raises(CannotRunError, match="4,294,967,297 articles are too many"):
        deduplicate(Workdir(tmp_path), chunks, {}, [])
