"""Articles out of templates, as machines and desks write them by the hundred (`templates.toml`)."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

_FILE = tomllib.loads((Path(__file__).parent / "templates.toml").read_text("utf-8"))
_WORDS: dict[str, list[str]] = _FILE.pop("slots")
KINDS = tuple(_FILE)
SUBJECTS = {kind: _FILE[kind]["subjects"] for kind in KINDS}
OUTLETS = 20


def name(rnd: random.Random) -> str:
    syllables = (rnd.choice("bcdfgklmnprstvz") + rnd.choice("aeiou") for _ in range(4))
    return "".join(syllables).title()


_SLOTS: dict[str, Callable[[random.Random], str]] = {
    "name": name,
    "number": lambda rnd: str(rnd.randrange(2, 99)),
    "percent": lambda rnd: f"{rnd.uniform(0, 20):.2f}",
    "price": lambda rnd: f"{rnd.uniform(2, 900):.2f}",
    "volume": lambda rnd: f"{rnd.randrange(1, 900)},{rnd.randrange(100, 999)}",
}


def _filled(rnd: random.Random, sentence: str, subject: str) -> str:
    def value(slot: re.Match[str]) -> str:
        if slot[1] == "subject":
            return subject
        draw = _SLOTS.get(slot[1])
        return draw(rnd) if draw else rnd.choice(_WORDS[slot[1]])

    return re.sub(r"\{(\w+)\}", value, sentence)


def articles(kind: str, count: int, dated: bool) -> Iterator[dict[str, Any]]:
    """`count` records of a kind; the id names kind and subject: `market.17.1203`."""
    for record, day in _made(kind, count):
        yield record | ({"published": day} if dated else {})


@cache
def _made(kind: str, count: int) -> list[tuple[dict[str, Any], str]]:
    """Records without a date, each with its day."""
    rnd = random.Random(kind)
    subjects = SUBJECTS[kind] or count
    names = [f"{name(rnd)} {name(rnd)}" for _ in range(subjects)]
    made = []
    for number in range(count):
        subject = number % subjects
        template = rnd.choice(_FILE[kind]["templates"])
        sentences = [line if isinstance(line, str) else rnd.choice(line) for line in template]
        record = {
            "id": f"{kind}.{subject}.{number}",
            "outlet": f"o{rnd.randrange(OUTLETS)}.example",
            "text": "\n".join(_filled(rnd, line, names[subject]) for line in sentences),
        }
        made.append((record, f"2026-{rnd.randrange(1, 11):02d}-{rnd.randrange(1, 29):02d}"))
    return made
