"""Which languages are measured, known or unknown, and that the rules know what is called known."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from corpus.labelling.languages import RULED, Standing, standing
from corpus.labelling.line_model import model
from corpus.labelling.voters.rule import vote
from tests.labelling.batches import batch

LINES = tomllib.loads(
    (Path(__file__).parent / "voters" / "known_languages.toml").read_text("utf-8")
)
KINDS = {
    "navigation", "related_links", "legal_notice", "contact", "share_follow", "newsletter_signup",
    "comments", "tags_topics", "advertisement", "about_author", "paywall_notice", "donation_appeal",
}  # fmt: skip


def test_the_lines_are_of_every_known_language_and_kind() -> None:
    assert {tag.partition("-")[0] for tag in LINES} == RULED
    assert {tag: set(kinds) for tag, kinds in LINES.items()} == dict.fromkeys(LINES, KINDS)


@pytest.mark.parametrize("tag", LINES)
def test_the_rules_know_the_commonest_kinds_of_a_known_language(tag: str) -> None:
    found = {
        kind: {vote.label for vote in vote(batch(line))[0]} for kind, line in LINES[tag].items()
    }
    assert {kind: labels for kind, labels in found.items() if kind not in labels} == {}


def test_every_language_has_one_standing() -> None:
    assert {tag: standing(tag).value for tag in ("en", "de", "vi", "ka", "und")} == {
        "en": "measured", "de": "measured", "vi": "known", "ka": "unknown", "und": "unknown",
    }  # fmt: skip
    assert {tag for tag in model.languages() if standing(tag) is not Standing.MEASURED} == set()
