"""The page in a real Chromium. Needs the extra `browser`, and Debian's chromium."""

from __future__ import annotations

import json
import shutil
import statistics
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.review.conftest import EVIL, LONG, TEXTS, Corpus, Served, built, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        assert path, "no chromium: apt-get install chromium"
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


class Window:
    """One window of the page."""

    def __init__(self, browser: Browser, served: Served, width: int = 1280) -> None:
        self.page: Page = browser.new_page(viewport={"width": width, "height": 900})
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.set_default_timeout(10_000)
        self.page.goto(served.address)
        self.page.wait_for_selector(".row")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def open(self, number: int) -> None:
        with self.page.expect_response(f"**/article/{number}"):
            self.page.select_option("#articles", str(number))
        self.wait(f"number === {number}")

    def wait(self, condition: str) -> None:
        """Wait until something holds. The page's policy forbids playwright's own way."""
        until = time.monotonic() + 10
        while not self.page.evaluate(condition):
            assert time.monotonic() < until, condition
            self.page.wait_for_timeout(20)

    def saved(self) -> None:
        self.wait("!isSaving && !isDirty")

    def rows(self) -> list[tuple[str, str]]:
        texts = self.page.locator(".row .text").all_text_contents()
        return list(zip(texts, self.page.locator(".row .tag").all_text_contents(), strict=True))

    def go(self, words: str) -> None:
        """Move to a row with the keys."""
        place = [text for text, _ in self.rows()].index(words)
        self.press("Home", *"j" * place)


@pytest.fixture
def window(browser: Browser, served: Served) -> Iterator[Window]:
    opened = Window(browser, served)
    opened.open(served.number("ferry"))
    yield opened
    opened.page.close()
    assert opened.faults == []


def on_disk(corpora: Corpus, name: str = "ferry") -> Any:
    return json.loads((corpora.raw / name / "a.labels.json").read_text("utf-8"))


def spans(corpora: Corpus, name: str = "ferry") -> list[tuple[str, str]]:
    return [(span["text"], span["label"]) for span in on_disk(corpora, name)["spans"]]


def test_a_person_works_with_the_keys(window: Window, corpora: Corpus, served: Served) -> None:
    before = window.rows()
    window.go("Nobody was hurt.")
    window.press("f")
    window.saved()
    assert spans(corpora) == [("Nobody was hurt.", "caption")]
    assert window.page.locator(".row.at .text").text_content() == "Advertisement"
    window.press("c", "u", "u")
    window.saved()
    assert window.rows() == before
    assert not (corpora.raw / "ferry" / "a.labels.json").exists()

    window.go("It left 😀 at noon. Then the sea was calm.")
    window.press("s", *["ArrowLeft"] * 20, *["ArrowRight"] * 4)
    left = window.page.locator(".row.at .text").evaluate("it => it.firstChild.data")
    assert left == "It left 😀 at noon"
    window.press("ArrowRight", "Enter")
    assert "Then the sea was calm." in [text for text, _ in window.rows()]
    window.go("Then the sea was calm.")
    window.press("1")
    window.go("Nobody was hurt.")
    window.press("k", "Shift+J", "Shift+Digit7")  # two lines at once
    window.press("a")
    window.wait("start.articles.some((each) => each.done)")
    assert {("Then the sea was calm.", "related_links"), ("Nobody was hurt.", "other")} <= {
        *spans(corpora)
    }
    saved = on_disk(corpora)
    assert (saved["complete"], saved["annotator"]) == (True, "ana")
    text = TEXTS["ferry"]
    assert all(text[s["start"] : s["end"]] == s["text"] for s in saved["spans"])
    window.wait(f"number !== {served.number('ferry')}")
    assert window.page.text_content("#judged") == "1 of 3 judged by ana"
    changed = window.page.text_content("#changes") or ""
    assert changed.endswith("In all: 1 relabelled, 0 cleared, 2 added.")
    window.press("u")  # also what was accepted
    window.wait("start.articles.every((each) => !each.done)")
    window.saved()


def test_it_goes_on_where_the_person_was(
    window: Window, browser: Browser, corpora: Corpus, served: Served
) -> None:
    window.go("Nobody was hurt.")
    window.press("f")
    window.saved()
    window.open(0)
    window.press("a")
    window.wait("number !== 0")
    again = Window(browser, served)
    assert again.page.evaluate("number") != 0
    again.open(served.number("ferry"))
    assert ("Nobody was hurt.", "caption") in again.rows()
    again.page.close()


def test_two_windows(window: Window, browser: Browser, corpora: Corpus, served: Served) -> None:
    other = Window(browser, served)
    other.open(served.number("ferry"))
    window.go("Nobody was hurt.")
    window.press("f")
    window.saved()
    written = on_disk(corpora)
    other.go("Advertisement")
    other.press("c")
    other.page.wait_for_selector("#conflict:not([hidden])")
    assert on_disk(corpora) == written
    other.press("r")
    other.page.wait_for_selector("#conflict", state="hidden")
    assert ("Nobody was hurt.", "caption") in other.rows()
    other.go("Advertisement")
    other.press("c")
    other.saved()
    assert len(on_disk(corpora)["tool"]["cleared"]) == 1
    other.page.close()


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(
    window: Window, served: Served, width: int, scheme: Any, browser: Browser
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = window.page
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.click("summary")
    for name in ("ferry", "rtl"):
        window.open(served.number(name))
        window.press("j", "Shift+J")
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_hostile_texts_run_nothing(window: Window, served: Served) -> None:
    window.open(served.number("evil"))
    assert window.page.text_content("#title") == EVIL
    assert EVIL in window.rows()[0][0]
    assert window.page.evaluate("window.evil") is None
    assert window.page.locator("img").count() == 0
    window.page.evaluate(  # and if something did get in, the policy stops it
        """html => { document.body.insertAdjacentHTML("beforeend", html);
                     const added = document.createElement("script");
                     added.textContent = "window.evil = 3"; document.body.append(added); }""",
        EVIL,
    )
    window.page.wait_for_timeout(200)
    assert window.page.evaluate("window.evil") is None
    window.faults.clear()  # the browser told of what it refused


# Milliseconds from each of 200 keys until the page is laid out anew.
DELAYS = """() => {
  const delays = [];
  for (let n = 0; n < 200; n++) {
    const began = performance.now();
    const key = { key: "j", code: "KeyJ", bubbles: true };
    document.body.dispatchEvent(new KeyboardEvent("keydown", key));
    document.querySelector(".row.at").getBoundingClientRect();
    delays.push(performance.now() - began);
  }
  return delays;
}"""


def test_long_articles_stay_smooth(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    corpora = built(tmp_path_factory.mktemp("long"), {"long": LONG})
    with serving(corpora) as served:
        window = Window(browser, served)
        assert len(window.rows()) == 2000
        delays = window.page.evaluate(DELAYS)
        assert statistics.median(delays) < 16  # one frame
        began = time.monotonic()
        window.press("1", "1", "u")
        window.saved()
        assert time.monotonic() - began < 3
        assert len(on_disk(corpora, "long")["spans"]) == 1
        window.page.close()
