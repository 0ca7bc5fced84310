"""Sets written here: lines of `shapes.toml` filled with `words.toml`, the same each time."""

from __future__ import annotations

import random
import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from benchmarks.story_sets import Text

_HOLE = re.compile(r"\{([a-z_]+)\}")
_MOST = 14  # lines that a shape without order gives


@cache
def _tables() -> tuple[dict[str, dict[str, list[str]]], list[dict[str, Any]]]:
    """The words by language, and the shapes."""
    words, shapes = (
        tomllib.loads((files("benchmarks.story_sets") / name).read_text("utf-8"))
        for name in ("words.toml", "shapes.toml")
    )
    return words, shapes["shape"]


def names() -> list[str]:
    """The sets, in the order of `shapes.toml`."""
    return list(dict.fromkeys(shape["set"] for shape in _tables()[1]))


def texts(name: str, count: int) -> list[Text]:
    """Texts of a set, its languages and shapes in turn."""
    words, shapes = _tables()
    pairs = [
        (language, shape)
        for shape in shapes
        if shape["set"] == name
        for language in ([shape["language"]] if "language" in shape else words)
    ]
    return [
        _text(
            random.Random(f"{name} {n}"), *pairs[n % len(pairs)], is_bare=n // len(pairs) % 2 == 0
        )
        for n in range(count)
    ]


def framed(
    draw: random.Random, language: str, lines: list[str], is_bare: bool, short: bool = True
) -> Text:
    """Lines as part of an article, with a headline and prose; not bare: with boilerplate too."""
    words = _tables()[0][language]
    title = fill(draw, words, draw.choice(words["title"]))
    prose = [fill(draw, words, line) for line in draw.sample(words["prose"], 3)]
    brief = [fill(draw, words, line) for line in draw.sample(words["short"], 2)]
    around = [[fill(draw, words, line)] for line in draw.sample(words["around"], 4)]
    if is_bare:
        around = [[]] * 4
    middle = len(lines) // 2
    blocks = [
        (False, [title, *around[0]]),
        (True, prose[:2] if draw.random() < 0.7 else [brief[0], *prose[:2]]),
        (True, lines[:middle]),
        (False, around[1]),
        (True, lines[middle:]),
        (True, [prose[2], brief[1]] if short else [prose[2]]),
        (False, around[2] + around[3]),
    ]
    return Text(
        title,
        tuple(line for _, block in blocks for line in block),
        tuple(is_story for is_story, block in blocks for _ in block),
    )


def _text(draw: random.Random, language: str, shape: dict[str, Any], is_bare: bool) -> Text:
    words = _tables()[0][language]
    lines = shape.get("in_order")
    if not lines:
        some = shape["any"]
        if len(some) < _MOST:  # the same again, with other words
            some = some + [line for line in some if _HOLE.search(line)]
        lines = draw.sample(some, draw.randint(min(6, len(some)), min(_MOST, len(some))))
    return framed(draw, language, [fill(draw, words, line) for line in lines], is_bare)


def fill(draw: random.Random, words: dict[str, list[str]], line: str) -> str:
    """A line with a word or number in each hole."""
    made = _HOLE.sub(lambda hole: _value(draw, words, hole[1]), line)
    return made[0].upper() + made[1:] if line[0] == "{" else made


def _value(draw: random.Random, words: dict[str, list[str]], hole: str) -> str:
    if hole == "short":
        return fill(draw, words, draw.choice(words["short"]))
    if hole == "first":
        return draw.choice(words["name"]).split()[0]
    if hole == "place_":  # as in an address
        plain = unicodedata.normalize("NFKD", draw.choice(words["place"])).encode("ascii", "ignore")
        return re.sub(r"\W", "", plain.decode().lower()) or "place"
    number = {
        "n": lambda: str(draw.randint(11, 98)),
        "few": lambda: str(draw.randint(2, 9)),
        "big": lambda: f"{draw.randint(2, 90)},{draw.randint(0, 999):03}",
        "year": lambda: str(draw.randint(1890, 2025)),
        "hour": lambda: f"{draw.randint(6, 22)}:{draw.randint(0, 59):02}",
        "phone": lambda: f"0{draw.randint(1500, 1899)} 555 {draw.randint(100, 999)}",
        "price": lambda: f"{draw.choice('£$€')}{draw.randint(3, 90)}.{draw.choice(('50', '99'))}",
    }
    return number[hole]() if hole in number else draw.choice(words[hole])
