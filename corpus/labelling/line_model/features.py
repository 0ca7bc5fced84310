"""Features of a line by itself: its shape, its words, the votes of the rules.

Everything is made of integers, comparisons and single divisions, so that it is the same on every
machine, and for all lines of many articles at once. `surroundings` adds features of the lines
around.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.contract.article import Vote
from corpus.contract.labels import BOILERPLATE, is_boilerplate
from corpus.contract.scripts import PLANE, UNSPACED, blocks
from corpus.hashing import heads, mixed, stretches
from corpus.labelling.lines import Line
from corpus.labelling.rulebook import IN_BLOCK

HEAD = 100  # characters of a line that are read; 65% of the bench's story lines are longer
LENGTH = 2000  # characters; longer lines count as this
DENSE = 1.5  # letters that a character of a script without spaces counts for, in addition
PROSE = 120  # characters: a line at least as long that ends like a sentence is prose
OFTEN = 5  # times in one article; more count as this
BITS = 17  # of a word's hash: 131,072 places for the 390,000 words and pairs of the bench

COLUMNS = (
    "length", "words", "upper", "digit", "caseless", "title", "stops", "commas", "colons",
    "quotes", "brackets", "bars", "code", "signs", "stop_end", "colon_end", "upper_start",
    "lower_start", "digit_start", "quote_start", "bullet", "gap", "again", "prose", "rule",
    "kind", "block", "furniture",
)  # fmt: skip

# Kinds of characters: letters first, then digits, so that these five make words.
LOWER, UPPER, CASELESS, ALONE, DIGIT, SPACE, STOP, COMMA, COLON, QUOTE, BRACKET, BAR, CODE, SIGN = (
    range(14)
)
_KINDS = 14
_CHARACTERS = {
    STOP: ".!?…。！？।؟۔።։။។",
    COMMA: ",;、，；،",
    COLON: ":：",
    QUOTE: "\"'“”„«»‘’‹›「」『』",
    BRACKET: "()[]（）【】",
    BAR: "|•·–—-/→>*",
    CODE: "{}=<_\\~^`+",
}
# By general category; others are signs.
_KIND_OF = {
    **dict.fromkeys(("Lu", "Lt"), UPPER),
    "Ll": LOWER,
    **dict.fromkeys(("Lm", "Lo", "Mn", "Mc", "Me"), CASELESS),
    "Nd": DIGIT,
    **dict.fromkeys(("Zs", "Zl", "Zp"), SPACE),
}
_CLOSING = "\"'”’»)] "
_STEM = 4  # letters at a word's beginning that stand for it in all its forms


class Text(NamedTuple):
    """The heads of lines end to end, a space after each; arrays over code points."""

    codes: NDArray[np.uint32]  # lower case, every digit a zero
    kinds: NDArray[np.uint8]
    line: NDArray[np.int64]  # the line of each code point


def read(lines: Sequence[Line]) -> Text:
    """The first HEAD characters of each line."""
    heads = [line.raw[:HEAD] for line in lines]
    sizes = np.fromiter(map(len, heads), np.int64, len(lines)) + 1
    plane = _codes(" ".join([*heads, ""]))
    kinds, lower = _tables()
    return Text(lower.take(plane), kinds.take(plane), np.repeat(np.arange(len(lines)), sizes))


def _codes(text: str) -> NDArray[np.uint32]:
    """Code points; those beyond the basic plane, mostly emoji, count as its last one."""
    return np.minimum(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32), 0xFFFF)


@cache
def _tables() -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """Kind and lower case of every code point of the basic plane, digits made zero."""
    kinds = np.full(PLANE, SIGN, np.uint8)
    lower = np.arange(PLANE, dtype=np.uint32)
    for first, characters in blocks():
        categories = [*map(unicodedata.category, characters)]
        kinds[first:][: len(characters)] = [_KIND_OF.get(name, SIGN) for name in categories]
        if characters.lower() != characters:
            for code, character in enumerate(characters, first):
                small = character.lower()
                if len(small) == 1 and unicodedata.category(character)[0] in "LM":
                    lower[code] = ord(small)
    kinds[[ord("\t"), ord("\n")]] = SPACE
    lower[kinds == DIGIT] = ord("0")
    for first, last in UNSPACED:
        kinds[first : last + 1] = ALONE
    for kind, characters in _CHARACTERS.items():
        kinds[[ord(character) for character in characters]] = kind
    return kinds, lower


def words(text: Text) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The words of lines, hashed.

    These are single words, pairs, the first and the last word of a line, and the beginnings of
    longer words. Signs count as words.

    Returns:
        Places in a table of 2^BITS, and the line of each.
    """
    kinds = text.kinds
    letter = (kinds <= DIGIT) & (kinds != ALONE)
    alone = (kinds == ALONE) | ((kinds > SPACE) & (kinds != COMMA) & (kinds != BRACKET))
    begins, stops = letter.copy(), letter.copy()
    begins[1:] &= ~letter[:-1]
    stops[:-1] &= ~letter[1:]
    starts = np.flatnonzero(begins | alone)
    ends = np.flatnonzero(stops | alone) + 1
    line = text.line.take(starts)
    long = np.flatnonzero(ends - starts > _STEM)
    stems = starts.take(long)
    word = stretches(text.codes, starts, ends)
    stem = heads(text.codes, stems, _STEM)
    turns = np.flatnonzero(np.diff(line, prepend=-1, append=-1))  # where lines change
    first, last = turns[:-1], turns[1:] - 1
    pairs = np.flatnonzero(line[1:] == line[:-1])
    before, after = word.take(pairs), word.take(pairs + 1)
    joined = np.concatenate(
        [
            before * np.uint64(3) + after,
            word.take(first) + np.uint64(1),
            word.take(last) + np.uint64(2),
        ]
    )
    every = np.concatenate([word, mixed(joined), stem])
    of_line = np.concatenate([line, line[pairs + 1], line[first], line[last], line[long]])
    return (every >> np.uint64(64 - BITS)).astype(np.int64), of_line


