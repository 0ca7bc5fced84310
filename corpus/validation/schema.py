"""Schema checks: `jsonschema-rs` decides whether data is valid, `jsonschema` explains why not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache
from itertools import chain, islice
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from corpus.contract.problems import Problem, problem
from corpus.contract.schemas import schema
from corpus.quoting import shortened

_SHOWN = 60  # characters of a wrong value that a message repeats
_HOST = re.compile(r"[a-z]+://[^/?#]*")
# Letters beyond ASCII are no mistake: reading makes URIs of them where it can.
_NOT_OF_URIS = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f]')
_NOT_BEHIND_HOSTS = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f\[\]]')
_TOLD = 1000  # problems of a file with many entries, such as an outlet table
_MAX_DEPTH = 16  # levels of nesting; our schemas describe six


@cache
def _decider(name: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator(schema(name), validate_formats=True)


@cache
def _explainer(name: str, alternative: int | None) -> Any:
    from jsonschema import Draft202012Validator  # 0.1 s to import, and only bad input needs it

    from corpus.validation.formats import format_checker

    rules = schema(name)
    if alternative is not None:
        others = {key: value for key, value in rules.items() if key != "oneOf"}
        rules = {**others, **rules["oneOf"][alternative]}
    return Draft202012Validator(rules, format_checker=format_checker())


def is_valid(name: str, data: Any) -> bool:
    """Whether `data` is valid against the schema `name`."""
    try:
        return _decider(name).is_valid(data)
    except (ValueError, TypeError, OverflowError):  # a value that JSON does not have, or too deep
        return False


def explain(name: str, data: Any, file: str, line: int | None, most: int = _TOLD) -> list[Problem]:
    """The problems of some data.

    Args:
        name: of the schema.
        data: what a JSON or TOML parser returned.
        file: where it stands, for the messages.
        line: of the file, 1-based.
        most: how many are told; one more says that there are others.

    Returns:
        The problems in the order of their fields; empty where the data is valid, and never
        empty where it is not.
    """
    if is_valid(name, data):
        return []
    explained = explained_problems(name, data, file, line, most)
    return explained or [problem("unexplained", file, line, schema=f"{name}.schema.json")]


def explained_problems(
    name: str, data: Any, file: str, line: int | None, most: int
) -> list[Problem]:
    """What the explainer finds alone, whatever the decider says; see `explain`."""
    # Of an object or a list of them, explain the one it is: else all errors of both are made.
    alternative = int(isinstance(data, list)) if "oneOf" in schema(name) else None
    errors = _explainer(name, alternative).iter_errors(_cut(data, _MAX_DEPTH))
    told = islice(errors, most + 1)  # one after the other: a record may have a million
    in_order = sorted(told, key=lambda error: [_sortable(step) for step in error.path])
    problems = chain.from_iterable(_problems(error, file, line) for error in in_order)
    found = list(dict.fromkeys(islice(problems, most + 1)))
    if len(found) > most:
        return [*found[:most], problem("more_problems", file, line, limit=most)]
    return found


def _sortable(step: str | int) -> str:
    return step if isinstance(step, str) else f"{step:020}"


def _cut(value: Any, depth: int) -> Any:
    """The value without what is nested deeper: the explainer recurses, and no schema goes there."""
    if isinstance(value, dict):
        return {key: _cut(inner, depth - 1) for key, inner in value.items()} if depth else {}
    if isinstance(value, list):
        return [_cut(inner, depth - 1) for inner in value] if depth else []
    return value


def _problems(error: Any, file: str, line: int | None) -> Iterator[Problem]:
    """One error of `jsonschema` in our words."""
    steps = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        unknown = (name for name in error.instance if name not in known)
        if known:
            yield from (_unknown_field(error, name, known, file, line) for name in unknown)
            return
    if error.validator == "required":
        for name in error.validator_value:
            if name not in error.instance:
                field = _path(error, name)
                yield problem("missing_field", file, line, steps, field=field, expected="it there")
        return
    if error.validator == "anyOf" and all("required" in option for option in error.validator_value):
        names = [f'"{name}"' for option in error.validator_value for name in option["required"]]
        expected = f"one of {', '.join(names)}"
        missing = " or ".join(names)
        yield problem("missing_field", file, line, steps, field=missing, expected=expected)
        return
    field, expected = _path(error), _expected(error)
    if error.validator == "type":
        found = f"{_kind(error.instance)}{shown(error.instance)}"
        yield problem("wrong_type", file, line, steps, field=field, found=found, expected=expected)
        return
    found = shown(error.instance)
    if character := _not_of_uris(error):
        encoded = quote(character)
        found += f", with {shown(character)}, which URLs write as {encoded}"
    yield problem("bad_value", file, line, steps, field=field, found=found, expected=expected)


def _kind(value: Any) -> str:
    """What kind of value a scalar is, as a message puts it before the value."""
    if isinstance(value, str):
        return "the text "
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return "the number " if is_number else ""


def _not_of_uris(error: Any) -> str | None:
    """The first character of a text that no URI may have at its place (RFC 3986)."""
    if error.validator != "format" or error.validator_value != "uri":
        return None
    host = _HOST.match(error.instance)
    behind = host.end() if host else 0
    found = _NOT_OF_URIS.search(error.instance, 0, behind)
    found = found or _NOT_BEHIND_HOSTS.search(error.instance, behind)
    return found[0] if found else None


def _unknown_field(
    error: Any, name: str, known: Iterable[str], file: str, line: int | None
) -> Problem:
    nearest = get_close_matches(name, list(known), n=1)
    fix = f'did you mean "{nearest[0]}"?' if nearest else 'remove it, or move a scalar into "extra"'
    field = _path(error, name)
    steps = (*error.absolute_path, name)
    return problem("unknown_field", file, line, steps, field=field, known=", ".join(known), fix=fix)


def _path(error: Any, name: str | None = None) -> str:
    return field_name([*error.absolute_path, *([] if name is None else [name])])


def field_name(steps: Iterable[str | int]) -> str:
    """A place in a record as people write it: `"spans[2].label"`."""
    text = "".join(f"[{s}]" if isinstance(s, int) else f".{shortened(s, _SHOWN)}" for s in steps)
    return f'"{text.removeprefix(".")}"' if text else "the record"


def _expected(error: Any) -> str:
    if error.validator == "enum":
        return "one of " + ", ".join(map(str, error.validator_value))
    if error.validator == "type" and "description" not in error.schema:
        types = error.validator_value
        return " or ".join(types) if isinstance(types, list) else str(types)
    description = error.schema.get("description")
    if not description:
        return f"what the schema asks for ({error.validator}: {error.validator_value})"
    text = str(description).split(";")[0].rstrip(".")
    return text[0].lower() + text[1:] if text[1:2].islower() else text


def shown(value: Any) -> str:
    """A value as a message repeats it: in JSON, cut, with spaces and all that is unseen escaped."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = json.dumps(value, ensure_ascii=False, default=str)  # a newline is shown as \n
    return "".join(c if c.isprintable() else _escape(c) for c in shortened(text, _SHOWN))


def _escape(character: str) -> str:
    return json.dumps(character)[1:-1]
