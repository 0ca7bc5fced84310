"""Votes of the rules: wordings of lines, blocks below a heading, threads of readers' posts.

Every distinct short line of a batch is matched once. Blocks are then found article by article,
among the few lines that a pattern matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.contract.article import Vote
from corpus.labelling.lines import Line, normal
from corpus.labelling.matching import END, LONGEST, Hit, is_written, match, match_all, with_tails
from corpus.labelling.neighbours import Hits, block, in_lists, is_inside, is_ticker
from corpus.labelling.rulebook import IN_BLOCK
from corpus.labelling.voters.voter import Batch
from corpus.labelling.weights import weight

SOURCE = "rule:"  # then the rule's name, with its version
_POSTS = 3  # posts of one label that make a thread: a story may quote a letter
_POST = 25  # lines; a longer one has the rest of the page in it
_ITEM = 2  # words of a line that in a list may as well be an item
# Labels whose wordings are no items of lists: "Share on Facebook" or "12 comments".
_SAYS_SO = frozenset(("advertisement", "share_follow", "comments", "other"))
_BREAK = re.compile(r"""[.!?…。।؟۔][)"'”’»]*\s*(?=\S)""")  # between two sentences of a line


def vote(batch: Batch) -> list[list[Vote]]:
    """The votes of all rules, on whole lines and on the last sentences of lines."""
    keys = dict.fromkeys([line.key for lines in batch.lines for line in lines])
    hits = match_all(keys)
    tailed = with_tails(keys)
    return [[*_whole_lines(lines, hits), *_tails(lines, tailed, hits)] for lines in batch.lines]


def _vote(start: int, end: int, hit: Hit, why: str = "") -> Vote:
    name, pattern = hit.rule.name, hit.pattern.id
    probability = weight(name, pattern, why)
    return Vote(start, end, hit.rule.label, f"{SOURCE}{name}", probability, f"{pattern}{why}")


def _tails(lines: Sequence[Line], tailed: set[str], hits: Hits) -> Iterator[Vote]:
    """Votes for the last sentences of lines that are not boilerplate as a whole."""
    for line in lines if tailed else ():
        if line.key[-END:] not in tailed or line.key in hits:
            continue
        for sentence_break in _BREAK.finditer(line.raw, max(0, len(line.raw) - LONGEST)):
            start = sentence_break.end()
            tails = [hit for hit in match(normal(line.raw[start:])) if hit.pattern.where == "tail"]
            if tails:
                yield from (_vote(line.start + start, line.end, hit) for hit in tails)
                break


def _whole_lines(lines: Sequence[Line], hits: Hits) -> Iterator[Vote]:
    """Votes for whole lines: alone, below a heading, in a thread, beside one of their label."""
    votes: dict[int, list[Vote]] = {}  # by line

    def add(index: int, hit: Hit, why: str = "") -> None:
        votes.setdefault(index, []).append(_vote(lines[index].start, lines[index].end, hit, why))

    def has(index: int, label: str) -> bool:
        return any(vote.label == label for vote in votes.get(index, ()))

    beside: list[tuple[int, Hit]] = []
    posts: list[tuple[int, Hit]] = []
    hit_lines = [index for index, line in enumerate(lines) if line.key in hits]
    items = in_lists(lines, hits) if hit_lines else set()
    ticker = is_ticker(lines, hit_lines, hits)
    for index in hit_lines:
        for hit in hits[lines[index].key] if len(lines[index].raw) <= LONGEST else ():
            if not is_written(hit, lines[index].raw):
                continue
            if hit.pattern.where == "apart" and (ticker or is_inside(lines, index, hits)):
                continue
            if index in items and _may_be_item(lines[index], hit):
                continue
            if hit.pattern.where in ("beside", "thread"):
                (beside if hit.pattern.where == "beside" else posts).append((index, hit))
                continue
            add(index, hit)
            # In the middle of a list a heading has lost its links.
            if hit.pattern.where == "heading" and not {index - 1, index} <= items:
                for below in block(lines, index, hits, hit.rule.label):
                    add(below, hit, IN_BLOCK)
    labels = {vote.label for of_line in votes.values() for vote in of_line} if posts else set()
    for index, hit, why in _thread([post for post in posts if post[1].rule.label in labels]):
        add(index, hit, why)
    for order in (beside, beside[::-1]):  # once downwards, once upwards
        for index, hit in order:
            label = hit.rule.label
            if not has(index, label) and (has(index - 1, label) or has(index + 1, label)):
                add(index, hit)
    for index in sorted(votes):
        yield from votes[index]


def _may_be_item(line: Line, hit: Hit) -> bool:
    """Whether an item of a list may be worded so: `Search`, `Contact` or `Jobs`."""
    is_short = line.key.count(" ") < _ITEM
    return is_short and hit.pattern.where in ("line", "apart") and hit.rule.label not in _SAYS_SO


def _thread(posts: list[tuple[int, Hit]]) -> Iterator[tuple[int, Hit, str]]:
    """The lines of readers' posts, from those that begin one; nothing shows where the last ends."""
    if len(posts) < _POSTS:
        return
    for (index, hit), (following, _) in pairwise(posts):
        yield index, hit, ""
        if following - index <= _POST:
            yield from ((between, hit, IN_BLOCK) for between in range(index + 1, following))
    yield *posts[-1], ""
