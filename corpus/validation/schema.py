"""Schema checks: `jsonschema-rs` decides whether data is valid, `jsonschema` explains why not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from typing import Any

import jsonschema_rs

from corpus.contract.problems import Problem, problem
from corpus.contract.schemas import schema

_SHOWN = 60  # characters of a wrong value that a message repeats
_MAX_DEPTH = 16  # levels of nesting; our schemas describe six


@cache
def _decider(name: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator(schema(name), validate_formats=True)


@cache
def _explainer(name: str) -> Any:
    from jsonschema import Draft202012Validator  # 0.1 s to import, and only bad input needs it

    from corpus.validation.formats import format_checker

    return Draft202012Validator(schema(name), format_checker=format_checker())


def is_valid(name: str, data: Any) -> bool:
    """Whether `data` is valid against the schema `name`."""
    try:
        return _decider(name).is_valid(data)
    except (ValueError, TypeError, OverflowError):  # a value that JSON does not have, or too deep
        return False


def explain(name: str, data: Any, file: str, line: int | None) -> list[Problem]:
    """Every problem of some data.

    Args:
        name: of the schema.
        data: what a JSON or TOML parser returned.
        file: where it stands, for the messages.
        line: of the file, 1-based.

    Returns:
        The problems in the order of their fields; empty where the data is valid, and never
        empty where it is not.
    """
    if is_valid(name, data):
        return []
    explained = explained_problems(name, data, file, line)
    return explained or [problem("unexplained", file, line, schema=f"{name}.schema.json")]


def explained_problems(name: str, data: Any, file: str, line: int | None) -> list[Problem]:
    """What the explainer finds alone, whatever the decider says; see `explain`."""
    errors = _explainer(name).iter_errors(_cut(data, _MAX_DEPTH))
    in_order = sorted(errors, key=lambda error: [str(step) for step in error.path])
    return list(dict.fromkeys(p for error in in_order for p in _problems(error, file, line)))


def _cut(value: Any, depth: int) -> Any:
    """The value without what is nested deeper: the explainer recurses, and no schema goes there."""
    if isinstance(value, dict):
        return {key: _cut(inner, depth - 1) for key, inner in value.items()} if depth else {}
    if isinstance(value, list):
        return [_cut(inner, depth - 1) for inner in value] if depth else []
    return value


def _problems(error: Any, file: str, line: int | None) -> list[Problem]:
    """One error of `jsonschema` in our words."""
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        unknown = [name for name in error.instance if name not in known]
        if known and unknown:
            return [_unknown_field(error, name, known, file, line) for name in unknown]
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        return [
            problem("missing_field", file, line, field=_path(error, name), expected="it there")
            for name in missing
        ]
    if error.validator == "anyOf" and all("required" in option for option in error.validator_value):
        names = [f'"{name}"' for option in error.validator_value for name in option["required"]]
        expected = f"one of {', '.join(names)}"
        return [problem("missing_field", file, line, field=" or ".join(names), expected=expected)]
    if error.validator == "oneOf" and error.context:
        return _problems_of_branch(error, file, line)
    reason = "wrong_type" if error.validator == "type" else "bad_value"
    value, expected = _show(error.instance), _expected(error)
    return [problem(reason, file, line, field=_path(error), found=value, expected=expected)]


def _problems_of_branch(error: Any, file: str, line: int | None) -> list[Problem]:
    """Of the two alternatives of a labels file, an object and a list, explain the one it is."""
    branch = 1 if isinstance(error.instance, list) else 0
    errors = [inner for inner in error.context if inner.schema_path[0] == branch]
    return [p for inner in errors for p in _problems(inner, file, line)]


def _unknown_field(
    error: Any, name: str, known: Iterable[str], file: str, line: int | None
) -> Problem:
    nearest = get_close_matches(name, list(known), n=1)
    fix = f'did you mean "{nearest[0]}"?' if nearest else 'remove it, or move a scalar into "extra"'
    field = _path(error, name)
    return problem("unknown_field", file, line, field=field, known=", ".join(known), fix=fix)


def _path(error: Any, name: str | None = None) -> str:
    """Where the error is, as people write it: `"spans[2].label"`."""
    steps = [*error.absolute_path, *([] if name is None else [name])]
    text = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps)
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


def _show(value: Any) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = json.dumps(value, ensure_ascii=False, default=str)  # a newline is shown as \n
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
