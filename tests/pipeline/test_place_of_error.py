from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from corpus.pipeline import annotate_shard, label_chunk, read_articles
from tests.conftest import Raw

STEPS = [
    (read_articles, "identify"),
    (annotate_shard, "detect"),
    (annotate_shard, "ask_first_pass"),
    (label_chunk, "sketch"),
]


@pytest.mark.parametrize(("module", "name"), STEPS)
def test_an_error_that_nobody_foresaw_names_the_article(
    module: Any,
    name: str,
    raw: Raw,
    corpus: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    step = getattr(module, name)

    def fail_at_the_tern(*arguments: Any) -> Any:
        if "tern flew" in str(arguments):
            raise ValueError("no birds")
        return step(*arguments)

    monkeypatch.setattr(module, name, fail_at_the_tern)
    texts = ["The ferry left at noon.", "The ferry came back.", "A tern flew over the pier."]
    raw.write("a/b.jsonl", [{"text": text, "outlet": "a"} for text in texts])
    ran = corpus("build", raw.folder, "--out", raw.folder.parent / "build", "--workers", "1")
    assert ran.code == 2
    assert "corpus: a/b.jsonl:3: ValueError: no birds; expected no such error" in ran.err
