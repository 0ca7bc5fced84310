"""The page on the library has a reference of its functions."""

from __future__ import annotations

from tests.conftest import ROOT


def test_every_function_has_a_reference() -> None:
    page = (ROOT / "docs" / "library.md").read_text("utf-8")
    for name in ("build", "open_release", "validate", "label"):
        assert f"\n::: corpus.api.{name}\n" in page
