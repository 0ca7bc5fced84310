"""The words of an article's content. Similarity of every kind is measured on them.

Words are found and hashed for a whole text at once. This costs a tenth of a regular expression and
a hash call per word.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice, repeat
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus import hashing
from corpus.arrays import cut
from corpus.contract.labels import LABELS, is_boilerplate
from corpus.contract.scripts import PLANE, UNSPACED, blocks
from corpus.hashing import stretches

if TYPE_CHECKING:
    import pyarrow as pa

_TOGETHER = 1 << 18  # characters read together: a call of numpy costs as much as many of them
_WORDS_TOGETHER = 1 << 15  # the same of words
_LONG = PLANE - 1  # no character: stands for one that folds to several
_SPACE, _LETTER, _ALONE = range(3)  # kinds of characters; _ALONE is a word of its own

# How a word begins: small, with a capital, or with a capital within a sentence.
SMALL, FIRST, INNER = range(3)


class Words(NamedTuple):
    """The words of a text in order. The last three arrays run over words."""

    text: str  # `text[starts[n]:ends[n]]` is word n; characters that fold to two are folded (ß, İ)
    written: NDArray[np.unsignedinteger[Any]]  # the code points of `text`
    codes: NDArray[np.unsignedinteger[Any]]  # the same, case folded
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    hashes: NDArray[np.uint64]

    def folded_words(self, numbers: NDArray[np.int64] | slice) -> list[str]:
        """The words of these numbers, case folded."""
        places = zip(self.starts[numbers].tolist(), self.ends[numbers].tolist(), strict=True)
        return [_text(self.codes[start:end]) for start, end in places]

    def case(self) -> NDArray[np.uint8]:
        """How each word begins: SMALL, FIRST or INNER.

        A capital is INNER where one character that is no line end separates the word from the one
        before: neither a sentence nor a line begins there.
        """
        first = self.codes.take(self.starts)
        case = (self.written.take(self.starts) != first).view(np.uint8)  # folding changed it
        is_next = self.starts[1:] - self.ends[:-1] == 1
        is_inner = is_next & (self.codes.take(self.ends[:-1]) != ord("\n"))
        case[1:] += case[1:] & is_inner
        return np.asarray(case)

    def capitals(self) -> NDArray[np.int64]:
        """Where the letters and other signs stand that are capitals: folding changed them."""
        return np.flatnonzero(self.written != self.codes)

    def text_between(self, first: int, last: int) -> str:
        """The text from one word to another, both included, as it was written, on one line."""
        return " ".join(self.text[self.starts[first] : self.ends[last]].split())


class Texts(NamedTuple):
    """The words of several texts, end to end: what costs little per word costs much per text."""

    words: Words  # of all texts, each with a line end behind it
    ends: NDArray[np.int64]  # the number of words up to the end of each text
    breaks: NDArray[np.int64]  # where, in the folded text, the line end behind each text stands

    @property
    def counts(self) -> NDArray[np.int64]:
        """The number of words of each text."""
        return np.diff(self.ends, prepend=0)

    def of_words(self) -> NDArray[np.unsignedinteger[Any]]:
        """The number of the text of each word, of the smallest type that holds it: to sort by."""
        small = np.min_scalar_type(len(self.ends))
        return np.repeat(np.arange(len(self.ends), dtype=small), self.counts)

    def hashes(self) -> list[NDArray[np.uint64]]:
        """The hashes of the words of each text."""
        return cut(self.words.hashes, self.ends)

    def capitals(self) -> list[float]:
        """The share of letters and other signs of words that are capitals, of each text."""
        capitals = np.searchsorted(self.words.capitals(), self.breaks)
        letters = np.cumsum(np.append(0, self.words.ends - self.words.starts))[self.ends]
        shares = np.diff(capitals, prepend=0) / np.maximum(1, np.diff(letters, prepend=0))
        return list(shares.tolist())


def content(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """The text without its boilerplate.

    Args:
        text: the text of an article.
        spans: sorted `(start, end, label)`.
    """
    kept, position = [], 0
    for start, end, label in spans:
        if is_boilerplate(label):
            kept.append(text[position:start])
            position = end
    return "".join([*kept, text[position:]])


def row_content(row: Mapping[str, Any]) -> str:
    """A published row's content: its text without its own boilerplate spans."""
    spans = ((span["start"], span["end"], LABELS[span["label"]]) for span in row["spans"])
    return content(row["text"], spans)


