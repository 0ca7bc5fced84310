"""The known name that a misspelt one can only mean."""

from __future__ import annotations

from functools import lru_cache

_LONGEST = 64  # characters: longer names are none of ours
_SHORT = 5  # letters: with fewer, another letter makes another word (`next` is no `text`)


def nearest(word: str, known: tuple[str, ...]) -> str | None:
    """The one known name that differs by case and joining signs, or else by one slip of the hand.

    A slip is a letter too many or too few, two that changed places, or, in longer names, a wrong
    one. The first letter is right: people seldom slip there.

    Returns:
        None where no name is as near, or more than one.
    """
    return _nearest(word, known) if len(word) <= _LONGEST else None


@lru_cache(1024)  # one mistake of a scraper stands in each of its records
def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    form = _form(word)
    forms = {name: _form(name) for name in known}
    alike = [name for name in forms if forms[name] == form]
    found = alike or [name for name in forms if _is_one_slip(form, forms[name])]
    return found[0] if len(found) == 1 else None


def common_start(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _form(name: str) -> str:
    return name.strip().casefold().replace("-", "_").replace(" ", "_")


def _is_one_slip(word: str, name: str) -> bool:
    if word[:1] != name[:1]:
        return False
    same = common_start(word, name)
    left, right = word[same:], name[same:]
    is_longer, is_shorter = left[1:] == right, left == right[1:]
    is_swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    is_wrong = len(name) >= _SHORT and left[1:] == right[1:]
    return is_longer or is_shorter or is_swapped or is_wrong
