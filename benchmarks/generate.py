"""Articles out of a generator, for benchmarks: 4 KB each, with what real corpora have.

    python -m benchmarks.generate OUT --articles 20000

Words are drawn at their frequency in English, so that articles differ, and are recognised as
English, as real ones are. Planted on purpose: 200 outlets with their own footers on every page,
boilerplate in the middle of the story, 3% near-copies, and stories that several outlets tell.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path

from wordfreq import get_frequency_dict

OUTLETS = 200
PARAGRAPHS = 20
WORDS = 35  # of a paragraph, on average
COPIES = 0.03
STORIES = 0.1  # of the articles share the names of another one's story
PER_FILE = 5000
VOCABULARY = 20_000

_BREAKS = (
    "Read more: {}",
    "Advertisement",
    "Sign up for our newsletter",
    "Share this article",
    "Related articles",
)


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """English words of `wordfreq`, commonest first, with their summed frequencies."""
    frequencies = get_frequency_dict("en", "small")
    ranked = sorted(frequencies, key=lambda word: (-frequencies[word], word))[:VOCABULARY]
    words = [word for word in ranked if word.isalpha()]
    return words, list(accumulate(frequencies[word] for word in words))


def articles(count: int, seed: int = 0) -> Iterator[dict[str, object]]:
    """`count` raw articles, always the same ones for a seed."""
    rnd = random.Random(seed)
    words, cumulative = vocabulary()
    told: list[list[str]] = []  # the texts and names that later articles take up
    names: list[list[str]] = []
    for number in range(count):
        outlet = rnd.randrange(OUTLETS)
        if told and rnd.random() < COPIES:
            text = list(rnd.choice(told))
            text[rnd.randrange(len(text))] = _paragraph(rnd, words, cumulative, [])
        else:
            own = rnd.choice(names) if names and rnd.random() < STORIES else None
            own = own or [word.title() for word in rnd.sample(words, 8)]
            text = [_paragraph(rnd, words, cumulative, own) for _ in range(PARAGRAPHS)]
            told, names = [*told[-500:], text], [*names[-500:], own]
        title = " ".join(rnd.sample(words, 7)).capitalize()
        yield {
            "id": f"a{number:08d}",
            "url": f"https://outlet{outlet}.example/{number}",
            "title": title,
            "published": f"2026-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
            "text": _page(rnd, outlet, title, text),
        }


def _paragraph(
    rnd: random.Random, words: list[str], cumulative: list[float], names: list[str]
) -> str:
    length = max(8, int(rnd.gauss(WORDS, 8)))
    drawn = rnd.choices(words, cum_weights=cumulative, k=length)
    if names:
        drawn[length // 2] = rnd.choice(names)
    return " ".join(drawn).capitalize() + "."


def _page(rnd: random.Random, outlet: int, title: str, text: list[str]) -> str:
    lines = [title, *text]
    for _ in range(3):
        lines.insert(rnd.randrange(2, len(lines)), rnd.choice(_BREAKS).format(title))
    lines += [
        f"Outlet {outlet} reports on the town and its people since 19{outlet % 90 + 10}",
        f"(c) 2026 Outlet {outlet}. All rights reserved.",
    ]
    return "\n\n".join(lines)


def write(folder: Path, count: int, seed: int = 0, per_file: int = PER_FILE) -> int:
    """Write `.jsonl` files of `per_file` articles; the number of bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    size = 0
    made = articles(count, seed)
    for at in range(0, count, per_file):
        with (folder / f"{at // per_file:05d}.jsonl").open("wb") as out:
            for _ in range(min(per_file, count - at)):
                size += out.write(json.dumps(next(made)).encode() + b"\n")
    return size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--articles", type=int, default=20_000)
    options = parser.parse_args()
    size = write(options.out, options.articles)
    print(f"{options.articles} articles, {size / options.articles:.0f} bytes each")


if __name__ == "__main__":
    main()
