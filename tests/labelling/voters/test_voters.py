"""What every voter keeps to; a new voter is a row of the table and is tested here unseen."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from corpus.contract.article import DECIMALS, Vote
from corpus.contract.labels import LABELS
from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.labelling import recurrence, voters
from corpus.labelling.label_model import choose_spans
from corpus.labelling.lines import lines
from corpus.labelling.recurrence import LineCounts, Recurring
from corpus.labelling.span_places import AnnotatedSpan
from corpus.labelling.trained import Trained
from corpus.labelling.voters.voter import Batch, Needs, Voter, ask, without_version
from corpus.outlet.tables import Outlet
from corpus.pipeline.config import Config
from corpus.pipeline.plan import build
from tests.conftest import Raw, rows
from tests.labelling import batches
from tests.labelling.models import package_model

TITLE = "The ferry to the islands sails again"
STORY = "The ferry left the harbour at six, an hour late, with forty people and two goats aboard."
FOOTER = "The Courier is printed on paper from 12 forests"
LINKS = "Related stories\n- Mayor of the islands quits\n- Storm on its way"
MENU = "Home\nNews\nSport\nLog in\nSubscribe\nRead more"
LEAD_OUT = "The post Ferry sails again appeared first on The Courier."
TEXTS = (
    f"{TITLE}\nBy Ana Ruiz\n{STORY}\n{LINKS}\n{FOOTER}",
    f"{MENU}\n{STORY} The goats travelled free of charge.\nNewsletters\n{FOOTER}",
    f"{STORY} It came back at noon. {LEAD_OUT}\n{FOOTER}\n{TITLE}",
    "",
    "水🎉 e\u0301\nمرحبا\nAdvertisement",
    "\n".join([*[MENU] * 5, STORY, *[MENU] * 5]),
)
PAGE = (
    f"<title>{TITLE}</title><nav><a href=/>Home</a><a href=/n>News</a></nav><article>"
    f"<h1>{TITLE}</h1><p>{STORY}</p><p>Advertisement</p></article><footer>{FOOTER}</footer>"
)
TEXTS = (*TEXTS, batches.page(PAGE).text)
COURIER = Outlet("courier", "The Courier", "IE", (), {"about_publisher": ("is printed on paper",)})
IDS = [voter.source for voter in voters.voters()]
OF_PAGES = [voter for voter in voters.voters() if voter.needs in (Needs.PAGE, Needs.EXTRACTORS)]


def everything(models: Sequence[Trained] = ()) -> Batch:
    """A batch in which every voter finds something to vote on."""
    batch = batches.batch(*TEXTS, title=TITLE, authors=["Ana Ruiz"], outlet=COURIER)
    batch.annotations = [
        [AnnotatedSpan(0, len(text), "other", "ana", "2026-11-20")] if text else []
        for text in TEXTS
    ]
    batch.articles = [*batch.articles[:-1], batches.page(PAGE)]
    batch.counts = list(counts())
    batch.models = models
    ask(voters.first_pass(), batch)
    return dataclasses.replace(batch, _made={})  # what was made before these votes is of the past


def counts() -> Iterator[LineCounts]:
    titles = [recurrence.title_key(title) for title in (TITLE, "Mayor of the islands quits")]
    rows = [recurrence.marks(lines(text), "courier", None) for text in TEXTS]
    marked = np.array([row for of_text in rows for row in of_text], recurrence.MARK)
    ends = np.cumsum([len(of_text) for of_text in rows])
    counted = recurrence.count(recurrence.line_keys(marked, ends))
    keys = np.unique(np.array(titles, np.uint64))
    recurring = Recurring.of(counted, keys)
    found = recurrence.look_up(marked, recurring, np.full(len(marked), len(TEXTS)))
    for end, of_text in zip(ends.tolist(), rows, strict=True):
        yield found.of(slice(end - len(of_text), end), "courier")


def one_by_one(batch: Batch) -> Iterator[Batch]:
    for index in range(len(TEXTS)):
        only = slice(index, index + 1)
        yield Batch(
            lines=batch.lines[only],
            languages=batch.languages[only],
            votes=batch.votes[only],
            outlets=batch.outlets[only],
            articles=batch.articles[only],
            annotations=batch.annotations[only],
            counts=batch.counts[only],
            models=batch.models,
        )


def only_what_is_needed(batch: Batch, needs: Needs) -> Batch:
    """The batch without what a voter of these needs must not read."""
    if needs is Needs.CORPUS:
        return Batch(votes=batch.votes, counts=batch.counts)
    return Batch(
        lines=batch.lines,
        languages=batch.languages,
        votes=batch.votes if needs >= Needs.VOTES else [],
        outlets=batch.outlets if needs >= Needs.OUTLET else [],
        articles=batch.articles if needs >= Needs.ARTICLE else [],
        annotations=batch.annotations if needs >= Needs.ANNOTATIONS else [],
        models=batch.models if needs >= Needs.MODELS else [],
    )


def module_name(source: str) -> str:
    """The module of `corpus.labelling.voters` that a voter of this source stands in."""
    return without_version(source).rstrip(":.").replace(":", "_")


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    folder = tmp_path_factory.mktemp("models") / "mine"
    return everything([package_model(folder)])


@pytest.mark.parametrize("voter", voters.voters(), ids=IDS)
def test_the_form_of_a_row(voter: Voter) -> None:
    assert re.fullmatch(r"[a-z]+:([a-z_]+\.(v\d+)?|v\d+)?", voter.source)
    module = import_module(f"corpus.labelling.voters.{module_name(voter.source)}")
    assert voter.source == module.SOURCE
    assert voter.evidence
    assert voters.standing(voter.source).evidence == voter.evidence


@pytest.mark.parametrize("voter", voters.voters(), ids=IDS)
def test_votes_of_every_voter(voter: Voter, batch: Batch) -> None:
    votes = voter.vote(only_what_is_needed(batch, voter.needs))
    assert len(votes) == len(TEXTS)
    assert any(votes), "the articles above give this voter nothing to vote on"
    for text, of_article in zip(TEXTS, votes, strict=True):
        for vote in of_article:
            assert 0 <= vote.start < vote.end <= len(text)
            assert vote.label in LABELS
            assert 0 <= vote.weight <= 1
            assert vote.weight == round(vote.weight, DECIMALS)
            assert isinstance(vote.why, str)
            assert voter.is_source_of(vote.source)
            assert re.search(r"[.:]v\d+$", vote.source) or voter.source == "human:"
            assert voters.standing(vote.source) == voters.standing(voter.source)


@pytest.mark.parametrize("voter", voters.voters(), ids=IDS)
def test_votes_depend_on_the_article_alone(voter: Voter, batch: Batch) -> None:
    votes = voter.vote(batch)
    assert voter.vote(batch) == votes
    assert [voter.vote(alone)[0] for alone in one_by_one(batch)] == votes


@pytest.mark.parametrize("voter", OF_PAGES, ids=lambda voter: voter.source)
def test_a_text_and_a_part_of_a_page_have_no_votes_of_pages(voter: Voter) -> None:
    """Of a part, the places of its lines on the page are not known."""
    whole = batches.page_batch(batches.page(PAGE))
    part = dataclasses.replace(whole, lines=[whole.lines[0][:5]])
    text = batches.page_batch(batches.batch(STORY).articles[0])
    assert [voter.vote(batch) for batch in (part, text)] == [[[]], [[]]]


def test_sources_are_unique_and_every_module_is_in_the_table() -> None:
    modules = [module_name(source) for source in IDS]
    assert len(set(modules)) == len(modules)
    files = {path.stem for path in Path(voters.__path__[0]).glob("*.py")}
    assert files - {"__init__", "voter"} == set(modules)


def test_how_sources_stand() -> None:
    """In the order of evidence; another version of a source stands as this one."""
    sources = (
        "human:ana",
        "rule:outlet_phrases.v2",
        "model:mine.v1",
        "extractors:v2",
        "dom:line.v2",
        "model:page_text.v9",
        "rule:comments.v1",
        "headline:v1",
        "template:v1",
        "nobody:v1",
    )
    ranks = [voters.standing(source).rank for source in sources]
    assert ranks == sorted(set(ranks))
    assert voters.standing("rule:title.v1") == voters.standing("rule:comments.v1")
    assert voters.standing("model:line.v1").rank == voters.standing("model:page_text.v1").rank
    assert voters.standing("model:mine.v1").rank == voters.standing("model:page.mine.v1").rank
    evidence = [voters.standing(source).evidence for source in sources]
    assert len({*evidence[2:7]}) == 1
    assert len(set(evidence)) == len(sources) - 4


@pytest.mark.parametrize(
    ("source", "trained"),
    [
        ("model:mine.v1", True),
        ("model:page.mine.v1", True),
        ("model:lines.v1", True),
        ("model:line.v1", False),
        ("model:page_text.v1", False),
        ("dom:line.v1", False),
        ("human:model", False),
    ],
)
def test_which_sources_are_models_of_the_user(source: str, trained: bool) -> None:
    assert voters.is_trained(source) is trained


def test_a_voter_reads_the_votes_of_those_that_need_less_and_of_no_others() -> None:
    read: dict[str, list[str]] = {}

    def voter(name: str, needs: Needs) -> Voter:
        def vote(batch: Batch) -> list[list[Vote]]:
            read[name] = [cast.source for cast in batch.votes[0]]
            return [[Vote(0, 1, "other", name, 0.9, "")] for _ in batch.votes]

        return Voter(name, vote, needs, name)

    batch = Batch(votes=[[], []])
    rows = (("d", Needs.CORPUS), ("c", Needs.VOTES), ("b", Needs.TEXT), ("a", Needs.TEXT))
    ask([voter(name, needs) for name, needs in rows], batch)
    assert read == {"b": [], "a": [], "c": ["b", "a"], "d": ["b", "a", "c"]}
    assert [len(votes) for votes in batch.votes] == [4, 4]


def shouting(batch: Batch) -> list[list[Vote]]:
    """A made-up voter: a line in capitals is an advertisement."""
    return [
        [
            Vote(line.start, line.end, "advertisement", "shouting:v1", 0.9, "capitals")
            for line in of_article
            if line.raw.isupper()
        ]
        for of_article in batch.lines
    ]


def test_a_new_voter_is_one_function_and_one_row(
    monkeypatch: pytest.MonkeyPatch, raw: Raw, tmp_path: Path
) -> None:
    row = Voter("shouting:v1", shouting, Needs.TEXT, "shouting")
    monkeypatch.setattr(voters, "TIERS", ((row,), *voters.TIERS))
    voters.standing.cache_clear()
    text = f"{STORY}\nBUY MORE GOATS\n{STORY}"
    records = [{"id": f"n{n}", "outlet": f"o{n}", "text": f"{text} {n}"} for n in range(12)]
    raw.write("goats.jsonl", records)
    build(Config(raw.folder, tmp_path / "out"), Runner(Local(1), Silent()))
    start = text.index("BUY")
    place = {"start": start, "end": start + len("BUY MORE GOATS"), "label": "advertisement"}
    for article in rows(tmp_path / "out" / "latest").values():
        (span,) = (span for span in article["spans"] if span["start"] == start)
        assert span == {**place, "source": "shouting:v1", "confidence": span["confidence"]}
    # It is independent of a template: 9 x 9 = 81 to 1.
    votes = [Vote(0, 9, "other", source, 0.9, "") for source in ("shouting:v1", "template:v1")]
    assert [span.confidence for span in choose_spans(votes)] == [0.988]
    voters.standing.cache_clear()
