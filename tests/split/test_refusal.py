"""A builder with a fault makes no release: the real build, with one of its parts broken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.linking.links import LINK, Capped
from corpus.pipeline import assign, link
from corpus.split.assign import Articles, Choice, Placed
from tests.conftest import Ran, Raw
from tests.split.test_leakcheck import PASSAGE, prose


def scatter(articles: Articles, choice: Choice) -> Placed:
    return Placed((np.arange(len(articles.ids)) % 3).astype(np.uint8), articles.groups)


FAULTS: dict[str, tuple[Any, str, Any]] = {
    "articles are placed without a look at their groups": (assign, "assign", scatter),
    "links are not followed": (assign, "groups", lambda n, links: (np.arange(n, dtype="<u4"), 0)),
    "no link is found": (
        link,
        "link",
        lambda kind, rows, sketches: (np.empty(0, LINK), Capped()),
    ),
}


def edited(n: int) -> str:
    words = prose(1).split()
    words[n * 5] = "edited"
    return " ".join(words)


LEAKING: dict[str, Callable[[int], dict[str, Any]]] = {
    "one url": lambda n: {"text": prose(n), "url": "https://a.example/one"},
    "one sha256": lambda n: {"text": prose(1)},
    "a near-copy": lambda n: {"text": edited(n)},
    "a passage": lambda n: {"text": f"{prose(n)} {PASSAGE} {prose(n + 50)}"},
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", LEAKING)
def test_a_fault_that_leaks_publishes_nothing(
    raw: Raw,
    corpus: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    fault: str,
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    raw.write("a.jsonl", [{"id": f"n{n}", "outlet": "b", **LEAKING[kind](n)} for n in range(12)])
    assert corpus("build", "--out", "good").code == 0
    monkeypatch.setattr(*FAULTS[fault])
    ran = corpus("build")
    assert ran.code == 2
    said = ran.err[ran.err.index("corpus: the splits leak in") :]
    assert "nothing was published; expected none; this is a fault of the builder" in said
    assert f"{kind} stands in two splits: " in said
    assert [path.name for path in Path("build").iterdir()] == [".lock"]
