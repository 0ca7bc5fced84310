"""Which split earlier releases claim for an article, on arrays that say what is meant."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from numpy.typing import NDArray

from corpus.contract.columns import ROW
from corpus.contract.splits import SPLITS, TEST, TRAIN, VALIDATION
from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.engine.shuffle import write_run
from corpus.hashing import id_keys, text_hash
from corpus.history.claims import Claims, Tracer, find_claims, find_new_traces
from corpus.history.ledger import ENTRY, Ledger, merge_entries
from corpus.history.previous import Previous, read_published
from corpus.history.traces import TRACE, ChunkKeys, spread
from corpus.identify.address import page_address
from corpus.linking.links import KEY
from corpus.pipeline.articles import INDEX
from corpus.release.layout import Shard
from corpus.split.assign import CHANGED, NEW, RETURNED, SAME, UNSEEN
from tests.documents.test_card import row

WORDS = "The ferry that left at six was an hour late and nobody on the quay had been told why"


class Article(NamedTuple):
    id: str
    text: str
    url: str | None = None


@pytest.fixture
def runner() -> Runner:
    return Runner(Local(1), Silent())


class World:
    """A work folder and a release before, of which each split has one file."""

    def __init__(self, folder: Path, runner: Runner) -> None:
        self.folder = folder
        self.chunk = ChunkKeys(folder / "keys.npy", folder / "numbers.npy", 0)
        self.tracer = Tracer(runner, folder, [self.chunk])
        (folder / "data").mkdir()
        self.rows: list[NDArray[np.void]] = []
        self.files: list[Path] = []
        self.ledger = Ledger(np.empty(0, ENTRY), np.empty(0, TRACE))

    def publish(self, split: str, *articles: Article) -> None:
        """Put articles into the release before."""
        file = self.folder / Shard.numbered(split, 0, 1).data
        texts = [
            row(1, article.text, id=article.id, url=article.url, spans=[]) for article in articles
        ]
        pq.write_table(pa.Table.from_pylist(texts, ROW), file)
        rows = read_published(file)
        rows["file"] = len(self.files)
        self.rows.append(rows)
        self.files.append(file)

    def remember(self, split: str, *ids: str) -> None:
        """Let the ledger say that these ids were published in an earlier release."""
        entries = np.empty(len(ids), ENTRY)
        entries["id"], entries["split"] = id_keys(ids), split.encode()
        self.ledger = self.ledger._replace(entries=merge_entries(self.ledger.entries, entries))

    def leave(self, code: int, *values: str) -> None:
        """Let the ledger have traces of URLs or texts."""
        traces = np.empty(len(values), TRACE)
        keys = [page_address(value) if value.startswith("https:") else value for value in values]
        traces["key"], traces["split"] = [text_hash(key) for key in keys], code
        self.ledger = self.ledger._replace(
            traces=np.unique(np.concatenate([self.ledger.traces, traces]))
        )

    @property
    def before(self) -> Previous:
        rows = np.concatenate(self.rows)
        rows = rows[np.argsort(rows["id"])]
        entries = merge_entries(self.ledger.entries, rows)
        ledger = self.ledger._replace(entries=entries)
        return Previous("1.0.0", rows, ledger, True, self.files)

    def today(self, articles: Sequence[Article]) -> tuple[list[str], NDArray[np.void]]:
        """Ids in the order of numbers, and the index; keys of URL and text are in `keys`."""
        ordered = sorted(articles, key=lambda article: id_keys([article.id]).tolist()[0])
        index = np.zeros(len(ordered), INDEX)
        keys = []
        for number, article in enumerate(ordered):
            index[number]["id"] = id_keys([article.id])[0]
            index[number]["text"] = text_hash(article.text)
            address = page_address(article.url) if article.url else ""
            index[number]["url"] = text_hash(address) if address else 0
            keys += [(text_hash(value), number) for value in (article.text, address) if value]
        numbers = np.arange(len(ordered))[::-1]
        key_rows = np.array([(key, len(ordered) - 1 - number) for key, number in keys], KEY)
        key_rows["key"] = spread(key_rows["key"])
        write_run(self.chunk.keys, key_rows)
        np.save(self.chunk.numbers, numbers)
        return [article.id for article in ordered], index

    def claims(self, *articles: Article) -> dict[str, tuple[Any, int]]:
        """By id the splits that claim it, and its status."""
        ids, index = self.today(articles)
        claims = find_claims(self.tracer, index, self.before)
        splits = [tuple(SPLITS[code] for code in np.flatnonzero(row)) for row in claims.claimed]
        return dict(zip(ids, zip(splits, claims.status.tolist(), strict=True), strict=True))


@pytest.fixture
def world(tmp_path: Path, runner: Runner) -> World:
    return World(tmp_path, runner)


FERRY = Article("ferry", f"{WORDS}.", "https://a.example/ferry")
QUAY = Article("quay", f"Quay: {WORDS.lower()}", "https://a.example/quay")
OTHER = Article("other", "Something else happened.", "https://a.example/other")


def test_without_a_release_before_nothing_is_claimed(world: World) -> None:
    _, index = world.today([FERRY, OTHER])
    claims = find_claims(world.tracer, index, None)
    assert claims.status.tolist() == [NEW, NEW]
    assert claims.splits.tolist() == [UNSEEN, UNSEEN]
    assert not claims.is_disputed.any()


def test_a_page_is_known_under_every_address(world: World) -> None:
    world.publish("test", FERRY, QUAY)
    respelled = FERRY._replace(url="http://www.a.example/ferry/?utm_source=mail#comments")
    renamed = Article("new", "The ferry is late.", "https://amp.a.example/quay/amp")
    assert world.claims(respelled, renamed) == {
        "ferry": (("test",), SAME),
        "new": (("test",), CHANGED),
    }


def test_what_is_as_it_was_keeps_its_split(world: World) -> None:
    world.publish("test", FERRY)
    assert world.claims(FERRY, OTHER) == {"ferry": (("test",), SAME), "other": ((), NEW)}


def test_without_a_url_too(world: World) -> None:
    article = FERRY._replace(url=None)
    world.publish("test", article)
    assert world.claims(article) == {"ferry": (("test",), SAME)}


@pytest.mark.parametrize("change", [{"text": "A new text."}, {"url": "https://a.example/new"}])
def test_what_has_another_text_or_url_is_changed_and_keeps_its_split(
    world: World, change: dict[str, str]
) -> None:
    world.publish("validation", FERRY)
    assert world.claims(FERRY._replace(**change)) == {"ferry": (("validation",), CHANGED)}


def test_what_an_earlier_release_published_returns_to_its_split(world: World) -> None:
    world.publish("train", OTHER)
    world.remember("test", "ferry")
    assert world.claims(FERRY, OTHER)["ferry"] == (("test",), RETURNED)


def test_an_article_with_the_url_of_a_removed_one_follows_it(world: World) -> None:
    """An id that is made of the text changes with the text; the URL tells who it was."""
    world.publish("test", FERRY)
    follower = Article("another id", "A corrected text.", FERRY.url)
    assert world.claims(follower) == {"another id": (("test",), CHANGED)}


def test_an_article_with_the_url_of_one_that_stays_follows_nobody(world: World) -> None:
    world.publish("test", FERRY)
    twin = Article("twin", "Another text at the same place.", FERRY.url)
    assert world.claims(FERRY, twin)["twin"] == ((), NEW)


def test_articles_without_a_url_follow_nobody(world: World) -> None:
    world.publish("test", FERRY._replace(url=None))
    assert world.claims(Article("another id", "Another text.")) == {"another id": ((), NEW)}


def test_an_article_that_was_published_follows_nobody(world: World) -> None:
    """Its id stood in an earlier release: it comes back, whatever its URL was used for since."""
    world.publish("test", FERRY)
    world.remember("test", "older")
    assert world.claims(Article("older", "A text.", FERRY.url)) == {"older": (("test",), RETURNED)}


def test_a_removed_text_claims_who_has_it_today(world: World) -> None:
    world.publish("test", FERRY)
    copy = Article("copy", FERRY.text, "https://b.example/copy")
    assert world.claims(copy, OTHER) == {"copy": (("test",), RETURNED), "other": ((), NEW)}


def test_a_trace_of_the_ledger_claims_who_has_it_today(world: World) -> None:
    world.publish("train", OTHER)
    world.leave(VALIDATION, FERRY.text)
    assert world.claims(FERRY, OTHER) == {
        "ferry": (("validation",), RETURNED),
        "other": (("train",), SAME),
    }


def test_traces_do_not_claim_what_is_as_it_was(world: World) -> None:
    world.publish("train", FERRY)
    world.leave(TEST, FERRY.text)
    assert world.claims(FERRY) == {"ferry": (("train",), SAME)}


def test_two_claims_are_a_dispute(world: World) -> None:
    world.publish("train", FERRY)
    world.leave(TEST, "A new text.")
    changed = FERRY._replace(text="A new text.")
    assert world.claims(changed) == {"ferry": (("train", "test"), CHANGED)}


def test_the_one_split_that_claims() -> None:
    claimed = np.array([[0, 0, 0], [0, 1, 0], [1, 0, 1], [0, 0, 1]], np.bool_)
    claims = Claims(claimed, np.zeros(4, np.uint8))
    assert claims.splits.tolist() == [UNSEEN, VALIDATION, UNSEEN, TEST]
    assert claims.is_disputed.tolist() == [False, False, True, False]


def keys(traces: NDArray[np.void], code: int) -> set[int]:
    return set(traces["key"][traces["split"] == code].tolist())


def test_traces_of_what_is_gone_or_changed_by_split(world: World) -> None:
    gone = Article("gone", f"Gone: {WORDS}", "https://a.example/gone")
    world.publish("train", FERRY, QUAY, gone)
    world.publish("test", OTHER)
    _, index = world.today([FERRY, QUAY._replace(text="New.")])
    traces = find_new_traces(world.tracer, index, world.before)
    exact = {
        article.id: {text_hash(article.text), text_hash(page_address(article.url or ""))}
        for article in (FERRY, QUAY, gone, OTHER)
    }
    assert exact["quay"] | exact["gone"] <= keys(traces, TRAIN)
    assert not exact["ferry"] & keys(traces, TRAIN)
    assert keys(traces, TEST) == exact["other"]  # too short for a passage
    assert keys(traces, VALIDATION) == set()
    assert len(np.unique(traces)) == len(traces)


def test_passages_leave_traces_too(world: World) -> None:
    long = Article("long", " ".join(hashlib.sha256(str(n).encode()).hexdigest() for n in range(60)))
    world.publish("train", long)
    _, index = world.today([OTHER])
    traces = find_new_traces(world.tracer, index, world.before)
    assert len(traces) > 2


def test_nothing_gone_leaves_no_trace(world: World) -> None:
    world.publish("train", FERRY)
    _, index = world.today([FERRY, OTHER])
    assert len(find_new_traces(world.tracer, index, world.before)) == 0


def test_what_was_collected_and_matched_is_not_looked_for_again(world: World) -> None:
    """A build looks for claims on its own release too, where the same rows are gone."""
    world.publish("train", FERRY, QUAY)
    _, index = world.today([QUAY])
    before = world.before
    first = find_claims(world.tracer, index, before)
    for path in [*world.files, world.chunk.keys]:
        path.unlink()
    again = find_claims(world.tracer, index, before)
    assert np.array_equal(first.claimed, again.claimed)
    assert len(find_new_traces(world.tracer, index, before))