def row_contents(rows: pa.RecordBatch) -> list[str]:
    """The contents of published rows, as `row_content` gives each, from their columns."""
    spans = rows["spans"]
    items = spans.flatten()
    places = (items.field(name).to_pylist() for name in ("start", "end"))
    labels = map(LABELS.__getitem__, items.field("label").to_pylist())
    marked = zip(*places, labels, strict=True)
    counts = spans.value_lengths().to_pylist()
    texts = rows["text"].to_pylist()
    return [content(t, islice(marked, count)) for t, count in zip(texts, counts, strict=True)]


def content_words(row: Mapping[str, Any]) -> Words:
    """The words of a published row's content."""
    return words(row_content(row))


def groups(texts: Sequence[str], kinds: Iterable[str] = repeat("")) -> Iterator[list[int]]:
    """The places of texts that are best read together: of one kind, and not too many.

    Texts of ASCII alone are read apart, since they take less time.
    """
    waiting: dict[tuple[str, bool], list[int]] = {}
    sizes: Counter[tuple[str, bool]] = Counter()
    for place, (text, kind) in enumerate(zip(texts, kinds, strict=False)):
        key = kind, text.isascii()
        if sizes[key] + len(text) > _TOGETHER and key in waiting:
            yield waiting.pop(key)
            sizes[key] = 0
        waiting.setdefault(key, []).append(place)
        sizes[key] += len(text)
    yield from waiting.values()


def read_texts(texts: Sequence[str]) -> Texts:
    """The words of several texts, as `words` finds those of each."""
    found = words("\n".join([*texts, ""]))
    sizes = [len(text) + 1 for text in texts]
    if sum(sizes) != len(found.codes):
        sizes = [len(text.casefold()) + 1 for text in texts]
    behind = np.cumsum(np.array(sizes, np.int64))
    return Texts(found, np.searchsorted(found.starts, behind), behind - 1)


def hashes_of(texts: Sequence[str]) -> list[NDArray[np.uint64]]:
    """The hashes of the words of each text."""
    hashes = [np.empty(0, np.uint64)] * len(texts)
    for places in groups(texts):
        of_group = read_texts([texts[place] for place in places]).hashes()
        for place, of_text in zip(places, of_group, strict=True):
            hashes[place] = of_text
    return hashes


def words(text: str) -> Words:
    """The words of a text: runs of letters, marks and digits, case folded."""
    written = _codes(text)
    codes = _folded(written)
    if codes.dtype != np.uint8 and (codes == _LONG).any():
        text = _long_folds().sub(_unfolded, text)
        written = _codes(text)
        codes = _folded(written)
    kinds = _kinds(codes)
    is_letter = np.zeros(len(codes) + 2, np.bool_)
    np.equal(kinds, _LETTER, out=is_letter[1:-1])
    edges = np.flatnonzero(is_letter[1:] != is_letter[:-1])
    starts, ends = edges[::2], edges[1::2]
    if len(alone := np.flatnonzero(kinds == _ALONE)):
        starts = np.sort(np.concatenate([starts, alone]))
        ends = np.sort(np.concatenate([ends, alone + 1]))
    return Words(text, written, codes, starts, ends, stretches(codes, starts, ends))


@cache
def _long_folds() -> re.Pattern[str]:
    """The characters that folding makes longer: ß, İ and a hundred more, all in the first plane."""
    cased = [characters for _, characters in blocks() if characters.casefold() != characters]
    longer = [char for char in "".join(cased) if len(char.casefold()) > 1]
    return re.compile(f"[{''.join(longer)}]")


def _unfolded(match: re.Match[str]) -> str:
    """The folded form of a character, which is longer, in the case of the character."""
    folded = match[0].casefold()
    return folded.capitalize() if match[0].isupper() else folded


def runs(hashes: NDArray[np.uint64], n: int) -> NDArray[np.uint64]:
    """The hash of every run of `n` words; a text of fewer words is one run."""
    if not len(hashes):
        return hashes
    return hashing.runs(hashes, min(n, len(hashes)))


