from __future__ import annotations

import json
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import uvicorn

from corpus.release.reader import Release
from corpus.review.server import ADDRESS, application, new_token
from corpus.review.session import Session
from tests.cli.releases import made

EVIL = '<script>window.evil = 1</script><img src="x" onerror="window.evil = 2">'
TEXTS = {
    "ferry": "The ferry is back 🛳️ today\nBy Ana Reddin\nIt left 😀 at noon. "
    "Then the sea was calm.\n\n  Sign up for our newsletter  \nNobody was hurt.\nAdvertisement",
    "rtl": "العبّارة متوقفة 😀 في الميناء\nاقرأ أيضا: مواعيد السفر 🗓️\nالمحرك معطل.\nشارك المقال",
    "evil": f"{EVIL}\nBy {EVIL}\nShare {EVIL}\nThe end \u202eof it \u0000.",
}
LONG = "\n".join(
    f"Line {n} says that the ferry of pier {n % 97} left late again." for n in range(2000)
)


class Corpus(NamedTuple):
    release: Release
    raw: Path


def built(folder: Path, texts: dict[str, str]) -> Corpus:
    """The release of some articles, with their ids as titles."""
    for name, text in texts.items():
        (folder / "raw" / name).mkdir(parents=True)
        title = EVIL if name == "evil" else name
        article = {"id": name, "url": f"https://{name}.example/a", "title": title, "text": text}
        (folder / "raw" / name / "a.json").write_text(json.dumps(article))
    return Corpus(Release.open(made(folder / "raw", folder / "build")), folder / "raw")


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return built(tmp_path_factory.mktemp("review"), TEXTS)


@pytest.fixture
def corpora(few: Corpus, tmp_path: Path) -> Corpus:
    """A release of three articles, with a raw folder to write labels to."""
    return few._replace(raw=Path(shutil.copytree(few.raw, tmp_path / "raw")))


class Served(NamedTuple):
    session: Session
    port: int
    token: str

    @property
    def address(self) -> str:
        return f"http://{ADDRESS}:{self.port}/{self.token}/"

    def number(self, article: str) -> int:
        return [entry["id"] for entry in self.session.entries()].index(article)


@contextmanager
def serving(corpora: Corpus) -> Iterator[Served]:
    """The page, served on this machine by a thread."""
    session, token = Session(corpora.release, corpora.raw, "ana", 100), new_token()
    with socket.create_server((ADDRESS, 0)) as listening:
        port = listening.getsockname()[1]
        app = application(session, token, port)
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
        run = {"target": server.run, "kwargs": {"sockets": [listening]}}
        thread = threading.Thread(**run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield Served(session, port, token)
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def served(corpora: Corpus) -> Iterator[Served]:
    with serving(corpora) as served:
        yield served
