"""What another version of the program said of the last build is not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.api import build
from corpus.pipeline import hints, last_build, last_check, shared_keys
from corpus.pipeline.cache import Cache, emptied
from corpus.pipeline.hints import keep_hint, take_hint
from tests.conftest import Raw

NAMES = (last_build.ENTRY, shared_keys.ENTRY, last_check.ENTRY)


def test_a_hint_of_other_code_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache.of(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(hints, "code_digest", lambda: "other")
        keep_hint(cache, "last", emptied(tmp_path / "a"), {"said": 1}, tmp_path)
        assert take_hint(cache, "last", tmp_path / "b")["said"] == 1
    assert take_hint(cache, "last", tmp_path / "c") is None
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize("said", [{}, {"code": "of another version", "pieces": 0}])
def test_a_build_after_one_of_another_version_is_as_any_other(
    raw: Raw, said: dict[str, object]
) -> None:
    out = raw.folder.parent / "out"
    raw.write(
        "a.jsonl", [{"id": f"{n}", "outlet": "courier", "text": f"Story {n}."} for n in range(3)]
    )
    build(raw.folder, out=out)
    for name in NAMES:
        Cache.of(out).keep(name, emptied(out / "made" / name), said, out / "made")
    raw.write("a.jsonl", [{"id": "9", "outlet": "courier", "text": "Another story."}])
    assert build(raw.folder, out=out).version == "2.0.0"
