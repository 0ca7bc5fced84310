"""Values of other tools in the form that our own fields have."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

import jsonschema_rs
import orjson

from corpus.contract.schemas import schema
from corpus.page.addresses import as_uri
from corpus.read.foreign.unfit import UnfitError

_NOTHING = ("none", "null", "nan", "nat", "n/a")  # what programs write for no value
_NAME_OF = ("name", "full_name", "fullName", "title")  # of a person in an object
_DEPTH = 16  # levels of lists and objects in which a text may stand
_BEYOND_64_BITS = 1 << 63


def is_absent(value: object) -> bool:
    """Whether a value says that there is none."""
    if value is None or value == {}:
        return True
    if isinstance(value, list):
        return all(map(_is_blank, value))
    if isinstance(value, str):
        return _is_blank(value) or value.strip().lower() in _NOTHING
    return isinstance(value, float) and not math.isfinite(value)


def _is_blank(value: object) -> bool:
    """Whether it is nothing, or a text of which nothing is seen."""
    if not isinstance(value, str):
        return value is None
    return not any(character.isprintable() and character != " " for character in value)


def converted(ours: str, value: object) -> Any:
    """A value as one of our fields has it.

    Args:
        ours: The field, but for dates.
        value: Of another tool.

    Raises:
        UnfitError: the field does not take it.
    """
    made = _CONVERT[ours](value)
    if not fits(ours, made):
        raise UnfitError(_description(ours))
    return made


def fits(ours: str, value: object) -> bool:
    """Whether the schema of our raw article allows a value in a field."""
    return _decider(ours).is_valid(value)


@cache
def _decider(ours: str) -> jsonschema_rs.Validator:
    rules = schema("article")["properties"][ours]
    return jsonschema_rs.Draft202012Validator(rules, validate_formats=True)


def _description(ours: str) -> str:
    text = str(schema("article")["properties"][ours]["description"]).split(";")[0].rstrip(".")
    return text[0].lower() + text[1:] if text[1:2].islower() else text


def words(value: object) -> str:
    """A text; of lists and objects all texts in order, each on a line."""
    if isinstance(value, str):
        return value
    lines = list(_texts(value, _DEPTH))
    if not lines:
        raise UnfitError("a text")
    return "\n".join(lines)


def one_text(value: object) -> str:
    """A text alone."""
    if not isinstance(value, str):
        raise UnfitError("a text")
    return value


def url(value: object) -> str:
    """A URL without a password; characters that no URL has are written as UTF-8 with %."""
    text = one_text(value).strip()
    if has_password(text):
        raise UnfitError("an address that everyone may read")
    return as_uri(text)


def has_password(value: object) -> bool:
    """Whether a value is an address with a user name or a password, which nobody may repeat."""
    if not isinstance(value, str) or "@" not in value:
        return False
    try:
        return "@" in urlsplit(value).netloc
    except ValueError:
        return False


def authors(value: object) -> list[str]:
    """Names; a text is a list of them between semicolons or else commas."""
    names = list(_names(value))
    if not names:
        raise UnfitError("names of authors")
    return names


def language(value: object) -> str:
    """A BCP 47 tag, of a tag in any spelling or of a language's name in any language."""
    return _tag(
        one_text(value[0] if isinstance(value, list) and len(value) == 1 else value).strip()
    )


def outlet(value: object) -> str:
    """An outlet's id or its host."""
    return one_text(value).strip().lower().removeprefix("www.")


def article_id(value: object) -> str:
    """An id; the number of a row is none, as the next file has the same."""
    text = one_text(value)
    if text.isdecimal():
        raise UnfitError("an id that no other file has")
    return text


def scalars(value: object) -> dict[str, Any]:
    """The fields of an object that is `extra` already."""
    if not isinstance(value, dict):
        raise UnfitError("an object")
    return {name: scalar(inner) for name, inner in value.items() if not is_absent(inner)}


def scalar(value: object) -> str | int | float | bool:
    """What `extra` keeps of any value: scalars, and everything else as a text.

    Raises:
        UnfitError: it is binary, or nested too deep.
    """
    if isinstance(value, bool | str | float):
        return value
    if isinstance(value, int):
        return value if -_BEYOND_64_BITS <= value < _BEYOND_64_BITS else str(value)
    if hasattr(value, "isoformat"):  # a date, a time of day, or both
        return str(value.isoformat())
    if isinstance(value, list | dict):
        try:
            options = orjson.OPT_NON_STR_KEYS | orjson.OPT_SORT_KEYS
            return orjson.dumps(value, default=_plain, option=options).decode()
        except TypeError:
            raise UnfitError("binary data, or nested too deep") from None
    if isinstance(value, bytes):
        raise UnfitError("binary data")
    return str(value)


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        raise TypeError
    return str(value)


def _texts(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        if value.strip():
            yield value
    elif isinstance(value, list | dict) and depth:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner, depth - 1)


def _names(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if value.startswith("["):  # a list that a table has as the text of a program
            try:
                listed = ast.literal_eval(value)
            except (ValueError, SyntaxError, MemoryError, RecursionError):
                pass
            else:
                yield from _names(listed)
                return
        names = value.split(";" if ";" in value else ",")
        yield from (name.strip() for name in names if not is_absent(name))
    elif isinstance(value, dict):
        name = next((value[key] for key in _NAME_OF if isinstance(value.get(key), str)), "")
        yield from [name.strip()] if not is_absent(name) else []
    elif isinstance(value, list | tuple):
        for inner in value:
            if isinstance(inner, str):
                yield from [inner.strip()] if not is_absent(inner) else []
            elif isinstance(inner, dict):
                yield from _names(inner)


@lru_cache(1024)
def _tag(text: str) -> str:
    import langcodes

    try:
        if langcodes.tag_is_valid(text):
            return langcodes.standardize_tag(text)
        return langcodes.find(text).to_tag()
    except LookupError:
        raise UnfitError("a language, by its BCP 47 tag or its name") from None


_CONVERT: dict[str, Callable[[object], Any]] = {
    "text": words,
    "html": one_text,
    "url": url,
    "outlet": outlet,
    "id": article_id,
    "title": one_text,
    "authors": authors,
    "language": language,
    "license": one_text,
    "rights": one_text,
    "extra": scalars,
}
