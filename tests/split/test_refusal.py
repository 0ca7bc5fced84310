"""A builder with a fault makes no release: the real build, with one of its parts broken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from corpus.contract.columns import ROW
from corpus.linking.links import LINK
from corpus.pipeline import assign, export, link
from corpus.pipeline.link import Links
from corpus.split.assign import Articles, Choice, Placed
from tests.conftest import Ran, Raw
from tests.split.test_leakcheck import magnet, prose


def scatter(articles: Articles, choice: Choice) -> Placed:
    return Placed((np.arange(len(articles.ids)) % 3).astype(np.uint8), articles.groups)


FAULTS: dict[str, tuple[Any, str, Any]] = {
    "articles are placed without a look at their groups": (assign, "assign", scatter),
    "links are not followed": (assign, "groups", lambda n, links: (np.arange(n, dtype="<u4"), 0)),
    "no link is found": (
        link,
        "Links",
        lambda **found: Links(**found | {"links": np.empty(0, LINK)}),
    ),
}


def _rank(n: int) -> str:
    return hashlib.sha256(f"n{n}".encode()).hexdigest()


# Ids that sort behind all others: the leaking articles are the last rows of every file.
LATE = sorted(range(1000), key=_rank)[-6:]


def edited(n: int) -> str:
    words = prose(1).split()
    words[n % 100] = "edited"
    return " ".join(words)


LEAKING: dict[str, Callable[[int], dict[str, Any]]] = {
    "one url": lambda n: {"text": prose(n), "url": f"https://a.example/one?utm_source={n}"},
    "one sha256": lambda n: {"text": prose(1)},
    "a near-duplicate": lambda n: {"text": edited(n)},
    "a passage": lambda n: {"text": f"{prose(n)} {magnet().passage} {prose(n + 5000)}"},
}


def crowd(size: int) -> list[dict[str, Any]]:
    """Articles with nothing in common but 20 words, which all leaking passages hold."""
    texts = [f"{prose(1000 + n, 60)} {magnet().run} {prose(2000 + n, 60)}" for n in range(size)]
    return [{"id": f"crowd{n}", "outlet": "b", "text": text} for n, text in enumerate(texts)]


@pytest.fixture
def leaking(request: pytest.FixtureRequest, raw: Raw, monkeypatch: pytest.MonkeyPatch) -> str:
    """What leaks, if nobody looks, in the raw folder beside `split.toml`."""
    kind, size = request.param
    monkeypatch.chdir(raw.folder.parent)
    articles = [{"id": f"n{n}", "outlet": "b", **LEAKING[kind](n)} for n in LATE]
    raw.write("a.jsonl", [*crowd(size), *articles])
    Path("split.toml").write_text("[split]\ntrain = 1\nvalidation = 1\ntest = 1\n")
    return kind


IN_ALL_WAYS = pytest.mark.parametrize(
    "leaking",
    [(kind, size) for kind in LEAKING for size in (0, 120)],
    indirect=True,
    ids=[f"{kind} {where}" for kind in LEAKING for where in ("alone", "in a crowd")],
)


@IN_ALL_WAYS
def test_a_builder_without_a_fault_keeps_it_together(
    leaking: str, corpus: Callable[..., Ran]
) -> None:
    assert corpus("build", "--config", "split.toml").code == 0


@IN_ALL_WAYS
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_leaks_publishes_nothing(
    leaking: str, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(*FAULTS[fault])
    ran = corpus("build", "--config", "split.toml")
    assert ran.code == 2
    message = ran.err[ran.err.index("corpus: the splits leak in") :]
    assert "nothing was published; expected none; this is a fault of the builder" in message
    assert f"{leaking} stands in two splits: " in message
    assert sorted(path.name for path in Path("build").iterdir()) == [".cache", ".lock"]


def judged(text: str) -> dict[str, Any]:
    """A label that says that the last line of a text is boilerplate."""
    start = text.rindex("\n") + 1
    span = {"start": start, "end": len(text), "label": "newsletter_signup", "text": text[start:]}
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    about = {"annotator": "ana", "date": "2026-11-20", "complete": True}
    return {"sha256": sha256, **about, "spans": [span]}


def with_passage(table: pa.Table) -> pa.Table:
    texts = [f"{text}\n{magnet().passage}" for text in table["text"].to_pylist()]
    return table.set_column(table.schema.get_field_index("text"), "text", pa.array(texts))


def without_spans(table: pa.Table) -> pa.Table:
    place = table.schema.get_field_index("spans")
    return table.set_column(place, "spans", pa.array([[]] * len(table), ROW.field("spans").type))


AFTER_LABELLING = {"texts": with_passage, "spans": without_spans}


@pytest.mark.parametrize("changed", AFTER_LABELLING)
def test_what_changes_after_labelling_is_checked_as_it_stands_in_the_files(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    texts = [f"{prose(3000 + n)}\n{magnet().passage}" for n in range(30)]
    raw.write("a.jsonl", [{"id": f"n{n}", "outlet": "b", "text": t} for n, t in enumerate(texts)])
    raw.write("a.labels.json", json.dumps([*map(judged, texts)]))
    assert corpus("build", "--out", "sound").code == 0
    real = export._as_released
    monkeypatch.setattr(
        export,
        "_as_released",
        lambda *rows: AFTER_LABELLING[changed](real(*rows)),
    )
    ran = corpus("build", "--out", "changed")
    assert ran.code == 2
    assert "a passage stands in two splits: " in ran.err
