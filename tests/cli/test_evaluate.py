from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.evaluate import replay
from corpus.evaluate.gold import digest
from corpus.identify.canonical import sha256
from corpus.labelling.label_model import choose_spans
from corpus.release.reader import Release
from tests.cli.releases import made
from tests.conftest import ROOT, Ran

FLOOR = ROOT / "tests" / "floor.json"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(ROOT / "raw", tmp_path_factory.mktemp("release"))


def test_the_recorded_votes_give_the_recorded_spans(release: Path) -> None:
    opened = Release.open(release)
    least = opened.manifest.min_confidence
    for row in replay.articles(opened):
        again = [
            (*s[:4], pytest.approx(s.confidence))
            for s in choose_spans(row.votes, row.human_labelled, least)
        ]
        assert [tuple(span) for span in row.spans] == again


def test_the_sample_reaches_the_floor(release: Path, corpus: Callable[..., Ran]) -> None:
    ran = corpus("evaluate", release, "--gold", ROOT / "raw", "--floor", FLOOR)
    assert (ran.code, ran.err) == (0, "")
    assert "by language" in ran.out
    assert "without model" in ran.out


def test_the_floor_is_lowered_with_a_reason_only() -> None:
    floor = json.loads(FLOOR.read_text("utf-8"))
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert all(reason in changes for reason in floor["lowered_because"])


def test_below_the_floor(release: Path, corpus: Callable[..., Ran], tmp_path: Path) -> None:
    floor = tmp_path / "floor.json"
    floor.write_text(json.dumps({"gold": digest(ROOT / "raw"), "least": {"recall": 0.9999}}))
    ran = corpus("evaluate", release, "--gold", ROOT / "raw", "--floor", floor, "--json")
    assert ran.code == 1
    assert "expected 0.9999 or better" in ran.err
    said = json.loads(ran.out)
    assert set(said["without"]) == {"rule", "model", "template", "headline"}
    assert said["total"]["articles"] == 42


def test_a_floor_is_raised_freely_and_lowered_with_a_reason(
    release: Path, corpus: Callable[..., Ran], tmp_path: Path
) -> None:
    floor = tmp_path / "floor.json"
    on_gold = ("evaluate", release, "--gold", ROOT / "raw", "--floor", floor)

    def pinned(recall: float) -> None:
        said = {"recall": recall, "calibration_error": 0.9}
        floor.write_text(json.dumps({"gold": "", "least": said, "lowered_because": []}))

    pinned(0.5)
    assert "pinned on other gold" in corpus(*on_gold).err
    assert corpus(*on_gold, "--pin").code == 0
    raised = json.loads(floor.read_text("utf-8"))
    assert raised["least"]["recall"] > 0.5
    assert raised["least"]["calibration_error"] < 0.9
    pinned(0.9999)
    refused = corpus(*on_gold, "--pin")
    assert refused.code == 2
    assert "recall would be lowered to" in refused.err
    assert corpus(*on_gold, "--pin", "--lower-because", "fewer rules").code == 0
    assert json.loads(floor.read_text("utf-8")) == {**raised, "lowered_because": ["fewer rules"]}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["nowhere", "--gold", ROOT / "raw"], "corpus: nowhere: no release here"),
        (["RELEASE", "--gold", ROOT / "docs"], "no gold here; expected .labels.json files"),
    ],
)
def test_what_cannot_be_measured(
    release: Path, corpus: Callable[..., Ran], options: list[str], told: str
) -> None:
    ran = corpus("evaluate", *[release if o == "RELEASE" else o for o in options])
    assert ran.code == 2
    assert told in ran.err


TEXT = "The ferry left at six, an hour late.\nAll day long."
SIGN_UP = "Sign up for our newsletter"


def write_gold(raw: Path, *annotations: dict[str, Any]) -> None:
    """One article, and beside it what people said of it."""
    raw.mkdir()
    text = f"{TEXT}\n{SIGN_UP}"
    (raw / "a.json").write_text(json.dumps({"text": text, "outlet": "a", "id": "a"}))
    made = {"sha256": sha256(text), "date": "2026-01-01", "annotator": "ann", "complete": True}
    (raw / "a.labels.json").write_text(json.dumps([made | said for said in annotations]))


def labelled(start: int, words: str, label: str = "newsletter_signup") -> dict[str, Any]:
    return {"start": start, "end": start + len(words), "text": words, "label": label}


RIGHT = labelled(len(TEXT) + 1, SIGN_UP)


def test_gold_is_placed_by_its_words_as_in_a_build(
    corpus: Callable[..., Ran], tmp_path: Path
) -> None:
    write_gold(tmp_path / "right", {"spans": [RIGHT]})
    write_gold(tmp_path / "moved", {"spans": [labelled(3, SIGN_UP)]})
    assert corpus("build", tmp_path / "right", "--out", tmp_path / "out").code == 0
    right, moved = (
        json.loads(corpus("evaluate", tmp_path / "out/latest", "--json", "--gold", gold).out)
        for gold in (tmp_path / "right", tmp_path / "moved")
    )
    assert right["total"]["boilerplate"] == len(SIGN_UP)
    assert right == moved


@pytest.mark.parametrize(
    ("annotations", "told"),
    [
        ([{"spans": [labelled(3, "Words of nobody")]}], "its words are nowhere"),
        ([{"spans": [{**RIGHT, "label": "news"}]}], "labels.json:1: C104 bad_value"),
        (
            [{"spans": [RIGHT]}, {"annotator": "bob", "spans": [{**RIGHT, "label": "contact"}]}],
            "share no article",
        ),
    ],
    ids=["no place", "no label", "people disagree"],
)
def test_gold_that_a_build_would_not_believe(
    corpus: Callable[..., Ran], tmp_path: Path, annotations: list[dict[str, Any]], told: str
) -> None:
    write_gold(tmp_path / "right", {"spans": [RIGHT]})
    write_gold(tmp_path / "wrong", *annotations)
    assert corpus("build", tmp_path / "right", "--out", tmp_path / "out").code == 0
    ran = corpus("evaluate", tmp_path / "out/latest", "--gold", tmp_path / "wrong")
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_show_tells_who_said_what(release: Path, corpus: Callable[..., Ran]) -> None:
    ran = corpus("show", "te-20902", "--release", release, "--why")
    assert ran.code == 0
    assert "newsletter_signup Like local news?" in ran.out
    assert "rule:newsletter_signup.v1 0.99 newsletter_signup invite.en" in ran.out


def test_show_of_an_unknown_article(release: Path, corpus: Callable[..., Ran]) -> None:
    ran = corpus("show", "nobody", "--release", release)
    assert ran.code == 2
    assert 'holds no article "nobody"' in ran.err


def test_min_confidence(corpus: Callable[..., Ran], tmp_path: Path) -> None:
    def spans(least: str) -> int:
        out = tmp_path / least
        text = "Read more\nThe ferry left at six, an hour late.\nSign up for our newsletter"
        raw = tmp_path / "raw"
        raw.mkdir(exist_ok=True)
        (raw / "a.json").write_text(json.dumps({"text": text, "outlet": "a", "id": "a"}))
        assert corpus("build", raw, "--out", out, "--min-confidence", least).code == 0
        return sum(len(row.spans) for row in replay.articles(Release.open(out / "latest")))

    assert spans("0.5") >= spans("0.9") > spans("1")