def runs_of(articles: Sequence[NDArray[np.uint64]], n: int) -> list[NDArray[np.uint64]]:
    """What `runs` gives of each article, given the hashes of its words."""
    found: list[NDArray[np.uint64]] = []
    for group in together(articles):
        joined = np.concatenate(group)
        of_all = runs(joined, n)
        first = 0
        for hashes in group:
            behind = first + len(hashes) - n + 1
            found.append(of_all[first:behind] if len(hashes) >= n else runs(hashes, n))
            first += len(hashes)
    return found


def together(articles: Sequence[NDArray[np.uint64]]) -> Iterator[list[NDArray[np.uint64]]]:
    """The hashes of articles in order, as many at a time as stay in the processor's cache."""
    group: list[NDArray[np.uint64]] = []
    size = 0
    for hashes in articles:
        if group and size + len(hashes) > _WORDS_TOGETHER:
            yield group
            group, size = [], 0
        group.append(hashes)
        size += len(hashes)
    if group:
        yield group


def _codes(text: str) -> NDArray[np.unsignedinteger[Any]]:
    """The code points of a text, of the smallest type that holds them."""
    if text.isascii():
        return np.frombuffer(text.encode(), np.uint8)
    encoded = text.encode("utf-16-le")
    if len(encoded) == 2 * len(text):
        return np.frombuffer(encoded, np.uint16)
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def _text(codes: NDArray[np.unsignedinteger[Any]]) -> str:
    return codes.tobytes().decode({1: "ascii", 2: "utf-16-le", 4: "utf-32-le"}[codes.itemsize])


def _folded(codes: NDArray[np.unsignedinteger[Any]]) -> NDArray[np.unsignedinteger[Any]]:
    """The code points case folded, _LONG where that makes several; a tenth of `str.casefold`."""
    if codes.dtype == np.uint8:
        return np.frombuffer(codes.tobytes().lower(), np.uint8)
    return _by_table(codes, _folds(), lambda code: ord(chr(code).casefold()))


def _kinds(codes: NDArray[np.unsignedinteger[Any]]) -> NDArray[np.uint8]:
    """The kind of each code point."""
    if codes.dtype == np.uint8:
        return np.frombuffer(codes.tobytes().translate(_basic_plane()[:256].tobytes()), np.uint8)
    return _by_table(codes, _basic_plane(), lambda code: _kind(chr(code))).astype(
        np.uint8, copy=False
    )


def _by_table(
    codes: NDArray[np.unsignedinteger[Any]],
    table: NDArray[np.unsignedinteger[Any]],
    of_others: Callable[[int], int],
) -> NDArray[np.unsignedinteger[Any]]:
    """What a table of the first plane says of code points, and a function of those beyond it."""
    if codes.dtype == np.uint16:
        return np.asarray(table.take(codes))
    found: NDArray[np.uint32] = table.take(np.minimum(codes, PLANE - 1)).astype(np.uint32)
    for index in np.flatnonzero(codes >= PLANE).tolist():  # mostly emoji
        found[index] = of_others(int(codes[index]))
    return found


@cache
def _folds() -> NDArray[np.uint16]:
    """The folded form of every character of Unicode's first plane, _LONG where it is longer."""
    folds = np.arange(PLANE, dtype=np.uint16)
    for first, characters in blocks():
        if characters.casefold() != characters:
            folded = map(str.casefold, characters)
            folds[first:][: len(characters)] = [
                ord(text) if len(text) == 1 else _LONG for text in folded
            ]
    return folds


@cache
def _basic_plane() -> NDArray[np.uint8]:
    """The kind of every character of Unicode's first plane."""
    kinds = np.full(PLANE, _LETTER, np.uint8)
    for first, characters in blocks():
        if not characters.isalnum():
            kinds[first:][: len(characters)] = [*map(_kind, characters)]
    for low, high in UNSPACED:
        kinds[low : high + 1] = _ALONE
    return kinds


def _kind(character: str) -> int:
    """The kind of a character; those of UNSPACED, all in the first plane, are _ALONE before."""
    is_word = character.isalnum() or unicodedata.category(character).startswith("M")
    return _LETTER if is_word else _SPACE
