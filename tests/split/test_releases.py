"""Releases built one on the other by the real build: what was published stays where it stood."""

from __future__ import annotations

import json
import random
import re
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.errors import CannotRunError
from corpus.pipeline.config import Config
from corpus.pipeline.plan import build
from corpus.split.assign import Choice
from tests.conftest import LETTERS, rows

PAGES, PASSAGES, OUTLETS = 9, 7, 4


def passage(name: str) -> str:
    """30 words that stand nowhere else."""
    rnd = random.Random(name)
    return " ".join("".join(rnd.choices(LETTERS, k=7)) for _ in range(30))


class Releases(RuleBasedStateMachine):
    """A newsroom at work. Whatever it does, no id, URL or passage is ever seen in two splits."""

    by = "story"

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.pages: dict[int, tuple[str, bool, int, list[str]]] = {}
        self.previous: Path | None = None
        self.stood: dict[str, str] = {}  # id, URL or passage -> the split it was published in
        self.count = 0

    @rule(
        page=st.integers(0, PAGES - 1),
        named=st.booleans(),
        outlet=st.integers(0, OUTLETS - 1),
        told=st.sets(st.integers(0, PASSAGES - 1), min_size=1, max_size=2),
    )
    def write(self, page: int, named: bool, outlet: int, told: set[int]) -> None:
        """Write a page or correct it; without a name its id comes from URL and text."""
        passages = [f"passage {n}" for n in sorted(told)]
        self.pages[page] = (f"p{page}", named, outlet, passages)

    @rule(page=st.integers(0, PAGES - 1))
    def remove(self, page: int) -> None:
        """Take a page down."""
        self.pages.pop(page, None)

    @precondition(lambda self: self.pages)
    @rule(page=st.integers(0, PAGES - 1), outlet=st.integers(0, OUTLETS - 1))
    def move(self, page: int, outlet: int) -> None:
        """Let a page come back at another address, under another id, with one more passage."""
        if page in self.pages:
            _, named, _, told = self.pages[page]
            self.count += 1
            more = f"passage moved {self.count}"
            self.pages[page] = (f"m{self.count}", named, outlet, [*told[:1], more])

    @precondition(lambda self: self.pages)
    @rule(
        key=st.sampled_from(["a", "b"]),
        spelling=st.sampled_from(["", "/", "/amp", "#comments", "?utm_source=mail"]),
    )
    def release(self, key: str, spelling: str) -> None:
        """Build on nothing but a copy of the release before."""
        raw = self.folder / "raw"
        shutil.rmtree(raw, ignore_errors=True)
        raw.mkdir()
        told: dict[str, list[str]] = {}
        with (raw / "pages.jsonl").open("w") as out:
            for name, named, outlet, passages in self.pages.values():
                url = f"https://outlet{outlet}.example/{name}{spelling}"
                told[url] = passages
                day = f"2026-11-{len(name) + sum(map(len, passages)) % 9 + 1:02d}"
                text = "\n".join(map(passage, passages))
                record = {"url": url, "text": text, "published": day}
                out.write(json.dumps({**record, "id": name} if named else record) + "\n")
        place = self.folder / f"out{len(list(self.folder.iterdir()))}"
        choice = Choice(self.by, (2, 1, 1), key)
        # Nothing is labelled: made-up words read like anything.
        config = Config(raw, place, split=choice, min_confidence=1, previous=self.previous)
        try:
            outcome = build(config, Runner(Local(1), Silent()))
        except CannotRunError as error:
            if "every article is withheld" in str(error):
                return
            raise
        if outcome.release is not None:
            self.check(outcome.release, told)
            self.previous = place.with_name(f"copy of {place.name}")
            shutil.copytree(outcome.release, self.previous)
            shutil.rmtree(place)

    def check(self, release: Path, told: dict[str, list[str]]) -> None:
        """Hold a release against all that were published before it."""
        for row in rows(release).values():
            page = re.match(r"https://[^/]+/\w+", row["url"])[0]  # type: ignore[index]
            for name in (row["id"], page, *told[row["url"]]):
                assert self.stood.setdefault(name, row["split"]) == row["split"], (name, row)
            if self.by == "outlet":
                outlet = f"{row['outlet']} now"
                assert self.stood.setdefault(outlet, row["split"]) == row["split"]
        for outlet in [name for name in self.stood if name.endswith(" now")]:
            del self.stood[outlet]

    def teardown(self) -> None:
        shutil.rmtree(self.folder)


class ReleasesByTime(Releases):
    by = "time"


class ReleasesByOutlet(Releases):
    by = "outlet"


# A failure is not made smaller: that takes a hundred builds.
QUICK = settings(
    max_examples=5, stateful_step_count=20, deadline=None, phases=[Phase.generate], database=None
)
LONG = settings(QUICK, max_examples=60, stateful_step_count=40)


@pytest.mark.parametrize("machine", [Releases, ReleasesByTime, ReleasesByOutlet])
@pytest.mark.parametrize("effort", [QUICK, pytest.param(LONG, marks=pytest.mark.slow)])
def test_what_was_published_stays_where_it_stood(machine: type[Releases], effort: settings) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(machine, settings=effort)
