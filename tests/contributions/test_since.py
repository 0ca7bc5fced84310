"""`corpus validate --since`: what a branch changed, beside all that it did not change."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus import build
from tests.conftest import Ran, Raw
from tests.contributions.git import committed, git

WORDS = "The ferry {} left the harbour of Kilbrannock late on Monday with {} people on board."
_TOLD = re.compile(r"^(\S+): C\d+ (\w+): ", re.M)


def article(number: int, **fields: Any) -> dict[str, Any]:
    text = " ".join(WORDS.format(f"{number}{n}", number * n) for n in range(1, 9))
    return {"url": f"https://a.example/{number}", "text": text, **fields}


@pytest.fixture
def repository(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> Raw:
    """Three files, of which one has a mistake, and a branch that changes nothing yet."""
    raw.write("a.json", article(1, id="a-1"))
    raw.write("b.json", article(2, id="b-2"))
    raw.write("wrong.json", {"text": "It has neither address nor outlet."})
    top = committed(raw.folder.parent)
    git(top, "switch", "-q", "-c", "branch").check_returncode()
    monkeypatch.chdir(top)
    return raw


def told(ran: Ran) -> list[tuple[str, str]]:
    return _TOLD.findall(ran.out)


def test_what_did_not_change_is_not_told(repository: Raw, corpus: Callable[..., Ran]) -> None:
    assert told(corpus("validate")) == [("raw/wrong.json:1:1", "missing_field")]
    assert corpus("validate", "--since", "main") == Ran(
        0, "", "2 articles are valid, 0 problems found\n"
    )


@pytest.mark.parametrize("commits", [True, False])
def test_what_changed_is_told_beside_the_rest(
    commits: bool, repository: Raw, corpus: Callable[..., Ran]
) -> None:
    repository.write("c.json", article(3, id="a-1"))
    repository.write("d.json", article(2) | {"url": "https://a.example/4"})
    repository.write("e.json", article(5) | {"url": "http://www.a.example/1/?utm_source=x"})
    if commits:
        committed(repository.folder.parent)
    assert told(corpus("validate", "--since", "main")) == [
        ("raw/e.json:1:9", "tracking_parameter"),
        ("raw/c.json:1:1", "duplicate_id"),
        ("raw/d.json:1:1", "copied_text"),
        ("raw/e.json:1:1", "same_address"),
    ]


def test_what_the_other_branch_got_is_no_change(
    repository: Raw, corpus: Callable[..., Ran]
) -> None:
    top = repository.folder.parent
    git(top, "switch", "-q", "main").check_returncode()
    repository.write("wrong.json", article(6))
    committed(top)
    git(top, "switch", "-q", "branch").check_returncode()
    assert corpus("validate", "--since", "main").out == ""


def test_labels_are_told_with_their_article(repository: Raw, corpus: Callable[..., Ran]) -> None:
    span = {"start": 0, "end": 8, "label": "other", "text": "It sank."}
    labels = {"sha256": "0" * 64, "annotator": "ana", "date": "2026-11-02", "spans": [span]}
    repository.write("a.labels.json", labels)
    repository.write("b.labels.json", labels)
    committed(repository.folder.parent)
    git(repository.folder.parent, "branch", "-f", "main", "branch").check_returncode()
    repository.write("a.json", article(1, id="a-1", title="Ferry"))
    assert told(corpus("validate", "--since", "main")) == [
        ("raw/a.labels.json:1:132", "orphaned_span")
    ]


def test_a_removed_article_is_told_where_it_is_published(
    repository: Raw, corpus: Callable[..., Ran]
) -> None:
    build("raw", workers=1)
    Path("raw/a.json").unlink()
    repository.write("b.json", article(2, id="b-3"))
    assert told(corpus("validate", "--since", "main")) == [
        ("raw/a.json", "removed_article"),
        ("raw/b.json:1:725", "changed_id"),
    ]


def test_files_that_are_published_and_did_not_change_are_not_read(
    repository: Raw, corpus: Callable[..., Ran]
) -> None:
    build("raw", workers=1)
    repository.write("d.json", article(2) | {"url": "https://a.example/4"})
    ran = corpus("validate", "--since", "main")
    assert told(ran) == [("raw/d.json:1:1", "copied_text")]
    assert "raw/b.json:1, published as b-2 in release 1.0.0" in ran.out
    assert ran.err == "1 articles are valid, 0 problems and 1 warning found\n"


def test_a_revision_that_is_none(repository: Raw, corpus: Callable[..., Ran]) -> None:
    assert corpus("validate", "--since", "nowhere") == Ran(
        2,
        "",
        "corpus: --since nowhere: raw knows no such revision; expected a commit, a branch or a "
        "tag; fetch it (in a workflow: fetch-depth: 0), or name another\n",
    )


def test_a_folder_that_is_in_no_repository(raw: Raw, corpus: Callable[..., Ran]) -> None:
    raw.write("a.json", article(1))
    ran = corpus("validate", raw.folder, "--since", "main")
    assert ran.code == 2
    assert ran.err.startswith(f"corpus: {raw.folder}: git says: ")
    assert ran.err.endswith("; expected a repository for --since; leave --since out\n")
