"""A release says plainly in which languages nobody has measured the labels of programs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran, Raw

UNKNOWN = tomllib.loads(
    (Path(__file__).parents[1] / "labelling" / "unknown_languages.toml").read_text("utf-8")
)
TEXTS = {tag: "\n".join(texts["story"]) for tag, texts in UNKNOWN.items()} | {
    "en": "The council voted on Monday evening to close the old bridge after a long debate.",
    "de": "Der Stadtrat hat am Montagabend nach langer Debatte die Brücke gesperrt.",
    "vi": "Hội đồng thành phố tối thứ hai đã quyết định đóng cây cầu cũ sau ba giờ.",
    "bg": "Общинският съвет реши в понеделник вечерта да затвори стария мост след спор.",
    "el": "Το δημοτικό συμβούλιο αποφάσισε τη Δευτέρα να κλείσει την παλιά γέφυρα.",
}


def articles(tags: list[str]) -> list[dict[str, str]]:
    """An article in each of the languages."""
    return [{"id": f"a{n}", "outlet": "courier", "text": TEXTS[tag]} for n, tag in enumerate(tags)]


@pytest.mark.parametrize(
    ("tags", "line"),
    [
        (["en", "de", "en"], None),
        (["en", "vi", "vi", "el"], "not measured: known vi 2, el 1"),
        (["ka", "en", "is"], "not measured: unknown is 1, ka 1"),
        (["ta", "bg"], "not measured: known bg 1; unknown ta 1"),
    ],
)
def test_one_line_on_the_screen_where_a_language_is_not_measured(
    raw: Raw, corpus: Callable[..., Ran], tags: list[str], line: str | None
) -> None:
    raw.write("all.jsonl", articles(tags))
    ran = corpus("build", raw.folder, "--out", raw.folder.parent / "build")
    assert re.findall(r"^  languages +(.*)$", ran.out, re.MULTILINE) == [line] * (line is not None)


def test_card_and_report_say_it_of_every_language(raw: Raw, corpus: Callable[..., Ran]) -> None:
    tags = ["en", "vi", "vi", "ka", "am"]
    raw.write("all.jsonl", articles(tags))
    release = raw.folder.parent / "build" / "latest"
    corpus("build", raw.folder, "--out", release.parent)
    table = re.findall(
        r"^\| (measured|known|unknown) \| (.*?) \|",
        (release / "README.md").read_text("utf-8"),
        re.MULTILINE,
    )
    assert table == [("measured", "en 1"), ("known", "vi 2"), ("unknown", "am 1, ka 1")]
    report = (release / "report.html").read_text("utf-8")
    assert [report.count(f">{standing}: ") for standing in ("known", "unknown")] == [1, 2]