def table(
    articles: Sequence[Sequence[Line]], text: Text, votes: Sequence[Sequence[Vote]]
) -> NDArray[np.float32]:
    """The features of lines.

    Args:
        articles: The lines of each article.
        text: The heads of all these lines.
        votes: The votes of the rules on each article.

    Returns:
        Shape (COLUMNS, lines), the lines of the articles end to end.
    """
    count = sum(map(len, articles))
    if not count:
        return np.empty((len(COLUMNS), 0), np.float32)
    starts, _, raws, keys, bullets, gaps = zip(*chain.from_iterable(articles), strict=True)
    edges = [0, *np.cumsum([*map(len, articles)]).tolist()]
    of_articles = [slice(*of_article) for of_article in pairwise(edges)]
    tally = np.bincount(text.line * _KINDS + text.kinds, minlength=count * _KINDS)
    chars = tally.reshape(count, _KINDS).T  # by kind of character
    length = np.fromiter(map(len, raws), np.int64, count)
    sizes = np.minimum(length, HEAD)
    first = np.cumsum(sizes + 1) - sizes - 1
    letter = text.kinds <= DIGIT
    begins = letter.copy()
    begins[1:] &= ~letter[:-1] | (text.kinds[1:] == ALONE)
    word = np.flatnonzero(begins)
    line = text.line.take(word)
    words_of = np.bincount(line, minlength=count)
    titled = np.bincount(line[text.kinds.take(word) == UPPER], minlength=count)
    start, end = text.kinds[first], _last(raws)
    length += (length * DENSE * chars[ALONE] / sizes).astype(np.int64)
    columns = (
        np.minimum(length, LENGTH), words_of, chars[UPPER] / sizes, chars[DIGIT] / sizes,
        (chars[CASELESS] + chars[ALONE]) / sizes, titled / np.maximum(words_of, 1), chars[STOP],
        chars[COMMA], chars[COLON], chars[QUOTE], chars[BRACKET], chars[BAR],
        chars[CODE] / sizes, chars[SIGN], end == STOP, end == COLON, start == UPPER,
        start == LOWER, start == DIGIT, start == QUOTE,
        np.fromiter(bullets, np.bool_, count), np.fromiter(gaps, np.bool_, count),
        _again(keys, of_articles), (length >= PROSE) & (end == STOP),
        *_rules(starts, of_articles, votes),
    )  # fmt: skip
    rows = np.empty((len(COLUMNS), count), np.float32)
    for row, values in zip(rows, columns, strict=True):
        row[:] = values
    return rows


def _last(raws: Sequence[str]) -> NDArray[np.uint8]:
    """The kind of each line's last character, ignoring quotation marks and brackets."""
    last = [raw[-1] for raw in raws]
    for index, character in enumerate(last):
        if character in _CLOSING:
            last[index] = (raws[index][-4:].rstrip(_CLOSING) or " ")[-1]
    return _tables()[0][_codes("".join(last))]


def _again(keys: Sequence[str], of_articles: Sequence[slice]) -> NDArray[np.int64]:
    """How often each line occurs in its article, by their normal forms."""
    repeats = np.ones(len(keys), np.int64)
    for of_article in of_articles:
        its = keys[of_article]
        if len(set(its)) < len(its):
            repeats[of_article] = [*map(Counter(its).__getitem__, its)]
    return np.minimum(repeats, OFTEN)


def _rules(
    starts: Sequence[int], of_articles: Sequence[slice], votes: Sequence[Sequence[Vote]]
) -> NDArray[np.float32]:
    """The surest vote on each whole line, and whether there is a vote for furniture.

    Returns:
        Shape (4, lines): the rows `rule`, `kind`, `block` and `furniture` of COLUMNS.
    """
    surest: dict[int, Vote] = {}  # by line
    furniture: list[int] = []
    for of_article, its_votes in zip(of_articles, votes, strict=True):
        if not its_votes:
            continue
        lines = {start: line for line, start in enumerate(starts[of_article], of_article.start)}
        for vote in its_votes:
            line = lines.get(vote.start)
            if line is None:  # a vote on the last sentences of a line
                continue
            if not is_boilerplate(vote.label):
                furniture.append(line)
            elif vote.weight > (surest[line].weight if line in surest else 0):
                surest[line] = vote
    weight, kind, block, is_furniture = rows = np.zeros((4, len(starts)), np.float32)
    kind[:] = -1
    ruled = [*surest]
    weight[ruled] = [vote.weight for vote in surest.values()]
    kind[ruled] = [BOILERPLATE.index(vote.label) for vote in surest.values()]
    block[ruled] = [vote.why.endswith(IN_BLOCK) for vote in surest.values()]
    is_furniture[furniture] = 1
    return rows
