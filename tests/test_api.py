"""The library face: four functions, the same as the commands, and a fast import."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

import corpus
from corpus.errors import CannotRunError, RejectedError
from tests.conftest import Raw

GOOD = {"text": "The ferry left on time.\nAdvertisement", "url": "https://good.example/1"}
STORY = (
    "The ferry to the island left on time on Monday morning, its captain said, and nobody who had "
    "waited on the quay through the night was left behind."
)
BAD = {"text": "The ferry left on time."}


def test_four_functions_and_nothing_else() -> None:
    assert corpus.__all__ == ["build", "label", "open_release", "validate"]
    # Rooms that were imported are bound in the package too, by the import system.
    public = {
        name
        for name, value in vars(corpus).items()
        if not name.startswith("_") and not inspect.ismodule(value)
    }
    assert public == set(corpus.__all__)


def test_build_gives_the_release(raw: Raw) -> None:
    raw.write("a.json", GOOD)
    raw.write("bad.json", BAD)
    release = corpus.build(raw.folder, out=raw.folder.parent / "build", workers=1)
    assert (release.path.name, release.manifest.version) == ("1.0.0", "1.0.0")
    assert release.manifest.rejected == {"missing_field": 1}
    again = corpus.build(raw.folder, out=raw.folder.parent / "build", workers=1)
    assert again.manifest == release.manifest  # nothing new: the release that holds it


def test_build_under_strict_raises_with_the_problems(raw: Raw) -> None:
    raw.write("a.json", GOOD)
    raw.write("bad.json", BAD)
    with pytest.raises(RejectedError, match="1 inputs were rejected") as raised:
        corpus.build(raw.folder, out=raw.folder.parent / "build", strict=True, workers=1)
    assert [problem.reason for problem in raised.value.problems] == ["missing_field"]
    assert not (raw.folder.parent / "build" / "latest").exists()


def test_open_release(sample: Path) -> None:
    release = corpus.open_release(sample)
    assert sum(release.manifest.rows.values()) == sum(1 for _ in release.rows())
    with pytest.raises(CannotRunError, match="no release here"):
        corpus.open_release(sample / "data")


def test_validate(raw: Raw) -> None:
    raw.write("a.json", GOOD)
    assert corpus.validate(raw.folder) == []
    bad = raw.write("bad.json", BAD)
    (problem,) = corpus.validate(raw.folder)
    assert (problem.file, problem.line, problem.reason) == (bad.as_posix(), 1, "missing_field")
    assert corpus.validate(bad) == [problem]


def test_label() -> None:
    text = f"Ferry leaves on time\r\n{STORY}\r\nAdvertisement\r\n{STORY}"
    spans = corpus.label(text, language="en", title="Ferry leaves on time")
    labelled = {span.label: text[span.start : span.end] for span in spans}
    assert labelled == {"headline": "Ferry leaves on time", "advertisement": "Advertisement"}


def test_label_with_the_phrases_of_an_outlet() -> None:
    text = f"{STORY}\nThe Quay keeps you posted"
    outlet = {"id": "quay", "name": "The Quay", "hosts": ["quay.example"]}
    phrases = {"cross_promotion": ["the quay keeps you posted"]}
    assert corpus.label(text, outlet=outlet) == []
    (span,) = corpus.label(text, outlet={**outlet, "phrases": phrases})
    assert (text[span.start : span.end], span.label) == (
        "The Quay keeps you posted",
        "cross_promotion",
    )
