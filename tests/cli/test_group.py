"""`corpus show ID --group`: what it prints, word for word."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, Ran, Raw, rows
from tests.linking.templates import articles

TELLINGS = ROOT / "tests/linking/stories.toml"
ORIGINAL = "96eab8d5a6d429750be6"


def test_the_sample(tmp_path: Path, corpus: Callable[..., Ran]) -> None:
    assert corpus("build", ROOT / "raw", "--out", tmp_path / "build").code == 0
    golden = (Path(__file__).parent / "group.txt").read_text("utf-8")
    for release in ("latest", "1.0.0"):
        ran = corpus("show", ORIGINAL, "--group", "--release", tmp_path / "build" / release)
        assert (ran.code, ran.out) == (0, golden)
    ran = corpus("show", "te-20902", "--group", "--release", tmp_path / "build/latest")
    assert ran.out == (
        "te-20902  thrushdale-echo  2026-10-02  en  "
        "Council to scrap printed newsletter after 61 years\n"
        "group g6391e21e12bdb2b5 in train: no other article\n"
    )


@pytest.fixture
def release(raw: Raw, corpus: Callable[..., Ran]) -> Path:
    """Three linked in a row, of which the first and the last share nothing; and two equal ones."""
    told = [one["text"] for one in tomllib.loads(TELLINGS.read_text("utf-8"))["told"]]
    zug, musee = (text.replace("\n", " ").strip() for text in (told[9], told[15]))
    raw.write(
        "articles.jsonl",
        [
            {"id": "first", "outlet": "a.example", "text": zug, "language": "de"},
            {"id": "middle", "outlet": "b.example", "text": f"{zug}\n{musee}", "language": "de"},
            {"id": "last", "outlet": "c.example", "text": musee, "language": "fr"},
            {"id": "ad", "url": "https://d.example/1", "text": "Advertisement"},
            {"id": "again", "url": "https://d.example/1", "text": "Advertisement"},
        ],
    )
    assert corpus("build", raw.folder, "--out", raw.folder.parent / "build").code == 0
    return raw.folder.parent / "build/latest"


def shown(ran: Ran) -> list[str]:
    assert ran.code == 0, ran.err
    return [line.strip().split(":")[0] for line in ran.out.splitlines()]


def test_who_is_reached_through_another_says_so(release: Path, corpus: Callable[..., Ran]) -> None:
    said = shown(corpus("show", "first", "--group", "--release", release))
    assert said[1].endswith("in train")
    assert said[2:5] == ["middle  b.example  undated  fr", "passage of 153 words", "one story"]
    assert said[5:8] == ["last  c.example  undated  fr", "through middle", "passage of 162 words"]


def test_one_text_and_one_url_are_evidence(release: Path, corpus: Callable[..., Ran]) -> None:
    said = shown(corpus("show", "ad", "--group", "--release", release))
    assert said[2:] == ["again  d.example  undated  en", "one URL", "one text"]


def test_words_of_a_template_are_no_evidence(raw: Raw, corpus: Callable[..., Ran]) -> None:
    """What links two notes on one firm is the firm; which words are common, the release says."""
    raw.write("articles.jsonl", list(articles("market", 300, dated=False)))
    assert corpus("build", raw.folder, "--out", raw.folder.parent / "build").code == 0
    release = raw.folder.parent / "build/latest"
    groups = Counter(row["group"] for row in rows(release).values())
    (group, size), *_ = groups.most_common(1)
    assert size > 2
    member = next(row["id"] for row in rows(release).values() if row["group"] == group)
    ran = corpus("show", member, "--group", "--release", release)
    stories = [line for line in ran.out.splitlines() if "one story" in line]
    assert len(stories) > 1
    assert not [line for line in stories if re.search("percent|shares|thirty|session", line)]


def test_a_raw_file_shows_the_groups_of_all_its_articles(
    release: Path, raw: Raw, corpus: Callable[..., Ran]
) -> None:
    ran = corpus("show", raw.folder / "articles.jsonl", "--group", "--release", release)
    assert sum(line.startswith("group ") for line in ran.out.splitlines()) == 5


@pytest.mark.parametrize(
    ("what", "where", "said"),
    [
        (
            "nobody",
            "build/latest",
            'corpus: {release}: holds no article "nobody"; expected an id of its column `id`, or a '
            "raw file it was built from; its rejected.jsonl says what was left out and why\n",
        ),
        (
            "first",
            "raw",
            "corpus: {release}: no release here (manifest.json: No such file or directory); "
            "expected the folder of a release, such as build/latest; name one, or delete what is "
            "left of it\n",
        ),
    ],
)
def test_errors(
    release: Path, corpus: Callable[..., Ran], what: str, where: str, said: str
) -> None:
    folder = release.parents[1] / where
    ran = corpus("show", what, "--group", "--release", folder)
    assert (ran.code, ran.out, ran.err) == (2, "", said.format(release=folder))
