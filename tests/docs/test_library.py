"""The page on the library has a reference once the library is there."""

from __future__ import annotations

import importlib.util

import pytest

from tests.conftest import ROOT


@pytest.mark.skipif(
    importlib.util.find_spec("corpus.api") is None, reason="corpus.api is not there yet"
)
def test_the_reference_is_no_comment() -> None:
    page = (ROOT / "docs" / "library.md").read_text("utf-8")
    assert "<!--" not in page
    for name in ("build", "open_release", "validate", "label"):
        assert f"\n::: corpus.api.{name}\n" in page
