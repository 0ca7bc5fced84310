"""Remarks on the text: what it is beside what is said of it."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.contract.labels import is_boilerplate
from corpus.contract.problems import Problem
from corpus.contract.scripts import UNSPACED
from corpus.contributions.remarks.seen import Seen
from corpus.documents.wording import counted
from corpus.language.detect import UNKNOWN, detect, second_opinion
from corpus.linking.tokens import content
from corpus.outlet.resolve import resolve
from corpus.quoting import quoted
from corpus.validation.page_kind import has_prose, is_as_long

# Tuned on the bench and the training pages, of which almost none has a wrong language or title.
_ENOUGH = 200  # characters of a text, below which neither language nor title is judged
_FIRST, _SECOND = 0.5, 0.9  # probabilities of two detectors that must agree
_KIN = 15  # distance of CLDR between languages below which a claim is right: hr and sr have 9
_LONG_WORD = 4  # letters of a word of a title that is looked for
_ENDING = 3  # letters that inflection may change
_FEWEST = 3  # such words that a title needs, to be judged
_FEWEST_LINES = 2  # of boilerplate alone; one short line may be all the news
_WRITTEN = {"nn": "no", "nb": "no"}  # languages that the detectors do not part
_UNDECIDED = (UNKNOWN, "mul", "mis", "zxx")


def length(seen: Seen) -> Iterator[Problem]:
    """A text that is too short to be an article."""
    least = seen.policy.min_characters
    text = seen.article.text.strip()
    if not is_as_long(text, least):
        found = counted(len(text), "character", "characters")
        yield seen.remark("too_short", "text", characters=found, least=f"{least:,}")


def language(seen: Seen) -> Iterator[Problem]:
    """A language that is not that of the text."""
    claimed, text = seen.article.claimed_language, seen.article.text
    if not claimed or claimed.lower() in _UNDECIDED or not is_as_long(text, _ENOUGH):
        return
    found = detect(text)
    if found.tag == UNKNOWN or found.confidence < _FIRST or _is_kin(claimed, found.tag):
        return
    second = second_opinion(text)
    if second.tag == found.tag and second.confidence >= _SECOND:
        yield seen.remark("wrong_language", "language", claimed=f'"{claimed}"', found=found.tag)


def _is_kin(claimed: str, found: str) -> bool:
    if claimed.lower().partition("-")[0] == found:
        return True
    from langcodes import Language, tag_distance

    macro = Language.get(claimed).prefer_macrolanguage().to_tag()
    return _WRITTEN.get(macro, macro) == found or tag_distance(macro, found) < _KIN


def title(seen: Seen) -> Iterator[Problem]:
    """A title of which the text has no word."""
    if seen.article.title is None:
        return
    text = seen.article.text
    if not is_as_long(text, _ENOUGH):
        return
    stems, text = _stems(seen.article.title.casefold()), text.casefold()
    if len(stems) >= _FEWEST and not any(stem in text for stem in stems):
        yield seen.remark("unrelated_title", "title", title=quoted(seen.article.title))


def _stems(words: str) -> list[str]:
    """The beginnings of the long words of a title; in scripts without spaces, pairs of signs."""
    stems = []
    for word in "".join(sign if sign.isalnum() else " " for sign in words).split():
        if any(low <= ord(word[0]) <= high for low, high in UNSPACED):
            stems += [word[start : start + 2] for start in range(len(word) - 1)]
        elif len(word) >= _LONG_WORD:
            stems.append(word[: max(_LONG_WORD, len(word) - _ENDING)])
    return stems


def boilerplate(seen: Seen) -> Iterator[Problem]:
    """A text of which nothing is left without its boilerplate."""
    article = seen.article
    if has_prose(article.text) or len(article.text.split("\n")) < _FEWEST_LINES:
        return
    from corpus.labelling.text import label_text  # models that no other remark needs

    outlet = resolve(article, seen.tables).id if article.url or article.claimed_outlet else None
    spans = label_text(article.text, outlet=outlet, title=article.title)
    if not content(article.text, [span[:3] for span in spans]).strip():
        labels = dict.fromkeys(span.label for span in spans if is_boilerplate(span.label))
        yield seen.remark("boilerplate_only", "text", labels=", ".join(labels))
